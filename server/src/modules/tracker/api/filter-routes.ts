/** Doors of saved filters: one's own, shared and favourite ones. */
import { Type, type Static } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { listFilters, readFilter, type FilterRow } from '../filter-store.ts';
import { limits } from '../limits.ts';
import { changeFilter, createFilter, deleteFilter, filterShares, giveFilterTo, markFilter, openFilter } from '../manage-filters.ts';
import { foldText } from '../match-text.ts';
import { resolveShares, shareBean, ShareShape } from '../share-input.ts';
import { parsePersonKey, type PeopleShown } from '../show-people.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { FilterShape, IdParams, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const filtersListedMax = 5_000;
const Body = Type.Object({ name: Type.Optional(Type.String({ maxLength: 1_000 })), description: Type.Optional(Type.String({ maxLength: 40_000 })), jql: Type.Optional(Type.String({ maxLength: limits.jqlCharacters })), sharePermissions: Type.Optional(Type.Array(ShareShape, { maxItems: 50 })) });
const OwnerBody = Type.Object({ accountId: Type.String({ maxLength: 100 }) });

interface Shown { readonly tx: ReadTx; readonly base: string; readonly people: PeopleShown; readonly groups: ReadonlyMap<string, string>; readonly writable: (row: FilterRow) => boolean }

function filterBean({ tx, base, people, groups, writable }: Shown, row: FilterRow) {
  const roles = (row.shares ?? []).filter(({ kind, group_id }) => kind === 'role' || group_id !== null).map((share) => ({
    id: share.id, type: share.kind === 'role' ? 'project' : 'group', ...(share.project_id === null ? {} : { project: { id: String(share.project_id) } }), ...(share.role_id === null ? {} : { role: { id: share.role_id } }), ...(share.group_id === null ? {} : { group: { groupId: String(share.group_id) } }),
  }));
  return {
    self: `${base}/rest/api/3/filter/${row.id}`, id: String(row.id), ...openFilter(tx, row), owner: people.bean(row.owner) ?? undefined, favourite: row.favourite, favouritedCount: row.favourite_count, isWritable: writable(row),
    sharePermissions: [...filterShares(row).map((share, index) => shareBean(share, index, people, groups)), ...roles], editPermissions: [], subscriptions: { size: 0, items: [], 'max-results': 0, 'start-index': 0, 'end-index': 0 },
  };
}

