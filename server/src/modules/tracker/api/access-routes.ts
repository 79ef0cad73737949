/** `/api/v1/sites/{site}/tracker/containers/{key}/access`: who may enter a project, for the console. */
import { Type } from 'typebox';
import { groupIds, isUuid } from '../../../kernel/ids/index.ts';
import { everyonePrincipal, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { requireLevel } from '../access.ts';
import { errors } from '../errors.ts';
import { grantsOf, type GrantRow } from '../project-store.ts';
import { setProjectAccess } from '../set-project-access.ts';
import { findPeople, parsePersonKey, personKey } from '../show-people.ts';
import { ownMount, type ApiDependencies } from './answers.ts';
import { visibleProject } from './project-routes.ts';

const path = '/containers/:key/access';
const params = Type.Object({ key: Type.String({ maxLength: 300 }) });
const Subject = Type.Object({ kind: Type.String({ enum: ['account', 'group', 'everyone'] }), id: Type.Optional(Type.String({ maxLength: 100 })), name: Type.Optional(Type.String()) });
const AccessShape = Type.Object({ items: Type.Array(Type.Object({ subject: Subject, level: Type.String({ enum: ['read', 'write', 'admin'] }) }), { maxItems: 1_000 }) });

export function createAccessRoutes({ people }: ApiDependencies): readonly Route[] {
  async function shown(ctx: Ctx, grants: readonly GrantRow[]) {
    const groups = new Map((await people.groups(ctx.tenant.organizationId)).map(({ id, name }) => [id, name]));
    const persons = await ctx.read((tx) => findPeople(tx, ctx, people, grants.map(({ principal }) => principal).filter((id) => id !== everyonePrincipal && !groups.has(id))));
    return grants.map(({ principal, level }) => {
      if (principal === everyonePrincipal) return { subject: { kind: 'everyone' }, level };
      const group = groups.get(principal);
      if (group !== undefined) return { subject: { kind: 'group', id: groupIds.format(groupIds.fromUuid(principal)), name: group }, level };
      return { subject: { kind: 'account', id: personKey(principal), name: persons.get(principal)?.name ?? '' }, level };
    });
  }

  /** Who stands in the list already may stay; who is new must be of the organization. */
  async function principalOf(ctx: Ctx, held: ReadonlySet<string>, subject: { readonly kind: string; readonly id?: string }): Promise<string> {
    if (subject.kind === 'everyone') return everyonePrincipal;
    const text = subject.id ?? '';
    const id = subject.kind === 'group' ? (isUuid(text) ? text : groupIds.parse(text)) : parsePersonKey(text);
    if (id === undefined) throw errors.grant_invalid();
    if (held.has(id)) return id;
    const known = subject.kind === 'group' ? (await people.groups(ctx.tenant.organizationId)).some((group) => group.id === id) : (await people.byId(ctx.tenant.organizationId, [id])).has(id);
    if (!known) throw errors.grant_invalid();
    return id;
  }

  const grants = (ctx: Ctx, key: string) => ctx.read(async (tx) => {
    const project = await visibleProject(tx, ctx, key);
    requireLevel(project.level, 'admin');
    return grantsOf(tx, project.id);
  });

  return [
    tenantRoute({
      method: 'GET', path, mount: ownMount, summary: 'List who may enter a project', permission: 'tracker.project.manage', params, replies: { 200: AccessShape }, errors: [errors.project_not_found],
      handle: async (ctx, { params: { key } }) => ({ items: await shown(ctx, await grants(ctx, key)) }),
    }),
    tenantRoute({
      method: 'PUT', path, mount: ownMount, summary: 'Say who may enter a project', permission: 'tracker.project.manage', effect: 'write', audit: 'tracker_project_access_changed', params, body: AccessShape,
      replies: { 200: AccessShape }, errors: [errors.project_not_found, errors.grant_invalid, errors.last_project_admin],
      handle: async (ctx, { params: { key }, body }) => {
        const held = new Set((await grants(ctx, key)).map(({ principal }) => principal));
        const wanted: GrantRow[] = [];
        for (const { subject, level } of body.items) wanted.push({ principal: await principalOf(ctx, held, subject), level: level === 'admin' || level === 'write' ? level : 'read' });
        return { items: await shown(ctx, await setProjectAccess(ctx, key, wanted)) };
      },
    }),
  ];
}
