/**
 * Tells an outage of the key store or the KMS from a defect of ours. An outage is answered with keys.unavailable; a defect stays what it
 * is and is logged whole as a bug.
 */
import { AppError } from '../../kernel/errors/index.ts';
import { sqlState } from '../../kernel/db/index.ts';
import { keysErrors } from './errors.ts';

/** Data exceptions, integrity violations, and statements or rights that are wrong (PostgreSQL documentation, appendix A). */
const defectStates = /^(22|23|42)/;

export function outageOrDefect(error: unknown): unknown {
  if (error instanceof AppError || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) return error;
  const state = sqlState(error);
  return state !== undefined && defectStates.test(state) ? error : keysErrors.unavailable({}, error);
}

export async function answeringOutages<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw outageOrDefect(error);
  }
}
