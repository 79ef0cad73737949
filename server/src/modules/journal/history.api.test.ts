/** Any interleaving of writes, migration, crashes and folds gives exactly the database's rows at each moment. */
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { createTestPlatform, type TestPlatform } from '../../main/testing/test-platform.ts';
import { randomFrom, startLife } from './history-model-for-tests.ts';

let platform: TestPlatform;
beforeAll(async () => { platform = await createTestPlatform({ work: false }); });
afterAll(() => platform[Symbol.asyncDispose]());

describe('a history', () => {
  it('is what the database was, at every moment that was looked at', async () => {
    const seed = Date.now() % 1_000_000;
    await using life = await startLife(platform, randomFrom(seed));
    // Said at once: an error that is thrown on the way does not name it.
    onTestFailed(() => { console.error(`seed ${String(seed)}`); });
    const did = await life.play(30);
    await life.migrate();
    await life.play(30);
    const moments = await life.compare((remembered, journal, at) => { expect(journal, `seed ${String(seed)}, at ${at.toISOString()}`).toEqual(remembered); });
    expect(moments, `seed ${String(seed)}: ${JSON.stringify(did)}`).toBeGreaterThan(3);
  }, 120_000);
});
