/** The rows of interchange.backup: what was asked for, how far it is, where the file lies. */
import type { ReadTx, ServicePool, Tx } from '../../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId, TenantId } from '../../../kernel/ids/index.ts';
import type { ProductType } from '../../../kernel/service/index.ts';

export type BackupFormat = 'xml' | 'native' | 'native-sealed';
export type BackupState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'removed';

/** A project or a space. */
export interface Container {
  readonly id: number;
  readonly key: string;
}

export interface BackupFailure {
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
}

export interface BackupProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'records' | 'bytes';
  readonly ratePerSecond: number | null;
}

export interface StoredObject {
  readonly objectId: string;
  readonly sealedBytes: number;
  readonly sizeBytes: number;
}

export interface BackupRow {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly siteId: SiteId;
  readonly tenantId: TenantId;
  readonly product: ProductType;
  readonly scheduleId: string | null;
  readonly requestedBy: AccountId;
  readonly format: BackupFormat;
  readonly name: string;
  readonly containers: readonly Container[] | null;
  readonly state: BackupState;
  readonly object: StoredObject | null;
  readonly sha256: string | null;
  /** Kept in the vault until its time is over. */
  readonly locked: boolean;
  readonly vaultName: string | null;
  readonly vaultUntil: Date | null;
  readonly records: number;
  readonly files: number;
  readonly filesMissing: number;
  readonly progress: BackupProgress;
  readonly error: BackupFailure | null;
  readonly cancelRequested: boolean;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly expiresAt: Date | null;
}

interface Row {
  readonly organization_id: OrganizationId; readonly id: string; readonly site_id: SiteId; readonly tenant_id: TenantId; readonly product: ProductType; readonly schedule_id: string | null; readonly requested_by: AccountId;
  readonly format: BackupFormat; readonly name: Buffer; readonly containers: Buffer | null; readonly state: BackupState; readonly object_id: string | null; readonly sealed_bytes: number | null; readonly size_bytes: number | null;
  readonly sha256: string | null; readonly locked: boolean; readonly vault_name: string | null; readonly vault_until: Date | null; readonly records: number; readonly files: number; readonly files_missing: number; readonly phase: string; readonly done: number;
  readonly total: number; readonly unit: 'records' | 'bytes'; readonly rate_per_second: number | null; readonly error_code: string | null; readonly error_details: Buffer | null; readonly cancel_requested: boolean; readonly attempts: number;
  readonly created_at: Date; readonly started_at: Date | null; readonly ended_at: Date | null; readonly expires_at: Date | null;
}

const table = 'interchange.backup';
const columns = { name: { table, column: 'name' }, containers: { table, column: 'containers' }, error: { table, column: 'error_details' } };
const selected = `organization_id, id, site_id, tenant_id, product, schedule_id, requested_by, format, name, containers, state, object_id, sealed_bytes, size_bytes, sha256, locked, vault_name, vault_until, records, files, files_missing,
  phase, done, total, unit, rate_per_second, error_code, error_details, cancel_requested, attempts, created_at, started_at, ended_at, expires_at`;

function backupOf(tx: ReadTx, row: Row): BackupRow {
  const details = row.error_details === null ? { title: '', detail: null } : (JSON.parse(tx.sealer.open(columns.error, row.id, row.error_details)) as { title: string; detail: string | null }); // written by endBackup below
  return {
    id: row.id, organizationId: row.organization_id, siteId: row.site_id, tenantId: row.tenant_id, product: row.product, scheduleId: row.schedule_id, requestedBy: row.requested_by, format: row.format,
    name: tx.sealer.open(columns.name, row.id, row.name), containers: row.containers === null ? null : (JSON.parse(tx.sealer.open(columns.containers, row.id, row.containers)) as Container[]), // written by insertBackup below
    state: row.state, object: row.object_id === null ? null : { objectId: row.object_id, sealedBytes: row.sealed_bytes ?? 0, sizeBytes: row.size_bytes ?? 0 }, sha256: row.sha256, locked: row.locked, vaultName: row.vault_name, vaultUntil: row.vault_until,
    records: row.records, files: row.files, filesMissing: row.files_missing, progress: { phase: row.phase, done: row.done, total: row.total, unit: row.unit, ratePerSecond: row.rate_per_second },
    error: row.error_code === null ? null : { code: row.error_code, ...details }, cancelRequested: row.cancel_requested, attempts: row.attempts,
    createdAt: row.created_at, startedAt: row.started_at, endedAt: row.ended_at, expiresAt: row.expires_at,
  };
}

