/** What each PostgreSQL server and database says about itself, seen with the administrator's login. */
import pg from 'pg';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readDeclarations, type DatabaseKind } from '../../kernel/db/index.ts';
import type { ConnectionOptions } from '../../kernel/postgres/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { migrationsFolder } from '../migrations-folder.ts';
import { failure, notChecked, ok, warning, type Finding } from './check.ts';

/** A setting, what is right, how bad it is otherwise, and why. */
const serverSettings: readonly { readonly name: string; readonly right: (value: string) => boolean; readonly grave: boolean; readonly why: string }[] = [
  { name: 'fsync', right: (value) => value === 'on', grave: true, why: 'a crash of the machine would lose or break committed data' },
  { name: 'full_page_writes', right: (value) => value === 'on', grave: true, why: 'a crash of the machine could break pages' },
  { name: 'synchronous_commit', right: (value) => value !== 'off', grave: true, why: 'a crash would lose commits that were answered' },
  { name: 'data_checksums', right: (value) => value === 'on', grave: false, why: 'broken pages would go unnoticed' },
  { name: 'wal_level', right: (value) => value === 'logical', grave: false, why: 'the journal will need it' },
  { name: 'log_statement', right: (value) => value === 'none', grave: true, why: 'statements would be written to the log' },
  { name: 'log_min_duration_statement', right: (value) => value === '-1', grave: true, why: 'slow statements would be written to the log' },
  { name: 'log_parameter_max_length_on_error', right: (value) => value === '0', grave: true, why: 'values would be written to the log with errors' },
  { name: 'log_min_error_statement', right: (value) => ['panic', 'fatal', 'log'].includes(value), grave: false, why: 'statements that failed would be written to the log' },
  { name: 'row_security', right: (value) => value === 'on', grave: true, why: 'isolation rests on it' },
  { name: 'server_encoding', right: (value) => value === 'UTF8', grave: true, why: 'names in other scripts would be refused' },
];

export async function checkDatabase(name: string, kind: DatabaseKind, connection: ConnectionOptions | undefined, clock: Clock): Promise<Finding[]> {
  if (connection === undefined) return [notChecked(`database ${name}`, 'it does not run; start the platform to have it looked at')];
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
  } catch (error) {
    return [failure(`database ${name}`, `cannot be reached: ${error instanceof Error ? error.message : String(error)}`, 'Is the server up, and are address and password right?')];
  }
  try {
    return [
      ok(`database ${name}`, 'answers'), await serverVersion(client, name), ...(await settings(client, name)), await clockSkew(client, name, clock),
      await migrations(client, name, kind), ...(await logins(client, name)), ...(kind === 'keys' ? [] : await rowSecurity(client, name)), await slots(client, name),
      ...(kind === 'keys' ? [] : await backlog(client, name, clock)), ...(kind === 'control' ? await sagas(client) : []),
    ];
  } catch (error) {
    return [failure(`database ${name}`, `could not be looked at: ${error instanceof Error ? error.message : String(error)}`, 'Start the platform of this release once, so that it is migrated.')];
  } finally {
    await client.end();
  }
}

async function serverVersion(client: pg.Client, name: string): Promise<Finding> {
  const { rows } = await client.query<{ number: number }>(`select current_setting('server_version_num')::int as number`);
  const number = rows[0]?.number ?? 0;
  return number >= 170_000 ? ok(`version of ${name}`, String(number)) : failure(`version of ${name}`, `PostgreSQL ${String(Math.floor(number / 10_000))}`, 'Upgrade it to 17 or newer.');
}

async function settings(client: pg.Client, name: string): Promise<Finding[]> {
  const { rows } = await client.query<{ name: string; setting: string }>('select name, setting from pg_settings where name = any($1)', [serverSettings.map((setting) => setting.name)]);
  return rows.flatMap(({ name: key, setting }) => {
    const rule = serverSettings.find((candidate) => candidate.name === key);
    if (rule === undefined || rule.right(setting)) return [];
    const check = `setting ${key} of ${name}`;
    const fix = `Correct ${key} in the server's configuration.`;
    return [rule.grave ? failure(check, `it is ${setting}: ${rule.why}`, fix) : warning(check, `it is ${setting}: ${rule.why}`, fix)];
  });
}

async function clockSkew(client: pg.Client, name: string, clock: Clock): Promise<Finding> {
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  const skewMs = Math.abs((rows[0]?.now.getTime() ?? 0) - clock.now().getTime());
  return skewMs < 2000 ? ok(`clock of ${name}`, `${String(skewMs)} ms apart`) : failure(`clock of ${name}`, `${String(Math.round(skewMs / 1000))} s apart from this machine`, 'Set both clocks by NTP.');
}

