/** What every operation of the key service stands on; made once by `createKeys`. */
import type { Pool } from 'pg';
import type { Log } from '../../kernel/log/log.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Kms } from './kms.ts';

export interface Workings {
  readonly pool: Pool;
  readonly kms: Kms;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** Operations that find the scope changed under them start again; more often than this is a defect. */
export const attemptsMax = 5;

/** Versions kept for one purpose of one scope. */
export const dataKeyVersionsMax = 1000;
