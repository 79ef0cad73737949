/** The journal of this installation: which shards it follows under which logins, where files come from, and when tenants have their turns. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { rolePassword, systemRole, type Databases } from '../kernel/db/index.ts';
import type { ShardId } from '../kernel/ids/index.ts';
import type { JobHandler, JobRunner } from '../kernel/jobs/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { AdminConnection } from '../kernel/postgres/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import { createJournal, streamRole, type Journal, type JournalOptions, type JournalVault } from '../modules/journal/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import type { Media } from '../modules/media/index.ts';
import { isUnderLegalHold } from '../modules/tenancy/index.ts';

export interface JournalWiring {
  readonly databases: Databases;
  /** The administrator's connection of each shard; filled while the platform starts. */
  readonly admins: ReadonlyMap<ShardId, AdminConnection>;
  /** From which logins' passwords are derived. */
  readonly secret: string;
  readonly vault: JournalVault;
  readonly keys: Keys;
  readonly media: Pick<Media, 'sealedBytes'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataFolder: string;
  readonly jobs: () => JobRunner;
  readonly sizes?: Pick<JournalOptions, 'segmentMs' | 'segmentBytes' | 'heartbeatMs' | 'partBytes' | 'sortBytes' | 'retentionDays'> | undefined;
}

export interface WiredJournal {
  readonly journal: Journal;
  readonly jobHandlers: Readonly<Record<string, JobHandler>>;
  start(): void;
  stop(): Promise<void>;
}

const turnTask = 'journal_turn';
const turnsEveryMs = 60_000;
const turnsAtOnce = 100;

export async function wireJournal({ databases, admins, secret, vault, keys, media, clock, log, dataFolder, jobs, sizes }: JournalWiring): Promise<WiredJournal> {
  const workFolder = join(dataFolder, 'run', 'journal');
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  const journal = createJournal({
    databases, vault, keys, clock, log, workFolder, media: (tenantId, objectId) => media.sealedBytes(tenantId, objectId),
    shards: () => [...admins].map(([shardId, admin]) => {
      const as = (user: string): pg.ClientConfig => ({ host: admin.host, port: admin.port, database: admin.database, ssl: admin.ssl ?? false, user, password: rolePassword(secret, user) });
      return { shardId, admin, stream: as(streamRole), reader: as(systemRole) };
    }),
    isHeld: (tenantId) => isUnderLegalHold(databases, tenantId),
    ...sizes,
  });
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let expiredOnDay = '';

  /** Whose turn it is gets a job; once a day what nothing needs goes. */
  async function round(): Promise<void> {
    for (const tenantId of await journal.takeDue(turnsAtOnce)) await jobs().add({ task: turnTask, payload: { tenantId }, key: `${turnTask} ${tenantId}`, tenant: tenantId, priority: 10 });
    const today = clock.now().toISOString().slice(0, 10);
    if (today === expiredOnDay) return;
    expiredOnDay = today;
    const count = await journal.expire();
    if (count > 0) log.info('objects of the vault that nothing needs any more were removed', { module: 'journal', count });
  }

  return {
    journal,
    jobHandlers: { [turnTask]: ({ payload }) => journal.runTurn(payload['tenantId'] ?? '') },
    start() {
      journal.start();
      timer ??= setInterval(() => { running = round().catch((error: unknown) => { log.error('turns of the journal could not be given out', { module: 'journal', error }); }); }, turnsEveryMs);
    },
    async stop() {
      clearInterval(timer);
      await running;
      await journal.stop();
    },
  };
}

/** A file's sealed bytes from its copy in the vault, for what the live store has lost. */
export function vaultedMedia(vault: JournalVault): (tenantId: string, address: Buffer) => Promise<AsyncIterable<Uint8Array> | undefined> {
  return async (tenantId, address) => {
    const name = `media/${tenantId}/${address.toString('hex')}`;
    return (await vault.head(name)) === undefined ? undefined : vault.get(name);
  };
}
