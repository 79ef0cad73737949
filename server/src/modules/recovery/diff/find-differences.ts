/**
 * What differs between a tenant's past and its present, within what is restored: both sides are read in the order of their keys and compared by
 * their stored bytes. Rows that belong to something else on the other side are kept as they are: an issue that has moved is
 * neither fetched from the project where it is now nor removed from the one it came to.
 *
 * Access: a row comes back only together with what it opens, when that itself had gone. Where the thing is there now, its access
 * is left as it is now.
 */
import { createHash } from 'node:crypto';
import type { Catalog, CatalogTable } from '../members/catalog-store.ts';
import type { Membership } from '../members/membership.ts';
import type { Reader, RecoverableProduct } from '../ports.ts';
import { errors } from '../errors.ts';
import { compareKeys, digestsInOrder, existing, keyOf, keysWithValues, nameOf, rowsByKey, type DigestRow } from './table-store.ts';

export interface TableDifferences {
  readonly table: CatalogTable;
  /** Names of keys (`nameOf`). Created ones that others of the same table refer to come first. */
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Rows that are elsewhere now or were elsewhere then, and everything that hangs on them. */
  readonly kept: number;
  /** Rows of access that differ and are left as they are now. */
  readonly accessLeft: number;
}

export interface ItemDifferences {
  readonly created: readonly number[];
  readonly changed: readonly number[];
  readonly removed: readonly number[];
}

export interface Differences {
  readonly tables: readonly TableDifferences[];
  readonly items: ItemDifferences;
  /** Of everything that differs; the same differences have the same digest. */
  readonly digest: string;
  readonly total: number;
}

export interface Sides {
  readonly past: Reader;
  readonly present: Reader;
  readonly catalog: Catalog;
  readonly product: RecoverableProduct;
  readonly membership: Membership;
  /** Everything is gone, so nothing can be opened further than it was. */
  readonly tenantGone?: boolean;
}

const classifyRows = 2000;

/** What is known of rows that were met before: children follow their parents. */
interface Met {
  readonly created: Map<string, Set<string>>;
  readonly kept: Map<string, Set<string>>;
}

class TableDiff {
  created: { readonly name: string; readonly first: boolean; readonly above: string | null }[] = [];
  readonly changed: string[] = [];
  readonly removed: string[] = [];
  kept = 0;
  accessLeft = 0;
  readonly #table: CatalogTable;
  readonly #sides: Sides;
  readonly #met: Met;
  #onlyPast: DigestRow[] = [];
  #onlyPresent: DigestRow[] = [];

  constructor(table: CatalogTable, sides: Sides, met: Met) {
    this.#table = table;
    this.#sides = sides;
    this.#met = met;
  }

