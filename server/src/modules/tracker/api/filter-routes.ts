/** Doors of saved filters: one's own, shared and favourite ones. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { listFilters, readFilter, type FilterRow } from '../filter-store.ts';
import { limits } from '../limits.ts';
import { changeFilter, createFilter, deleteFilter, openFilter } from '../manage-filters.ts';
import { foldText } from '../match-text.ts';
import type { PeopleShown } from '../show-people.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { FilterShape, IdParams, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const filtersListedMax = 5_000;
const Body = Type.Object({ name: Type.Optional(Type.String({ maxLength: 1_000 })), description: Type.Optional(Type.String({ maxLength: 40_000 })), jql: Type.Optional(Type.String({ maxLength: limits.jqlCharacters })) });

function filterBean(tx: ReadTx, base: string, people: PeopleShown, row: FilterRow) {
  return {
    self: `${base}/rest/api/3/filter/${row.id}`, id: String(row.id), ...openFilter(tx, row), owner: people.bean(row.owner) ?? undefined, favourite: row.favourite, favouritedCount: row.favourite_count,
    sharePermissions: (row.shares ?? []).map((share) => ({
      id: share.id, type: share.kind === 'person' ? 'user' : share.kind === 'role' ? 'project' : share.kind === 'authenticated' ? 'loggedin' : share.kind,
      ...(share.project_id === null ? {} : { project: { id: String(share.project_id) } }), ...(share.role_id === null ? {} : { role: { id: share.role_id } }), ...(share.group_id === null ? {} : { group: { groupId: String(share.group_id) } }),
    })), editPermissions: [], subscriptions: { size: 0, items: [], 'max-results': 0, 'start-index': 0, 'end-index': 0 },
  };
}

export function createFilterRoutes({ people }: ApiDependencies): readonly Route[] {
  const list = (ctx: Ctx, base: string, keep: (row: FilterRow) => boolean) => ctx.read(async (tx) => {
    const rows = (await listFilters(tx, viewerOf(ctx), filtersListedMax)).filter(keep);
    const showing = await showingOf(tx, ctx, people, base, await readConfiguration(tx), rows.map(({ owner }) => owner));
    return rows.map((row) => filterBean(tx, base, showing.people, row));
  });
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const row = await readFilter(tx, viewerOf(ctx), id);
    if (row === undefined) throw errors.filter_not_found();
    const showing = await showingOf(tx, ctx, people, base, await readConfiguration(tx), [row.owner]);
    return filterBean(tx, base, showing.people, row);
  });
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
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createFilter(ctx, body)),
    }),
    tenantRoute({
      ...edit, method: 'PUT', path: '/rest/api/3/filter/:id', summary: 'Change a filter', audit: 'tracker_filter_updated', params: IdParams, body: Body, replies: { 200: FilterShape }, errors: [errors.filter_not_found, errors.jql_invalid, errors.fields_invalid],
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeFilter(ctx, numberOf(params.id), body);
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...edit, method: 'DELETE', path: '/rest/api/3/filter/:id', summary: 'Remove a filter', audit: 'tracker_filter_deleted', params: IdParams, replies: { 204: null }, errors: [errors.filter_not_found],
      handle: async (ctx, { params }) => { await deleteFilter(ctx, numberOf(params.id)); },
    }),
  ];
}
