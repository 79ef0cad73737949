// Colours of states; words say the same.
import type { PastContainer, PlanState } from '../../api/recovery.ts';
import type { Tone } from '../../parts/mark.tsx';

export const planTone: Readonly<Record<PlanState, Tone>> = { waiting: 'info', ready: 'warn', applying: 'info', done: 'good', failed: 'bad', expired: 'calm' };
export const nowTone: Readonly<Record<PastContainer['now'], Tone>> = { there: 'good', trashed: 'warn', gone: 'bad' };
