/** A check of the doctor: what was looked at, whether it is right, and how to mend it when it is not. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failure' | 'not checked';
  readonly detail: string;
  /** What to do; empty when nothing is. */
  readonly fix: string;
}

export const ok = (check: string, detail: string): Finding => ({ check, state: 'ok', detail, fix: '' });
export const warning = (check: string, detail: string, fix: string): Finding => ({ check, state: 'warning', detail, fix });
export const failure = (check: string, detail: string, fix: string): Finding => ({ check, state: 'failure', detail, fix });
export const notChecked = (check: string, detail: string): Finding => ({ check, state: 'not checked', detail, fix: '' });
