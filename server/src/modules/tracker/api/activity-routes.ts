/** Doors of what people do on issues: comments, worklogs, watchers, votes, links. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { attachmentNames, listPersons, listWritten, placeOfIssue, readLink, readWritten, type IssuePlace } from '../activity-store.ts';
import { addComment, changeComment, deleteComment } from '../comment-issue.ts';
import { nothingConfigured, readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { parseIssueReference, readIssues } from '../issue-read-store.ts';
import { limits } from '../limits.ts';
import { linkIssues, unlinkIssues } from '../link-issues.ts';
import { addWorklog, changeWorklog, deleteWorklog } from '../log-work.ts';
import { linkTypeBean } from '../show-configuration.ts';
import { commentBean, htmlOptions, relatedBean, worklogBean } from '../show-issue.ts';
import { parsePersonKey } from '../show-people.ts';
import { setPresence } from '../watch-issue.ts';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { bean, CommentShape, Document, expandOf, IdParams, IssueParams, numberOf, paging, PersonShape, WorklogShape } from './shapes.ts';

const OnIssueParams = Type.Object({ issue: Type.String({ maxLength: 300 }), id: Type.String({ maxLength: 30 }) });
const Expand = Type.Object({ expand: Type.Optional(Type.String({ maxLength: 200 })) });
const CommentBody = Type.Object({ body: Document, visibility: Type.Optional(Type.Unknown()) });
const WorklogBody = Type.Object({ comment: Type.Optional(Document), started: Type.Optional(Type.String({ maxLength: 40 })), timeSpent: Type.Optional(Type.String({ maxLength: 100 })), timeSpentSeconds: Type.Optional(Type.Integer()) });
/** A number is what a command answered a moment ago; what is read on it asks for the viewer's rights again. */
const knownPlace = async (tx: ReadTx, ctx: Ctx, issue: string | number): Promise<{ readonly issue_id: number }> => (typeof issue === 'number' ? { issue_id: issue } : visiblePlace(tx, ctx, issue));

async function visiblePlace(tx: ReadTx, ctx: Ctx, issue: string): Promise<IssuePlace> {
  const reference = parseIssueReference(issue);
  const place = reference === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), reference);
  if (place === undefined) throw errors.issue_not_found();
  return place;
}

/** How rich text of this issue is rendered: pictures by the names of its attachments. */
async function htmlOf(tx: ReadTx, base: string, issueId: number) {
  return htmlOptions(base, tx.sealer, await attachmentNames(tx, issueId));
}

export function createActivityRoutes(dependencies: ApiDependencies): readonly Route[] {
  return [...commentRoutes(dependencies), ...worklogRoutes(dependencies), ...presenceRoutes(dependencies), ...linkRoutes(dependencies)];
}

function commentRoutes({ people }: ApiDependencies): readonly Route[] {
  async function shown(ctx: Ctx, base: string, issue: string | number, id: number, rendered: boolean) {
    return ctx.read(async (tx) => {
      const place = await knownPlace(tx, ctx, issue);
      const row = await readWritten(tx, viewerOf(ctx), 'comment', place.issue_id, id);
      if (row === undefined) throw errors.comment_not_found();
      const showing = await showingOf(tx, ctx, people, base, nothingConfigured, [row.author, row.update_author]);
      return commentBean(showing, place.issue_id, row, rendered ? await htmlOf(tx, base, place.issue_id) : null);
    });
  }
  const rendered = (expand: string | undefined) => expandOf(expand).has('renderedBody');
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/comment', summary: 'Comments of an issue', permission: 'tracker.project.view', params: IssueParams,
      query: Type.Object({ ...paging, orderBy: Type.Optional(Type.String()), expand: Type.Optional(Type.String()) }),
      replies: { 200: bean({ startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number(), comments: Type.Array(CommentShape) }) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const place = await visiblePlace(tx, ctx, params.issue);
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.commentsShown);
        const { rows, total } = await listWritten(tx, viewerOf(ctx), 'comment', place.issue_id, { offset: startAt, limit: maxResults, descending: query.orderBy === '-created' });
        const showing = await showingOf(tx, ctx, people, baseUrl, nothingConfigured, rows.flatMap(({ author, update_author }) => [author, update_author]));
        const html = rendered(query.expand) && rows.length > 0 ? await htmlOf(tx, baseUrl, place.issue_id) : null;
        return { startAt, maxResults, total, comments: rows.map((row) => commentBean(showing, place.issue_id, row, html)) };
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/:issue/comment', summary: 'Comment on an issue', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_comment_added', params: IssueParams, query: Expand, body: CommentBody,
      replies: { 201: CommentShape }, errors: [errors.issue_not_found],
      handle: async (ctx, { params, query, body, baseUrl }) => {
        const { issueId, id } = await addComment(ctx, params.issue, body.body, body.visibility);
        return shown(ctx, baseUrl, issueId, id, rendered(query.expand));
      },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/comment/:id', summary: 'Read a comment', permission: 'tracker.project.view', params: OnIssueParams, query: Expand, replies: { 200: CommentShape }, errors: [errors.comment_not_found],
      handle: (ctx, { params, query, baseUrl }) => shown(ctx, baseUrl, params.issue, numberOf(params.id), rendered(query.expand)),
    }),
    tenantRoute({
      method: 'PUT', path: '/rest/api/3/issue/:issue/comment/:id', summary: 'Change a comment', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_comment_updated', params: OnIssueParams, query: Expand, body: CommentBody,
      replies: { 200: CommentShape }, errors: [errors.comment_not_found, errors.comment_not_yours],
      handle: async (ctx, { params, query, body, baseUrl }) => {
        const { issueId } = await changeComment(ctx, params.issue, numberOf(params.id), body.body, body.visibility);
        return shown(ctx, baseUrl, issueId, numberOf(params.id), rendered(query.expand));
      },
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/issue/:issue/comment/:id', summary: 'Delete a comment', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_comment_deleted', params: OnIssueParams,
      replies: { 204: null }, errors: [errors.comment_not_found, errors.comment_not_yours],
      handle: async (ctx, { params }) => { await deleteComment(ctx, params.issue, numberOf(params.id)); },
    }),
  ];
}

