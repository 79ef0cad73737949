/**
 * The fields that a log line may have: what happened, where, how long, and ids that mean nothing without the
 * database. Names, addresses, titles, bodies, queries and URLs with parameters are not here on purpose. A field
 * that is not on this list is dropped when a line is written, and its name is counted in `droppedFields`.
 */
export interface LogFields {
  /** Which request of which tenant by whom: ids only. */
  readonly requestId?: string;
  readonly organizationId?: string;
  readonly siteId?: string;
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly tokenId?: string;
  readonly shard?: string;
  readonly jobId?: string;
  readonly importId?: string;
  /** What: a route pattern (never the path itself), a task, a module, a code. */
  readonly module?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly code?: string;
  readonly task?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly cluster?: string;
  readonly migration?: string;
  /** How much and how long. */
  readonly durationMs?: number;
  readonly count?: number;
  readonly sizeBytes?: number;
  readonly attempt?: number;
  readonly version?: string;
  /** This machine: never a path below the data of a tenant. */
  readonly pid?: number;
  readonly port?: number;
  readonly host?: string;
  readonly folder?: string;
  readonly signal?: string;
  readonly exitCode?: number;
  /** Something thrown; written as type, code, masked message and stack frames (log/thrown.ts). */
  readonly error?: unknown;
}

/** The same list for the running program; the type check below keeps both equal. */
const everyField: Readonly<Record<keyof LogFields, true>> = {
  requestId: true, organizationId: true, siteId: true, tenantId: true, accountId: true, tokenId: true, shard: true, jobId: true, importId: true,
  module: true, method: true, route: true, status: true, code: true, task: true, state: true, reason: true, cluster: true, migration: true,
  durationMs: true, count: true, sizeBytes: true, attempt: true, version: true,
  pid: true, port: true, host: true, folder: true, signal: true, exitCode: true, error: true,
};

export const allowedFields: ReadonlySet<string> = new Set(Object.keys(everyField));
