/** Asking for backups, cancelling, removing: each one transaction with its audit record; the work itself is a job. */
import { newUuid, type SiteId } from '../../../kernel/ids/index.ts';
import { accessErrors, noAccess, systemFacts, type OrganizationCtx, type ProductType } from '../../../kernel/service/index.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { errors } from '../errors.ts';
import type { InterchangeWorkings } from '../workings.ts';
import { countUnfinished, expiredBackups, findBackup, insertBackup, listBackups, markRemoved, requestCancel, surplusBackups, type BackupFormat, type BackupRow, type Container } from './backup-store.ts';
import { shownId } from './show-backup.ts';

export const backupRequestedTopic = 'interchange.backup_requested';
const unfinishedMax = 20;
const prunedAtOnce = 200;

export interface Wish {
  readonly format: BackupFormat;
  /** Absent: every product of the site, a backup each. */
  readonly product?: ProductType;
  /** Keys of projects or spaces. */
  readonly containers?: readonly string[];
  readonly keepDays: number;
  /** Into the vault: nobody removes it before its days are over. */
  readonly locked: boolean;
  readonly scheduleId?: string;
}

/** The containers of these keys. Fails with interchange.backup_container_unknown. */
export async function findContainers(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, product: ProductType | undefined, keys: readonly string[] | undefined): Promise<readonly Container[] | null> {
  if (keys === undefined || keys.length === 0) return null;
  if (product === undefined) throw errors.backup_containers_need_product();
  const tenant = workings.tenants.tenantsOf(siteId).find((one) => one.product === product);
  if (tenant === undefined) throw errors.backup_product_missing();
  const own = workings.contexts.tenant('interchange', systemFacts(ctx.actor, workings.clock.now(), ctx.signal), tenant, noAccess).as(product);
  const table = product === 'tracker' ? 'project' : 'space';
  const found: Container[] = [];
  for await (const row of workings.backups.reading[product].rows(() => Promise.resolve(own), table)) {
    const key = row.text('key') ?? '';
    const isThere = row.text('state') === 'active' || row.text('state') === 'archived';
    if (isThere && keys.some((wanted) => wanted.toLowerCase() === key.toLowerCase())) found.push({ id: row.id(), key });
  }
  const unknown = keys.find((wanted) => !found.some(({ key }) => key.toLowerCase() === wanted.toLowerCase()));
  if (unknown !== undefined) throw errors.backup_container_unknown({ detail: unknown.slice(0, 100) });
  return found;
}

function nameOf(slug: string, product: ProductType, wish: Wish, containers: readonly Container[] | null, at: Date): string {
  const what = containers === null ? '' : `-${containers.map(({ key }) => key).join('-').slice(0, 80)}`;
  return `${slug}-${product}${what}-${at.toISOString().slice(0, 19).replaceAll(/[:T]/g, '')}${wish.format === 'xml' ? '' : `-${wish.format}`}.zip`;
}

export async function makeBackups(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, wish: Wish): Promise<readonly BackupRow[]> {
  const { accountId } = ctx.actor;
  if (accountId === null) throw accessErrors.not_signed_in();
  const tenants = workings.tenants.tenantsOf(siteId).filter(({ product }) => wish.product === undefined || product === wish.product);
  if (tenants.length === 0) throw errors.backup_product_missing();
  const containers = await findContainers(workings, ctx, siteId, wish.product, wish.containers);
  if (containers !== null && wish.format !== 'xml') throw errors.backup_native_whole();
  for (const { product } of tenants) await workings.backups.door.admit(ctx, { siteId, product, containers: containers?.map(({ id }) => id) ?? null, way: 'make' });
  return ctx.tx(async (tx) => {
    if ((await countUnfinished(tx, siteId)) + tenants.length > unfinishedMax) throw errors.backup_too_many();
    const made: BackupRow[] = [];
    for (const { tenantId, product, siteSlug } of tenants) {
      const id = newUuid(tx.now.getTime());
      const name = nameOf(siteSlug, product, wish, containers, tx.now);
      await insertBackup(tx, ctx.organizationId, { id, siteId, tenantId, product, scheduleId: wish.scheduleId ?? null, requestedBy: accountId, format: wish.format, name, containers, keepDays: wish.keepDays, locked: wish.locked });
      tx.emit({ topic: backupRequestedTopic, payload: { organizationId: ctx.organizationId, backupId: id, siteId } });
      const row = await findBackup(tx, id);
      if (row !== undefined) made.push(row);
    }
    const [first] = made;
    if (first === undefined) throw new Error('a backup that was just stored is not there');
    tx.record({
      action: 'backup_requested', target: { kind: 'backup', id: shownId(first.id), name: first.name }, container: { kind: 'site', id: siteId },
      after: { backups: made.map(({ id }) => shownId(id)), format: wish.format, products: made.map(({ product }) => product), containers: containers?.map(({ key }) => key) ?? null, keepDays: wish.keepDays, locked: wish.locked },
    });
    return made;
  });
}

