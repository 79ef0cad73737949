/** Whether a cluster is kept somewhere else: an embedded one in the vault, an operator's own by its own archiving. */
import pg from 'pg';
import type { Config } from '../../kernel/config/index.ts';
import type { ConnectionOptions } from '../../kernel/postgres/index.ts';
import { failure, notChecked, ok, warning, type Finding } from './check.ts';

const guide = 'docs/operate/backup.md';

/** Of `control` and the shards; the key store is copied apart and never locked. */
export async function checkBackup(name: string, config: Config, connection: ConnectionOptions | undefined): Promise<Finding[]> {
  const check = `backup of ${name}`;
  if (connection === undefined) return [notChecked(check, 'it does not run; start the platform to have it looked at')];
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const isOwn = config.databaseUrl === undefined && !config.shards.some((shard) => shard.name === name && shard.url !== undefined);
    return [isOwn ? await inVault(client, check, config) : await archived(client, check)];
  } catch {
    return [notChecked(check, 'it cannot be asked; see the check of the database')];
  } finally {
    await client.end().catch(() => undefined); // it may never have been connected
  }
}

async function inVault(client: pg.Client, check: string, { backup }: Config): Promise<Finding> {
  if (!backup.enabled) return failure(check, 'switched off: the loss of this cluster is final', 'Remove HOLDFAST_BACKUP_ENABLED=false.');
  const { rows: [slot] } = await client.query<{ active: boolean; state: string; behind: number }>(
    `select active, coalesce(wal_status, 'lost') as state, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 as behind from pg_replication_slots where slot_type = 'physical' and starts_with(slot_name, 'holdfast_backup_')`);
  if (slot === undefined) return warning(check, 'not begun yet', 'Start the platform; the first base backup is made seconds later.');
  if (slot.state === 'lost' || slot.state === 'unreserved') return failure(check, `the log waiting for the vault is ${slot.state === 'lost' ? 'lost' : 'about to be lost'}`, 'Is the vault reachable, and has it room? See the log.');
  if (!slot.active) return warning(check, `not running; ${String(Math.round(slot.behind / 1024))} kB of the log wait`, 'Is the platform running? See its log.');
  return ok(check, `in the vault, ${String(Math.round(slot.behind / 1024))} kB behind`);
}

async function archived(client: pg.Client, check: string): Promise<Finding> {
  const { rows: [found] } = await client.query<{ mode: string; last: Date | null; failing: boolean; old: boolean }>(
    `select current_setting('archive_mode') as mode, last_archived_time as last, coalesce(last_failed_time > last_archived_time, last_failed_time is not null) as failing,
       coalesce(last_archived_time < now() - interval '1 hour', true) as old from pg_stat_archiver`);
  if (found === undefined || found.mode === 'off') return warning(check, 'the server archives no log: as far as can be seen from here, its loss is final', `Set up pgBackRest, or what you use, as ${guide} says; a backup that streams the log cannot be seen here.`);
  if (found.failing) return failure(check, 'the last attempt to archive the log failed', 'See the server\'s log.');
  return found.old ? warning(check, 'no log was archived for an hour', `Set archive_timeout, as ${guide} says.`) : ok(check, 'the server archives its log');
}
