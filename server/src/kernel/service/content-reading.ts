/**
 * How a product lets the module above it read everything that a tenant has: table by table in the order of keys, a bounded number of rows
 * at a time, under the product's own login and the tenant's scope. Who may, the caller has decided before.
 */
import { declaredTables, distinctValues, readDeclaredRows, readOpenedLines, readSealedLines, type DeclaredRow, type DeclaredTable, type LineBatch, type PlainValue, type RowSelection, type SealingRules } from '../db/index.ts';
import type { Ctx } from './ctx.ts';

export interface ContentReading {
  readonly schema: string;
  readonly rules: SealingRules;
  tables(ctx: Ctx): Promise<readonly DeclaredTable[]>;
  /** One batch behind a key. */
  batch(ctx: Ctx, table: string, selection: RowSelection): Promise<readonly DeclaredRow[]>;
  /** One batch as lines of JSON, opened or as they lie there. */
  lines(ctx: Ctx, table: DeclaredTable, selection: RowSelection, sealed: boolean): Promise<LineBatch>;
  /** The different values of a column that refers to somebody or something; null is left out. */
  distinct(ctx: Ctx, table: string, column: string, where?: RowSelection['where']): Promise<readonly string[]>;
  /** All of them, a batch in memory at a time. */
  rows(ctx: () => Promise<Ctx>, table: string, where?: RowSelection['where']): AsyncGenerator<DeclaredRow>;
}

const batchRows = 500;

export function createContentReading(schema: string, rules: SealingRules = {}): ContentReading {
  let known: Promise<readonly DeclaredTable[]> | undefined;
  async function tables(ctx: Ctx): Promise<readonly DeclaredTable[]> {
    known ??= ctx.read((tx) => declaredTables(tx, schema));
    known.catch(() => { known = undefined; });
    return known;
  }
  async function tableOf(ctx: Ctx, name: string): Promise<DeclaredTable> {
    const table = (await tables(ctx)).find((one) => one.name === `${schema}.${name}`);
    if (table === undefined) throw new Error(`${schema} has no table ${name}`);
    return table;
  }
  return {
    schema, rules, tables,
    async batch(ctx, name, selection) {
      const table = await tableOf(ctx, name);
      return ctx.read((tx) => readDeclaredRows(tx, table, selection, rules));
    },
    lines: (ctx, table, selection, sealed) => ctx.read((tx) => (sealed ? readSealedLines(tx, table, selection) : readOpenedLines(tx, table, selection, rules))),
    async distinct(ctx, name, column, where) {
      const table = await tableOf(ctx, name);
      return ctx.read((tx) => distinctValues(tx, table, column, where));
    },
    async *rows(ctx, name, where) {
      if (where !== undefined && Object.values(where).some((among) => among.length === 0)) return;
      for (let after: readonly PlainValue[] | undefined; ;) {
        const own = await ctx();
        const { key } = await tableOf(own, name);
        const rows = await this.batch(own, name, { limit: batchRows, ...(after === undefined ? {} : { after }), ...(where === undefined ? {} : { where }) });
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < batchRows) return;
        after = key.map((column) => last.values[column] ?? null);
      }
    },
  };
}
