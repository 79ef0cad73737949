/**
 * Scratch databases on a shard's own cluster. Each is cloned from a template of the schema version that is asked for; templates
 * are made once for each version and kept. Whoever uses one holds a lock in the shard's database, so that what a killed process
 * left is known by its free lock and removed at the next start.
 */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, migrationNames, sqlState, withClient } from '../../../kernel/db/index.ts';
import type { AdminConnection } from '../../../kernel/postgres/index.ts';
import type { ServiceDescriptor } from '../../../kernel/service/index.ts';

export interface SchemaSource {
  readonly folder: string;
  readonly services: readonly ServiceDescriptor[];
  /** Secret from which service logins' passwords are derived. */
  readonly secret: string;
}

export interface Scratch {
  readonly admin: AdminConnection;
  /** Applies these files of the release, or all that are missing. */
  migrate(names?: ReadonlySet<string>): Promise<readonly string[]>;
  /** Whether its template already was of this release, logins and all. */
  readonly current: boolean;
  drop(): Promise<void>;
}

const hex = (text: string, letters: number): string => createHash('sha256').update(text).digest('hex').slice(0, letters);
/** Scratch databases of one shard's database; others on the same cluster are somebody else's. */
const prefixOf = (shard: AdminConnection): string => `hf_past_${hex(shard.database, 8)}_`;

/** A template that has exactly these migrations. Two that make it at once both do, and the second one's work is dropped. */
async function ensureTemplate(shard: AdminConnection, source: SchemaSource, names: ReadonlySet<string>): Promise<string> {
  const template = `hf_past_template_${hex([...names].sort().join('\n'), 24)}`;
  return withClient(shard, async (client) => {
    const exists = async (): Promise<boolean> => ((await client.query('select 1 from pg_database where datname = $1', [template])).rowCount ?? 0) > 0;
    if (await exists()) return template;
    const making = `${template}_${randomBytes(4).toString('hex')}`;
    await client.query(`create database ${making} template template0 encoding 'UTF8' locale 'C' locale_provider builtin builtin_locale 'C.UTF-8'`);
    try {
      await migrate({ admin: { ...shard, database: making }, kind: 'shard', folder: source.folder, services: source.services, secret: source.secret, only: names });
      await client.query(`alter database ${making} rename to ${template}`);
    } catch (error) {
      await client.query(`drop database if exists ${making} with (force)`);
      if (sqlState(error) !== '42P04' && !(await exists())) throw error;
    }
    return template;
  });
}

/** Makes the template of this release, so that the first restore does not wait for it. */
export async function prepareTemplate(shard: AdminConnection, source: SchemaSource): Promise<void> {
  await ensureTemplate(shard, source, new Set(await migrationNames(source.folder, 'shard')));
}

/** Unknown names are those of a later release: its migrations cannot be made here. */
export async function createScratch(shard: AdminConnection, source: SchemaSource, names: readonly string[]): Promise<Scratch> {
  const known = new Set(await migrationNames(source.folder, 'shard'));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw new Error(`the migration ${unknown} is not part of this release`);
  const template = await ensureTemplate(shard, source, new Set(names));
  const name = `${prefixOf(shard)}${randomBytes(8).toString('hex')}`;
  const holder = new pg.Client({ ...shard });
  holder.on('error', () => undefined); // the lock is gone with it: the next start removes the database
  await holder.connect();
  try {
    await holder.query('select pg_advisory_lock(hashtextextended($1, 630))', [name]);
    await cloneWhenIdle(holder, name, template);
  } catch (error) {
    await holder.end();
    throw error;
  }
  const admin = { ...shard, database: name };
  return {
    admin,
    current: names.length === known.size,
    migrate: (only) => migrate({ admin, kind: 'shard', folder: source.folder, services: source.services, secret: source.secret, ...(only === undefined ? {} : { only }) }),
    async drop() {
      try {
        await holder.query(`drop database if exists ${name} with (force)`);
      } finally {
        await holder.end();
      }
    },
  };
}

/** A template that somebody has just left is busy for a moment (55006). */
async function cloneWhenIdle(client: pg.Client, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`create database ${name} template ${template}`);
      return;
    } catch (error) {
      if (sqlState(error) !== '55006' || attempt >= 100) throw error;
      await client.query('select pg_sleep(0.05)');
    }
  }
}

/** Removes scratch databases of this shard that nobody holds; tells how many. */
export async function sweepScratch(shard: AdminConnection): Promise<number> {
  return withClient(shard, async (client) => {
    const { rows } = await client.query<{ name: string }>('select datname as name from pg_database where starts_with(datname, $1)', [prefixOf(shard)]);
    let removed = 0;
    for (const { name } of rows) {
      const { rows: [lock] } = await client.query<{ free: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 630)) as free', [name]);
      if (lock?.free !== true) continue;
      await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
      await client.query('select pg_advisory_unlock(hashtextextended($1, 630))', [name]);
      removed += 1;
    }
    return removed;
  });
}