function worklogRoutes({ people }: ApiDependencies): readonly Route[] {
  async function shown(ctx: Ctx, base: string, issue: string | number, id: number) {
    return ctx.read(async (tx) => {
      const place = await knownPlace(tx, ctx, issue);
      const row = await readWritten(tx, viewerOf(ctx), 'worklog', place.issue_id, id);
      if (row === undefined) throw errors.worklog_not_found();
      return worklogBean(await showingOf(tx, ctx, people, base, nothingConfigured, [row.author, row.update_author]), place.issue_id, row);
    });
  }
  const Estimate = Type.Object({ adjustEstimate: Type.Optional(Type.String()), newEstimate: Type.Optional(Type.String()) });
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/worklog', summary: 'Worklogs of an issue', permission: 'tracker.project.view', params: IssueParams,
      query: Type.Object({ ...paging, startedAfter: Type.Optional(Type.Integer()), startedBefore: Type.Optional(Type.Integer()) }),
      replies: { 200: bean({ startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number(), worklogs: Type.Array(WorklogShape) }) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const place = await visiblePlace(tx, ctx, params.issue);
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 5_000, 5_000);
        const { rows, total } = await listWritten(tx, viewerOf(ctx), 'worklog', place.issue_id, {
          offset: startAt, limit: maxResults, descending: false,
          from: query.startedAfter === undefined ? undefined : new Date(query.startedAfter), to: query.startedBefore === undefined ? undefined : new Date(query.startedBefore),
        });
        const showing = await showingOf(tx, ctx, people, baseUrl, nothingConfigured, rows.flatMap(({ author, update_author }) => [author, update_author]));
        return { startAt, maxResults, total, worklogs: rows.map((row) => worklogBean(showing, place.issue_id, row)) };
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/:issue/worklog', summary: 'Log work on an issue', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_worklog_added', params: IssueParams, query: Estimate, body: WorklogBody,
      replies: { 201: WorklogShape }, errors: [errors.issue_not_found, errors.fields_invalid],
      handle: async (ctx, { params, query, body, baseUrl }) => {
        const { issueId, id } = await addWorklog(ctx, params.issue, body, query);
        return shown(ctx, baseUrl, issueId, id);
      },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/worklog/:id', summary: 'Read a worklog', permission: 'tracker.project.view', params: OnIssueParams, replies: { 200: WorklogShape }, errors: [errors.worklog_not_found],
      handle: (ctx, { params, baseUrl }) => shown(ctx, baseUrl, params.issue, numberOf(params.id)),
    }),
    tenantRoute({
      method: 'PUT', path: '/rest/api/3/issue/:issue/worklog/:id', summary: 'Change a worklog', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_worklog_updated', params: OnIssueParams, body: WorklogBody,
      replies: { 200: WorklogShape }, errors: [errors.worklog_not_found, errors.comment_not_yours],
      handle: async (ctx, { params, body, baseUrl }) => {
        const { issueId } = await changeWorklog(ctx, params.issue, numberOf(params.id), body);
        return shown(ctx, baseUrl, issueId, numberOf(params.id));
      },
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/issue/:issue/worklog/:id', summary: 'Delete a worklog', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_worklog_deleted', params: OnIssueParams,
      replies: { 204: null }, errors: [errors.worklog_not_found, errors.comment_not_yours],
      handle: async (ctx, { params }) => { await deleteWorklog(ctx, params.issue, numberOf(params.id)); },
    }),
  ];
}

