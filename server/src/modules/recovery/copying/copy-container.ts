/**
 * Brings a container of the past back beside the original: new numbers for all its rows, found from the catalog; sealed values
 * opened and sealed anew, because each is bound to its row; links inside it lead into the copy. Files are the same bytes of the same
 * tenant and are named again. One transaction, like every restore.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import { bringNeeded } from '../applying/bring-needed.ts';
import { comparedColumns, digestsInOrder, rowsByKey, writeRows, type Key, type TextRow } from '../diff/table-store.ts';
import type { Catalog, CatalogTable } from '../members/catalog-store.ts';
import type { Membership } from '../members/membership.ts';
import type { CopyKeys, Reader, RecoverableProduct, SoftReference } from '../ports.ts';

export interface CopyOptions {
  readonly past: Reader;
  readonly catalog: Catalog;
  readonly product: RecoverableProduct;
  readonly membership: Membership;
  readonly tenantId: string;
  readonly containerId: number;
  readonly newKey: string;
  readonly administrator: string;
  readonly signal: AbortSignal;
  readonly tell: (done: number, total: number) => void;
}

export interface Copied {
  readonly containerId: number;
  readonly rows: number;
}

const rowsAtOnce = 500;

interface Member {
  readonly table: CatalogTable;
  readonly keys: readonly Key[];
}

class Copying implements CopyKeys {
  readonly from: string;
  readonly to: string;
  readonly #ids = new Map<string, Map<string, string>>();

  constructor(from: string, to: string) {
    this.from = from;
    this.to = to;
  }

  readonly idOf = (table: string, oldId: string): string | undefined => this.#ids.get(table)?.get(oldId);

  /** Rows of the table get numbers in a row from `first`. */
  number(table: string, keys: readonly Key[], first: number): void {
    this.#ids.set(table, new Map(keys.map(([id], index) => [id ?? '', String(first + index)])));
  }
}

const hasNumber = (table: CatalogTable): boolean => table.key.length === 1 && table.key[0] === 'id' && table.columns.some(({ name, type }) => name === 'id' && type === 'bigint');

async function membersOf({ past, product, membership, signal }: CopyOptions): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (const table of membership.tables) {
    if (product.copy.leaves[table.name] !== undefined || product.derivedAccess.includes(table.name)) continue;
    const keys: Key[] = [];
    for await (const { key } of digestsInOrder(past, table, membership, [])) keys.push(key);
    signal.throwIfAborted();
    if (keys.length > 0) members.push({ table, keys });
  }
  return members;
}

export async function copyContainer(tx: Tx, options: CopyOptions): Promise<Copied> {
  const { past, product, tenantId, newKey, containerId, signal, tell } = options;
  await product.copy.requireKey(tx, newKey);
  await bringNeeded(tx, options);
  const [root] = await past.sql<{ key: string }>(`select key from ${product.container} where id = $1`, [containerId]);
  const copying = new Copying(root?.key ?? '', newKey);
  const members = await membersOf(options);
  for (const { table, keys } of members) if (hasNumber(table)) copying.number(table.name, keys, await product.copy.allocate(tx, tenantId, table.name, keys.length));
  const total = members.reduce((sum, { keys }) => sum + keys.length, 0);
  let rows = 0;
  for (const { table, keys } of members) {
    const columns = comparedColumns(table, []);
    const named = namesIn(table, options);
    for (let from = 0; from < keys.length; from += rowsAtOnce) {
      signal.throwIfAborted();
      const copied = (await rowsByKey(past, table, columns, keys.slice(from, from + rowsAtOnce))).map((row) => copyRow(tx, row, columns, { table, named, copying, product }));
      rows += await writeRows(tx, table, copied, { columns, replace: null });
      tell(rows, total);
    }
  }
  const id = Number(copying.idOf(product.container, String(containerId)));
  await product.copy.finish(tx, { tenantId, id, key: newKey, administrator: options.administrator });
  await product.settle(tx, tenantId, [id]);
  return { containerId: id, rows };
}

interface Naming {
  readonly table: CatalogTable;
  /** Columns that name rows which the copy has too. */
  readonly named: readonly SoftReference[];
  readonly copying: Copying;
  readonly product: RecoverableProduct;
}

function namesIn(table: CatalogTable, { product }: CopyOptions): readonly SoftReference[] {
  return [
    ...table.references.map(({ column, to }) => ({ table: table.name, column, to })),
    ...[...product.copy.ids, ...product.paths].filter((reference) => reference.table === table.name),
  ];
}

function copyRow(tx: Tx, row: TextRow, columns: readonly string[], { table, named, copying, product }: Naming): TextRow {
  const values = new Map(columns.map((name, index) => [name, row[index] ?? null]));
  const oldId = hasNumber(table) ? (values.get('id') ?? null) : null;
  const open = (column: string): string | null => {
    const sealed = row[columns.indexOf(column)] ?? null;
    return sealed === null || oldId === null ? null : tx.sealer.open({ table: table.name, column }, oldId, Buffer.from(sealed.slice(2), 'hex'));
  };
  for (const { column, to } of named) {
    const old = values.get(column) ?? null;
    const copied = old === null ? undefined : copying.idOf(to, old);
    if (copied !== undefined) values.set(column, copied);
  }
  const newId = oldId === null ? null : (copying.idOf(table.name, oldId) ?? null);
  if (newId !== null && oldId !== null) {
    values.set('id', newId);
    for (const { name } of table.columns.filter((column) => column.class === 'sealed')) {
      const text = open(name);
      if (text !== null) values.set(name, `\\x${tx.sealer.seal({ table: table.name, column: name }, newId, product.copy.rewrite(text, copying)).toString('hex')}`);
    }
  }
  product.copy.adjust({ table: table.name, oldId, values, open }, copying, tx.sealer);
  return columns.map((name) => values.get(name) ?? null);
}