async function migrations(client: pg.Client, name: string, kind: DatabaseKind): Promise<Finding> {
  const expected: string[] = [];
  for (const folder of kind === 'keys' ? ['keys'] : ['every', kind]) {
    for (const file of await readdir(join(migrationsFolder, folder))) if (file.endsWith('.sql')) expected.push(`${folder}/${file}`);
  }
  const { rows } = await client.query<{ name: string }>('select name from hf.migration');
  const applied = new Set(rows.map((row) => row.name));
  const missing = expected.filter((file) => !applied.has(file));
  const newer = [...applied].filter((file) => !expected.includes(file));
  if (missing.length > 0) return failure(`migrations of ${name}`, `${String(missing.length)} not applied, first ${missing[0] ?? ''}`, 'Start the platform of this release.');
  return newer.length > 0 ? warning(`migrations of ${name}`, `${String(newer.length)} of a newer release`, 'Run the newer release.') : ok(`migrations of ${name}`, `${String(expected.length)} applied`);
}

async function logins(client: pg.Client, name: string): Promise<Finding[]> {
  const { rows } = await client.query<{ role: string; what: string }>(`
    select rolname as role, 'is a superuser or may bypass row security' as what from pg_roles where rolname like 'hf\\_%' and (rolsuper or rolbypassrls)
    union all select rolname, 'owns tables and may log in' from pg_roles where rolname = 'hf_owner' and rolcanlogin
    union all select distinct grantee, 'has TRUNCATE, REFERENCES or TRIGGER' from information_schema.role_table_grants
      where grantee like 'hf\\_%' and grantee <> 'hf_owner' and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')`);
  // Only a superuser may see whether there is a password; the administrator of somebody's own PostgreSQL need not be one.
  const { rows: [me] } = await client.query<{ may: boolean }>(`select has_table_privilege('pg_authid', 'select') as may`);
  if (me?.may === true) rows.push(...(await client.query<{ role: string; what: string }>(`select rolname as role, 'has no password' as what from pg_authid where rolname like 'hf\\_%' and rolcanlogin and rolpassword is null`)).rows);
  return rows.length === 0 ? [ok(`logins of ${name}`, 'no more rights than they need')] : rows.map((row) => failure(`login ${row.role} of ${name}`, row.what, `Take it away: the platform's start gives ${row.role} what it needs.`));
}

async function rowSecurity(client: pg.Client, name: string): Promise<Finding[]> {
  const tables = await readDeclarations(client);
  const open = tables.filter((table) => !table.rowSecurityForced || table.scope === null);
  return open.length === 0 ? [ok(`row security of ${name}`, `forced on ${String(tables.length)} tables`)] : open.map((table) => failure(`row security of ${name}`, `${table.table} is not protected`, 'Find out who made or changed this table; no release of ours did.'));
}

async function slots(client: pg.Client, name: string): Promise<Finding> {
  const { rows } = await client.query<{ slot_name: string }>('select slot_name from pg_replication_slots where not active');
  return rows.length === 0 ? ok(`replication slots of ${name}`, 'none idle') : warning(`replication slots of ${name}`, `${rows.map((row) => row.slot_name).join(', ')} idle: WAL piles up for it`, 'Start its reader, or drop the slot.');
}

async function backlog(client: pg.Client, name: string, clock: Clock): Promise<Finding[]> {
  const now = clock.now();
  const { rows: [events] } = await client.query<{ old: number; failing: number }>(`select count(*) filter (where created_at < $1::timestamptz - interval '5 minutes')::int as old, count(*) filter (where attempts >= 5)::int as failing from outbox.event`, [now]);
  const { rows: [records] } = await client.query<{ old: number }>(`select count(*)::int as old from audit.record where sequence is null and recorded_at < $1::timestamptz - interval '1 minute'`, [now]);
  return [
    (events?.failing ?? 0) > 0 ? failure(`events of ${name}`, `${String(events?.failing)} could not be delivered five times`, 'See the log; is mail reachable?') : (events?.old ?? 0) > 0 ? warning(`events of ${name}`, `${String(events?.old)} wait for more than five minutes`, 'Is the platform running?') : ok(`events of ${name}`, 'none wait'),
    (records?.old ?? 0) > 0 ? warning(`audit log of ${name}`, `${String(records?.old)} records are not numbered after a minute`, 'Is the platform running?') : ok(`audit log of ${name}`, 'numbered'),
  ];
}

async function sagas(client: pg.Client): Promise<Finding[]> {
  const { rows: [found] } = await client.query<{ stuck: number }>(`select count(*)::int as stuck from tenancy.saga where state = 'running' and attempts >= 3`);
  const { rows: [shards] } = await client.query<{ open: number }>(`select count(*)::int as open from tenancy.shard where state = 'open'`);
  return [
    (found?.stuck ?? 0) > 0 ? failure('unfinished commands', `${String(found?.stuck)} could not be finished three times`, 'See tenancy.saga.last_error for the reason.') : ok('unfinished commands', 'none stuck'),
    (shards?.open ?? 0) > 0 ? ok('shards', `${String(shards?.open)} open`) : failure('shards', 'none takes new tenants', 'Add one to HOLDFAST_SHARDS.'),
  ];
}
