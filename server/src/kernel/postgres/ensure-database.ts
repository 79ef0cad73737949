/**
 * Makes sure that a database is there, on a server that is new enough, under a login that can do what a
 * migration must do. Two processes may do this at the same time.
 */
import pg from 'pg';
import { withClient } from '../db/with-client.ts';
import { isAppError } from '../errors/index.ts';
import { systemCode } from '../start/system-code.ts';
import { postgresErrors } from './errors.ts';
import type { PostgresAddress } from './postgres-url.ts';

const versionNumberMin = 170_000;
const connectTimeoutMs = 10_000;
const unknownDatabase = '3D000';
const duplicateDatabase = '42P04';
const insufficientPrivilege = '42501';

/** `where` names the setting in refusals. Fails with postgres.unreachable. */
export async function ensureDatabase(admin: PostgresAddress, where: string): Promise<void> {
  const place = `${admin.host}:${String(admin.port)}`;
  try {
    if (await serverAccepts(admin, place)) return;
    for (const database of ['postgres', 'template1']) {
      if (!(await serverAccepts({ ...admin, database }, place))) continue;
      await create(admin, database);
      return;
    }
    throw postgresErrors.unreachable({ detail: `${place} has no database "${admin.database}" and lets us into none where it could be made: make it, owned by ${admin.user}.` });
  } catch (error) {
    if (isAppError(error)) throw error;
    throw postgresErrors.unreachable({ detail: `${place}: ${reasonOf(error)} Correct ${where}.` }, error);
  }
}

/** False when the database is not there. */
async function serverAccepts(address: PostgresAddress, place: string): Promise<boolean> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => undefined); // a connection that breaks later is of no interest here
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; may: boolean; login: string }>(
      `select current_setting('server_version_num')::int as version, current_user as login,
              (select rolsuper or (rolcreaterole and rolcreatedb) from pg_roles where rolname = current_user) as may`,
    );
    const server = rows[0];
    if (server === undefined || server.version < versionNumberMin) {
      throw postgresErrors.unreachable({ detail: `${place} runs PostgreSQL ${String(Math.floor((server?.version ?? 0) / 10_000))}; it must be 17 or newer.` });
    }
    if (!server.may) throw postgresErrors.unreachable({ detail: `The login ${server.login} on ${place} needs CREATEROLE and CREATEDB: alter role ${server.login} createrole createdb.` });
    return true;
  } catch (error) {
    if (systemCode(error) === unknownDatabase) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function create(admin: PostgresAddress, from: string): Promise<void> {
  const name = pg.escapeIdentifier(admin.database);
  await withClient({ ...admin, database: from, connectionTimeoutMillis: connectTimeoutMs }, async (client) => {
    try {
      await client.query(`create database ${name} template template0 encoding 'UTF8' locale 'C' locale_provider builtin builtin_locale 'C.UTF-8'`);
    } catch (error) {
      if (systemCode(error) !== duplicateDatabase && systemCode(error) !== '23505') throw error; // somebody else made it this moment
    }
  });
}

function reasonOf(error: unknown): string {
  const code = systemCode(error);
  if (code === '28P01' || code === '28000') return 'It refuses the user or the password.';
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'Nothing answers there.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'There is no such host.';
  if (code === insufficientPrivilege) return 'The login may not create databases.';
  return `${error instanceof Error ? error.message : String(error)}.`;
}
