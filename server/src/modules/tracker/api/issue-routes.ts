/** Doors of single issues: create, read, change, move, delete, history. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { isAppError } from '../../../kernel/errors/index.ts';
import { viewerOf } from '../access.ts';
import { listChanges, placeOfIssue } from '../activity-store.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { createIssue } from '../create-issue.ts';
import { deleteIssue } from '../delete-issue.ts';
import { editIssue } from '../edit-issue.ts';
import { errors } from '../errors.ts';
import { parseIssueReference, readIssue } from '../issue-read-store.ts';
import { limits } from '../limits.ts';
import { readProject } from '../project-store.ts';
import { historyBean } from '../show-history.ts';
import { statusBean } from '../show-configuration.ts';
import { FieldChoice } from '../show-issue.ts';
import { availableTransitions, transitionIssue } from '../transition-issue.ts';
import { rulesOf } from '../workflow-rules.ts';
import { showingOf, showIssues, type ApiDependencies } from './answers.ts';
import { bean, CreatedIssueShape, expandOf, IssueParams, IssueShape, pageOf, pageShape, paging } from './shapes.ts';

const Fields = Type.Record(Type.String(), Type.Unknown());
const IssueBody = Type.Object({ fields: Type.Optional(Fields), update: Type.Optional(Fields) });
const CreateBody = Type.Object({ fields: Fields, update: Type.Optional(Fields) });
const HistoryShape = bean({ id: Type.String(), created: Type.String(), items: Type.Array(bean({ field: Type.String(), fieldtype: Type.String() })) });
const TransitionShape = bean({ id: Type.String(), name: Type.String(), to: bean({ id: Type.String(), name: Type.String() }) });

export function createIssueRoutes({ people }: ApiDependencies): readonly Route[] {
  return [
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue', summary: 'Create an issue', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_created',
      body: CreateBody, replies: { 201: CreatedIssueShape }, errors: [errors.fields_invalid],
      handle: async (ctx, { body, baseUrl }) => {
        const made = await createIssue(ctx, people, body.fields);
        return { id: String(made.id), key: made.key, self: `${baseUrl}/rest/api/3/issue/${made.id}` };
      },
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/bulk', summary: 'Create several issues; what is wrong with one does not hold back the others', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_created',
      body: Type.Object({ issueUpdates: Type.Array(CreateBody, { minItems: 1, maxItems: limits.issuesPerBulk }) }), replies: { 201: bean({ issues: Type.Array(CreatedIssueShape), errors: Type.Array(bean({ failedElementNumber: Type.Number() })) }) },
      handle: async (ctx, { body, baseUrl }) => {
        const issues: unknown[] = [];
        const failed: unknown[] = [];
        let refusals = 0;
        for (const [index, { fields }] of body.issueUpdates.entries()) {
          try {
            const made = await createIssue(ctx, people, fields);
            issues.push({ id: String(made.id), key: made.key, self: `${baseUrl}/rest/api/3/issue/${made.id}` });
          } catch (error) {
            if (!isAppError(error) || error.status >= 500) throw error;
            if (error.status === 403) refusals += 1;
            // Where nothing at all may be done, the whole request is refused, and recorded so.
            if (refusals === body.issueUpdates.length) throw error;
            const faults = (error.params['errors'] ?? []) as readonly { readonly field: string; readonly message: string }[]; // as FieldErrors makes them
            failed.push({ status: error.status, failedElementNumber: index, elementErrors: { errorMessages: faults.length === 0 ? [error.title] : [], errors: Object.fromEntries(faults.map(({ field, message }) => [field, message])), status: error.status } });
          }
        }
        return new JsonReply(issues.length === 0 ? 400 : 201, { issues, errors: failed });
      },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue', summary: 'Read an issue', permission: 'tracker.project.view', params: IssueParams,
      query: Type.Object({ fields: Type.Optional(Type.Array(Type.String({ maxLength: 4_000 }), { maxItems: 200 })), expand: Type.Optional(Type.String({ maxLength: 500 })) }), replies: { 200: IssueShape }, errors: [errors.issue_not_found],
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const reference = parseIssueReference(params.issue);
        const choice = new FieldChoice(query.fields ?? [], '*all');
        const expand = expandOf(query.expand);
        if (reference === undefined) throw errors.issue_not_found();
        const [row, configuration] = await Promise.all([readIssue(tx, viewerOf(ctx), reference, choice.parts(expand)), readConfiguration(tx)]);
        if (row === undefined) throw errors.issue_not_found();
        const [shown = {}] = await showIssues(tx, ctx, people, baseUrl, configuration, [row], choice, expand);
        if (expand.has('transitions')) shown['transitions'] = await transitionBeans(tx, ctx, baseUrl, configuration, { ...row, workflow_scheme_id: (await readProject(tx, viewerOf(ctx), String(row.project_id)))?.workflow_scheme_id ?? null });
        if (expand.has('changelog')) shown['changelog'] = await changelog(tx, ctx, people, baseUrl, configuration, row.id);
        return shown;
      }),
    }),
    tenantRoute({
      method: 'PUT', path: '/rest/api/3/issue/:issue', summary: 'Change fields of an issue', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_updated', params: IssueParams, body: IssueBody,
      query: Type.Object({ returnIssue: Type.Optional(Type.Boolean()) }), replies: { 204: null, 200: IssueShape }, errors: [errors.issue_not_found, errors.fields_invalid],
      handle: async (ctx, { params, query, body, baseUrl }) => {
        await editIssue(ctx, people, params.issue, body);
        if (query.returnIssue !== true) return new JsonReply(204, undefined);
        return new JsonReply(200, await ctx.read(async (tx) => {
          const choice = new FieldChoice([], '*all');
          const reference = parseIssueReference(params.issue);
          if (reference === undefined) throw errors.issue_not_found();
          const [row, configuration] = await Promise.all([readIssue(tx, viewerOf(ctx), reference, choice.parts()), readConfiguration(tx)]);
          if (row === undefined) throw errors.issue_not_found();
          return (await showIssues(tx, ctx, people, baseUrl, configuration, [row], choice, new Set()))[0];
        }));
      },
    }),
    tenantRoute({
      method: 'PUT', path: '/rest/api/3/issue/:issue/assignee', summary: 'Assign an issue', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_updated', params: IssueParams,
      body: Type.Object({ accountId: Type.Optional(Type.Union([Type.String(), Type.Null()])) }), replies: { 204: null }, errors: [errors.issue_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body }) => { await editIssue(ctx, people, params.issue, { fields: { assignee: body.accountId === undefined || body.accountId === null ? null : { accountId: body.accountId } } }); },
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/issue/:issue', summary: 'Move an issue into the trash', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_deleted', params: IssueParams,
      query: Type.Object({ deleteSubtasks: Type.Optional(Type.Boolean()) }), replies: { 204: null }, errors: [errors.issue_not_found, errors.has_subtasks],
      handle: async (ctx, { params, query }) => { await deleteIssue(ctx, params.issue, query.deleteSubtasks === true); },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/transitions', summary: 'Transitions that an issue can take now', permission: 'tracker.project.view', params: IssueParams, query: Type.Object({ transitionId: Type.Optional(Type.String()) }),
      replies: { 200: bean({ transitions: Type.Array(TransitionShape) }) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const reference = parseIssueReference(params.issue);
        const viewer = viewerOf(ctx);
        const row = reference === undefined ? undefined : await readIssue(tx, viewer, reference, new Set());
        if (row === undefined) throw errors.issue_not_found();
        const project = await readProject(tx, viewer, String(row.project_id));
        const shown = await transitionBeans(tx, ctx, baseUrl, await readConfiguration(tx), { ...row, workflow_scheme_id: project?.workflow_scheme_id ?? null });
        return { expand: 'transitions', transitions: shown.filter(({ id }) => query.transitionId === undefined || id === query.transitionId) };
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/:issue/transitions', summary: 'Move an issue along a transition', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_transitioned', params: IssueParams,
      body: Type.Object({ transition: Type.Object({ id: Type.Union([Type.String(), Type.Number()]) }), fields: Type.Optional(Fields), update: Type.Optional(Fields) }), replies: { 204: null }, errors: [errors.issue_not_found, errors.transition_invalid, errors.fields_invalid],
      handle: async (ctx, { params, body }) => { await transitionIssue(ctx, people, params.issue, String(body.transition.id), { fields: body.fields, update: body.update }); },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/changelog', summary: 'History of an issue', permission: 'tracker.project.view', params: IssueParams, query: Type.Object(paging), replies: { 200: pageShape(HistoryShape) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const reference = parseIssueReference(params.issue);
        const place = reference === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), reference);
        if (place === undefined) throw errors.issue_not_found();
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 100, 100);
        const { rows, total } = await listChanges(tx, place.issue_id, { offset: startAt, limit: maxResults });
        const showing = await showingOf(tx, ctx, people, baseUrl, await readConfiguration(tx), rows.map(({ author }) => author));
        return pageOf(rows.map((row) => historyBean(showing, row)), total, startAt, maxResults, `${baseUrl}/rest/api/3/issue/${params.issue}/changelog`);
      }),
    }),
  ];
}

type TxOf = Parameters<typeof readConfiguration>[0];

async function transitionBeans(tx: TxOf, ctx: Ctx, base: string, configuration: Awaited<ReturnType<typeof readConfiguration>>, issue: Parameters<typeof availableTransitions>[2]) {
  return (await availableTransitions(tx, viewerOf(ctx), issue)).flatMap((row) => {
    const to = configuration.status.get(row.to_status_id);
    if (to === undefined) return [];
    return [{ id: String(row.action), name: tx.sealer.open(sealedIn.transition.name, row.id, row.name), to: statusBean(base, to), hasScreen: false, isGlobal: row.kind === 'global', isInitial: false, isAvailable: true, isConditional: rulesOf(tx, row).conditions.length > 0, isLooped: false }];
  });
}

async function changelog(tx: TxOf, ctx: Parameters<typeof viewerOf>[0], people: ApiDependencies['people'], base: string, configuration: Awaited<ReturnType<typeof readConfiguration>>, id: number) {
  const { rows, total } = await listChanges(tx, id, { offset: 0, limit: 100, descending: true });
  const showing = await showingOf(tx, ctx, people, base, configuration, rows.map(({ author }) => author));
  return { startAt: 0, maxResults: rows.length, total, histories: rows.map((row) => historyBean(showing, row)) };
}
