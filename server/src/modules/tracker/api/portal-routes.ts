/** Doors of the portal: forms, one's own requests, and how a project sets its portal up. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { requireLevel } from '../access.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { commentOnRequest, makeRequest, openRequestType, setPortal, visibleRequest } from '../portal.ts';
import { openRequestTypes, ownRequests, publicComments, readRequestType, requestTypesOf, type RequestRow } from '../portal-store.ts';
import { customFieldBean, priorityBean, systemFieldBeans } from '../show-configuration.ts';
import { openAdf } from '../show-issue.ts';
import { findPeople } from '../show-people.ts';
import { visibleProject } from './project-routes.ts';
import { jiraBase, ownMount, type ApiDependencies } from './answers.ts';
import { bean, Document, IdParams, numberOf, ProjectParams } from './shapes.ts';

const Text = Type.String({ maxLength: 1_000 });
const Long = Type.Optional(Type.String({ maxLength: limits.descriptionCharacters }));
const PortalShape = Type.Object({
  open: Type.Boolean(),
  types: Type.Array(Type.Object({ id: Type.Optional(Type.String({ maxLength: 30 })), name: Text, description: Long, issueType: Type.String({ maxLength: 300 }), fields: Type.Array(Type.Object({ id: Type.String({ maxLength: 100 }), required: Type.Boolean(), help: Long }), { maxItems: 100 }) }), { maxItems: 100 }),
});
const RequestShape = bean({ key: Type.String(), summary: Type.String(), status: bean({ name: Type.String(), category: Type.String() }), created: Type.String(), updated: Type.String() });
const KeyParams = Type.Object({ key: Type.String({ maxLength: 300 }) });

export function createPortalRoutes({ people }: ApiDependencies): readonly Route[] {
  const ask = { mount: ownMount, permission: 'tracker.portal.use' } as const;
  const shown = async (tx: ReadTx, row: RequestRow) => {
    const status = (await readConfiguration(tx)).status.get(row.status_id);
    return {
      key: row.key, summary: tx.sealer.open(sealedIn.issue.summary, row.id, row.summary), status: { name: status?.name ?? '', category: status?.category ?? 'undefined' }, created: row.asked_at.toISOString(), updated: row.updated_at.toISOString(),
      ...(row.type_name === null || row.type_id === null ? {} : { type: tx.sealer.open(sealedIn.requestType.name, row.type_id, row.type_name) }),
    };
  };
  const portal = (ctx: Ctx, reference: string) => ctx.read(async (tx) => {
    const project = await visibleProject(tx, ctx, reference);
    requireLevel(project.level, 'admin');
    const types = (await requestTypesOf(tx, project.id)).map((row) => openRequestType(tx, row));
    return { open: types.length > 0, types: types.map((type) => ({ ...type, id: String(type.id), issueType: String(type.issueType) })) };
  });
  return [
    tenantRoute({
      ...ask, method: 'GET', path: '/portal', summary: 'What one may ask teams for', replies: { 200: bean({ projects: Type.Array(bean({ key: Type.String(), name: Type.String() })) }) },
      handle: (ctx) => ctx.read(async (tx) => ({
        projects: [...Map.groupBy(await openRequestTypes(tx), ({ project_id }) => project_id).values()].flatMap(([first, ...more]) => (first === undefined ? [] : [{
          key: first.project_key, name: tx.sealer.open(sealedIn.project.name, first.project_id, first.project_name), requestTypes: [first, ...more].map((row) => { const { id, name, description } = openRequestType(tx, row); return { id: String(id), name, description }; }),
        }])),
      })),
    }),
    tenantRoute({
      ...ask, method: 'GET', path: '/portal/types/:id', summary: 'The form of a request type', params: IdParams, replies: { 200: bean({ id: Type.String(), name: Type.String(), fields: Type.Array(bean({ id: Type.String(), required: Type.Boolean() })) }) }, errors: [errors.item_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const row = await readRequestType(tx, numberOf(params.id));
        if (row === undefined) throw errors.item_not_found();
        const type = openRequestType(tx, row);
        const configuration = await readConfiguration(tx);
        const beans = new Map([...systemFieldBeans(), ...configuration.customField.all.map(customFieldBean)].map((field) => [field.id, field]));
        return {
          id: String(type.id), name: type.name, description: type.description, projectKey: row.project_key,
          fields: type.fields.map(({ id, required, help }) => ({ id, name: beans.get(id)?.name ?? id, required, schema: beans.get(id)?.schema, ...(help === '' ? {} : { help }), ...(id === 'priority' ? { allowedValues: configuration.priority.all.map((item) => priorityBean(jiraBase(baseUrl), item)) } : {}) })),
        };
      }),
    }),
    tenantRoute({
      ...ask, method: 'POST', effect: 'write', audit: 'tracker_request_made', path: '/portal/types/:id/requests', summary: 'Ask for something', params: IdParams, body: Type.Object({ fields: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()) }), replies: { 201: bean({ key: Type.String() }) }, errors: [errors.item_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body }) => ({ key: await makeRequest(ctx, people, numberOf(params.id), body.fields) }),
    }),
    tenantRoute({
      ...ask, method: 'GET', path: '/portal/requests', summary: 'One\'s own requests', query: Type.Object({ nextPageToken: Type.Optional(Type.String({ maxLength: 200 })) }), replies: { 200: bean({ items: Type.Array(RequestShape), isLast: Type.Boolean() }) }, errors: [errors.page_token_invalid],
      handle: (ctx, { query }) => ctx.read(async (tx) => {
        const { accountId } = ctx.actor;
        const rows = accountId === null ? [] : await ownRequests(tx, accountId, query.nextPageToken === undefined ? null : readToken(query.nextPageToken), 51);
        const page = rows.slice(0, 50);
        const last = page.at(-1);
        return { items: await Promise.all(page.map((row) => shown(tx, row))), isLast: rows.length <= 50, ...(rows.length > 50 && last !== undefined ? { nextPageToken: Buffer.from(`${last.asked_at.toISOString()} ${last.id}`).toString('base64url') } : {}) };
      }),
    }),
    tenantRoute({
      ...ask, method: 'GET', path: '/portal/requests/:key', summary: 'One request of one\'s own', params: KeyParams, replies: { 200: RequestShape }, errors: [errors.issue_not_found],
      handle: (ctx, { params }) => ctx.read(async (tx) => {
        const row = await visibleRequest(tx, ctx, params.key);
        const comments = await publicComments(tx, row.id);
        const known = await findPeople(tx, ctx, people, comments.map(({ author }) => author));
        return {
          ...(await shown(tx, row)), description: row.description === null ? null : openAdf(tx.sealer, sealedIn.issue.description, row.id, row.description),
          comments: comments.map(({ id, author, body, created_at }) => ({ id: String(id), author: { displayName: author === null ? '' : (known.get(author)?.name ?? '') }, mine: author === ctx.actor.accountId, body: openAdf(tx.sealer, sealedIn.comment.body, id, body), created: created_at.toISOString() })),
        };
      }),
    }),
    tenantRoute({
      ...ask, method: 'POST', effect: 'write', audit: 'tracker_request_commented', path: '/portal/requests/:key/comments', summary: 'Add to a request of one\'s own', params: KeyParams, body: Type.Object({ body: Document }), replies: { 201: bean({ id: Type.String() }) }, errors: [errors.issue_not_found],
      handle: async (ctx, { params, body }) => ({ id: String(await commentOnRequest(ctx, params.key, body.body)) }),
    }),
    tenantRoute({ mount: ownMount, permission: 'tracker.project.manage', method: 'GET', path: '/projects/:project/portal', summary: 'How a project\'s portal is set up', params: ProjectParams, replies: { 200: PortalShape }, errors: [errors.project_not_found], handle: (ctx, { params }) => portal(ctx, params.project) }),
    tenantRoute({
      mount: ownMount, permission: 'tracker.project.manage', effect: 'write', audit: 'tracker_portal_changed', method: 'PUT', path: '/projects/:project/portal', summary: 'Set a project\'s portal up; without types it is closed', params: ProjectParams, body: PortalShape, replies: { 200: PortalShape }, errors: [errors.project_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body }) => {
        await setPortal(ctx, params.project, (body.open ? body.types : []).map(({ name, description, issueType, fields }) => ({ name, description: description ?? '', issueType, fields: fields.map(({ id, required, help }) => ({ id, required, help: help ?? '' })) })));
        return portal(ctx, params.project);
      },
    }),
  ];
}

function readToken(token: string): { readonly at: Date; readonly id: number } {
  const match = /^(\S{24,30}) (\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  const at = new Date(match?.[1] ?? '');
  if (match === null || Number.isNaN(at.getTime())) throw errors.page_token_invalid();
  return { at, id: Number(match[2]) };
}
