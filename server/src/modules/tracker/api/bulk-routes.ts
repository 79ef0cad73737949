/** Doors of bulk changes: preview, submit, follow, cancel; those of our own and those of the public API. */
import { Type, type Static } from 'typebox';
import { isUuid } from '../../../kernel/ids/index.ts';
import { JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { cancelBulk, chooseIssues, previewBulk, startBulk, type BulkChange } from '../bulk-change.ts';
import { readBulkInput } from '../bulk-input.ts';
import { listBulk, outcomesOf, readBulk, type BulkRow } from '../bulk-store.ts';
import { errors } from '../errors.ts';
import { readIssues } from '../issue-read-store.ts';
import { limits } from '../limits.ts';
import { personKey } from '../show-people.ts';
import { ownMount, type ApiDependencies } from './answers.ts';
import { bean } from './shapes.ts';

const Record_ = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown());
const Id = Type.String({ maxLength: 300 });
const Change = Type.Object({
  fields: Type.Optional(Record_), update: Type.Optional(Record_), transition: Type.Optional(Type.Object({ toStatus: Type.Optional(Id), id: Type.Optional(Id) })), moveTo: Type.Optional(Type.Object({ project: Id, issueType: Type.Optional(Id), status: Type.Optional(Id) })),
  delete: Type.Optional(Type.Boolean()), watch: Type.Optional(Type.Boolean()),
});
const Which = { issues: Type.Optional(Type.Array(Type.Union([Id, Type.Integer()]), { maxItems: 1_000 })), jql: Type.Optional(Type.String({ maxLength: limits.jqlCharacters })) };
const TaskShape = bean({ taskId: Type.String(), state: Type.String(), total: Type.Number(), changed: Type.Number(), unchanged: Type.Number(), failed: Type.Number(), progress: Type.Number() });
const ItemShape = bean({ outcome: Type.String(), changes: Type.Array(bean({ field: Type.String() })) });
const TaskParams = Type.Object({ task: Type.String({ maxLength: 100 }) });

function changeOf(change: Static<typeof Change>): BulkChange {
  if (change.delete === true) return { kind: 'delete' };
  if (change.watch !== undefined) return { kind: 'watch', watch: change.watch };
  if (change.moveTo !== undefined) return { kind: 'move', target: change.moveTo };
  if (change.transition !== undefined) return { kind: 'transition', toStatus: change.transition.toStatus, transition: change.transition.id };
  if (change.fields === undefined && change.update === undefined) throw errors.fields_invalid({ errors: [{ field: 'change', code: 'required', message: 'Say what is to change: fields, update, transition, moveTo, delete or watch.' }] });
  return { kind: 'fields', fields: change.fields, update: change.update };
}

export function createBulkRoutes(dependencies: ApiDependencies): readonly Route[] {
  return [...ownRoutes(dependencies), ...publicRoutes(dependencies)];
}

const progressOf = ({ total, changed, unchanged, failed }: BulkRow): number => (total === 0 ? 100 : Math.floor((100 * (changed + unchanged + failed)) / total));
const taskBean = (row: BulkRow) => ({
  taskId: row.id, kind: row.kind, state: row.state, total: row.total, changed: row.changed, unchanged: row.unchanged, failed: row.failed, progress: progressOf(row), created: row.created_at.toISOString(),
  ...(row.started_at === null ? {} : { started: row.started_at.toISOString() }), ...(row.finished_at === null ? {} : { finished: row.finished_at.toISOString() }), submittedBy: row.submitted_by === null ? null : personKey(row.submitted_by),
});

async function taskOf(ctx: Ctx, id: string): Promise<BulkRow> {
  const row = isUuid(id) ? await ctx.read((tx) => readBulk(tx, id, ctx.actor.accountId, ctx.access.siteRole === 'admin')) : undefined;
  if (row === undefined) throw errors.bulk_change_not_found();
  return row;
}

