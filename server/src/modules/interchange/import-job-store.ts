/** The rows of interchange.import_job: the only file that names the table. */
import type { ReadTx, ServicePool, Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { ImportReport, ReportKind } from './spooling/ledger.ts';

export type ImportState = 'received' | 'reading' | 'building' | 'done' | 'failed' | 'cancelled';

export interface ImportProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'records';
}

export interface ImportFailure {
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
}

export interface ImportJob {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly siteId: SiteId;
  readonly tenantId: TenantId | null;
  readonly requestedBy: AccountId;
  readonly sourceId: string;
  readonly name: string;
  readonly kind: ReportKind | null;
  readonly state: ImportState;
  readonly objectId: string | null;
  readonly sizeBytes: number;
  readonly sealedBytes: number;
  readonly progress: ImportProgress;
  readonly ratePerSecond: number | null;
  readonly report: ImportReport | null;
  readonly error: ImportFailure | null;
  readonly cancelRequested: boolean;
  readonly resumable: boolean;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

interface Row {
  readonly organization_id: OrganizationId; readonly id: string; readonly site_id: SiteId; readonly tenant_id: TenantId | null; readonly requested_by: AccountId; readonly source_id: string;
  readonly name: Buffer; readonly kind: ReportKind | null; readonly state: ImportState; readonly object_id: string | null; readonly size_bytes: number; readonly sealed_bytes: number;
  readonly phase: string; readonly done: number; readonly total: number; readonly unit: 'bytes' | 'records'; readonly rate_per_second: number | null; readonly report: Buffer | null;
  readonly error_code: string | null; readonly error_details: Buffer | null; readonly cancel_requested: boolean; readonly resumable: boolean; readonly attempts: number;
  readonly created_at: Date; readonly started_at: Date | null; readonly ended_at: Date | null;
}

const table = 'interchange.import_job';
const columns = { name: { table, column: 'name' }, report: { table, column: 'report' }, error: { table, column: 'error_details' } };
const selected = `organization_id, id, site_id, tenant_id, requested_by, source_id, name, kind, state, object_id, size_bytes, sealed_bytes, phase, done, total, unit, rate_per_second, report,
  error_code, error_details, cancel_requested, resumable, attempts, created_at, started_at, ended_at`;

function jobOf(tx: ReadTx, row: Row): ImportJob {
  const details = row.error_details === null ? { title: '', detail: null } : (JSON.parse(tx.sealer.open(columns.error, row.id, row.error_details)) as { title: string; detail: string | null }); // written by end below
  return {
    id: row.id, organizationId: row.organization_id, siteId: row.site_id, tenantId: row.tenant_id, requestedBy: row.requested_by, sourceId: row.source_id,
    name: tx.sealer.open(columns.name, row.id, row.name), kind: row.kind, state: row.state, objectId: row.object_id, sizeBytes: row.size_bytes, sealedBytes: row.sealed_bytes,
    progress: { phase: row.phase, done: row.done, total: row.total, unit: row.unit }, ratePerSecond: row.rate_per_second,
    report: row.report === null ? null : (JSON.parse(tx.sealer.open(columns.report, row.id, row.report)) as ImportReport), // as above
    error: row.error_code === null ? null : { code: row.error_code, ...details },
    cancelRequested: row.cancel_requested, resumable: row.resumable, attempts: row.attempts, createdAt: row.created_at, startedAt: row.started_at, endedAt: row.ended_at,
  };
}

export interface NewImport {
  readonly id: string;
  readonly siteId: SiteId;
  readonly requestedBy: AccountId;
  readonly sourceId: string;
  readonly name: string;
  readonly objectId: string;
  readonly sizeBytes: number;
  readonly sealedBytes: number;
}

export async function insertJob(tx: Tx, organizationId: OrganizationId, job: NewImport): Promise<void> {
  await tx.changeSql(
    `insert into interchange.import_job (organization_id, id, site_id, requested_by, source_id, name, state, object_id, size_bytes, sealed_bytes, total, created_at)
     values ($1, $2, $3, $4, $5, $6, 'received', $7, $8, $9, $8, $10)`,
    [organizationId, job.id, job.siteId, job.requestedBy, job.sourceId, tx.sealer.seal(columns.name, job.id, job.name), job.objectId, job.sizeBytes, job.sealedBytes, tx.now]);
}

/** A file of which an import into the site is under way, or is stopped and can be resumed. */
export async function unfinishedOfSource(tx: ReadTx, siteId: SiteId, sourceId: string): Promise<ImportJob | undefined> {
  const [row] = await tx.sql<Row>(`select ${selected} from interchange.import_job where site_id = $1 and source_id = $2 and ended_at is null and not cancel_requested order by id limit 1`, [siteId, sourceId]);
  return row === undefined ? undefined : jobOf(tx, row);
}

export async function findJob(tx: ReadTx, id: string, siteId?: SiteId): Promise<ImportJob | undefined> {
  const [row] = await tx.sql<Row>(`select ${selected} from interchange.import_job where id = $1 and ($2::uuid is null or site_id = $2)`, [id, siteId ?? null]);
  return row === undefined ? undefined : jobOf(tx, row);
}

export async function listJobs(tx: ReadTx, siteId: SiteId, before: string | null, limit: number): Promise<readonly ImportJob[]> {
  const rows = await tx.sql<Row>(`select ${selected} from interchange.import_job where site_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`, [siteId, before, limit]);
  return rows.map((row) => jobOf(tx, row));
}

/** Serialises what starts, cancels and resumes imports of one site. */
export async function lockSite(tx: Tx, siteId: SiteId): Promise<void> {
  await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 300))', [siteId]);
}

