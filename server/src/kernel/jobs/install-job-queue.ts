/**
 * One queue for each trust zone, in a schema of its own in the control database. The schema's owner migrates it; the login that works
 * on it may read and write its rows and nothing else, in no other schema.
 */
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { rolePassword } from '../db/databases.ts';
import type { TrustZone } from '../service/descriptor.ts';

export function jobSchema(zone: TrustZone): string {
  return `graphile_worker_${zone}`;
}

export function jobRole(zone: TrustZone): string {
  return `hf_jobs_${zone}`;
}

export const silentLogger = new Logger(() => () => undefined);
const lockNumber = 4_857_392_012;

/** Idempotent, also when two processes start at once. `admin` is the owner's connection, used for this only. */
export async function installJobQueue(admin: pg.ClientConfig, zone: TrustZone, secret: string): Promise<void> {
  const pool = new pg.Pool({ ...admin, max: 2 });
  // A connection that breaks fails its query, which is told; the library asks for listeners all the same.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
  pool.on('error', () => undefined); // an idle connection that breaks is of no interest here: the next query says so
  try {
    const client = await pool.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [lockNumber]);
      await runMigrations({ pgPool: pool, schema: jobSchema(zone), logger: silentLogger });
      for (const statement of await grants(client, zone, secret)) await client.query(statement);
      await client.query('select pg_advisory_unlock($1)', [lockNumber]);
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}

async function grants(client: pg.ClientBase, zone: TrustZone, secret: string): Promise<string[]> {
  const role = jobRole(zone);
  const schema = jobSchema(zone);
  const { rows } = await client.query<{ table: string; allowed: boolean }>(
    `select c.relname as table, exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'hf_jobs') as allowed
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'`, [schema]);
  return [
    `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
       exception when duplicate_object or unique_violation then null; end $$`,
    `alter role ${role} with login noinherit connection limit 40 password '${rolePassword(secret, role)}'`,
    `grant usage on schema ${schema} to ${role}`,
    `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
    `grant usage on all sequences in schema ${schema} to ${role}`,
    `grant execute on all functions in schema ${schema} to ${role}`,
    ...rows.filter(({ allowed }) => !allowed).map(({ table }) => `create policy hf_jobs on ${schema}.${table} for all to ${role} using (true) with check (true)`),
  ];
}

