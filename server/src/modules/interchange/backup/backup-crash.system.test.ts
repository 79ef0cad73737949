/** A backup whose platform is killed goes on where it was and holds the same as one that nobody disturbed. */
import { expect, it } from 'vitest';
import { killWhileBackingUp } from './killed-backups-for-tests.ts';

it('goes on after kill -9 and holds the same records in the same order', async () => {
  const { calm, killed, kills } = await killWhileBackingUp({ issues: 1_500, kills: 2, pauseMs: (kill) => 60 + kill * 120 });
  expect(kills).toBeGreaterThan(0);
  expect(killed).toBe(calm);
}, 300_000);
