/** Brings back what was deleted, or takes it away before its time. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { errors } from './errors.ts';
import { setProjectState } from './project-store.ts';
import { putSetting, readSettings, settingLimits, type Settings } from './settings-store.ts';
import { lockTrashedIssue, lockTrashedProject, purgeIssues, purgeProjectRow, purgeSomeOf, restoreIssues, type TrashedIssue, type TrashedProject } from './trash-store.ts';

const issuesPurgedAtOnce = 500;

async function trashedIssue(tx: Tx, ctx: Ctx, id: number): Promise<TrashedIssue> {
  const row = await lockTrashedIssue(tx, viewerOf(ctx), id);
  if (row === undefined) throw errors.issue_not_found();
  return row;
}

const ofIssue = (row: TrashedIssue) => ({ target: { kind: 'issue', id: String(row.id), name: row.key }, container: { kind: 'project', id: String(row.project_id), name: row.project_key } });

/** With the sub-tasks that went with it. Fails with tracker.parent_in_trash. */
export async function restoreIssue(ctx: Ctx, id: number): Promise<string> {
  return ctx.tx(async (tx) => {
    const row = await trashedIssue(tx, ctx, id);
    if (row.parent_trashed) throw errors.parent_in_trash();
    const count = await restoreIssues(tx, row.id);
    tx.record({ action: 'tracker_issue_restored', ...ofIssue(row), after: { issues: count } });
    tx.emit({ topic: 'tracker.issue_restored', payload: { issueId: row.id, projectId: row.project_id, actor: ctx.actor.accountId } });
    return row.key;
  });
}

export async function purgeIssue(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await trashedIssue(tx, ctx, id);
    requireLevel(row.level, 'admin');
    const count = await purgeIssues(tx, row.id);
    tx.record({ action: 'tracker_issue_purged', ...ofIssue(row), before: { summary: tx.sealer.open(sealedIn.issue.summary, row.id, row.summary), issues: count } });
  });
}

async function trashedProject(tx: Tx, ctx: Ctx, reference: string): Promise<TrashedProject> {
  const row = await lockTrashedProject(tx, viewerOf(ctx), reference);
  if (row === undefined) throw errors.project_not_found();
  return row;
}

const ofProject = (tx: Pick<Tx, 'sealer'>, row: TrashedProject) => ({ kind: 'project', id: String(row.id), name: tx.sealer.open(sealedIn.project.name, row.id, row.name) });

export async function restoreProject(ctx: Ctx, reference: string): Promise<number> {
  return ctx.tx(async (tx) => {
    const row = await trashedProject(tx, ctx, reference);
    await setProjectState(tx, row.id, 'active', ctx.actor.accountId);
    tx.record({ action: 'tracker_project_restored', target: ofProject(tx, row), before: { state: 'trashed' }, after: { state: 'active' } });
    return row.id;
  });
}

/** Issue by issue, so that no transaction holds the whole project; the record is written with the last. */
export async function purgeProject(ctx: Ctx, reference: string): Promise<void> {
  const { id } = await ctx.tx((tx) => trashedProject(tx, ctx, reference));
  while ((await ctx.tx((tx) => purgeSomeOf(tx, id, issuesPurgedAtOnce))) === issuesPurgedAtOnce) ctx.signal.throwIfAborted();
  await ctx.tx(async (tx) => {
    const row = await trashedProject(tx, ctx, String(id));
    await purgeProjectRow(tx, row.id);
    tx.record({ action: 'tracker_project_purged', target: ofProject(tx, row), before: { key: row.key } });
  });
}

export async function changeSettings(ctx: Ctx, input: Partial<Settings>): Promise<Settings> {
  return ctx.tx(async (tx) => {
    const before = await readSettings(tx);
    const after = { ...before, ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) };
    if (JSON.stringify(before) === JSON.stringify(after)) return before;
    for (const name of ['trashDays', 'bulkIssuesMax'] as const) {
      const { least, most } = settingLimits[name];
      if (after[name] < least || after[name] > most) throw errors.fields_invalid({ errors: [{ field: name, code: 'invalid', message: `A number from ${least} to ${most} is expected.` }] });
      if (after[name] !== before[name]) await putSetting(tx, name, after[name]);
    }
    tx.record({ action: 'tracker_settings_updated', target: { kind: 'tracker', id: ctx.tenant.tenantId }, before, after });
    return after;
  });
}
