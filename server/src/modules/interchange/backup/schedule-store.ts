/** The rows of interchange.backup_schedule: what is backed up by itself, how often, and how long it stays. */
import type { ReadTx, ServicePool, Tx } from '../../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId } from '../../../kernel/ids/index.ts';
import type { ProductType } from '../../../kernel/service/index.ts';
import type { BackupFormat, Container } from './backup-store.ts';

export interface Schedule {
  readonly id: string;
  readonly siteId: SiteId;
  readonly product: ProductType | null;
  readonly format: BackupFormat;
  readonly containers: readonly Container[] | null;
  readonly everyHours: number;
  readonly keepDays: number;
  readonly locked: boolean;
  readonly createdBy: AccountId;
  readonly createdAt: Date;
  readonly nextAt: Date;
  readonly lastAt: Date | null;
  /** Code of what kept it from making its last backup. */
  readonly lastProblem: string | null;
}

interface Row {
  readonly id: string; readonly site_id: SiteId; readonly product: ProductType | null; readonly format: BackupFormat; readonly containers: Buffer | null; readonly every_hours: number; readonly keep_days: number; readonly locked: boolean;
  readonly created_by: AccountId; readonly created_at: Date; readonly next_at: Date; readonly last_at: Date | null; readonly last_problem: string | null;
}

const containersColumn = { table: 'interchange.backup_schedule', column: 'containers' };
const selected = 'id, site_id, product, format, containers, every_hours, keep_days, locked, created_by, created_at, next_at, last_at, last_problem';

const scheduleOf = (tx: ReadTx, row: Row): Schedule => ({
  id: row.id, siteId: row.site_id, product: row.product, format: row.format, containers: row.containers === null ? null : (JSON.parse(tx.sealer.open(containersColumn, row.id, row.containers)) as Container[]), // written below
  everyHours: row.every_hours, keepDays: row.keep_days, locked: row.locked, createdBy: row.created_by, createdAt: row.created_at, nextAt: row.next_at, lastAt: row.last_at, lastProblem: row.last_problem,
});

export async function insertSchedule(tx: Tx, organizationId: OrganizationId, schedule: Schedule): Promise<void> {
  await tx.changeSql(
    `insert into interchange.backup_schedule (organization_id, id, site_id, product, format, containers, every_hours, keep_days, created_by, created_at, next_at, locked) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [organizationId, schedule.id, schedule.siteId, schedule.product, schedule.format, schedule.containers === null ? null : tx.sealer.seal(containersColumn, schedule.id, JSON.stringify(schedule.containers)),
      schedule.everyHours, schedule.keepDays, schedule.createdBy, schedule.createdAt, schedule.nextAt, schedule.locked]);
}

export async function listSchedules(tx: ReadTx, siteId: SiteId): Promise<readonly Schedule[]> {
  return (await tx.sql<Row>(`select ${selected} from interchange.backup_schedule where site_id = $1 order by id`, [siteId])).map((row) => scheduleOf(tx, row));
}

export async function findSchedule(tx: ReadTx, id: string, siteId?: SiteId): Promise<Schedule | undefined> {
  const [row] = await tx.sql<Row>(`select ${selected} from interchange.backup_schedule where id = $1 and ($2::uuid is null or site_id = $2)`, [id, siteId ?? null]);
  return row === undefined ? undefined : scheduleOf(tx, row);
}

export async function changeSchedule(tx: Tx, id: string, change: { readonly everyHours: number; readonly keepDays: number; readonly nextAt: Date }): Promise<boolean> {
  return (await tx.changeSql('update interchange.backup_schedule set every_hours = $2, keep_days = $3, next_at = $4 where id = $1 and (every_hours <> $2 or keep_days <> $3)', [id, change.everyHours, change.keepDays, change.nextAt])) === 1;
}

export async function deleteSchedule(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql('delete from interchange.backup_schedule where id = $1', [id])) === 1;
}

/** Moves it to its next time, once for each time: two processes that find it due make one backup. */
export async function takeTurn(tx: Tx, id: string, due: Date, next: Date, problem: string | null): Promise<boolean> {
  return (await tx.changeSql('update interchange.backup_schedule set next_at = $3, last_at = $4, last_problem = $5 where id = $1 and next_at = $2', [id, due, next, tx.now, problem])) === 1;
}

/** What is due, of all organizations. `pool` is the platform's own. */
export async function findDue(pool: ServicePool, now: Date): Promise<readonly { readonly organizationId: string; readonly scheduleId: string }[]> {
  const [result] = await pool.run([{ text: 'select organization_id, id from interchange.backup_schedule where next_at <= $1 order by next_at limit 50', values: [now] }]);
  return (result?.rows ?? []).map((row) => ({ organizationId: String(row['organization_id']), scheduleId: String(row['id']) }));
}
