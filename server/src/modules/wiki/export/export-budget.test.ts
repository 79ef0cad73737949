/** An export ends where it would cost too much, and when nobody waits for it any more. */
import { expect, it } from 'vitest';
import { ManualClock } from '../../../kernel/time/index.ts';
import { createExportBudget, exportLimits } from './export-budget.ts';

const tooLarge = expect.objectContaining({ code: 'wiki.export_too_large' });

it('allows exactly what is allowed, of each kind apart', () => {
  const budget = createExportBudget(new ManualClock(new Date(0)), new AbortController().signal);
  for (const what of ['pages', 'textBytes', 'pictureBytes', 'shownBytes', 'issueLists'] as const) {
    budget.take(what, exportLimits[what]);
    expect(() => { budget.take(what, 1); }).toThrow(tooLarge);
  }
});

it('ends when its time is over, and when whoever asked has left', async () => {
  const clock = new ManualClock(new Date(0));
  const left = new AbortController();
  const budget = createExportBudget(clock, left.signal);
  clock.advanceMs(exportLimits.ms);
  await budget.turn();
  clock.advanceMs(1);
  await expect(budget.turn()).rejects.toEqual(tooLarge);
  left.abort(new Error('left'));
  await expect(createExportBudget(clock, left.signal).turn()).rejects.toThrow('left');
});
