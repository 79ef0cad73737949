/**
 * Brings one database to the schema of this release: plain SQL files, forward only, each in its own transaction,
 * in the order of their names, under one lock so that two processes starting at once do it once. A file that was
 * applied and then changed is refused: what ran is history.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { ServiceDescriptor } from '../service/descriptor.ts';
import { sqlState } from './errors.ts';
import { roleOf, rolePassword, systemRole } from './databases.ts';
import { withClient } from './with-client.ts';

export type DatabaseKind = 'control' | 'shard' | 'keys';

const migrationLock = 4_857_392_011;
const ownerRole = 'hf_owner';

interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  readonly sha256: Buffer;
}

async function migrationFiles(root: string, kind: DatabaseKind): Promise<MigrationFile[]> {
  const files: MigrationFile[] = [];
  for (const folder of kind === 'keys' ? ['keys'] : ['every', kind]) {
    const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.sql')).sort();
    for (const name of names) {
      const sql = await readFile(join(root, folder, name), 'utf8');
      files.push({ name: `${folder}/${name}`, sql, sha256: createHash('sha256').update(sql).digest() });
    }
  }
  return files;
}

/** Statement that makes a role once, also when two processes try at the same time. */
function ensureRole(role: string, attributes: string): string {
  return `do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} ${attributes}; end if;
  exception when duplicate_object or unique_violation then null; end $$`;
}

/**
 * Roles belong to the whole server: two databases that are migrated at once change the same rows, and PostgreSQL
 * answers the second with XX000 «tuple concurrently updated» instead of making it wait.
 */
async function changeRoles(client: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      if (sqlState(error) !== 'XX000' || attempt >= 20) throw error;
      await sleep(5 * attempt);
    }
  }
}

export interface MigrateOptions {
  /** A superuser's or database owner's connection, used for migrations only. */
  readonly admin: pg.ClientConfig;
  readonly kind: DatabaseKind;
  readonly folder: string;
  readonly services: readonly ServiceDescriptor[];
  /** Secret from which service logins' passwords are derived. */
  readonly secret: string;
  /** Only these files: a database of an earlier schema, which no service reaches. */
  readonly only?: ReadonlySet<string>;
}

/** Names of all files of this release, in the order in which they are applied. */
export async function migrationNames(folder: string, kind: DatabaseKind): Promise<readonly string[]> {
  return (await migrationFiles(folder, kind)).map((file) => file.name);
}

/** Applies what is missing, then derives logins and grants from the descriptors. Returns the names applied now. */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  return withClient(options.admin, async (client) => {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await changeRoles(client, ensureRole(ownerRole, 'nologin'));
    await changeRoles(client, ensureRole(systemRole, 'nologin'));
    await changeRoles(client, `alter role ${systemRole} with login password '${rolePassword(options.secret, systemRole)}'`);
    await client.query(`do $$ begin execute format('grant create on database %I to ${ownerRole}', current_database()); end $$`);
    await changeRoles(client, `grant ${ownerRole} to current_user`);
    await keepBlocksToOwner(client);
    const files = await migrationFiles(options.folder, options.kind);
    const { only } = options;
    const wanted = only === undefined ? files : files.filter((file) => only.has(file.name));
    const applied = await applyMissing(client, wanted);
    if (wanted.length < files.length) return applied;
    if (options.kind === 'keys') await grantKeyService(client, options.secret);
    else await grantServices(client, options.kind, options);
    return applied;
  });
}

/**
 * A DO block can end the transaction that it runs in, and with it the scope that the transaction took (every/0400): no login
 * needs one. Where the language belongs to somebody else PostgreSQL warns and goes on.
 */
async function keepBlocksToOwner(client: pg.Client): Promise<void> {
  await changeRoles(client, `grant usage on language plpgsql to ${ownerRole}`);
  await changeRoles(client, 'revoke usage on language plpgsql from public');
}

