/**
 * Which tables of a shard are journalled: read from the declarations in the catalog and brought in step after every migration. Two publications,
 * because of the log only what is added is wanted (its numbering is not news), and of migrations and placements that they came.
 *
 * A table that could not be followed exactly is refused at start, not found missing at a restore: one without a declaration, without the
 * tenant in its primary key, or with another replica identity than that key (FULL writes every old value into the log).
 */
import type pg from 'pg';
import { readDeclarations, sqlState, type TableDeclaration } from '../../kernel/db/index.ts';
import { journalErrors } from './errors.ts';

export const contentPublication = 'hf_journal';
export const logPublication = 'hf_journal_log';
/** The login that follows the log: it may replicate and reaches no table. */
export const streamRole = 'hf_journal_stream';

const journalled: ReadonlySet<string> = new Set(['content', 'access', 'counter', 'log', 'hold', 'erasure']);
const addedOnly = ['audit.record', 'hf.migration', 'hf.placement'];

/** The tables of tenants that are journalled, by declaration. */
function isJournalled(table: Pick<TableDeclaration, 'scope' | 'recovery'>): boolean {
  return table.scope === 'tenant' && table.recovery !== null && journalled.has(table.recovery);
}

const identities = `
  select format('%s.%s', n.nspname, c.relname) as table, c.relreplident as identity,
         coalesce((select array_agg(a.attname::text) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
                    where i.indrelid = c.oid and i.indisprimary), '{}') as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'`;

/** What a table's rows are known by. */
interface Identity {
  readonly identity: string;
  readonly key: readonly string[];
}

/** Fails with journal.table_refused, naming the table and what is wrong. */
export async function journalledTables(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<Identity & { readonly table: string }>(identities);
  const identityOf = new Map(rows.map((row) => [row.table, row]));
  const tables: string[] = [];
  for (const table of await readDeclarations(client)) {
    const hasTenant = table.columns.some((column) => column.name === 'tenant_id');
    if (hasTenant && (table.scope === null || table.recovery === null)) throw refused(table.table, 'it has a tenant and no declaration');
    if (!isJournalled(table)) continue;
    const known: Identity | undefined = identityOf.get(table.table);
    if (known?.key.includes('tenant_id') !== true) throw refused(table.table, 'its primary key does not contain tenant_id');
    if (known.identity !== 'd') throw refused(table.table, 'its replica identity is not its primary key');
    tables.push(table.table);
  }
  return tables;
}

function refused(table: string, why: string) {
  return journalErrors.table_refused({ detail: `(${table}: ${why})`, table });
}

const published = `select pubname as publication, format('%s.%s', schemaname, tablename) as table from pg_publication_tables where pubname = any($1)`;

/** Brings both publications in step with the catalog. The owner of the tables owns them. */
export async function keepPublications(client: pg.ClientBase): Promise<void> {
  const wanted = new Map([[contentPublication, await journalledTables(client)], [logPublication, addedOnly]]);
  const { rows } = await client.query<{ publication: string; table: string }>(published, [[...wanted.keys()]]);
  const existing = await client.query<{ name: string }>('select pubname as name from pg_publication where pubname = any($1)', [[...wanted.keys()]]);
  // A right of the database itself, which a copy of it does not have.
  await client.query(`do $$ begin execute format('grant create on database %I to hf_owner', current_database()); end $$`);
  for (const [publication, tables] of wanted) {
    const is = rows.filter((row) => row.publication === publication).map((row) => row.table).sort();
    const should = [...tables].sort();
    if (existing.rows.some(({ name }) => name === publication) && is.join() === should.join()) continue;
    const list = should.map(quotedTable).join(', ');
    await client.query('begin');
    await client.query('set local role hf_owner');
    if (existing.rows.some(({ name }) => name === publication)) await client.query(`alter publication ${publication} set table ${list}`);
    else await client.query(`create publication ${publication} for table ${list} with (publish = '${publication === logPublication ? 'insert' : 'insert, update, delete, truncate'}')`);
    await client.query('commit');
  }
}

function quotedTable(table: string): string {
  return table.split('.').map((part) => `"${part}"`).join('.');
}

/** The login of the stream; its password comes from the installation's secret, like every service's. Fails with journal.login_refused. */
export async function keepStreamLogin(client: pg.ClientBase, password: string): Promise<void> {
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${streamRole}') then create role ${streamRole} nologin; end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  await client.query(`alter role ${streamRole} with login replication noinherit connection limit 10 password '${password}'`).catch((error: unknown) => {
    throw sqlState(error) === '42501' ? journalErrors.login_refused({}, error) : error;
  });
}
