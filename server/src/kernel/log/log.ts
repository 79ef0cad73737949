/**
 * What every part of the platform knows of logging. A message is a constant sentence; what varies goes into
 * fields, and only fields on the allowlist are written (log/fields.ts), so that no content and no personal
 * data reach a log by accident.
 */
import type { LogFields } from './fields.ts';

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields that every line carries. */
  with(fields: LogFields): Log;
}

/** Keeps nothing; for tests and for one-shot commands. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
};