function presenceRoutes({ people }: ApiDependencies): readonly Route[] {
  const self = (ctx: Ctx): string => {
    if (ctx.actor.accountId === null) throw errors.person_not_found();
    return ctx.actor.accountId;
  };
  const other = (text: string): string => {
    const id = parsePersonKey(text);
    if (id === undefined) throw errors.person_not_found();
    return id;
  };
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/watchers', summary: 'Who watches an issue', permission: 'tracker.project.view', params: IssueParams, replies: { 200: bean({ watchCount: Type.Number(), isWatching: Type.Boolean(), watchers: Type.Array(PersonShape) }) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const place = await visiblePlace(tx, ctx, params.issue);
        const persons = await listPersons(tx, 'watcher', place.issue_id);
        const showing = await showingOf(tx, ctx, people, baseUrl, nothingConfigured, persons);
        return { self: `${baseUrl}/rest/api/3/issue/${params.issue}/watchers`, isWatching: ctx.actor.accountId !== null && persons.includes(ctx.actor.accountId), watchCount: persons.length, watchers: persons.map((person) => showing.people.bean(person)) };
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/:issue/watchers', summary: 'Watch an issue; the body is an account id as JSON text (or in an object), or nothing for oneself', permission: 'tracker.issue.follow', effect: 'write', audit: 'tracker_watcher_added', params: IssueParams,
      body: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null(), Type.Object({ accountId: Type.Optional(Type.String({ maxLength: 100 })) })])), replies: { 204: null }, errors: [errors.issue_not_found],
      handle: async (ctx, { params, body }) => {
        const person = typeof body === 'string' ? body : (body?.accountId ?? '');
        await setPresence(ctx, 'watcher', params.issue, person === '' ? self(ctx) : other(person), true);
      },
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/issue/:issue/watchers', summary: 'Stop watching an issue', permission: 'tracker.issue.follow', effect: 'write', audit: 'tracker_watcher_removed', params: IssueParams, query: Type.Object({ accountId: Type.Optional(Type.String()) }),
      replies: { 204: null }, errors: [errors.issue_not_found],
      handle: async (ctx, { params, query }) => { await setPresence(ctx, 'watcher', params.issue, query.accountId === undefined ? self(ctx) : other(query.accountId), false); },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/:issue/votes', summary: 'Who voted for an issue', permission: 'tracker.project.view', params: IssueParams, replies: { 200: bean({ votes: Type.Number(), hasVoted: Type.Boolean(), voters: Type.Array(PersonShape) }) }, errors: [errors.issue_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const place = await visiblePlace(tx, ctx, params.issue);
        const persons = await listPersons(tx, 'vote', place.issue_id);
        const showing = await showingOf(tx, ctx, people, baseUrl, nothingConfigured, persons);
        return { self: `${baseUrl}/rest/api/3/issue/${params.issue}/votes`, votes: persons.length, hasVoted: ctx.actor.accountId !== null && persons.includes(ctx.actor.accountId), voters: persons.map((person) => showing.people.bean(person)) };
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/:issue/votes', summary: 'Vote for an issue', permission: 'tracker.issue.follow', effect: 'write', audit: 'tracker_vote_added', params: IssueParams, replies: { 204: null }, errors: [errors.issue_not_found],
      handle: async (ctx, { params }) => { await setPresence(ctx, 'vote', params.issue, self(ctx), true); },
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/issue/:issue/votes', summary: 'Take a vote back', permission: 'tracker.issue.follow', effect: 'write', audit: 'tracker_vote_removed', params: IssueParams, replies: { 204: null }, errors: [errors.issue_not_found],
      handle: async (ctx, { params }) => { await setPresence(ctx, 'vote', params.issue, self(ctx), false); },
    }),
  ];
}

function linkRoutes({ people }: ApiDependencies): readonly Route[] {
  const Reference = Type.Unknown();
  return [
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issueLink', summary: 'Link two issues', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_linked', body: Type.Object({ type: Reference, inwardIssue: Reference, outwardIssue: Reference, comment: Type.Optional(Type.Unknown()) }),
      replies: { 201: null }, errors: [errors.issue_not_found, errors.fields_invalid],
      handle: async (ctx, { body }) => { await linkIssues(ctx, body); },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issueLink/:id', summary: 'Read a link', permission: 'tracker.project.view', params: IdParams, replies: { 200: bean({ id: Type.String() }) }, errors: [errors.link_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const viewer = viewerOf(ctx);
        const link = await readLink(tx, viewer, numberOf(params.id));
        if (link === undefined) throw errors.link_not_found();
        const configuration = await readConfiguration(tx);
        const [source, target] = await readIssues(tx, viewer, [link.source_id, link.target_id], new Set());
        const type = configuration.linkType.get(link.link_type_id);
        const showing = await showingOf(tx, ctx, people, baseUrl, configuration, []);
        const related = (row: NonNullable<typeof source>) => relatedBean(showing, { ...row, summary: `\\x${row.summary.toString('hex')}` });
        return {
          id: String(link.id), self: `${baseUrl}/rest/api/3/issueLink/${link.id}`, ...(type === undefined ? {} : { type: linkTypeBean(baseUrl, type) }),
          ...(source === undefined ? {} : { inwardIssue: related(source) }), ...(target === undefined ? {} : { outwardIssue: related(target) }),
        };
      }),
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/issueLink/:id', summary: 'Remove a link', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_issue_unlinked', params: IdParams, replies: { 204: null }, errors: [errors.link_not_found],
      handle: async (ctx, { params }) => { await unlinkIssues(ctx, numberOf(params.id)); },
    }),
  ];
}
