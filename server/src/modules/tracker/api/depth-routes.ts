/** Doors of one issue in depth: copy, move, convert, take back, children, links to elsewhere, properties, former words of comments. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { readWritten } from '../activity-store.ts';
import { cloneIssue } from '../clone-issue.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { childIds, childTotals, commentVersions } from '../depth-store.ts';
import { errors } from '../errors.ts';
import { readIssues } from '../issue-read-store.ts';
import { limits } from '../limits.ts';
import { convertIssue, moveIssue } from '../move-issue.ts';
import { putProperty, putRemoteLink, readProperties, readRemoteLinks, removeProperty, removeRemoteLink, visiblePlace, type RemoteLink } from '../remember-beside.ts';
import { FieldChoice } from '../show-issue.ts';
import { undoChange } from '../undo-change.ts';
import { jiraBase, ownMount, showingOf, showIssues, type ApiDependencies } from './answers.ts';
import { bean, CreatedIssueShape, Document, IssueParams, IssueShape, numberOf } from './shapes.ts';

const Id = Type.String({ maxLength: 300 });
const Flag = Type.Optional(Type.Boolean());
const LinkShape = bean({ id: Type.Number(), self: Type.String(), object: bean({ title: Type.String(), url: Type.String() }) });
const LinkBody = Type.Object({ globalId: Type.Optional(Type.String({ maxLength: 255 })), application: Type.Optional(bean({})), relationship: Type.Optional(Type.String({ maxLength: 255 })), object: bean({ url: Type.String({ maxLength: 5_000 }), title: Type.String({ maxLength: 1_000 }) }) });
const LinkParams = Type.Object({ issue: Id, link: Type.String({ maxLength: 30 }) });
const PropertyParams = Type.Object({ issue: Id, key: Type.String({ maxLength: 300 }) });
const work = { permission: 'tracker.issue.edit', effect: 'write' } as const;
const view = { method: 'GET', permission: 'tracker.project.view' } as const;

export function createDepthRoutes(dependencies: ApiDependencies): readonly Route[] {
  return [...changeRoutes(dependencies), ...readingRoutes(dependencies), ...remoteLinkRoutes(), ...propertyRoutes()];
}

function changeRoutes({ people }: ApiDependencies): readonly Route[] {
  const own = { ...work, method: 'POST', mount: ownMount, params: IssueParams } as const;
  return [
    tenantRoute({
      ...own, path: '/issues/:issue/clone', summary: 'Copy an issue', audit: 'tracker_issue_cloned', replies: { 201: CreatedIssueShape }, errors: [errors.issue_not_found, errors.fields_invalid],
      body: Type.Object({ summary: Type.Optional(Type.String({ maxLength: 1_000 })), project: Type.Optional(Id), withSubtasks: Flag, withLinks: Flag, withAttachments: Flag }),
      handle: async (ctx, { params, body, baseUrl }) => {
        const { id, key } = await cloneIssue(ctx, people, params.issue, body);
        return { id: String(id), key, self: `${jiraBase(baseUrl)}/rest/api/3/issue/${id}` };
      },
    }),
    tenantRoute({
      ...own, path: '/issues/:issue/move', summary: 'Move an issue to another project', audit: 'tracker_issue_moved', body: Type.Object({ project: Id, issueType: Type.Optional(Id), status: Type.Optional(Id) }), replies: { 200: bean({ key: Type.String(), formerKey: Type.String() }) },
      errors: [errors.issue_not_found, errors.project_not_found, errors.fields_invalid], handle: (ctx, { params, body }) => moveIssue(ctx, params.issue, body),
    }),
    tenantRoute({
      ...own, path: '/issues/:issue/convert', summary: 'Turn an issue into a sub-task, or a sub-task into an issue', audit: 'tracker_issue_converted', body: Type.Object({ issueType: Id, parent: Type.Optional(Id) }), replies: { 204: null }, errors: [errors.issue_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body }) => { await convertIssue(ctx, params.issue, body); },
    }),
    tenantRoute({
      ...own, path: '/issues/:issue/undo', summary: 'Take back one\'s own last change of an issue', audit: 'tracker_issue_change_undone', body: Type.Object({ change: Type.Optional(Type.String({ maxLength: 30 })) }), replies: { 200: bean({ undone: Type.String() }) }, errors: [errors.issue_not_found, errors.undo_impossible],
      handle: async (ctx, { params, body }) => ({ undone: String(await undoChange(ctx, people, params.issue, body.change === undefined ? undefined : numberOf(body.change))) }),
    }),
  ];
}

function readingRoutes({ people }: ApiDependencies): readonly Route[] {
  return [
    tenantRoute({
      ...view, mount: ownMount, path: '/issues/:issue/children', summary: 'What is below an issue, and how far it is', params: IssueParams, replies: { 200: bean({ items: Type.Array(IssueShape), progress: bean({ total: Type.Number(), done: Type.Number() }) }) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const [place, configuration] = await Promise.all([visiblePlace(tx, ctx, params.issue), readConfiguration(tx)]);
        const choice = new FieldChoice(['summary', 'status', 'issuetype', 'assignee', 'priority'], 'none');
        const [ids, totals] = await Promise.all([childIds(tx, viewerOf(ctx), place.issue_id, limits.issuesPerPage), childTotals(tx, viewerOf(ctx), place.issue_id)]);
        const rows = await readIssues(tx, viewerOf(ctx), ids, choice.parts());
        const count = (...categories: readonly string[]) => totals.filter(({ status_id }) => categories.includes(configuration.status.get(status_id)?.category ?? 'undefined')).reduce((sum, row) => sum + row.count, 0);
        return {
          items: await showIssues(tx, ctx, people, jiraBase(baseUrl), configuration, rows, choice, new Set()),
          progress: {
            total: totals.reduce((sum, row) => sum + row.count, 0), done: count('done'), inProgress: count('indeterminate'), toDo: count('new', 'undefined'), estimateS: totals.reduce((sum, row) => sum + (row.estimate_s ?? 0), 0), spentS: totals.reduce((sum, row) => sum + (row.spent_s ?? 0), 0),
          },
        };
      }),
    }),
    tenantRoute({
      ...view, mount: ownMount, path: '/issues/:issue/comments/:id/history', summary: 'Former words of a comment', params: Type.Object({ issue: Id, id: Type.String({ maxLength: 30 }) }), replies: { 200: bean({ items: Type.Array(bean({ at: Type.String(), body: Document })) }) }, errors: [errors.issue_not_found, errors.comment_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const place = await visiblePlace(tx, ctx, params.issue);
        const comment = await readWritten(tx, viewerOf(ctx), 'comment', place.issue_id, numberOf(params.id));
        if (comment === undefined) throw errors.comment_not_found();
        const rows = await commentVersions(tx, comment.id);
        const showing = await showingOf(tx, ctx, people, jiraBase(baseUrl), await readConfiguration(tx), rows.map(({ author }) => author));
        // Documents as they were kept.
        return { items: rows.map((row) => ({ at: row.written_at.toISOString(), author: showing.people.bean(row.author), body: JSON.parse(tx.sealer.open(sealedIn.commentVersion.body, row.id, row.body)) as unknown })) };
      }),
    }),
  ];
}

function remoteLinkRoutes(): readonly Route[] {
  const path = '/rest/api/3/issue/:issue/remotelink';
  const shown = (base: string, issue: string, { id, link }: { readonly id: number; readonly link: RemoteLink }) => ({ id, self: `${base}/rest/api/3/issue/${issue}/remotelink/${id}`, ...link });
  const faults = [errors.issue_not_found, errors.link_not_found, errors.fields_invalid] as const;
  return [
    tenantRoute({
      ...view, path, summary: 'Links of an issue to other systems', params: IssueParams, query: Type.Object({ globalId: Type.Optional(Type.String({ maxLength: 255 })) }), replies: { 200: Type.Union([Type.Array(LinkShape), LinkShape]) }, errors: faults,
      handle: async (ctx, { params, query, baseUrl }) => {
        const links = (await ctx.read((tx) => readRemoteLinks(tx, ctx, params.issue, query.globalId === undefined ? {} : { globalId: query.globalId }))).map((link) => shown(baseUrl, params.issue, link));
        if (query.globalId === undefined) return links;
        if (links[0] === undefined) throw errors.link_not_found();
        return links[0];
      },
    }),
    tenantRoute({
      ...view, path: `${path}/:link`, summary: 'One link to another system', params: LinkParams, replies: { 200: LinkShape }, errors: faults,
      handle: async (ctx, { params, baseUrl }) => {
        const [link] = await ctx.read((tx) => readRemoteLinks(tx, ctx, params.issue, { id: numberOf(params.link) }));
        if (link === undefined) throw errors.link_not_found();
        return shown(baseUrl, params.issue, link);
      },
    }),
    tenantRoute({
      ...work, method: 'POST', path, summary: 'Link an issue to another system, or change the link of this global id', audit: ['tracker_remote_link_created', 'tracker_remote_link_updated'] as const, params: IssueParams, body: LinkBody, replies: { 201: bean({ id: Type.Number(), self: Type.String() }), 200: bean({ id: Type.Number(), self: Type.String() }) }, errors: faults,
      handle: async (ctx, { params, body, baseUrl }) => {
        const { id, created } = await putRemoteLink(ctx, params.issue, null, body);
        return new JsonReply(created ? 201 : 200, { id, self: `${baseUrl}/rest/api/3/issue/${params.issue}/remotelink/${id}` });
      },
    }),
    tenantRoute({ ...work, method: 'PUT', path: `${path}/:link`, summary: 'Change a link to another system', audit: 'tracker_remote_link_updated', params: LinkParams, body: LinkBody, replies: { 204: null }, errors: faults, handle: async (ctx, { params, body }) => { await putRemoteLink(ctx, params.issue, numberOf(params.link), body); } }),
    tenantRoute({ ...work, method: 'DELETE', path: `${path}/:link`, summary: 'Remove a link to another system', audit: 'tracker_remote_link_deleted', params: LinkParams, replies: { 204: null }, errors: faults, handle: async (ctx, { params }) => { await removeRemoteLink(ctx, params.issue, { id: numberOf(params.link) }); } }),
    tenantRoute({
      ...work, method: 'DELETE', path, summary: 'Remove the link of this global id', audit: 'tracker_remote_link_deleted', params: IssueParams, query: Type.Object({ globalId: Type.String({ maxLength: 255 }) }), replies: { 204: null }, errors: faults,
      handle: async (ctx, { params, query }) => { await removeRemoteLink(ctx, params.issue, { globalId: query.globalId }); },
    }),
  ];
}

function propertyRoutes(): readonly Route[] {
  const path = '/rest/api/3/issue/:issue/properties';
  const faults = [errors.issue_not_found, errors.property_not_found, errors.fields_invalid] as const;
  return [
    tenantRoute({
      ...view, path, summary: 'Keys of an issue\'s properties', params: IssueParams, replies: { 200: bean({ keys: Type.Array(bean({ self: Type.String(), key: Type.String() })) }) }, errors: faults,
      handle: async (ctx, { params, baseUrl }) => ({ keys: (await ctx.read((tx) => readProperties(tx, ctx, params.issue, null))).map(({ key }) => ({ self: `${baseUrl}/rest/api/3/issue/${params.issue}/properties/${encodeURIComponent(key)}`, key })) }),
    }),
    tenantRoute({
      ...view, path: `${path}/:key`, summary: 'A property of an issue', params: PropertyParams, replies: { 200: bean({ key: Type.String() }) }, errors: faults,
      handle: async (ctx, { params }) => {
        const [property] = await ctx.read((tx) => readProperties(tx, ctx, params.issue, params.key));
        if (property === undefined) throw errors.property_not_found();
        return property;
      },
    }),
    tenantRoute({
      ...work, method: 'PUT', path: `${path}/:key`, summary: 'Set a property of an issue', audit: 'tracker_issue_property_set', params: PropertyParams, body: Type.Unknown(), replies: { 200: null, 201: null }, errors: faults,
      handle: async (ctx, { params, body }) => new JsonReply((await putProperty(ctx, params.issue, params.key, body)) ? 201 : 200, null),
    }),
    tenantRoute({ ...work, method: 'DELETE', path: `${path}/:key`, summary: 'Remove a property of an issue', audit: 'tracker_issue_property_removed', params: PropertyParams, replies: { 204: null }, errors: faults, handle: async (ctx, { params }) => { await removeProperty(ctx, params.issue, params.key); } }),
  ];
}