export function createFilterRoutes({ people }: ApiDependencies): readonly Route[] {
  async function beans(tx: ReadTx, ctx: Ctx, base: string, rows: readonly FilterRow[]) {
    const viewer = viewerOf(ctx);
    const persons = rows.flatMap(({ owner, shares }) => [owner, ...(shares ?? []).map(({ kind, person }) => (kind === 'person' ? person : null))]);
    const showing = await showingOf(tx, ctx, people, base, await readConfiguration(tx), persons);
    const groups = new Map((await people.groups(ctx.tenant.organizationId)).map(({ id, name }) => [id, name]));
    return rows.map((row) => filterBean({ tx, base, people: showing.people, groups, writable: ({ owner }) => viewer.all || owner === viewer.accountId }, row));
  }
  const list = (ctx: Ctx, base: string, keep: (row: FilterRow) => boolean) => ctx.read(async (tx) => beans(tx, ctx, base, (await listFilters(tx, viewerOf(ctx), filtersListedMax)).filter(keep)));
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const row = await readFilter(tx, viewerOf(ctx), id);
    const [shown] = row === undefined ? [] : await beans(tx, ctx, base, [row]);
    if (shown === undefined) throw errors.filter_not_found();
    return shown;
  });
  const inputOf = (ctx: Ctx, { sharePermissions, ...input }: Static<typeof Body>) => ctx.read(async (tx) => ({ ...input, ...(sharePermissions === undefined ? {} : { shares: await resolveShares(tx, ctx, people, sharePermissions) }) }));
  const view = { method: 'GET', permission: 'tracker.project.view' } as const;
  const edit = { permission: 'tracker.filter.edit', effect: 'write' } as const;
  return [
    tenantRoute({
      ...view, path: '/rest/api/3/filter/search', summary: 'Filters by page, searched by name', query: Type.Object({ ...paging, filterName: Type.Optional(Type.String({ maxLength: 300 })) }), replies: { 200: pageShape(FilterShape) },
      handle: async (ctx, { query, baseUrl }) => {
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
        const found = (await list(ctx, baseUrl, () => true)).filter(({ name }) => foldText(name).includes(foldText(query.filterName ?? '')));
        return pageOf(found.slice(startAt, startAt + maxResults).map((filter) => ({ ...filter, subscriptions: [] })), found.length, startAt, maxResults, `${baseUrl}/rest/api/3/filter/search`);
      },
    }),
    tenantRoute({ ...view, path: '/rest/api/3/filter/my', summary: 'One\'s own filters', replies: { 200: Type.Array(FilterShape) }, handle: (ctx, { baseUrl }) => list(ctx, baseUrl, ({ owner }) => owner !== null && owner === ctx.actor.accountId) }),
    tenantRoute({ ...view, path: '/rest/api/3/filter/favourite', summary: 'One\'s favourite filters', replies: { 200: Type.Array(FilterShape) }, handle: (ctx, { baseUrl }) => list(ctx, baseUrl, ({ favourite }) => favourite) }),
    tenantRoute({ ...view, path: '/rest/api/3/filter', summary: 'All filters that one may see', hidden: true, replies: { 200: Type.Array(FilterShape) }, handle: (ctx, { baseUrl }) => list(ctx, baseUrl, () => true) }),
    tenantRoute({ ...view, path: '/rest/api/3/filter/:id', summary: 'Read a filter', params: IdParams, replies: { 200: FilterShape }, errors: [errors.filter_not_found], handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...edit, method: 'POST', path: '/rest/api/3/filter', summary: 'Keep a filter', audit: 'tracker_filter_created', body: Body, replies: { 200: FilterShape }, errors: [errors.jql_invalid, errors.fields_invalid, errors.limit_reached],
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createFilter(ctx, await inputOf(ctx, body))),
    }),
    tenantRoute({
      ...edit, method: 'PUT', path: '/rest/api/3/filter/:id', summary: 'Change a filter', audit: 'tracker_filter_updated', params: IdParams, body: Body, replies: { 200: FilterShape }, errors: [errors.filter_not_found, errors.jql_invalid, errors.fields_invalid],
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeFilter(ctx, numberOf(params.id), await inputOf(ctx, body));
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...edit, method: 'DELETE', path: '/rest/api/3/filter/:id', summary: 'Remove a filter', audit: 'tracker_filter_deleted', params: IdParams, replies: { 204: null }, errors: [errors.filter_not_found],
      handle: async (ctx, { params }) => { await deleteFilter(ctx, numberOf(params.id)); },
    }),
    ...([['PUT', true, 'tracker_filter_starred', 'Star a filter'], ['DELETE', false, 'tracker_filter_unstarred', 'Take the star off a filter']] as const).map(([method, starred, audit, summary]) => tenantRoute({
      ...edit, method, path: '/rest/api/3/filter/:id/favourite', summary, audit, params: IdParams, replies: { 200: FilterShape }, errors: [errors.filter_not_found],
      handle: async (ctx, { params, baseUrl }) => {
        await markFilter(ctx, numberOf(params.id), starred);
        return one(ctx, baseUrl, numberOf(params.id));
      },
    })),
    tenantRoute({
      ...edit, method: 'PUT', path: '/rest/api/3/filter/:id/owner', summary: 'Give a filter to somebody else', audit: 'tracker_filter_owner_changed', params: IdParams, body: OwnerBody, replies: { 204: null }, errors: [errors.filter_not_found, errors.person_not_found],
      handle: async (ctx, { params, body }) => {
        const owner = parsePersonKey(body.accountId);
        if (owner === undefined) throw errors.person_not_found();
        await giveFilterTo(ctx, people, numberOf(params.id), owner);
      },
    }),
    tenantRoute({
      ...view, path: '/rest/api/3/filter/:id/permission', summary: 'With whom a filter is shared', params: IdParams, replies: { 200: Type.Array(Type.Unknown()) }, errors: [errors.filter_not_found],
      handle: async (ctx, { params, baseUrl }) => (await one(ctx, baseUrl, numberOf(params.id))).sharePermissions,
    }),
  ];
}
