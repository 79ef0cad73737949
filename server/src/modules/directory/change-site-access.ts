/** Who has which role on a site. Nobody raises their own role; an organization's administrator may give themselves one, on record. */
import { accountIds, groupIds, siteIds, type AccountId, type GroupId, type SiteId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx, SiteRole } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { putSiteRole, readGroup, readMember, lockSiteRoles, removeSiteRole, type SiteRoleRow } from './membership-store.ts';
import { peopleChanged, type DirectoryWorkings } from './workings.ts';

export type SitePrincipal = { readonly kind: 'account'; readonly id: AccountId } | { readonly kind: 'group'; readonly id: GroupId };

export function parsePrincipal(text: string): SitePrincipal {
  return text.startsWith('grp_') ? { kind: 'group', id: groupIds.parse(text) } : { kind: 'account', id: accountIds.parse(text) };
}

export const formatPrincipal = (kind: 'account' | 'group', id: string): string =>
  kind === 'group' ? groupIds.format(groupIds.fromUuid(id)) : accountIds.format(accountIds.fromUuid(id));

/** Gives a role on a site; the same role again changes nothing. Fails with directory.principal_unknown, directory.not_yourself, directory.last_admin. */
export async function giveSiteRole(workings: DirectoryWorkings, ctx: OrganizationCtx, siteId: SiteId, principal: SitePrincipal, role: SiteRole): Promise<void> {
  if (principal.id === ctx.actor.accountId && ctx.access.organizationRole !== 'admin') throw directoryErrors.not_yourself();
  await ctx.tx(async (tx) => {
    const known = principal.kind === 'account' ? await readMember(tx, principal.id) : await readGroup(tx, principal.id);
    if (known === undefined) throw directoryErrors.principal_unknown();
    const roles = await lockSiteRoles(tx, siteId);
    const before = roles.find((row) => row.principal === principal.id)?.role ?? null;
    if (before === 'admin' && role !== 'admin') refuseLastAdmin(roles);
    const changed = await putSiteRole(tx, { organization_id: ctx.organizationId, site_id: siteId, principal: principal.id, principal_kind: principal.kind, role, granted_at: tx.now });
    if (changed === 0) return;
    tx.record({ action: 'site_role_granted', target: { kind: principal.kind, id: formatPrincipal(principal.kind, principal.id) }, container: { kind: 'site', id: siteIds.format(siteId) }, before: { role: before }, after: { role } });
  });
  peopleChanged(workings, ctx.organizationId);
}

/** Takes a role on a site; none to take changes nothing. Fails with directory.last_admin. */
export async function takeSiteRole(workings: DirectoryWorkings, ctx: OrganizationCtx, siteId: SiteId, principal: SitePrincipal): Promise<void> {
  await ctx.tx(async (tx) => {
    const roles = await lockSiteRoles(tx, siteId);
    const before = roles.find((row) => row.principal === principal.id);
    if (before === undefined) return;
    if (before.role === 'admin') refuseLastAdmin(roles);
    await removeSiteRole(tx, siteId, principal.id);
    tx.record({ action: 'site_role_revoked', target: { kind: principal.kind, id: formatPrincipal(principal.kind, principal.id) }, container: { kind: 'site', id: siteIds.format(siteId) }, before: { role: before.role } });
  });
  peopleChanged(workings, ctx.organizationId);
}

function refuseLastAdmin(roles: readonly SiteRoleRow[]): void {
  if (roles.filter((row) => row.role === 'admin').length <= 1) throw directoryErrors.last_admin();
}