async function appliedAlready(client: pg.Client): Promise<Map<string, Buffer>> {
  const exists = await client.query(`select to_regclass('hf.migration') is not null as there`);
  // The one row and column of the query above.
  if ((exists.rows[0] as { there: boolean }).there !== true) return new Map();
  const { rows } = await client.query<{ name: string; sha256: Buffer }>('select name, sha256 from hf.migration');
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

/** Row security refuses a session that cannot have taken a scope (every/0400); one that could and did not sees no rows. */
const openSession = `do $$ begin if to_regprocedure('hf.open_session()') is not null then perform hf.open_session(); end if; end $$`;

async function applyMissing(client: pg.Client, files: readonly MigrationFile[]): Promise<string[]> {
  const done = await appliedAlready(client);
  const applied: string[] = [];
  for (const file of files) {
    const before = done.get(file.name);
    if (before !== undefined) {
      if (!before.equals(file.sha256)) throw new Error(`migration ${file.name} was changed after it had been applied; migrations go forward only`);
      continue;
    }
    await client.query('begin');
    try {
      await client.query(openSession);
      await client.query(`set local role ${ownerRole}`);
      await client.query(file.sql);
      await client.query('insert into hf.migration (name, sha256) values ($1, $2)', [file.name, file.sha256]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw new Error(`migration ${file.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    applied.push(file.name);
  }
  return applied;
}

const scopeFunctions: Readonly<Record<'control' | 'shard', readonly string[]>> = {
  control: ['hf.enter_organization(uuid)', 'hf.enter_global()'],
  shard: ['hf.enter(uuid, bigint, boolean)', 'hf.enter_for_refusal(uuid)', 'hf.enter_organization(uuid)'],
};
const appendFunctions = [
  'audit.append(uuid, uuid, timestamptz, text, text, text, uuid, text, text, bytea, text, text, text, text, text, bytea)',
  'outbox.append(uuid, text, jsonb)',
];

async function grantServices(client: pg.Client, kind: 'control' | 'shard', options: MigrateOptions): Promise<void> {
  const statements: string[] = [];
  for (const service of options.services.filter((candidate) => candidate.databases.includes(kind))) {
    const role = roleOf(service.name);
    await changeRoles(client, ensureRole(role, 'nologin'));
    statements.push(
      `alter role ${role} with login noinherit connection limit 60 password '${rolePassword(options.secret, role)}'`,
      `grant usage on schema hf, audit, outbox to ${role}`,
      `grant execute on function hf.tenant(), hf.site(), hf.organization() to ${role}`,
      ...[...scopeFunctions[kind], ...appendFunctions].map((name) => `grant execute on function ${name} to ${role}`),
    );
    for (const store of service.stores.filter((candidate) => candidate.in === kind)) {
      statements.push(
        `grant usage on schema ${store.schema} to ${role}`,
        `grant ${store.readOnly === true ? 'select' : 'select, insert, update, delete'} on all tables in schema ${store.schema} to ${role}`,
        `grant usage on all sequences in schema ${store.schema} to ${role}`,
        `grant execute on all functions in schema ${store.schema} to ${role}`,
      );
    }
    for (const read of (service.reads ?? []).filter((candidate) => candidate.in === kind)) {
      statements.push(`grant usage on schema ${read.table.split('.')[0] ?? ''} to ${role}`, `grant select on ${read.table} to ${role}`);
    }
    if (service.recovers !== undefined && kind === 'shard') statements.push(...(await recoveryGrants(client, role)));
  }
  statements.push(...(await systemGrants(client)));
  for (const statement of statements) await changeRoles(client, statement);
}

const rightsByRecoveryClass: Readonly<Record<string, string>> = { content: 'select, insert, update, delete', access: 'select, insert, update, delete', counter: 'select, insert, update' };

/** What a restore writes, found from the declarations: rows of tenants that come back, and counters, which it only raises. */
async function recoveryGrants(client: pg.Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ schema: string; name: string; recovery: string }>(
    `select n.nspname as schema, format('%I.%I', n.nspname, c.relname) as name, substring(obj_description(c.oid, 'pg_class') from 'recovery=(\\w+)') as recovery
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'hf: scope=tenant %'`);
  return [`grant execute on function hf.enter_for_recovery(uuid) to ${role}`, ...rows.flatMap(({ schema, name, recovery }) => {
    const rights = rightsByRecoveryClass[recovery];
    return rights === undefined ? [] : [`grant usage on schema ${schema} to ${role}`, `grant ${rights} on ${name} to ${role}`];
  })];
}

/** The key store has one login, and it reaches nothing else. */
async function grantKeyService(client: pg.Client, secret: string): Promise<void> {
  const role = roleOf('keys');
  await changeRoles(client, ensureRole(role, 'nologin'));
  await changeRoles(client, `alter role ${role} with login noinherit connection limit 20 password '${rolePassword(secret, role)}'`);
  await changeRoles(client, `grant usage on schema keys to ${role}`);
  await changeRoles(client, `grant select, insert, update, delete on all tables in schema keys to ${role}`);
}

async function systemGrants(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspowner = (select oid from pg_roles where rolname = $1)`, [ownerRole]);
  return rows.flatMap(({ name }) => [
    `grant usage on schema ${name} to ${systemRole}`,
    `grant select, insert, update, delete on all tables in schema ${name} to ${systemRole}`,
    `grant execute on all functions in schema ${name} to ${systemRole}`,
  ]);
}