  async onlyPast(row: DigestRow): Promise<void> {
    this.#onlyPast.push(row);
    if (this.#onlyPast.length >= classifyRows) await this.settle();
  }

  async onlyPresent(row: DigestRow): Promise<void> {
    this.#onlyPresent.push(row);
    if (this.#onlyPresent.length >= classifyRows) await this.settle();
  }

  differs(row: DigestRow): void {
    if (this.#table.recovery === 'access') this.accessLeft += 1;
    else this.changed.push(nameOf(row.key));
  }

  async settle(): Promise<void> {
    const [here, there] = [this.#onlyPast, this.#onlyPresent];
    this.#onlyPast = [];
    this.#onlyPresent = [];
    const elsewhereNow = here.length === 0 ? new Set<string>() : await existing(this.#sides.present, this.#table, here.map(({ key }) => key));
    const elsewhereThen = there.length === 0 ? new Set<string>() : await existing(this.#sides.past, this.#table, there.map(({ key }) => key));
    for (const row of here) this.#classifyPast(row, elsewhereNow);
    for (const { key } of there) {
      const name = nameOf(key);
      if (elsewhereThen.has(name)) this.#keep(name);
      else if (this.#table.recovery === 'access') this.accessLeft += 1;
      else this.removed.push(name);
    }
  }

  #classifyPast({ key, refs }: DigestRow, elsewhereNow: ReadonlySet<string>): void {
    const name = nameOf(key);
    const parents = this.#table.references.map(({ to }, index) => ({ to, name: refs[index] ?? '' }));
    const keptAbove = parents.some((parent) => parent.to !== this.#table.name && this.#met.kept.get(parent.to)?.has(parent.name) === true);
    // What is known by a number is the same thing in another place; what is known by a name is another thing that has the name now.
    if (elsewhereNow.has(name) && !keptAbove && this.#table.key.some((column) => this.#table.columns.find((one) => one.name === column)?.type === 'text')) {
      throw errors.conflict({ detail: `${this.#table.name}: ${key.join(' ')}` });
    }
    if (elsewhereNow.has(name) || keptAbove) {
      this.#keep(name);
      return;
    }
    if (this.#table.recovery === 'access' && this.#sides.tenantGone !== true && !parents.some((parent) => this.#met.created.get(parent.to)?.has(parent.name) === true)) {
      this.accessLeft += 1;
      return;
    }
    const above = refs[this.#table.references.findIndex(({ to }) => to === this.#table.name)] ?? null;
    this.created.push({ name, first: above === key[0], above });
  }

  /** Rows below one of the same table that is kept elsewhere stay with it. To be asked when all rows are known. */
  finish(): void {
    const elsewhere = this.#met.kept.get(this.#table.name) ?? new Set<string>();
    const [stay, come] = [this.created.filter(({ above }) => above !== null && elsewhere.has(above)), this.created.filter(({ above }) => above === null || !elsewhere.has(above))];
    for (const { name } of stay) this.#keep(name);
    this.created = come;
    const created = setOf(this.#met.created, this.#table.name);
    for (const { name } of come) created.add(name);
  }

  #keep(name: string): void {
    this.kept += 1;
    setOf(this.#met.kept, this.#table.name).add(name);
  }
}

function setOf(map: Map<string, Set<string>>, name: string): Set<string> {
  let set = map.get(name);
  if (set === undefined) map.set(name, (set = new Set()));
  return set;
}

export async function findDifferences(sides: Sides, signal: AbortSignal, tell: (rows: number) => void = () => undefined): Promise<Differences> {
  const { product, membership } = sides;
  const met: Met = { created: new Map(), kept: new Map() };
  const items = new Map<string, 'created' | 'changed' | 'removed'>();
  const hash = createHash('sha256');
  const tables: TableDifferences[] = [];
  let rows = 0;
  for (const table of membership.tables) {
    if (product.derivedAccess.includes(table.name)) continue;
    const counted = !product.passive.includes(table.name);
    const diff = new TableDiff(table, sides, met);
    const toItem = table.references.findIndex(({ to }) => to === product.item);
    const note = (row: DigestRow, op: string): void => {
      if (counted) hash.update(`${table.name} ${op} ${nameOf(row.key)} ${row.digest}\n`);
      const item = table.name === product.item ? undefined : row.refs[toItem];
      if (counted && toItem >= 0 && item !== undefined && item !== null && !items.has(item)) items.set(item, 'changed');
    };
    for await (const [past, present] of merged(sides, table)) {
      rows += 1;
      if (rows % 5000 === 0) {
        signal.throwIfAborted();
        tell(rows);
      }
      if (past !== undefined && present !== undefined) {
        if (past.digest === present.digest) continue;
        note(past, 'changed');
        diff.differs(past);
      } else if (past !== undefined) {
        note(past, 'created');
        await diff.onlyPast(past);
      } else if (present !== undefined) {
        note(present, 'removed');
        await diff.onlyPresent(present);
      }
    }
    await diff.settle();
    diff.finish();
    if (table.name === product.item) {
      for (const { name } of diff.created) items.set(name, 'created');
      for (const name of diff.changed) items.set(name, 'changed');
      for (const name of diff.removed) items.set(name, 'removed');
    }
    const created = [...diff.created.filter(({ first }) => first), ...diff.created.filter(({ first }) => !first)].map(({ name }) => name);
    if (created.length + diff.changed.length + diff.removed.length + diff.kept + diff.accessLeft > 0) tables.push({ table, created, changed: diff.changed, removed: diff.removed, kept: diff.kept, accessLeft: diff.accessLeft });
  }
  const of = (op: string): number[] => [...items].filter(([, what]) => what === op).map(([id]) => Number(id)).sort((a, b) => a - b);
  return {
    tables, items: { created: of('created'), changed: of('changed'), removed: of('removed') }, digest: hash.digest('hex'),
    total: tables.reduce((sum, one) => sum + one.created.length + one.changed.length + one.removed.length, 0),
  };
}

/** Both sides side by side: pairs of the same key, and those that one side has alone. */
async function* merged(sides: Sides, table: CatalogTable): AsyncGenerator<readonly [DigestRow | undefined, DigestRow | undefined]> {
  const compare = compareKeys(table);
  const without = sides.product.accessColumns[table.name] ?? [];
  const past = digestsInOrder(sides.past, table, sides.membership, without);
  const present = digestsInOrder(sides.present, table, sides.membership, without);
  try {
    let [a, b] = [await past.next(), await present.next()];
    while (a.done !== true || b.done !== true) {
      const order = a.done === true ? 1 : b.done === true ? -1 : compare(a.value.key, b.value.key);
      if (order === 0 && a.done !== true && b.done !== true) {
        yield [a.value, b.value];
        [a, b] = [await past.next(), await present.next()];
      } else if (order < 0 && a.done !== true) {
        yield [a.value, undefined];
        a = await past.next();
      } else if (b.done !== true) {
        yield [undefined, b.value];
        b = await present.next();
      }
    }
  } finally {
    await past.return(undefined);
    await present.return(undefined);
  }
}

export const keysOf = (names: readonly string[]): (readonly string[])[] => names.map(keyOf);

/** Fails with recovery.conflict when a key or name that would come back belongs to something that stays. */
export async function requireFreeNames({ past, present }: Pick<Sides, 'past' | 'present'>, { tables }: Differences): Promise<void> {
  for (const { table, created, changed, removed } of tables) {
    if (table.unique.length === 0) continue;
    const touched = new Set([...created, ...changed, ...removed]);
    const names = [...created, ...changed];
    for (let from = 0; from < names.length; from += classifyRows) {
      const keys = keysOf(names.slice(from, from + classifyRows));
      for (const columns of table.unique) {
        const taken = (await keysWithValues(present, table, columns, await rowsByKey(past, table, columns, keys))).find((key) => !touched.has(nameOf(key)));
        if (taken !== undefined) throw errors.conflict({ detail: `${table.name} ${taken.join(' ')} has it now.` });
      }
    }
  }
}