export interface NewBackup extends Pick<BackupRow, 'id' | 'siteId' | 'tenantId' | 'product' | 'scheduleId' | 'requestedBy' | 'format' | 'name' | 'containers' | 'locked'> {
  readonly keepDays: number;
}

export async function insertBackup(tx: Tx, organizationId: OrganizationId, backup: NewBackup): Promise<void> {
  await tx.changeSql(
    `insert into interchange.backup (organization_id, id, site_id, tenant_id, product, schedule_id, requested_by, format, name, containers, locked, state, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $13, 'waiting', $11::timestamptz, $11::timestamptz + make_interval(days => $12::int))`,
    [organizationId, backup.id, backup.siteId, backup.tenantId, backup.product, backup.scheduleId, backup.requestedBy, backup.format, tx.sealer.seal(columns.name, backup.id, backup.name),
      backup.containers === null ? null : tx.sealer.seal(columns.containers, backup.id, JSON.stringify(backup.containers)), tx.now, backup.keepDays, backup.locked]);
}

export async function findBackup(tx: ReadTx, id: string, siteId?: SiteId): Promise<BackupRow | undefined> {
  const [row] = await tx.sql<Row>(`select ${selected} from interchange.backup where id = $1 and ($2::uuid is null or site_id = $2)`, [id, siteId ?? null]);
  return row === undefined ? undefined : backupOf(tx, row);
}

export async function listBackups(tx: ReadTx, siteId: SiteId, before: string | null, limit: number): Promise<readonly BackupRow[]> {
  const rows = await tx.sql<Row>(`select ${selected} from interchange.backup where site_id = $1 and ($2::uuid is null or id < $2) and state <> 'removed' order by id desc limit $3`, [siteId, before, limit]);
  return rows.map((row) => backupOf(tx, row));
}

/** How many of a site are waiting or being made. */
export async function countUnfinished(tx: ReadTx, siteId: SiteId): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from interchange.backup where site_id = $1 and ended_at is null', [siteId]);
  return row?.count ?? 0;
}

/** Takes the job for a while; undefined when it has ended or somebody else holds it. */
export async function claimBackup(tx: Tx, id: string, holder: string, leaseMs: number): Promise<BackupRow | undefined> {
  const [row] = await tx.sql<Row>(
    `update interchange.backup set holder = $2, lease_until = $3::timestamptz + make_interval(secs => $4 / 1000.0), attempts = attempts + 1, started_at = coalesce(started_at, $3), state = 'running'
      where id = $1 and ended_at is null and (lease_until is null or lease_until <= $3 or holder = $2) returning ${selected}`, [id, holder, tx.now, leaseMs]);
  return row === undefined ? undefined : backupOf(tx, row);
}

/** Renews the lease and tells progress; undefined: somebody else has it, or it has ended. */
export async function beatBackup(tx: Tx, id: string, holder: string, leaseMs: number, progress: BackupProgress, advanced: boolean): Promise<{ readonly cancelRequested: boolean } | undefined> {
  const [row] = await tx.sql<{ cancel_requested: boolean }>(
    `update interchange.backup set lease_until = $3::timestamptz + make_interval(secs => $4 / 1000.0), phase = $5, done = $6, total = $7, unit = $8, rate_per_second = $9, attempts = case when $10 then 1 else attempts end
      where id = $1 and holder = $2 and ended_at is null returning cancel_requested`, [id, holder, tx.now, leaseMs, progress.phase, progress.done, progress.total, progress.unit, progress.ratePerSecond, advanced]);
  return row === undefined ? undefined : { cancelRequested: row.cancel_requested };
}

export async function releaseBackup(tx: Tx, id: string, holder: string, pauseMs: number): Promise<void> {
  await tx.changeSql('update interchange.backup set lease_until = $3::timestamptz + make_interval(secs => $4 / 1000.0), holder = null where id = $1 and holder = $2 and ended_at is null', [id, holder, tx.now, pauseMs]);
}

export interface MadeFile {
  readonly object: StoredObject;
  readonly sha256: string;
  readonly records: number;
  readonly files: number;
  readonly filesMissing: number;
  readonly vault: { readonly name: string; readonly until: Date } | null;
}

