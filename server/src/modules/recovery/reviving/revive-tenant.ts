/**
 * Brings a whole tenant back into a place that stands empty and closed: its rows as they were, its counters not lower than they
 * were, its files. One transaction, so that a killed one has brought nothing; again it begins by emptying what is there.
 */
import type { TenantId } from '../../../kernel/ids/index.ts';
import { migrationNames } from '../../../kernel/db/index.ts';
import { systemActor, systemFacts, type Ctx, type TenantContext } from '../../../kernel/service/index.ts';
import { allKeys, allRows, comparedColumns, emptyTable, raiseCounters, rowsByKey, writeRows, type TextRow } from '../diff/table-store.ts';
import { readAt } from '../diff/side.ts';
import { errors } from '../errors.ts';
import type { Catalog, CatalogTable } from '../members/catalog-store.ts';
import { catalogOf, reached, type RecoveryWorkings } from '../workings.ts';
import { mediaTable } from '../applying/bring-needed.ts';
import { foldRows, type FoldedTable } from './fold-rows.ts';

/** Up to here rows are folded in memory. */
const foldBytesMax = 48 * 1024 * 1024;
const rowsAtOnce = 1000;
const holdEveryMs = 5_000;

export interface Revived {
  readonly rows: number;
}

/** Where the rows come from: memory or the place of a past. */
type Source = (table: CatalogTable, columns: readonly string[]) => AsyncIterable<readonly TextRow[]>;

export async function reviveTenant(workings: RecoveryWorkings, tenantId: TenantId, at: Date, hold: () => Promise<void> = () => Promise.resolve()): Promise<Revived> {
  const tenant = workings.tenants.context(tenantId) ?? workings.tenants.purged(tenantId);
  if (tenant === undefined) throw errors.target_unknown();
  const stopped = new AbortController();
  const holding = setInterval(() => void hold().catch(() => { stopped.abort(); }), holdEveryMs);
  try {
    await reached(workings, tenant, at);
    const ctx = workings.contexts.reviving('recovery', systemFacts(systemActor, workings.clock.now(), stopped.signal), tenant);
    const current = await migrationNames(workings.migrationsFolder, 'shard');
    const folded = await foldRows(workings.history, tenantId, at, current, foldBytesMax);
    if (folded !== undefined) return await fill(workings, ctx, tenant, fromMemory(folded), stopped.signal);
    const past = await workings.pasts.open(tenant, at, { signal: stopped.signal });
    try {
      return await readAt(workings.databases.shard(past.tenant.shardId, 'recovery'), past.tenant, (reader) => fill(workings, ctx, tenant, async function* (table, columns) {
        const keys = await allKeys(reader, table);
        if (table.key.length === 0) yield await allRows(reader, table, columns);
        else for (let from = 0; from < keys.length; from += rowsAtOnce) yield await rowsByKey(reader, table, columns, keys.slice(from, from + rowsAtOnce));
      }, stopped.signal));
    } finally {
      past.release();
    }
  } finally {
    clearInterval(holding);
  }
}

function fromMemory(folded: ReadonlyMap<string, FoldedTable>): Source {
  return async function* (table, columns) {
    const found = folded.get(table.name);
    if (found === undefined) return;
    const order = columns.map((name) => found.columns.indexOf(name));
    const rows = found.rows.map((row) => order.map((index) => row[index] ?? null));
    await Promise.resolve();
    for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce);
  };
}

/** Rows that others of the same table refer to (themselves) come first. */
function firstOnes(table: CatalogTable, columns: readonly string[], rows: readonly TextRow[]): readonly (readonly TextRow[])[] {
  const own = table.references.find(({ to }) => to === table.name);
  if (own === undefined) return [rows];
  const [at, idAt] = [columns.indexOf(own.column), columns.indexOf(own.toColumn)];
  return [rows.filter((row) => row[at] === null || row[at] === row[idAt]), rows.filter((row) => row[at] !== null && row[at] !== row[idAt])];
}

async function fill(workings: RecoveryWorkings, ctx: Ctx, tenant: TenantContext, source: Source, signal: AbortSignal): Promise<Revived> {
  let rows = 0;
  const catalog: Catalog = await ctx.read((tx) => catalogOf(workings, tx));
  const media = catalog.tables.get(mediaTable);
  if (media !== undefined) {
    for await (const batch of source(media, ['id', 'address'])) {
      const gone = await workings.media.bringBack(tenant.tenantId, batch.map(([id, address]) => ({ id: id ?? '', address: Buffer.from((address ?? '').slice(2), 'hex') })), signal);
      if (gone.length > 0) throw errors.file_missing({ detail: `${String(gone.length)} files.` });
    }
  }
  await ctx.tx(async (tx) => {
    for (const table of catalog.ordered.toReversed()) if (table.recovery !== 'counter') await emptyTable(tx, table);
    for (const table of catalog.ordered) {
      const columns = comparedColumns(table, []);
      const later: TextRow[] = [];
      for await (const batch of source(table, columns)) {
        signal.throwIfAborted();
        const [first = [], rest = []] = firstOnes(table, columns, batch);
        if (table.recovery === 'counter') await raiseCounters(tx, table, batch, columns);
        else await writeRows(tx, table, first, { columns, replace: null });
        later.push(...rest);
        rows += batch.length;
      }
      for (let from = 0; from < later.length; from += rowsAtOnce) await writeRows(tx, table, later.slice(from, from + rowsAtOnce), { columns, replace: null });
    }
  });
  return { rows };
}
