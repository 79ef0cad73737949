/**
 * The suites, by what a test touches; its file name says which. Everything else (database, ports, folders) a test
 * makes for itself, so suites may run side by side, and files of one suite share a process: nothing is kept in modules, and
 * reading the whole platform anew for each file cost more than many of them. Slow ones (`*.deep.test.ts`) have vitest.deep.config.ts.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const anyTest = '**/*.test.{ts,tsx,mjs}';
const never = ['**/node_modules/**', '**/dist/**', '.tmp/**', '.holdfast/**', '**/*.deep.test.ts'];
const tidy = ['server/test/tidy/**/*.test.ts'];
const database = ['**/*.db.test.ts', '**/*.api.test.ts', 'server/test/contract/**/*.test.ts'];
const system = ['**/*.system.test.{ts,mjs}', 'server/test/system/**/*.test.ts'];
const browser = ['**/*.e2e.test.ts'];

// One throw-away cluster for all tests of a run, started when the first test asks for it.
const sharedCluster = 'server/src/kernel/testing/global-setup.ts';
const globalSetup = existsSync(join(import.meta.dirname, sharedCluster)) ? [sharedCluster] : [];

// A state that is waited for comes or does not; how long it takes on a busy machine says nothing.
const expectStates = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    // What tests start is thrown away afterwards: immutable files could not be, and backups are for the tests that are about them.
    env: { HOLDFAST_VAULT_IMMUTABLE: 'false', HOLDFAST_BACKUP_ENABLED: 'false' },
    projects: [
      { test: { name: 'tidy', include: tidy, exclude: never, testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'unit', include: [anyTest], exclude: [...never, ...tidy, ...database, ...system, ...browser], expect: expectStates, testTimeout: 20_000, hookTimeout: 20_000, isolate: false } },
      { test: { name: 'database', include: database, exclude: never, globalSetup, expect: expectStates, testTimeout: 60_000, hookTimeout: 60_000, isolate: false } },
      // One at a time: each starts whole servers.
      { test: { name: 'system', include: system, exclude: never, globalSetup, fileParallelism: false, expect: expectStates, testTimeout: 180_000, hookTimeout: 180_000 } },
      { test: { name: 'browser', include: browser, exclude: never, fileParallelism: false, expect: expectStates, testTimeout: 120_000, hookTimeout: 240_000 } },
    ],
  },
});