/** False: another worker ended it before. */
export async function finishBackup(tx: Tx, id: string, holder: string, made: MadeFile): Promise<boolean> {
  return (await tx.changeSql(
    `update interchange.backup set state = 'done', object_id = $3, sealed_bytes = $4, size_bytes = $5, sha256 = $6, records = $7, files = $8, files_missing = $9, vault_name = $10, vault_until = $11, ended_at = $12, lease_until = null, holder = null,
            phase = 'done', done = $7, total = $7, unit = 'records'
      where id = $1 and holder = $2 and ended_at is null`,
    [id, holder, made.object.objectId, made.object.sealedBytes, made.object.sizeBytes, made.sha256, made.records, made.files, made.filesMissing, made.vault?.name ?? null, made.vault?.until ?? null, tx.now])) === 1;
}

export async function endBackup(tx: Tx, id: string, state: 'failed' | 'cancelled', error: BackupFailure | null): Promise<boolean> {
  return (await tx.changeSql(
    `update interchange.backup set state = $2, error_code = $3, error_details = $4, ended_at = $5, lease_until = null, holder = null where id = $1 and ended_at is null`,
    [id, state, error?.code ?? null, error === null ? null : tx.sealer.seal(columns.error, id, JSON.stringify({ title: error.title, detail: error.detail })), tx.now])) === 1;
}

export async function requestCancel(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql('update interchange.backup set cancel_requested = true where id = $1 and not cancel_requested and ended_at is null', [id])) === 1;
}

/** The row stays and says that there was one; the file goes. */
export async function markRemoved(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql(`update interchange.backup set state = 'removed', object_id = null, sealed_bytes = null where id = $1 and state in ('done', 'failed', 'cancelled')`, [id])) === 1;
}

export async function expiredBackups(tx: ReadTx, siteId: SiteId, limit: number): Promise<readonly BackupRow[]> {
  const rows = await tx.sql<Row>(`select ${selected} from interchange.backup where site_id = $1 and state = 'done' and expires_at <= $2 order by expires_at, id limit $3`, [siteId, tx.now, limit]);
  return rows.map((row) => backupOf(tx, row));
}

/** Of each product, the finished ones behind the newest `keep`. */
export async function surplusBackups(tx: ReadTx, siteId: SiteId, keep: number, limit: number): Promise<readonly BackupRow[]> {
  const rows = await tx.sql<Row>(
    `select ${selected} from (select b.*, row_number() over (partition by product order by id desc) as place from interchange.backup b where site_id = $1 and state = 'done') ranked where place > $2 and (vault_until is null or vault_until <= $4) order by id limit $3`, [siteId, keep, limit, tx.now]);
  return rows.map((row) => backupOf(tx, row));
}

export interface BackupToDo {
  readonly organizationId: string;
  readonly backupId: string;
  readonly siteId: string;
}

/** Backups that nobody works on, of all organizations. `pool` is the platform's own. */
export async function findAbandoned(pool: ServicePool, now: Date): Promise<readonly BackupToDo[]> {
  const text = `select organization_id, id, site_id from interchange.backup
     where ended_at is null and (lease_until <= $1 or (lease_until is null and created_at < $1::timestamptz - interval '10 seconds')) order by id limit 50`;
  const [result] = await pool.run([{ text, values: [now] }]);
  return (result?.rows ?? []).map((row) => ({ organizationId: String(row['organization_id']), backupId: String(row['id']), siteId: String(row['site_id']) }));
}

/** Sites that have backups whose time is over, of all organizations. */
export async function findExpired(pool: ServicePool, now: Date): Promise<readonly { readonly organizationId: string; readonly siteId: string }[]> {
  const [result] = await pool.run([{ text: `select distinct organization_id, site_id from interchange.backup where state = 'done' and expires_at <= $1 limit 50`, values: [now] }]);
  return (result?.rows ?? []).map((row) => ({ organizationId: String(row['organization_id']), siteId: String(row['site_id']) }));
}

/** Of these objects, those that a backup or a part of one being made still has. */
export async function heldBackupFiles(pool: ServicePool, objectIds: readonly string[]): Promise<ReadonlySet<string>> {
  const [result] = await pool.run([{
    text: `select object_id from interchange.backup where object_id = any($1::uuid[]) and vault_name is null
           union select p.object_id from interchange.backup_part p join interchange.backup b on b.organization_id = p.organization_id and b.id = p.backup_id where p.object_id = any($1::uuid[]) and b.ended_at is null`, values: [objectIds],
  }]);
  return new Set((result?.rows ?? []).map((row) => String(row['object_id'])));
}
