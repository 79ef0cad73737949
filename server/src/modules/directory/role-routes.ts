/** The doors to roles: on the organization, on a site, and on one product of a site. */
import { Type } from 'typebox';
import { accountIds, type SiteId } from '../../kernel/ids/index.ts';
import { organizationRoute, siteRoute, type ProductType, type Route } from '../../kernel/service/index.ts';
import { giveOrganizationRole, giveRole, placeOf, takeOrganizationRole, takeRole } from './change-roles.ts';
import { directoryErrors } from './errors.ts';
import type { People } from './people.ts';
import { parsePrincipal } from './principal.ts';
import { wholeOrganization } from './role-store.ts';
import type { Roster } from './roster.ts';
import { administratorsOf, AnyRole, Grant, grantView, listOf, Page } from './views.ts';
import type { DirectoryWorkings } from './workings.ts';

const Power = Type.Union([Type.Literal('admin'), Type.Literal('user-access-admin'), Type.Literal('auditor')]);
const Product = Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]);
const SubjectParams = Type.Object({ subject: Type.String() });
const ProductParams = Type.Object({ product: Product });
const Named = Type.Object({ id: Type.String(), name: Type.String() });
const WhichRole = Type.Object({ role: Type.Optional(AnyRole) });
const giving = [directoryErrors.principal_unknown, directoryErrors.last_admin, directoryErrors.not_yourself, directoryErrors.above_you];

function grantsAt(roster: Roster, site: string, product: ProductType | '') {
  return roster.roles.filter((row) => row.site_id === site && row.product === product).map((row) => grantView(roster, row))
    .sort((a, b) => a.subject.name.localeCompare(b.subject.name) || a.role.localeCompare(b.role));
}

export function organizationRoleRoutes(workings: DirectoryWorkings): readonly Route[] {
  const params = Type.Object({ role: Power, subject: Type.String() });
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/roles', summary: 'Who administers, gives access or audits', permission: 'directory.role.read', replies: { 200: listOf(Grant) },
      handle: async (ctx) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const own = [...roster.people.values()].filter(({ member }) => member.role === 'admin')
          .map(({ account, member }) => ({ subject: { kind: 'account' as const, id: accountIds.format(account.id), name: account.name }, role: 'admin' as const, grantedBy: null, grantedAt: member.joined_at.toISOString() }));
        return { items: [...own.sort((a, b) => a.subject.name.localeCompare(b.subject.name)), ...grantsAt(roster, wholeOrganization, '')] };
      },
    }),
    organizationRoute({
      method: 'PUT', path: '/orgs/:org/roles/:role/:subject', summary: 'Give a person or group a role on the organization', permission: 'directory.role.manage', effect: 'write', audit: 'org_role_granted',
      params, replies: { 204: null }, errors: giving, handle: async (ctx, { params: { role, subject } }) => giveOrganizationRole(workings, ctx, parsePrincipal(subject), role),
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/roles/:role/:subject', summary: 'Take a role on the organization away', permission: 'directory.role.manage', effect: 'write', audit: 'org_role_revoked',
      params, replies: { 204: null }, errors: giving.slice(1), handle: async (ctx, { params: { role, subject } }) => takeOrganizationRole(workings, ctx, parsePrincipal(subject), role),
    }),
  ];
}

export function siteRoleRoutes(workings: DirectoryWorkings): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/access', summary: 'Who has which role on a site', permission: 'directory.site-access.read', replies: { 200: listOf(Grant) },
      handle: async (ctx, { siteId }) => ({ items: grantsAt(await workings.rosters.of(ctx.organizationId), siteId, '') }),
    }),
    siteRoute({
      method: 'PUT', path: '/sites/:site/access/:subject', summary: 'Give a person or group a role on a site', permission: 'directory.site-access.manage', effect: 'write', audit: 'site_role_granted',
      params: SubjectParams, body: Type.Object({ role: AnyRole }), replies: { 204: null }, errors: giving,
      handle: async (ctx, { params, body, siteId }) => giveRole(workings, ctx, placeOf(siteId), parsePrincipal(params.subject), body.role),
    }),
    siteRoute({
      method: 'DELETE', path: '/sites/:site/access/:subject', summary: 'Take a role on a site away, or all of them', permission: 'directory.site-access.manage', effect: 'write', audit: 'site_role_revoked',
      params: SubjectParams, query: WhichRole, replies: { 204: null }, errors: giving.slice(1),
      handle: async (ctx, { params, query, siteId }) => takeRole(workings, ctx, placeOf(siteId), parsePrincipal(params.subject), query.role),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/administrators', summary: 'Whom to ask for more', permission: 'directory.site-administrators.read', replies: { 200: listOf(Named) },
      handle: async (ctx, { siteId }) => ({ items: administratorsOf(await workings.rosters.of(ctx.organizationId), siteId) }),
    }),
  ];
}

export function productRoleRoutes(workings: DirectoryWorkings): readonly Route[] {
  const params = Type.Object({ ...ProductParams.properties, ...SubjectParams.properties });
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/products/:product/access', summary: 'Who has which role on one product of a site', permission: 'directory.site-access.read', params: ProductParams, replies: { 200: listOf(Grant) },
      handle: async (ctx, { params: { product }, siteId }) => ({ items: grantsAt(await workings.rosters.of(ctx.organizationId), siteId, product) }),
    }),
    siteRoute({
      method: 'PUT', path: '/sites/:site/products/:product/access/:subject', summary: 'Give a person or group a role on one product of a site', permission: 'directory.site-access.manage', feature: 'product-roles', effect: 'write', audit: 'product_role_granted',
      params, body: Type.Object({ role: AnyRole }), replies: { 204: null }, errors: giving,
      handle: async (ctx, { params: { product, subject }, body, siteId }) => giveRole(workings, ctx, placeOf(siteId, product), parsePrincipal(subject), body.role),
    }),
    siteRoute({
      method: 'DELETE', path: '/sites/:site/products/:product/access/:subject', summary: 'Take a role on one product away, or all of them', permission: 'directory.site-access.manage', effect: 'write', audit: 'product_role_revoked',
      params, query: WhichRole, replies: { 204: null }, errors: giving.slice(1),
      handle: async (ctx, { params: { product, subject }, query, siteId }) => takeRole(workings, ctx, placeOf(siteId, product), parsePrincipal(subject), query.role),
    }),
  ];
}

/** People of a site as pickers ask for them; kept apart, because members ask it, not administrators. */
export function pickerRoute(people: People): Route {
  return siteRoute({
    method: 'GET', path: '/sites/:site/people', summary: 'People of a site, for pickers', permission: 'directory.site-people.read', query: Page, replies: { 200: listOf(Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() })) },
    handle: async (ctx, { query, siteId }: { query: { q?: string; limit?: number }; siteId: SiteId }) => {
      const found = await people.search(ctx.organizationId, query.q ?? '', query.limit ?? 20, siteId);
      return { items: found.map((person) => ({ id: accountIds.format(person.accountId), name: person.name, email: person.email })) };
    },
  });
}