/** Takes the job for a while; undefined when it has ended, somebody else holds it, or an earlier one of the same file is not through. */
export async function claimJob(tx: Tx, id: string, holder: string, leaseMs: number): Promise<ImportJob | undefined> {
  const [row] = await tx.sql<Row>(
    `update interchange.import_job j set holder = $2, lease_until = $3::timestamptz + make_interval(secs => $4 / 1000.0), attempts = attempts + 1, started_at = coalesce(started_at, $3)
      where id = $1 and ended_at is null and (lease_until is null or lease_until <= $3 or holder = $2)
        and not exists (select 1 from interchange.import_job o where o.source_id = j.source_id and o.ended_at is null and o.id < j.id)
      returning ${selected}`, [id, holder, tx.now, leaseMs]);
  return row === undefined ? undefined : jobOf(tx, row);
}

export interface Beat extends ImportProgress {
  readonly state: ImportState;
  readonly kind: ReportKind | null;
  readonly tenantId: TenantId | null;
  readonly ratePerSecond: number | null;
  /** Something was committed since the job was taken: it is not stuck. */
  readonly advanced: boolean;
}

/** Renews the lease and tells progress. False: somebody else took it. */
export async function beatJob(tx: Tx, id: string, holder: string, leaseMs: number, beat: Beat): Promise<{ readonly cancelRequested: boolean } | undefined> {
  const [row] = await tx.sql<{ cancel_requested: boolean }>(
    `update interchange.import_job set lease_until = $3::timestamptz + make_interval(secs => $4 / 1000.0), state = $5, kind = $6, tenant_id = $7, phase = $8, done = $9, total = $10, unit = $11,
            rate_per_second = $12, attempts = case when $13 then 1 else attempts end
      where id = $1 and holder = $2 and ended_at is null returning cancel_requested`,
    [id, holder, tx.now, leaseMs, beat.state, beat.kind, beat.tenantId, beat.phase, beat.done, beat.total, beat.unit, beat.ratePerSecond, beat.advanced]);
  return row === undefined ? undefined : { cancelRequested: row.cancel_requested };
}