function ownRoutes({ people }: ApiDependencies): readonly Route[] {
  const view = { method: 'GET', mount: ownMount, permission: 'tracker.project.view' } as const;
  const faults = [errors.issue_not_found, errors.fields_invalid, errors.jql_invalid, errors.limit_reached] as const;
  return [
    tenantRoute({
      method: 'POST', mount: ownMount, path: '/bulk/preview', summary: 'What a change would do to each of many issues, and what would be refused', permission: 'tracker.issue.edit', body: Type.Object({ ...Which, change: Change }),
      replies: { 200: bean({ total: Type.Number(), allowed: Type.Number(), refused: Type.Number(), unchanged: Type.Number(), items: Type.Array(ItemShape) }) }, errors: faults,
      handle: async (ctx, { body }) => {
        const items = await previewBulk(ctx, people, await chooseIssues(ctx, people, body), changeOf(body.change));
        const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
        return { total: items.length, allowed: count('change'), refused: count('refused'), unchanged: count('unchanged'), items };
      },
    }),
    tenantRoute({
      method: 'POST', mount: ownMount, path: '/bulk', summary: 'Change many issues', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_bulk_change_started', body: Type.Object({ ...Which, change: Change, notify: Type.Optional(Type.Boolean()) }), replies: { 201: bean({ taskId: Type.String() }) }, errors: faults,
      handle: async (ctx, { body }) => ({ taskId: await startBulk(ctx, people, body, changeOf(body.change), body.notify === false) }),
    }),
    tenantRoute({ ...view, path: '/bulk', summary: 'One\'s own bulk changes', replies: { 200: bean({ items: Type.Array(TaskShape) }) }, handle: (ctx) => ctx.read(async (tx) => ({ items: (await listBulk(tx, ctx.actor.accountId, 50)).map(taskBean) })) }),
    tenantRoute({
      ...view, path: '/bulk/:task', summary: 'How a bulk change goes', params: TaskParams, replies: { 200: TaskShape }, errors: [errors.bulk_change_not_found],
      handle: async (ctx, { params }) => {
        const row = await taskOf(ctx, params.task);
        return ctx.read(async (tx) => {
          const failed = (await outcomesOf(tx, row.id)).filter(({ outcome }) => outcome === 'failed');
          const seen = new Map((await readIssues(tx, viewerOf(ctx), failed.map(({ issue_id }) => issue_id), new Set())).map((issue) => [issue.id, `${issue.project_key}-${issue.number}`]));
          return { ...taskBean(row), failures: failed.map(({ issue_id, reason }) => ({ id: String(issue_id), ...(seen.has(issue_id) ? { key: seen.get(issue_id) } : {}), reason: reason ?? '' })) };
        });
      },
    }),
    tenantRoute({
      method: 'POST', mount: ownMount, path: '/bulk/:task/cancel', summary: 'Stop a bulk change', permission: 'tracker.issue.follow', effect: 'write', audit: 'tracker_bulk_change_cancelled', params: TaskParams, replies: { 202: bean({}) }, errors: [errors.bulk_change_not_found],
      handle: async (ctx, { params }) => {
        await cancelBulk(ctx, params.task);
        return new JsonReply(202, {});
      },
    }),
  ];
}

const publicStates: Readonly<Record<BulkRow['state'], { readonly queue: string; readonly task: string }>> = {
  waiting: { queue: 'ENQUEUED', task: 'ENQUEUED' }, running: { queue: 'RUNNING', task: 'RUNNING' }, done: { queue: 'COMPLETE', task: 'COMPLETE' }, cancelled: { queue: 'CANCELLED', task: 'CANCELLED' },
};

