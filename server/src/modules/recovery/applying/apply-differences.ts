/**
 * Makes the present what the past was, in one transaction of the tenant: what restored rows need comes back, rows that come back or
 * change are written parents first, rows that were not there go, and what follows from rows is settled. Before the end both sides
 * are compared again: the transaction commits only when nothing differs but what was told beforehand.
 *
 * Writing goes before removing: a row that stays has then let go of a parent that goes, and no cascade can take it along.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import type { CatalogTable } from '../members/catalog-store.ts';
import { errors } from '../errors.ts';
import { findDifferences, keysOf, type Differences, type Sides, type TableDifferences } from '../diff/find-differences.ts';
import { allRows, comparedColumns, deleteRows, nameOf, parkUnique, raiseCounters, rowsByKey, writeRows, type TextRow } from '../diff/table-store.ts';
import { bringNeeded, mediaTable } from './bring-needed.ts';

export interface Applied {
  readonly created: number;
  readonly changed: number;
  readonly removed: number;
  /** Rows outside that came back because restored ones name them. */
  readonly needed: number;
}

export interface ApplyOptions extends Omit<Sides, 'present'> {
  readonly tenantId: string;
  /** Of the plan: something else is not applied. Absent where nobody has seen a plan (a whole tenant that is gone). */
  readonly digest?: string;
  readonly signal: AbortSignal;
  readonly tell: (done: number, total: number) => void;
}

/** Rows of a batch; fewer while they are large. */
const rowsMax = 1000;
const batchBytes = 16 * 1024 * 1024;

export async function applyDifferences(tx: Tx, options: ApplyOptions): Promise<Applied> {
  const { signal, tell, membership, product } = options;
  const sides: Sides = { ...options, present: tx };
  const differences = await findDifferences(sides, signal);
  if (options.digest !== undefined && differences.digest !== options.digest) throw errors.plan_stale();
  const progress = { done: 0, tell: (rows: number) => { progress.done += rows; tell(progress.done, differences.total); } };

  const { back, sameBytes } = await bringNeeded(tx, options);
  for (const { table, changed, removed } of differences.tables) {
    if (table.unique.length > 0) await inBatches([...changed, ...removed], async (names) => { await parkUnique(tx, table, keysOf(names)); });
  }
  for (const one of differences.tables) await writeTable(tx, one, options, sameBytes, progress.tell);
  for (const { table, removed } of differences.tables.toReversed()) {
    await inBatches(removed, async (names) => {
      signal.throwIfAborted();
      await deleteRows(tx, table, keysOf(names), membership);
      progress.tell(names.length);
    });
  }
  await raiseAllCounters(tx, options);
  await product.settle(tx, options.tenantId, await containersOf(tx, options));
  await requireNothingLeft(sides, differences, sameBytes.size > 0 ? new Set(product.needs.filter(({ to }) => to === mediaTable).map(({ table }) => table)) : new Set(), signal);
  if (!membership.tables.some(({ name }) => name === product.container)) await product.adopt(tx, membership.ids);
  const sum = (of: (one: TableDifferences) => number): number => differences.tables.reduce((total, one) => total + of(one), 0);
  return { created: sum((one) => one.created.length), changed: sum((one) => one.changed.length), removed: sum((one) => one.removed.length), needed: [...back.values()].reduce((a, b) => a + b, 0) };
}

async function inBatches(names: readonly string[], work: (names: readonly string[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < names.length; from += rowsMax) await work(names.slice(from, from + rowsMax));
}

async function writeTable(tx: Tx, { table, created, changed }: TableDifferences, options: ApplyOptions, sameBytes: ReadonlyMap<string, string>, tell: (rows: number) => void): Promise<void> {
  const columns = comparedColumns(table, []);
  const keep = new Set(['tenant_id', ...table.key, ...(options.product.accessColumns[table.name] ?? [])]);
  const replace = table.recovery === 'access' ? null : columns.filter((name) => !keep.has(name));
  const files = columns.flatMap((name, at) => (options.product.needs.some((need) => need.table === table.name && need.column === name && need.to === mediaTable) ? [at] : []));
  const names = [...created, ...changed];
  let size = 100;
  for (let from = 0; from < names.length;) {
    options.signal.throwIfAborted();
    const some = names.slice(from, from + size);
    const rows = (await rowsByKey(options.past, table, columns, keysOf(some))).map((row) => withFiles(row, files, sameBytes));
    await writeRows(tx, table, inGivenOrder(rows, columns, table, some), { columns, replace, membership: options.membership });
    from += some.length;
    tell(some.length);
    const bytes = rows.reduce((sum, row) => sum + row.reduce((inner, value) => inner + (value?.length ?? 0), 0), 1);
    size = Math.max(1, Math.min(rowsMax, Math.floor((some.length * batchBytes) / bytes)));
  }
}

/** Rows that others of the batch refer to come first, as the names do. */
function inGivenOrder(rows: readonly TextRow[], columns: readonly string[], table: CatalogTable, names: readonly string[]): readonly TextRow[] {
  const at = table.key.map((name) => columns.indexOf(name));
  const byName = new Map(rows.map((row) => [nameOf(at.map((index) => row[index] ?? '')), row]));
  return names.flatMap((name) => { const row = byName.get(name); return row === undefined ? [] : [row]; });
}

function withFiles(row: TextRow, files: readonly number[], sameBytes: ReadonlyMap<string, string>): TextRow {
  if (files.length === 0 || sameBytes.size === 0) return row;
  return row.map((value, at) => (value !== null && files.includes(at) ? (sameBytes.get(value) ?? value) : value));
}

async function raiseAllCounters(tx: Tx, { past, catalog, product }: ApplyOptions): Promise<void> {
  for (const table of catalog.ordered) {
    if (table.recovery !== 'counter' || !table.name.startsWith(`${product.schema}.`)) continue;
    const columns = comparedColumns(table, []);
    await raiseCounters(tx, table, await allRows(past, table, columns), columns);
  }
}

async function containersOf(tx: Tx, { membership, product }: ApplyOptions): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number }>(
    membership.tables.some(({ name }) => name === product.container)
      ? `select t.id from ${product.container} t where ${membership.condition(product.container, 't')}`
      : `select distinct t.${product.itemContainer} as id from ${product.item} t where ${membership.condition(product.item, 't')}`, [membership.ids]);
  return rows.map(({ id }) => id);
}

/** Rows that name the same bytes by another id differ by that alone. */
async function requireNothingLeft(sides: Sides, before: Differences, files: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const after = await findDifferences(sides, signal);
  const left = after.tables.filter(({ table, created, changed, removed }) => {
    const skipped = before.tables.find((one) => one.table.name === table.name);
    // A row whose other end is gone for good (a link to an issue elsewhere) does not come back; it was never written.
    const links = table.references.length > 1 && created.every((name) => skipped?.created.includes(name) === true);
    return (created.length > 0 && !links) || removed.length > 0 || (changed.length > 0 && !files.has(table.name));
  });
  if (left.length > 0) {
    throw errors.incomplete({ detail: left.map(({ table, created, changed, removed }) => `${table.name}: ${String(created.length)} missing, ${String(changed.length)} different, ${String(removed.length)} too many`).join('; ') });
  }
}
