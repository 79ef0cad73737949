/** The journal of this installation: which shards it follows under which logins, where files come from, where big folds sort. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { rolePassword, systemRole, type Databases } from '../kernel/db/index.ts';
import type { ShardId } from '../kernel/ids/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { AdminConnection } from '../kernel/postgres/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import { createJournal, keepPublications, keepStreamLogin, streamRole, type Journal, type JournalOptions, type JournalVault } from '../modules/journal/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import type { Media } from '../modules/media/index.ts';

export interface JournalWiring {
  readonly databases: Databases;
  readonly shards: () => readonly { readonly shardId: ShardId; readonly admin: AdminConnection }[];
  /** From which logins' passwords are derived. */
  readonly secret: string;
  readonly vault: JournalVault;
  readonly keys: Keys;
  readonly media: Pick<Media, 'sealedBytes'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataFolder: string;
  readonly sizes?: Pick<JournalOptions, 'segmentMs' | 'segmentBytes' | 'heartbeatMs' | 'partBytes' | 'sortBytes' | 'retentionDays'>;
}

/** After the migrations of a shard: what is journalled, and the login that follows it. Fails with journal.table_refused. */
export async function prepareJournal(admin: AdminConnection, secret: string): Promise<void> {
  const client = new pg.Client(admin);
  await client.connect();
  try {
    await keepPublications(client);
    await keepStreamLogin(client, rolePassword(secret, streamRole));
  } finally {
    await client.end();
  }
}

export async function wireJournal({ databases, shards, secret, vault, keys, media, clock, log, dataFolder, sizes }: JournalWiring): Promise<Journal> {
  const workFolder = join(dataFolder, 'run', 'journal');
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  return createJournal({
    databases, vault, keys, clock, log, workFolder, media: (tenantId, objectId) => media.sealedBytes(tenantId, objectId),
    shards: () => shards().map(({ shardId, admin }) => {
      const as = (user: string): pg.ClientConfig => ({ host: admin.host, port: admin.port, database: admin.database, ssl: admin.ssl ?? false, user, password: rolePassword(secret, user) });
      return { shardId, admin, stream: as(streamRole), reader: as(systemRole) };
    }),
    ...sizes,
  });
}
