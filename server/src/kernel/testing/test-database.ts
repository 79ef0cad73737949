/**
 * A database of its own for each test file, cloned from a template that is prepared once in a run:
 *
 *   const database = await createTestDatabase({ name: 'shard', prepare: (admin) => migrate(admin) });
 *   afterAll(() => database.drop());
 *
 * Roles belong to the whole cluster: a template that creates roles must expect that they are there already.
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { connectionUrl, type ConnectionOptions, type Login } from '../postgres/index.ts';
import { createTestCluster } from './test-cluster.ts';
import './global-setup.ts';

export interface DatabaseTemplate {
  /** Says which template; the same name means the same content for the whole run. */
  readonly name: string;
  /** Fills the empty database as its superuser, and lets go of all its connections. */
  readonly prepare: (admin: ConnectionOptions) => Promise<void>;
}

export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** The superuser unless the login says otherwise. */
  connection(login?: Omit<Login, 'database'>): ConnectionOptions;
  url(login?: Omit<Login, 'database'>): string;
  drop(): Promise<void>;
}

let ownCluster: Promise<ConnectionOptions> | undefined;

/** The superuser's connection to the run's cluster, which is started when it is first asked for. */
export async function testClusterConnection(): Promise<ConnectionOptions> {
  const door = inject('testClusterDoor') as string | undefined; // undefined when no global setup provides it
  ownCluster ??= door === undefined ? createTestCluster().then((cluster) => cluster.connection()) : askAtDoor(door);
  return ownCluster;
}

async function askAtDoor(door: string): Promise<ConnectionOptions> {
  const answer = await new Promise<string>((resolve, reject) => {
    const caller = connect(door);
    let text = '';
    caller.on('data', (chunk) => { text += chunk.toString(); });
    caller.on('end', () => { resolve(text); });
    caller.on('error', reject);
  });
  // Written by global-setup.ts of the same run.
  const parsed = JSON.parse(answer) as ConnectionOptions | { readonly failure: string };
  if ('failure' in parsed) throw new Error(`the test cluster did not start: ${parsed.failure}`);
  return parsed;
}

export async function createTestDatabase(template?: DatabaseTemplate): Promise<TestDatabase> {
  const admin = await testClusterConnection();
  const source = template === undefined ? 'template1' : await ensureTemplate(admin, template);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withClient(admin, (client) => client.query(`create database ${name} template ${source} strategy wal_log`));
  const connection = (login: Omit<Login, 'database'> = {}): ConnectionOptions => ({ ...admin, ...login, database: name });
  const drop = (): Promise<void> => withClient(admin, async (client) => { await client.query(`drop database if exists ${name} with (force)`); });
  return { name, connection, url: (login) => connectionUrl(connection(login)), drop, [Symbol.asyncDispose]: drop };
}

/** Prepares the template under a lock of the whole cluster, so that of many test files one does it and the others wait. */
async function ensureTemplate(admin: ConnectionOptions, { name, prepare }: DatabaseTemplate): Promise<string> {
  const source = `template_${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
  await withClient(admin, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [source]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [source]);
    if (rowCount === 1) return;
    const incomplete = `${source}_incomplete`;
    await client.query(`drop database if exists ${incomplete} with (force)`);
    await client.query(`create database ${incomplete} template template1 strategy wal_log`);
    await prepare({ ...admin, database: incomplete });
    await renameWhenIdle(client, incomplete, source);
  });
  return source;
}

/** A connection that was closed is gone from the server a moment later. */
async function renameWhenIdle(client: pg.Client, from: string, to: string): Promise<void> {
  const attemptsMax = 50;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`alter database ${from} rename to ${to}`);
      return;
    } catch (error) {
      if (attempt === attemptsMax || (error as { code?: unknown }).code !== '55006') throw error;
      await sleep(20);
    }
  }
}

async function withClient<T>(options: ConnectionOptions, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(options);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
