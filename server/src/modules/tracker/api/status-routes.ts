/** Doors of statuses in the plural, as the public API manages them: several at once, all in one transaction. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { readConfiguration, type ConfiguredItem } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import type { StatusCategory } from '../importing.ts';
import { limits } from '../limits.ts';
import { changeItemIn, createItemIn, deleteItem } from '../manage-configuration.ts';
import { foldText } from '../match-text.ts';
import { bean, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const outward: Readonly<Record<StatusCategory, string>> = { new: 'TODO', indeterminate: 'IN_PROGRESS', done: 'DONE', undefined: 'TODO' };
const inward: Readonly<Record<string, StatusCategory>> = { TODO: 'new', IN_PROGRESS: 'indeterminate', DONE: 'done' };
const StatusShape = bean({ id: Type.String(), name: Type.String(), statusCategory: Type.String() });
const Category = Type.String({ enum: ['TODO', 'IN_PROGRESS', 'DONE'] });
const Text = Type.String({ maxLength: 1_000 });
const Description = Type.Optional(Type.String({ maxLength: limits.descriptionCharacters }));
const Ids = Type.Array(Type.String({ maxLength: 300 }), { maxItems: 100 });
const statusBean = (item: ConfiguredItem) => ({ id: String(item.id), name: item.name, description: item.description, statusCategory: outward[item.category], scope: { type: 'GLOBAL' }, usages: [], workflowUsages: [] });
const listed = (ids: readonly string[] | undefined) => (ids ?? []).flatMap((text) => text.split(',')).map(numberOf);

export function createStatusRoutes(): readonly Route[] {
  const some = (ctx: Ctx, ids: readonly number[] | null) => ctx.read(async (tx) => (await readConfiguration(tx)).status.all.filter(({ id }) => ids?.includes(id) !== false).map(statusBean));
  const view = { method: 'GET', permission: 'tracker.site.view' } as const;
  const configure = { permission: 'tracker.site.configure', effect: 'write', path: '/rest/api/3/statuses' } as const;
  return [
    tenantRoute({ ...view, path: '/rest/api/3/statuses', summary: 'Statuses by id', query: Type.Object({ id: Type.Optional(Ids) }), replies: { 200: Type.Array(StatusShape) }, handle: (ctx, { query }) => some(ctx, query.id === undefined ? null : listed(query.id)) }),
    tenantRoute({
      ...view, path: '/rest/api/3/statuses/search', summary: 'Find statuses', query: Type.Object({ ...paging, searchString: Type.Optional(Type.String({ maxLength: 300 })), statusCategory: Type.Optional(Type.String({ maxLength: 30 })) }), replies: { 200: pageShape(StatusShape) },
      handle: async (ctx, { query }) => {
        const wanted = foldText(query.searchString ?? '');
        const all = (await some(ctx, null)).filter((status) => foldText(status.name).includes(wanted) && (query.statusCategory === undefined || status.statusCategory === query.statusCategory));
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 200, limits.itemsPerPage);
        return pageOf(all.slice(startAt, startAt + maxResults), all.length, startAt, maxResults);
      },
    }),
    tenantRoute({
      ...configure, method: 'POST', summary: 'Make statuses', audit: 'tracker_status_created', replies: { 200: Type.Array(StatusShape) }, errors: [errors.fields_invalid, errors.name_taken],
      body: Type.Object({ scope: Type.Optional(Type.Unknown()), statuses: Type.Array(Type.Object({ name: Text, statusCategory: Category, description: Description }), { minItems: 1, maxItems: 100 }) }),
      handle: async (ctx, { body }) => {
        const ids = await ctx.tx(async (tx) => {
          const made: number[] = [];
          for (const { name, statusCategory, description } of body.statuses) made.push(await createItemIn(tx, 'status', { name, description, category: inward[statusCategory] }));
          return made;
        });
        return some(ctx, ids);
      },
    }),
    tenantRoute({
      ...configure, method: 'PUT', summary: 'Change statuses', audit: 'tracker_status_updated', replies: { 204: null }, errors: [errors.item_not_found, errors.fields_invalid, errors.name_taken],
      body: Type.Object({ statuses: Type.Array(Type.Object({ id: Type.String({ maxLength: 30 }), name: Type.Optional(Text), statusCategory: Type.Optional(Category), description: Description }), { minItems: 1, maxItems: 100 }) }),
      handle: (ctx, { body }) => ctx.tx(async (tx) => {
        for (const { id, name, statusCategory, description } of body.statuses) await changeItemIn(tx, 'status', numberOf(id), { name, description, category: statusCategory === undefined ? undefined : inward[statusCategory] });
      }),
    }),
    tenantRoute({
      ...configure, method: 'DELETE', summary: 'Remove statuses that no workflow has and no issue', audit: 'tracker_status_deleted', query: Type.Object({ id: Ids }), replies: { 204: null }, errors: [errors.item_not_found, errors.in_use],
      handle: async (ctx, { query }) => { for (const id of listed(query.id)) await deleteItem(ctx, 'status', id, null); },
    }),
  ];
}
