/** What the database layer can answer to people, and how PostgreSQL's own refusals become those answers. */
import { defineErrors } from '../errors/index.ts';

const dbErrors = defineErrors('database', {
  unavailable: { status: 503, title: 'The data of this place cannot be reached at the moment; try again shortly.' },
  busy: { status: 503, title: 'Too much is going on at once; try again shortly.' },
  conflict: { status: 409, title: 'Somebody else changed the same thing at the same moment; try again.' },
  stale_context: { status: 503, title: 'This place is being moved; try again in a moment.' },
  tenant_suspended: { status: 403, title: 'This product is suspended. An administrator of the organization can say why.' },
  held: { status: 423, title: 'A legal hold or a deletion lock stands on this: it cannot be deleted. An administrator of the organization can say why.' },
  tenant_read_only: { status: 503, title: 'This product is read-only for a moment; try again shortly.' },
});

interface PostgresFailure {
  readonly code?: unknown;
}

export function sqlState(error: unknown): string | undefined {
  // Whatever was thrown may have a code of any type: it is looked at, not trusted.
  const code = typeof error === 'object' && error !== null ? (error as PostgresFailure).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const unavailableStates = new Set(['57P01', '57P02', '57P03', '08006', '08001', '08003', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);

/** The fence's refusals have their own SQLSTATEs (`hf.enter`); the rest is left as it is. */
export function translateFailure(error: unknown): unknown {
  const state = sqlState(error);
  if (state === 'HF001') return dbErrors.stale_context({}, error);
  if (state === 'HF002') return dbErrors.tenant_suspended({}, error);
  if (state === 'HF003') return dbErrors.tenant_read_only({}, error);
  if (state === 'HF011') return dbErrors.held({}, error);
  if (state === '40001' || state === '40P01') return dbErrors.conflict({}, error);
  if (state === '53300' || state === '55P03') return dbErrors.busy({}, error);
  if (state !== undefined && unavailableStates.has(state)) return dbErrors.unavailable({}, error);
  if (error instanceof Error && /timeout exceeded when trying to connect/.test(error.message)) return dbErrors.busy({}, error);
  if (error instanceof Error && /Connection terminated|Client has encountered a connection error/.test(error.message)) return dbErrors.unavailable({}, error);
  return error;
}

/** For a unique key that the rows of another transaction may hold; the transaction is lost with it. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  // pg puts the constraint's name on every error of this SQLSTATE.
  return constraint === undefined || (error as { constraint?: unknown }).constraint === constraint;
}
