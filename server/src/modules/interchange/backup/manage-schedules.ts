/** Schedules of backups: made, changed and removed by administrators; a schedule's turn comes once, however many processes look. */
import { newUuid, type OrganizationId, type SiteId } from '../../../kernel/ids/index.ts';
import { isAppError } from '../../../kernel/errors/index.ts';
import { accessErrors, systemFacts, type Actor, type OrganizationCtx, type ProductType } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import type { InterchangeWorkings } from '../workings.ts';
import type { BackupFormat } from './backup-store.ts';
import { findContainers, makeBackups } from './manage-backups.ts';
import { changeSchedule, deleteSchedule, findSchedule, insertSchedule, listSchedules, takeTurn, type Schedule } from './schedule-store.ts';
import { scheduleIds } from './show-backup.ts';

const hourMs = 3_600_000;
const schedulesMax = 50;

export interface ScheduleWish {
  readonly product?: ProductType;
  readonly format: BackupFormat;
  readonly containers?: readonly string[];
  readonly everyHours: number;
  readonly keepDays: number;
  readonly locked: boolean;
}

const shown = (id: string): string => scheduleIds.format(scheduleIds.fromUuid(id));
const target = (schedule: Schedule) => ({ target: { kind: 'backup_schedule', id: shown(schedule.id) }, container: { kind: 'site', id: schedule.siteId } }) as const;

/** The first backup is made at once. */
export async function makeSchedule(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, wish: ScheduleWish): Promise<Schedule> {
  const { accountId } = ctx.actor;
  if (accountId === null) throw accessErrors.not_signed_in();
  if (!workings.tenants.tenantsOf(siteId).some(({ product }) => wish.product === undefined || product === wish.product)) throw errors.backup_product_missing();
  const containers = await findContainers(workings, ctx, siteId, wish.product, wish.containers);
  if (containers !== null && wish.format !== 'xml') throw errors.backup_native_whole();
  return ctx.tx(async (tx) => {
    if ((await listSchedules(tx, siteId)).length >= schedulesMax) throw errors.backup_too_many();
    const schedule: Schedule = {
      id: newUuid(tx.now.getTime()), siteId, product: wish.product ?? null, format: wish.format, containers, everyHours: wish.everyHours, keepDays: wish.keepDays, locked: wish.locked, createdBy: accountId, createdAt: tx.now, nextAt: tx.now, lastAt: null, lastProblem: null,
    };
    await insertSchedule(tx, ctx.organizationId, schedule);
    tx.record({ action: 'backup_schedule_created', ...target(schedule), after: { format: wish.format, everyHours: wish.everyHours, keepDays: wish.keepDays, product: schedule.product } });
    return schedule;
  });
}

export async function editSchedule(ctx: OrganizationCtx, siteId: SiteId, id: string, change: { readonly everyHours: number; readonly keepDays: number }): Promise<Schedule> {
  return ctx.tx(async (tx) => {
    const schedule = await findSchedule(tx, id, siteId);
    if (schedule === undefined) throw errors.backup_schedule_not_found();
    const nextAt = new Date((schedule.lastAt ?? schedule.createdAt).getTime() + change.everyHours * hourMs);
    if (!(await changeSchedule(tx, id, { ...change, nextAt }))) return schedule;
    tx.record({ action: 'backup_schedule_changed', ...target(schedule), before: { everyHours: schedule.everyHours, keepDays: schedule.keepDays }, after: { ...change } });
    return { ...schedule, ...change, nextAt };
  });
}

export async function removeSchedule(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const schedule = await findSchedule(tx, id, siteId);
    if (schedule === undefined) throw errors.backup_schedule_not_found();
    if (await deleteSchedule(tx, id)) tx.record({ action: 'backup_schedule_removed', ...target(schedule) });
  });
}

export const readSchedules = (ctx: OrganizationCtx, siteId: SiteId): Promise<readonly Schedule[]> => ctx.read((tx) => listSchedules(tx, siteId));

/** Makes the backups of a schedule that is due, in the name of whoever made the schedule, as long as that person may. */
export async function runSchedule(workings: InterchangeWorkings, organizationId: OrganizationId, id: string): Promise<void> {
  const context = (actor: Actor): OrganizationCtx => workings.contexts.organization('interchange', systemFacts(actor, workings.clock.now(), new AbortController().signal), organizationId, { organizationRole: null, siteRole: 'admin', principals: [] });
  const system: Actor = { kind: 'system', accountId: null, via: { kind: 'system', id: shown(id), label: 'backup schedule' }, address: null, scopes: 'all', operator: false };
  const schedule = await context(system).read((tx) => findSchedule(tx, id));
  if (schedule === undefined) return;
  const now = workings.clock.now();
  const missed = Math.floor((now.getTime() - schedule.nextAt.getTime()) / (schedule.everyHours * hourMs));
  const next = new Date(schedule.nextAt.getTime() + (missed + 1) * schedule.everyHours * hourMs);
  if (schedule.nextAt > now || !(await context(system).tx((tx) => takeTurn(tx, id, schedule.nextAt, next, null)))) return;
  const actor: Actor = { ...system, kind: 'account', accountId: schedule.createdBy };
  try {
    const keys = schedule.containers?.map(({ key }) => key);
    await makeBackups(workings, context(actor), schedule.siteId, { format: schedule.format, keepDays: schedule.keepDays, locked: schedule.locked, scheduleId: id, ...(schedule.product === null ? {} : { product: schedule.product }), ...(keys === undefined ? {} : { containers: keys }) });
  } catch (error) {
    if (!isAppError(error)) throw error;
    await context(system).tx((tx) => takeTurn(tx, id, next, next, error.code));
  }
}
