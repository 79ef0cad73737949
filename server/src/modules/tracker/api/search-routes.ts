/** Doors of search. The old one counts everything and pages by offset; the new one goes on from a token. */
import { Type, type Static } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { countIssues, searchIssues, searchWithTotal } from '../search-issues.ts';
import { systemFieldBeans, customFieldBean } from '../show-configuration.ts';
import { FieldChoice } from '../show-issue.ts';
import { showIssues, type ApiDependencies } from './answers.ts';
import { bean, expandOf, IssueShape, paging } from './shapes.ts';

const Words = Type.Array(Type.String({ maxLength: 4_000 }), { maxItems: 300 });
const Expand = Type.Union([Type.String({ maxLength: 500 }), Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 })]);
const JqlQueryString = Type.Object({ jql: Type.Optional(Type.String()), nextPageToken: Type.Optional(Type.String({ maxLength: 2_000 })), maxResults: Type.Optional(Type.Integer()), fields: Type.Optional(Words), expand: Type.Optional(Type.String({ maxLength: 500 })) });
const JqlBody = Type.Object({ jql: Type.Optional(Type.String()), nextPageToken: Type.Optional(Type.String({ maxLength: 2_000 })), maxResults: Type.Optional(Type.Integer()), fields: Type.Optional(Words), expand: Type.Optional(Expand) });
const OldQueryString = Type.Object({ jql: Type.Optional(Type.String()), ...paging, fields: Type.Optional(Words), expand: Type.Optional(Type.String({ maxLength: 500 })) });
const OldBody = Type.Object({ jql: Type.Optional(Type.String()), startAt: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })), maxResults: Type.Optional(Type.Integer()), fields: Type.Optional(Words), expand: Type.Optional(Expand) });
const PageShape = bean({ issues: Type.Array(IssueShape), nextPageToken: Type.Optional(Type.String()), isLast: Type.Boolean() });
const OldPageShape = bean({ startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number(), issues: Type.Array(IssueShape) });

function expansion(expand: string | readonly string[] | undefined): ReadonlySet<string> {
  return expandOf(typeof expand === 'string' || expand === undefined ? expand : expand.join(','));
}

function pageSize(wanted: number | undefined): number {
  return Math.min(Math.max(wanted ?? 50, 1), limits.issuesPerPage);
}

export function createSearchRoutes({ people }: ApiDependencies): readonly Route[] {
  async function page(ctx: Ctx, base: string, request: Static<typeof JqlBody>) {
    return ctx.read(async (tx) => {
      const choice = new FieldChoice(request.fields ?? [], 'none');
      const expand = expansion(request.expand);
      const found = await searchIssues(tx, ctx, people, { jql: request.jql ?? '', parts: choice.parts(expand), limit: pageSize(request.maxResults), pageToken: request.nextPageToken });
      const issues = await showIssues(tx, ctx, people, base, found.configuration, found.rows, choice, expand);
      const fields = [...systemFieldBeans(), ...found.configuration.customField.all.map(customFieldBean)].filter(({ id }) => choice.has(id));
      return {
        issues, isLast: found.nextPageToken === null, ...(found.nextPageToken === null ? {} : { nextPageToken: found.nextPageToken }),
        ...(expand.has('names') ? { names: Object.fromEntries(fields.map(({ id, name }) => [id, name])) } : {}), ...(expand.has('schema') ? { schema: Object.fromEntries(fields.map(({ id, schema }) => [id, schema])) } : {}),
      };
    });
  }
  async function oldPage(ctx: Ctx, base: string, request: Static<typeof OldBody>) {
    return ctx.read(async (tx) => {
      const choice = new FieldChoice(request.fields ?? [], '*navigable');
      const startAt = request.startAt ?? 0;
      const maxResults = request.maxResults === 0 ? 0 : pageSize(request.maxResults);
      const found = await searchWithTotal(tx, ctx, people, { jql: request.jql ?? '', parts: choice.parts(), limit: maxResults, startAt });
      return { expand: 'schema,names', startAt, maxResults, total: found.total, issues: await showIssues(tx, ctx, people, base, found.configuration, found.rows, choice, expansion(request.expand)) };
    });
  }
  const shared = { permission: 'tracker.project.view', errors: [errors.jql_invalid, errors.search_too_broad, errors.page_token_invalid] } as const;
  return [
    tenantRoute({ ...shared, method: 'GET', path: '/rest/api/3/search/jql', summary: 'Search issues by JQL', query: JqlQueryString, replies: { 200: PageShape }, handle: (ctx, { query, baseUrl }) => page(ctx, baseUrl, query) }),
    tenantRoute({ ...shared, method: 'POST', path: '/rest/api/3/search/jql', summary: 'Search issues by JQL', body: JqlBody, replies: { 200: PageShape }, handle: (ctx, { body, baseUrl }) => page(ctx, baseUrl, body) }),
    tenantRoute({ ...shared, method: 'GET', path: '/rest/api/3/search', summary: 'Search issues by JQL, with a total', query: OldQueryString, replies: { 200: OldPageShape }, handle: (ctx, { query, baseUrl }) => oldPage(ctx, baseUrl, query) }),
    tenantRoute({ ...shared, method: 'POST', path: '/rest/api/3/search', summary: 'Search issues by JQL, with a total', body: OldBody, replies: { 200: OldPageShape }, handle: (ctx, { body, baseUrl }) => oldPage(ctx, baseUrl, body) }),
    tenantRoute({
      ...shared, method: 'POST', path: '/rest/api/3/search/approximate-count', summary: 'How many issues a JQL finds', body: Type.Object({ jql: Type.Optional(Type.String()) }), replies: { 200: bean({ count: Type.Number() }) },
      handle: (ctx, { body }) => ctx.read(async (tx) => ({ count: await countIssues(tx, ctx, people, body.jql ?? '') })),
    }),
  ];
}
