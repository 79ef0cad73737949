/** What must be true of every table, as a list of what is not; found from the catalog. */
import type pg from 'pg';
import { readDeclarations, type TableDeclaration } from '../../src/kernel/db/index.ts';

export const scopeColumns: Readonly<Record<string, string>> = { tenant: 'tenant_id', site: 'site_id', organization: 'organization_id' };

interface KeyRow {
  readonly table: string;
  readonly constraint: string;
  readonly columns: readonly string[];
}

const keysOfTables = `
  select format('%s.%s', n.nspname, c.relname) as table, k.conname as constraint,
         (select json_agg(a.attname) from unnest(k.conkey) u(attnum) join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum) as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace where k.contype in ('p', 'u', 'f')
  union all
  select format('%s.%s', n.nspname, c.relname), i.relname,
         (select json_agg(a.attname) from unnest(x.indkey::int2[]) u(attnum) join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum)
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
   where x.indisunique and n.nspname not like 'pg\\_%'`;

export async function undeclared(client: pg.ClientBase): Promise<string[]> {
  const tables = await readDeclarations(client);
  const { rows: keys } = await client.query<KeyRow>(keysOfTables);
  return tables.flatMap((table) => [...missing(table), ...keys.filter((key) => key.table === table.table).flatMap((key) => unscopedKey(table, key))]);
}

function missing(table: TableDeclaration): string[] {
  const wrong: string[] = [];
  if (table.scope === null) wrong.push('declares no scope');
  if (table.recovery === null) wrong.push('declares no recovery class');
  for (const column of table.columns) {
    if (column.class === null) wrong.push(`column ${column.name} declares no class`);
    if ((column.class === 'sealed' || column.class === 'token') && column.type !== 'bytea') wrong.push(`column ${column.name} is declared ${column.class} and is ${column.type}, not bytea`);
  }
  if (!table.rowSecurityForced) wrong.push('row security is not forced');
  if (!table.policies.includes('hf_scope')) wrong.push('the row-security template is not on it');
  if (table.owner !== 'hf_owner') wrong.push(`belongs to ${table.owner}`);
  const column = table.scope === null ? undefined : scopeColumns[table.scope];
  if (column !== undefined && !table.columns.some((candidate) => candidate.name === column)) wrong.push(`has no column ${column}`);
  return wrong.map((what) => `${table.table}: ${what}`);
}

/** Foreign-key and unique checks ignore row security: without the scope in the key they tell another tenant's ids. */
function unscopedKey(table: TableDeclaration, key: KeyRow): string[] {
  const column = table.scope === null ? undefined : scopeColumns[table.scope];
  return column === undefined || key.columns.includes(column) ? [] : [`${table.table}: key ${key.constraint} does not contain ${column}`];
}

export interface RoleFinding {
  readonly role: string;
  readonly what: string;
}

/** Rights of service logins beyond DML, and attributes that step around row security. */
export async function excessiveRights(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ finding: string }>(`
    select format('%s: %s on %s', grantee, privilege_type, table_schema || '.' || table_name) as finding
      from information_schema.role_table_grants where grantee like 'hf\\_%' and grantee <> 'hf_owner' and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')
    union all
    select format('%s: is superuser, may bypass row security, or may make roles or databases', rolname) from pg_roles
      where rolname like 'hf\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
    union all
    select format('%s: may log in and owns tables', rolname) from pg_roles where rolname = 'hf_owner' and rolcanlogin
    union all
    select format('public: %s on %s', privilege_type, table_schema || '.' || table_name) from information_schema.role_table_grants
      where grantee = 'PUBLIC' and table_schema not in ('pg_catalog', 'information_schema')`);
  return rows.map((row) => row.finding);
}

/** Schemas that a service's login reaches although its descriptor gives it neither the schema nor a table of it. */
export async function strayReach(client: pg.ClientBase, allowed: ReadonlyMap<string, ReadonlySet<string>>): Promise<string[]> {
  const { rows } = await client.query<{ grantee: string; schema: string }>(
    `select distinct grantee, table_schema as schema from information_schema.role_table_grants where grantee like 'hf\\_%' and grantee not in ('hf_owner', 'hf_system')`);
  return rows.filter((row) => allowed.get(row.grantee)?.has(row.schema) !== true).map((row) => `${row.grantee} reaches ${row.schema}`);
}
