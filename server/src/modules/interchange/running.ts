/** One attempt at an import, as its two halves see it: what to read, under whose rights, and whom to tell. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { Beat, ImportJob } from './import-job-store.ts';
import type { Backup } from './reading/index.ts';

export interface Running {
  readonly job: ImportJob;
  readonly backup: Backup;
  readonly signal: AbortSignal;
  /** A context of now, under the login of a service, as the person who asked for the import. */
  readonly ctx: (service: 'tracker' | 'wiki' | 'interchange') => Promise<Ctx>;
  readonly tell: (progress: Partial<Beat>) => void;
  /** Something was committed. */
  readonly advanced: () => void;
}