export async function readBackup(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<BackupRow> {
  const backup = await ctx.read((tx) => findBackup(tx, id, siteId));
  if (backup === undefined || backup.state === 'removed') throw errors.backup_not_found();
  return backup;
}

export function readBackups(ctx: OrganizationCtx, siteId: SiteId, before: string | null, limit: number): Promise<readonly BackupRow[]> {
  return ctx.read((tx) => listBackups(tx, siteId, before, limit));
}

/** Whoever makes it stops at the next batch. Asking twice changes nothing. */
export async function cancelBackup(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<BackupRow> {
  return ctx.tx(async (tx) => {
    const backup = await findBackup(tx, id, siteId);
    if (backup === undefined || backup.state === 'removed') throw errors.backup_not_found();
    if (backup.endedAt !== null) throw errors.backup_ended({ detail: `Its state is ${backup.state}.` });
    if (!(await requestCancel(tx, id))) return backup;
    tx.record({ action: 'backup_cancelled', target: { kind: 'backup', id: shownId(id), name: backup.name }, container: { kind: 'site', id: siteId } });
    tx.emit({ topic: backupRequestedTopic, payload: { organizationId: ctx.organizationId, backupId: id, siteId } });
    return { ...backup, cancelRequested: true };
  });
}

/** The file goes; that there was one stays in the audit log. */
export async function removeBackup(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<void> {
  const removed = await ctx.tx(async (tx) => {
    const backup = await findBackup(tx, id, siteId);
    if (backup === undefined || backup.state === 'removed') throw errors.backup_not_found();
    if (backup.endedAt === null) throw errors.backup_not_ended();
    if (backup.vaultUntil !== null && backup.vaultUntil > tx.now) throw errors.backup_locked({ detail: `Until ${backup.vaultUntil.toISOString()}.` });
    await remove(tx, backup);
    return backup;
  });
  await removeFile(workings, removed);
}

/** From where it lies: the vault, or the folder of backups. */
async function removeFile(workings: InterchangeWorkings, { tenantId, object, vaultName }: BackupRow): Promise<void> {
  if (vaultName !== null) await workings.backups.vault.remove(vaultName);
  else if (object !== null) await workings.backups.files.remove(tenantId, object.objectId);
}

async function remove(tx: Tx, backup: BackupRow): Promise<boolean> {
  if (!(await markRemoved(tx, backup.id))) return false;
  tx.record({ action: 'backup_removed', target: { kind: 'backup', id: shownId(backup.id), name: backup.name }, container: { kind: 'site', id: backup.siteId } });
  return true;
}

/** Removes those whose time is over, and of each product all but the newest `keep`; nothing to remove leaves no record. */
export async function pruneBackups(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, keep?: number): Promise<readonly BackupRow[]> {
  const gone = await ctx.tx(async (tx) => {
    const removed: BackupRow[] = [];
    const over = [...(await expiredBackups(tx, siteId, prunedAtOnce)), ...(keep === undefined ? [] : await surplusBackups(tx, siteId, keep, prunedAtOnce))];
    for (const backup of over) if (await markRemoved(tx, backup.id)) removed.push(backup);
    const [first] = removed;
    if (first !== undefined) {
      tx.record({ action: 'backups_pruned', target: { kind: 'backup', id: shownId(first.id), name: first.name }, container: { kind: 'site', id: siteId }, after: { backups: removed.map(({ id }) => shownId(id)) } });
    }
    return removed;
  });
  for (const backup of gone) await removeFile(workings, backup);
  return gone;
}
