/**
 * Rows outside of what is restored that restored rows name and that are gone by now: a label, a status, a workflow, a person of an import. They
 * come back with what hangs on them. Files are named by their bytes: where the same bytes were stored again under another id,
 * restored rows name that one.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import type { Catalog, CatalogTable } from '../members/catalog-store.ts';
import type { Membership } from '../members/membership.ts';
import type { Reader, RecoverableProduct, SoftReference } from '../ports.ts';
import { comparedColumns, existing, namedBy, rowsByKey, rowsWhere, writeRows, type TextRow } from '../diff/table-store.ts';

export const mediaTable = 'media.object';
const idsAtOnce = 1000;

export interface Needed {
  /** Rows that came back, by table. */
  readonly back: ReadonlyMap<string, number>;
  /** Ids of files then → ids of the same bytes now. */
  readonly sameBytes: ReadonlyMap<string, string>;
}

interface Named {
  readonly table: CatalogTable;
  readonly column: string;
  readonly to: string;
}

/** What rows of this table name outside of what is restored: by foreign keys, and as the product says. */
function namesOf(table: CatalogTable, inside: ReadonlySet<string>, product: RecoverableProduct): readonly Named[] {
  return [
    ...table.references.filter(({ to }) => to !== table.name && !inside.has(to)).map(({ column, to }) => ({ table, column, to })),
    ...product.needs.filter((need: SoftReference) => need.table === table.name && !inside.has(need.to)).map(({ column, to }) => ({ table, column, to })),
  ];
}

export interface BringOptions {
  readonly past: Reader;
  readonly catalog: Catalog;
  readonly product: RecoverableProduct;
  readonly membership: Membership;
}

export async function bringNeeded(tx: Tx, options: BringOptions): Promise<Needed> {
  const { past, catalog, product, membership } = options;
  const inside = new Set(membership.tables.map(({ name }) => name));
  const back = new Map<string, number>();
  const sameBytes = new Map<string, string>();

  async function bring(to: string, ids: readonly string[]): Promise<void> {
    const table = catalog.tables.get(to);
    if (table === undefined || table.key.length !== 1 || ids.length === 0) return;
    const there = await existing(tx, table, ids.map((id) => [id]));
    const missing = ids.filter((id) => !there.has(id));
    const columns = comparedColumns(table, []);
    for (let from = 0; from < missing.length; from += idsAtOnce) {
      const some = missing.slice(from, from + idsAtOnce);
      const rows = await rowsByKey(past, table, columns, some.map((id) => [id]));
      if (rows.length === 0) continue;
      // What these rows name themselves must be there before them.
      for (const named of namesOf(table, inside, product)) if (named.to !== to) await bring(named.to, valuesOf(rows, columns, named.column));
      const written = await writeRows(tx, table, rows, { columns, replace: null });
      if (written > 0) back.set(to, (back.get(to) ?? 0) + written);
      if (to === mediaTable) await matchBytes(tx, rows, columns, sameBytes);
      else await bringHanging(table, valuesOf(rows, columns, table.key[0] ?? ''));
    }
  }

  /** Rows that a foreign key ties to these: they went with them. */
  async function bringHanging(parent: CatalogTable, ids: readonly string[]): Promise<void> {
    for (const table of catalog.ordered) {
      const reference = table.references.find(({ to }) => to === parent.name);
      if (reference === undefined || inside.has(table.name) || table.recovery !== 'content' || table.name === parent.name) continue;
      const columns = comparedColumns(table, []);
      const rows = await rowsWhere(past, table, columns, reference.column, ids);
      for (const named of namesOf(table, inside, product)) if (named.to !== parent.name) await bring(named.to, valuesOf(rows, columns, named.column));
      const written = await writeRows(tx, table, rows, { columns, replace: null });
      if (written > 0) back.set(table.name, (back.get(table.name) ?? 0) + written);
    }
  }

  for (const table of membership.tables) {
    for (const { column, to } of namesOf(table, inside, product)) {
      await bring(to, await namedBy(past, table, column, membership.condition(table.name, 't'), [membership.ids]));
    }
  }
  return { back, sameBytes };
}

function valuesOf(rows: readonly TextRow[], columns: readonly string[], column: string): readonly string[] {
  const at = columns.indexOf(column);
  return [...new Set(rows.flatMap((row) => { const value = row[at]; return value === null || value === undefined ? [] : [value]; }))];
}

/** The address of the bytes is unique in a tenant: a row that could not come back has one with the same bytes. */
async function matchBytes(tx: Tx, rows: readonly TextRow[], columns: readonly string[], sameBytes: Map<string, string>): Promise<void> {
  const [idAt, addressAt] = [columns.indexOf('id'), columns.indexOf('address')];
  const byAddress = new Map(rows.map((row) => [row[addressAt] ?? '', row[idAt] ?? '']));
  const now = await tx.sql<{ id: string; address: string }>(`select id::text as id, address::text as address from ${mediaTable} where address = any($1::text[]::bytea[])`, [[...byAddress.keys()]]);
  for (const { id, address } of now) {
    const then = byAddress.get(address);
    if (then !== undefined && then !== id) sameBytes.set(then, id);
  }
}
