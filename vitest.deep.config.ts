/** `npm run test:deep`: long walks, big files, thousands of cases. Not part of `npm test`; run before a release. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.deep.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.tmp/**', '.holdfast/**'],
    globalSetup: ['server/src/kernel/testing/global-setup.ts'],
    maxWorkers: 2,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