/** Gives the job back; it can be taken again after the pause. */
export async function releaseJob(tx: Tx, id: string, holder: string, pauseMs: number): Promise<void> {
  await tx.changeSql(
    'update interchange.import_job set lease_until = $3::timestamptz + make_interval(secs => $4 / 1000.0), holder = null where id = $1 and holder = $2 and ended_at is null', [id, holder, tx.now, pauseMs]);
}

export interface AbandonedImport {
  readonly organizationId: string;
  readonly importId: string;
  readonly siteId: string;
}

/** Imports that nobody works on, of all organizations. `pool` is the platform's own. */
export async function findAbandoned(pool: ServicePool, now: Date): Promise<readonly AbandonedImport[]> {
  const text = `select organization_id, id, site_id from interchange.import_job
     where ended_at is null and (lease_until <= $1 or (lease_until is null and created_at < $1::timestamptz - interval '10 seconds')) order by id limit 50`;
  const [result] = await pool.run([{ text, values: [now] }]);
  return (result?.rows ?? []).map((row) => ({ organizationId: String(row['organization_id']), importId: String(row['id']), siteId: String(row['site_id']) }));
}

/** Which of these files an import reads, or will when it is resumed; of all organizations. */
export async function heldFiles(pool: ServicePool, objectIds: readonly string[]): Promise<ReadonlySet<string>> {
  const [result] = await pool.run([{ text: 'select object_id from interchange.import_job where object_id = any($1::uuid[]) and (ended_at is null or resumable)', values: [objectIds] }]);
  return new Set((result?.rows ?? []).map((row) => String(row['object_id'])));
}

export interface Ending {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly report: ImportReport | null;
  readonly error: ImportFailure | null;
  readonly resumable: boolean;
}

export async function endJob(tx: Tx, id: string, ending: Ending, beat: Beat): Promise<boolean> {
  const { error } = ending;
  const changed = await tx.changeSql(
    `update interchange.import_job set state = $2, report = $3, error_code = $4, error_details = $5, resumable = $6, ended_at = $7, lease_until = null, holder = null,
            object_id = case when $6 then object_id end, kind = $8, tenant_id = $9, phase = $10, done = $11, total = $12, unit = $13, rate_per_second = $14
      where id = $1 and ended_at is null`,
    [id, ending.state, ending.report === null ? null : tx.sealer.seal(columns.report, id, JSON.stringify(ending.report)), error?.code ?? null,
      error === null ? null : tx.sealer.seal(columns.error, id, JSON.stringify({ title: error.title, detail: error.detail })), ending.resumable, tx.now,
      beat.kind, beat.tenantId, beat.phase, beat.done, beat.total, beat.unit, beat.ratePerSecond]);
  return changed === 1;
}

export async function requestCancel(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql(
    `update interchange.import_job set cancel_requested = true, ended_at = null, resumable = false, attempts = 0
      where id = $1 and not cancel_requested and (ended_at is null or resumable)`, [id])) === 1;
}

export async function reopenJob(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql(
    `update interchange.import_job set state = 'received', error_code = null, error_details = null, resumable = false, ended_at = null, attempts = 0, lease_until = null, holder = null
      where id = $1 and state = 'failed' and resumable`, [id])) === 1;
}

/** Uploaded files that were for this tenant; with a site also those that named no tenant yet. */
export async function filesOfTenant(tx: ReadTx, tenantId: TenantId, siteId: SiteId | null): Promise<readonly { readonly id: string; readonly objectId: string }[]> {
  const rows = await tx.sql<{ id: string; object_id: string }>('select id, object_id from interchange.import_job where object_id is not null and (tenant_id = $1 or (tenant_id is null and site_id = $2::uuid))', [tenantId, siteId]);
  return rows.map((row) => ({ id: row.id, objectId: row.object_id }));
}

export async function forgetFile(tx: Tx, id: string): Promise<void> {
  await tx.changeSql('update interchange.import_job set object_id = null where id = $1', [id]);
}
