/** The operator's own PostgreSQL: databases made where they are missing, and one clear line where that cannot be. */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log/log.ts';
import { createTestDatabase, testClusterConnection } from '../testing/test-database.ts';
import { systemClock } from '../time/index.ts';
import { connectionUrl, openDatabaseServers, type AdminConnection, type ConnectionOptions } from './index.ts';
import { parsePostgresUrl } from './postgres-url.ts';

const options = { dataFolder: '/nonexistent', log: silentLog, clock: systemClock };
const shards = [{ name: 'shard-1', region: 'local' }];

async function ask(connection: ConnectionOptions | AdminConnection, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('an external PostgreSQL', () => {
  it('gets one database for each part beside the named one, also when two start at once', async () => {
    await using named = await createTestDatabase();
    const config = { databaseUrl: named.url(), shards: [...shards, { name: 'shard-2', region: 'eu', url: named.url() }] };
    const [servers] = await Promise.all([openDatabaseServers({ ...options, config }), openDatabaseServers({ ...options, config })]);
    const databases = [servers.control, servers.keys, ...servers.shards.map(({ admin }) => admin)].map(({ database }) => database);
    expect(databases).toEqual([`${named.name}_control`, `${named.name}_keys`, `${named.name}_shard_1`, named.name]);
    expect(servers.shards.map(({ name, region }) => [name, region])).toEqual([['shard-1', 'local'], ['shard-2', 'eu']]);
    expect(await ask(servers.keys, "select datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()")).toEqual([{ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8' }]);
    expect(servers.processes()).toEqual([]);
    await servers.stop();
    for (const name of databases.slice(0, 3)) await ask(named.connection(), `drop database "${name}" with (force)`);
  });

  it('that refuses the password, answers nowhere, or gives too few rights is named without its password', async () => {
    const admin = await testClusterConnection();
    await ask(admin, "do $$ begin create role poor login password 'canary'; exception when duplicate_object then null; end $$");
    for (const [url, words] of [
      [connectionUrl({ ...admin, password: 'canary' }), 'refuses the user or the password'],
      ['postgresql://u:canary@127.0.0.1:1/x', 'Nothing answers there'],
      ['postgresql://u:canary@nowhere.invalid/x', 'no such host'],
      [connectionUrl({ ...admin, user: 'poor', password: 'canary' }), 'needs CREATEROLE and CREATEDB'],
    ] as const) {
      const refusal = await openDatabaseServers({ ...options, config: { databaseUrl: url, shards } }).then(() => undefined, (error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'postgres.unreachable', message: expect.stringContaining(words) as string });
      expect(String(refusal)).not.toContain('canary');
    }
  });
});

describe('a PostgreSQL URL', () => {
  it.each([
    ['postgresql://u:p%40ss@db.example/h', { host: 'db.example', port: 5432, user: 'u', password: 'p@ss', database: 'h' }],
    ['postgres://u@[::1]:6000/h?sslmode=verify-full', { host: '::1', port: 6000, user: 'u', password: '', database: 'h', ssl: true }],
    ['postgresql://u:p@localhost/h?host=%2Ftmp%2Fa%20b', { host: '/tmp/a b', port: 5432, user: 'u', password: 'p', database: 'h' }],
  ])('%s is read', (url, expected) => {
    expect(parsePostgresUrl(url)).toEqual(expected);
  });

  it.each(['', 'db.example', 'mysql://u:p@h/d', 'postgresql://h/d', 'postgresql://u@h', 'postgresql://u@h/d?sslmode=maybe', 'postgresql://u@h/d?options=-c', 'postgresql://u:%zz@h/d'])('"%s" is refused', (url) => {
    expect(() => parsePostgresUrl(url)).toThrow(expect.objectContaining({ code: 'postgres.unreachable' }) as Error);
  });
});
