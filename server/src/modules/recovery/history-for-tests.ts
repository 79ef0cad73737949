/**
 * A tenant's history that a test records by looking: real rows of the real database, read at chosen moments. The first look is
 * the snapshot; between two looks lie the changes that lead from one to the other, in one transaction.
 */
import pg from 'pg';
import type { JournalChange, JournalRow, JournalTable, TenantHistory } from '../journal/index.ts';

interface Look {
  readonly at: Date;
  readonly migrations: readonly string[];
  readonly tables: ReadonlyMap<string, { readonly table: JournalTable; readonly rows: ReadonlyMap<string, JournalRow> }>;
}

export interface RecordedHistory extends TenantHistory {
  /** Looks at the tenant now; the moment is the look's. */
  look(tenantId: string): Promise<Date>;
  /** Set once the database is known. */
  connection: pg.ClientConfig | undefined;
}

const tablesOf = `
  select format('%s.%s', n.nspname, c.relname) as table,
         (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null),
                   'key', exists (select 1 from pg_index x where x.indrelid = c.oid and x.indisprimary and a.attnum = any(x.indkey::int2[]))) order by a.attnum)
            from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and obj_description(c.oid, 'pg_class') ~ '^hf: scope=tenant recovery=(content|access|counter)' order by 1`;

const keyOf = (table: JournalTable, row: JournalRow): JournalRow => table.columns.flatMap((column, at) => (column.key ? [row[at] ?? null] : []));
const text = (value: JournalRow[number]): string => (Buffer.isBuffer(value) ? value.toString('hex') : String(value));

async function lookAt(connection: pg.ClientConfig, tenantId: string): Promise<Look> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(`begin isolation level repeatable read; set local timezone = 'UTC'`);
    const { rows: declared } = await client.query<JournalTable>(tablesOf);
    const { rows: applied } = await client.query<{ name: string }>('select name from hf.migration order by applied_at, name');
    const tables = new Map<string, { table: JournalTable; rows: Map<string, JournalRow> }>();
    for (const table of declared) {
      const columns = table.columns.map((column) => (column.type === 'bytea' ? `"${column.name}"` : `"${column.name}"::text`)).join(', ');
      const { rows } = await client.query<(string | Buffer | null)[]>({ text: `select ${columns} from ${table.table} where tenant_id = $1`, values: [tenantId], rowMode: 'array' });
      tables.set(table.table, { table, rows: new Map(rows.map((row) => [keyOf(table, row).map(text).join('|'), row])) });
    }
    const { rows: [moment] } = await client.query<{ now: Date }>('select clock_timestamp() as now');
    await client.query('commit');
    if (moment === undefined) throw new Error('the database has no time');
    return { at: moment.now, migrations: applied.map(({ name }) => name), tables };
  } finally {
    await client.end();
  }
}

/** A value that did not change is left out of an update, as the journal leaves out long ones. */
function changesBetween(before: Look, after: Look): JournalChange[] {
  const changes: JournalChange[] = [];
  for (const [name, { table, rows }] of after.tables) {
    const old = before.tables.get(name)?.rows ?? new Map<string, JournalRow>();
    for (const [key, row] of old) if (!rows.has(key)) changes.push({ table, op: 'delete', key: keyOf(table, row), row: null });
    for (const [key, row] of rows) {
      const was = old.get(key);
      if (was === undefined) changes.push({ table, op: 'insert', key: keyOf(table, row), row });
      else if (row.some((value, at) => text(value) !== text(was[at]))) {
        changes.push({ table, op: 'update', key: keyOf(table, row), row: row.map((value, at) => (Buffer.isBuffer(value) && text(value) === text(was[at]) ? undefined : value)) });
      }
    }
  }
  return changes;
}

export function recordHistory(): RecordedHistory {
  const looks = new Map<string, Look[]>();
  const of = (tenantId: string): Look[] => looks.get(tenantId) ?? [];
  return {
    connection: undefined,
    async look(tenantId) {
      if (this.connection === undefined) throw new Error('the database is not known yet');
      const look = await lookAt(this.connection, tenantId);
      looks.set(tenantId, [...of(tenantId), look]);
      return look.at;
    },
    window: (tenantId) => {
      const [first, last] = [of(tenantId)[0], of(tenantId).at(-1)];
      return Promise.resolve(first === undefined || last === undefined ? undefined : { from: first.at, to: new Date(Math.max(last.at.getTime(), Date.now())), gaps: [] });
    },
    snapshotBefore: (tenantId) => {
      const [first] = of(tenantId);
      if (first === undefined) return Promise.reject(new Error('nobody looked'));
      return Promise.resolve({
        at: first.at, lsn: 0n, migrations: first.migrations,
        async *tables() {
          for (const { table, rows } of first.tables.values()) yield { table, rows: (async function* () { yield* rows.values(); })() };
        },
      });
    },
    async *changes(tenantId, afterLsn, until) {
      const all = of(tenantId);
      for (const [index, look] of all.entries()) {
        const before = all[index - 1];
        if (before === undefined || BigInt(index) <= afterLsn || look.at > until) continue;
        yield { at: look.at, lsn: BigInt(index), xid: index, actor: null, migrations: [], changes: changesBetween(before, look), continues: false };
      }
    },
    changesPerHour: () => Promise.resolve([]),
    caughtUp: () => Promise.resolve(),
  };
}
