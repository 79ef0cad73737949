/**
 * Copies of the key store, several, in folders of their own and never in the vault: a destroyed key must be gone from all of
 * them, so they are not locked. A copy is the wrapped keys as they are now (rows, not files: nothing dead lies in it) and the
 * KMS's sealed files; the root key is not in it. A new copy is whole on the disk before older ones are removed.
 */
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pg from 'pg';
import { withClient } from '../../kernel/db/index.ts';
import { syncFolder } from '../../kernel/disk/index.ts';
import type { ConnectionOptions } from '../../kernel/postgres/index.ts';
import { newUuid } from '../../kernel/ids/index.ts';
import type { Clock } from '../../kernel/time/index.ts';

export interface KeyCopies {
  /** The key store as it is now into every folder; then every older copy goes. */
  renew(): Promise<{ readonly copies: number; readonly removed: number }>;
  /** Renews when something has changed since the last time. */
  renewWhenChanged(): Promise<boolean>;
}

export interface KeyCopiesOptions {
  readonly keys: ConnectionOptions;
  readonly kmsFolder: string;
  readonly folders: readonly string[];
  readonly clock: Clock;
}

const schema = 'keys';
const ofCopies = (keys: ConnectionOptions): pg.ClientConfig => ({ ...keys, application_name: 'holdfast key copies', connectionTimeoutMillis: 10_000 });
const copyPattern = /^copy-[0-9a-f-]{36}$/;

export function createKeyCopies({ keys, kmsFolder, folders, clock }: KeyCopiesOptions): KeyCopies {
  let last: Promise<unknown> = Promise.resolve();
  let copied: string | undefined;

  async function changes(): Promise<string> {
    const kms = (await sealedFiles(kmsFolder)).join(' ');
    return `${await withClient(ofCopies(keys), async (client) => {
      const { rows: [row] } = await client.query<{ changes: string }>(`select coalesce(string_agg(relname || ' ' || (n_tup_ins + n_tup_upd + n_tup_del)::text, ',' order by relname), '') as changes from pg_stat_user_tables where schemaname = $1`, [schema]);
      return row?.changes ?? '';
    })} ${kms}`;
  }

  async function renewNow(): Promise<{ copies: number; removed: number }> {
    const seen = await changes();
    const content = await dump(keys);
    const name = `copy-${newUuid(clock.now().getTime())}`;
    let removed = 0;
    for (const folder of folders) {
      const growing = join(folder, `${name}.incomplete`);
      await mkdir(growing, { recursive: true, mode: 0o700 });
      await writeFile(join(growing, 'keys.json'), content, { mode: 0o600, flush: true });
      for (const file of await sealedFiles(kmsFolder)) await copyFile(join(kmsFolder, file), join(growing, file));
      await rename(growing, join(folder, name));
      await syncFolder(folder);
    }
    for (const folder of folders) {
      for (const entry of await readdir(folder)) {
        const older = entry !== name && (copyPattern.test(entry) || entry.endsWith('.incomplete'));
        if (!older) continue;
        await rm(join(folder, entry), { recursive: true });
        removed += 1;
      }
      await syncFolder(folder);
    }
    copied = seen;
    return { copies: folders.length, removed };
  }

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined); // told to its own caller
    return turn;
  };
  return {
    renew: () => inTurn(renewNow),
    renewWhenChanged: () => inTurn(async () => {
      if ((await changes()) === copied) return false;
      await renewNow();
      return true;
    }),
  };
}

/** Puts the newest copy of a folder back into an empty, migrated key store, and the KMS's files beside its root key. */
export async function restoreKeyCopy(folder: string, keys: ConnectionOptions, kmsFolder: string): Promise<number> {
  const newest = (await readdir(folder)).filter((entry) => copyPattern.test(entry)).sort().at(-1);
  if (newest === undefined) throw new Error(`there is no copy of the key store in ${folder}`);
  // Written by `dump`.
  const tables = JSON.parse(await readFile(join(folder, newest, 'keys.json'), 'utf8')) as Readonly<Record<string, readonly object[]>>;
  let rows = 0;
  await withClient(ofCopies(keys), async (client) => {
    await client.query('begin');
    await client.query('set local session_replication_role = replica'); // rows come in any order
    for (const [table, content] of Object.entries(tables)) {
      const name = `${schema}.${pg.escapeIdentifier(table)}`;
      await client.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`, [JSON.stringify(content)]);
      rows += content.length;
    }
    await client.query('commit');
  });
  await mkdir(kmsFolder, { recursive: true, mode: 0o700 });
  const there = new Set(await readdir(kmsFolder));
  for (const file of (await readdir(join(folder, newest))).filter((entry) => entry !== 'keys.json')) if (!there.has(file)) await copyFile(join(folder, newest, file), join(kmsFolder, basename(file)));
  return rows;
}

async function dump(keys: ConnectionOptions): Promise<string> {
  return withClient(ofCopies(keys), async (client) => {
    await client.query('begin isolation level repeatable read read only');
    const { rows: names } = await client.query<{ name: string }>(`select relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname = $1 and relkind = 'r' order by 1`, [schema]);
    const tables: Record<string, unknown> = {};
    for (const { name } of names) {
      const { rows: [row] } = await client.query<{ content: unknown }>(`select coalesce(json_agg(t), '[]'::json) as content from ${schema}.${pg.escapeIdentifier(name)} t`);
      tables[name] = row?.content;
    }
    await client.query('commit');
    return JSON.stringify(tables);
  });
}

/** Everything of the KMS but its root key. */
async function sealedFiles(kmsFolder: string): Promise<readonly string[]> {
  const entries = await readdir(kmsFolder).catch(() => []); // an outside KMS has no folder here
  return entries.filter((entry) => /\.(?:sealed|retired)$/.test(entry)).sort();
}