function publicRoutes({ people }: ApiDependencies): readonly Route[] {
  const Selected = Type.Array(Id, { minItems: 1, maxItems: 1_000 });
  const quietOf = (send: boolean | undefined) => send === false;
  const submit = { method: 'POST', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_bulk_change_started', replies: { 201: bean({ taskId: Type.String() }) }, errors: [errors.issue_not_found, errors.fields_invalid, errors.limit_reached] } as const;
  const view = { method: 'GET', permission: 'tracker.project.view', params: TaskParams, errors: [errors.bulk_change_not_found] } as const;
  const Send = Type.Optional(Type.Boolean());
  const watching = (watch: boolean) => tenantRoute({
    ...submit, permission: 'tracker.issue.follow', path: `/rest/api/3/bulk/issues/${watch ? 'watch' : 'unwatch'}`, summary: `${watch ? 'Watch' : 'Stop watching'} many issues`, body: Type.Object({ selectedIssueIdsOrKeys: Selected }),
    handle: async (ctx, { body }) => ({ taskId: await startBulk(ctx, people, { issues: body.selectedIssueIdsOrKeys }, { kind: 'watch', watch }, false) }),
  });
  return [
    tenantRoute({
      ...submit, path: '/rest/api/3/bulk/issues/fields', summary: 'Set fields of many issues', body: Type.Object({ selectedIssueIdsOrKeys: Selected, selectedActions: Type.Optional(Type.Array(Id, { maxItems: 200 })), editedFieldsInput: Record_, sendBulkNotification: Send }),
      handle: async (ctx, { body }) => ({ taskId: await startBulk(ctx, people, { issues: body.selectedIssueIdsOrKeys }, readBulkInput(body.editedFieldsInput), quietOf(body.sendBulkNotification)) }),
    }),
    tenantRoute({
      ...submit, path: '/rest/api/3/bulk/issues/transition', summary: 'Move many issues along a transition', body: Type.Object({ bulkTransitionInputs: Type.Array(Type.Object({ selectedIssueIdsOrKeys: Selected, transitionId: Id }), { minItems: 1, maxItems: 1 }), sendBulkNotification: Send }),
      handle: async (ctx, { body }) => {
        const [input] = body.bulkTransitionInputs;
        return { taskId: await startBulk(ctx, people, { issues: input?.selectedIssueIdsOrKeys ?? [] }, { kind: 'transition', transition: input?.transitionId }, quietOf(body.sendBulkNotification)) };
      },
    }),
    tenantRoute({
      ...submit, path: '/rest/api/3/bulk/issues/delete', summary: 'Move many issues into the trash', body: Type.Object({ selectedIssueIdsOrKeys: Selected, sendBulkNotification: Send }),
      handle: async (ctx, { body }) => ({ taskId: await startBulk(ctx, people, { issues: body.selectedIssueIdsOrKeys }, { kind: 'delete' }, quietOf(body.sendBulkNotification)) }),
    }),
    tenantRoute({
      ...submit, path: '/rest/api/3/bulk/issues/move', summary: 'Move many issues to another project', errors: [...submit.errors, errors.project_not_found],
      body: Type.Object({ targetToSourcesMapping: Type.Record(Type.String({ maxLength: 700 }), bean({ issueIdsOrKeys: Selected })), sendBulkNotification: Send }),
      handle: async (ctx, { body }) => {
        const [entry, ...more] = Object.entries(body.targetToSourcesMapping);
        // `project,type[,parent]`, one target at a time: each is a change of its own.
        if (entry === undefined || more.length > 0) throw errors.fields_invalid({ errors: [{ field: 'targetToSourcesMapping', code: 'invalid', message: 'One target at a time is expected.' }] });
        const [project = '', issueType] = entry[0].split(',');
        return { taskId: await startBulk(ctx, people, { issues: entry[1].issueIdsOrKeys }, { kind: 'move', target: { project, issueType } }, quietOf(body.sendBulkNotification)) };
      },
    }),
    watching(true), watching(false),
    tenantRoute({
      ...view, path: '/rest/api/3/bulk/queue/:task', summary: 'How a bulk change goes', replies: { 200: bean({ taskId: Type.String(), status: Type.String(), progressPercent: Type.Number() }) },
      handle: async (ctx, { params }) => {
        const row = await taskOf(ctx, params.task);
        const outcomes = await ctx.read((tx) => outcomesOf(tx, row.id));
        return {
          taskId: row.id, status: publicStates[row.state].queue, progressPercent: progressOf(row), totalIssueCount: row.total, invalidOrInaccessibleIssueCount: outcomes.filter(({ reason }) => reason?.startsWith('tracker.issue_not_found') === true).length,
          processedAccessibleIssues: outcomes.filter(({ outcome }) => outcome !== 'failed').map(({ issue_id }) => issue_id), failedAccessibleIssues: Object.fromEntries(outcomes.filter(({ outcome }) => outcome === 'failed').map(({ issue_id, reason }) => [String(issue_id), [reason ?? '']])),
          submittedBy: row.submitted_by === null ? null : { accountId: personKey(row.submitted_by) }, created: row.created_at.getTime(), ...(row.started_at === null ? {} : { started: row.started_at.getTime() }), updated: row.touched_at.getTime(),
        };
      },
    }),
    tenantRoute({
      ...view, path: '/rest/api/3/task/:task', summary: 'How a long-running task goes', replies: { 200: bean({ id: Type.String(), status: Type.String(), progress: Type.Number() }) },
      handle: async (ctx, { params, baseUrl }) => {
        const row = await taskOf(ctx, params.task);
        return {
          self: `${baseUrl}/rest/api/3/task/${row.id}`, id: row.id, description: `bulk change: ${row.kind}`, status: publicStates[row.state].task, progress: progressOf(row), submitted: row.created_at.getTime(), submittedBy: 0, lastUpdate: row.touched_at.getTime(),
          elapsedRuntime: row.started_at === null ? 0 : (row.finished_at ?? ctx.now).getTime() - row.started_at.getTime(), ...(row.started_at === null ? {} : { started: row.started_at.getTime() }), ...(row.finished_at === null ? {} : { finished: row.finished_at.getTime() }),
        };
      },
    }),
    tenantRoute({
      method: 'POST', permission: 'tracker.issue.follow', effect: 'write', audit: 'tracker_bulk_change_cancelled', path: '/rest/api/3/task/:task/cancel', summary: 'Stop a long-running task', params: TaskParams, replies: { 202: bean({}) }, errors: [errors.bulk_change_not_found],
      handle: async (ctx, { params }) => {
        await cancelBulk(ctx, params.task);
        return new JsonReply(202, {});
      },
    }),
  ];
}
