/**
 * Fills a scratch database with one tenant as it was: the rows of the snapshot, every change up to the moment, and the migrations
 * at the place in the stream where they were applied. A migration's own changes of rows are made by the migration and then
 * written over by what it wrote at its time.
 * Tables that a restore never brings back (logs, keys, holds, what is derived) stay empty.
 */
import pg from 'pg';
import type { TenantId } from '../../../kernel/ids/index.ts';
import type { TenantHistory, TenantSnapshot } from '../../journal/index.ts';
import { RowWriter } from './row-writer.ts';
import type { Scratch } from './scratch-store.ts';

const loaded: ReadonlySet<string> = new Set(['content', 'access', 'counter']);

export interface LoadProgress {
  readonly phase: 'snapshot' | 'changes';
  readonly rows: number;
}

export interface LoadOptions {
  readonly history: TenantHistory;
  readonly tenantId: TenantId;
  readonly at: Date;
  readonly signal: AbortSignal;
  readonly tell: (progress: LoadProgress) => void;
}

/** Foreign keys and triggers are for writers who can be wrong; what is loaded here was checked when it was written. */
async function openLoader(scratch: Scratch): Promise<pg.Client> {
  const client = new pg.Client({ ...scratch.admin });
  client.on('error', () => undefined); // what runs on it fails and says so
  await client.connect();
  await client.query(`set session_replication_role = replica`);
  await client.query('set synchronous_commit = off');
  return client;
}

/** Only tenants' tables that come back by a restore; names are those of the schema as it is at this place in the stream. */
async function loadedTables(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string; recovery: string }>(
    `select format('%s.%s', n.nspname, c.relname) as name, substring(obj_description(c.oid, 'pg_class') from 'recovery=(\\w+)') as recovery
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and obj_description(c.oid, 'pg_class') like 'hf: scope=tenant %'`);
  return new Set(rows.filter((row) => loaded.has(row.recovery)).map((row) => row.name));
}

export async function loadPast(scratch: Scratch, snapshot: TenantSnapshot, options: LoadOptions): Promise<void> {
  const { history, tenantId, at, signal, tell } = options;
  const client = await openLoader(scratch);
  try {
    let tables = await loadedTables(client);
    const writer = new RowWriter(client);
    let rows = 0;
    await client.query('begin');
    for await (const { table, rows: stored } of snapshot.tables()) {
      if (!tables.has(table.table)) continue;
      for await (const row of stored) {
        await writer.insert(table, row);
        rows += 1;
        if (rows % 1000 === 0) {
          signal.throwIfAborted();
          tell({ phase: 'snapshot', rows });
        }
      }
    }
    await writer.flush();
    await client.query('commit');
    await client.query('begin');
    for await (const transaction of history.changes(tenantId, snapshot.lsn, at)) {
      signal.throwIfAborted();
      if (transaction.migrations.length > 0) {
        await writer.flush();
        await client.query('commit');
        await scratch.migrate(new Set(transaction.migrations));
        tables = await loadedTables(client);
        await client.query('begin');
        // What the migration wrote is written over by what it wrote then: times and chance differ.
      }
      for (const change of transaction.changes) if (tables.has(change.table.table)) await writer.change(change);
      rows += transaction.changes.length;
      tell({ phase: 'changes', rows });
    }
    await writer.flush();
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
