/** Every test of the repository that runs in Node; one throw-away PostgreSQL is shared by those that ask for it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,cli,console,bin}/**/*.test.{ts,tsx}'],
    globalSetup: ['server/src/kernel/testing/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
