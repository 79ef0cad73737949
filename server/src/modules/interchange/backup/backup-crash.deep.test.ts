/** The same as the test of the system, at a hundred random points. */
import { expect, it } from 'vitest';
import { killWhileBackingUp } from './killed-backups-for-tests.ts';

it('goes on after a hundred kills at random points', async () => {
  let kills = 0;
  const seed = Date.now() % 2_147_483_647;
  process.stdout.write(`seed ${String(seed)}\n`);
  let state = seed;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  while (kills < 100) {
    const round = await killWhileBackingUp({ issues: 5_000, kills: Math.min(12, 100 - kills), pauseMs: () => 20 + random() * 1_200 });
    expect(round.killed).toBe(round.calm);
    kills += Math.max(1, round.kills);
  }
}, 7_200_000);
