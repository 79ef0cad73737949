/** As history.api.test.ts, for longer and with a migration in every life. */
import { describe, expect, it } from 'vitest';
import { createTestPlatform } from '../../main/testing/test-platform.ts';
import { randomFrom, startLife } from './history-model-for-tests.ts';

describe('long histories', () => {
  it.each(Array.from({ length: 6 }, (_seed, index) => Date.now() % 1_000_000 + index))('with seed %i are what the database was', async (seed) => {
    await using platform = await createTestPlatform({ work: false });
    await using life = await startLife(platform, randomFrom(seed));
    const did = await life.play(300);
    const moments = await life.compare((remembered, journal, at) => { expect(journal, `seed ${String(seed)}, at ${at.toISOString()}`).toEqual(remembered); });
    expect(did['migrations']).toBe(1);
    expect(moments).toBeGreaterThan(20);
  }, 600_000);
});
