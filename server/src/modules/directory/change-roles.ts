/** Giving and taking roles on the organization, a site, or one product of a site, to people and groups. */
import { siteIds, type SiteId } from '../../kernel/ids/index.ts';
import type { AuditTarget, OrganizationCtx, ProductType, Role } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { changeRights, requireMayGive } from './guard-rights.ts';
import { readGroup, readMember, updateMember } from './membership-store.ts';
import { formatPrincipal, type Principal } from './principal.ts';
import { putRole, removeRole, rolesHeldAt, wholeOrganization, type Place } from './role-store.ts';
import { isDuty } from './standing.ts';
import type { DirectoryWorkings } from './workings.ts';

export const placeOf = (siteId: SiteId, product: ProductType | '' = ''): Place => ({ siteId, product });

function containerOf(place: Place): AuditTarget {
  const site = siteIds.format(siteIds.fromUuid(place.siteId));
  return place.product === '' ? { kind: 'site', id: site } : { kind: 'product', id: `${site}/${place.product}` };
}

/**
 * Gives a role on a site or product; one that is held already changes nothing. Fails with directory.principal_unknown,
 * directory.not_yourself, directory.above_you, directory.last_admin.
 */
export async function giveRole(workings: DirectoryWorkings, ctx: OrganizationCtx, place: Place, principal: Principal, role: Role): Promise<void> {
  if (principal.id === ctx.actor.accountId && ctx.access.organizationRole !== 'admin') throw directoryErrors.not_yourself();
  await changeRights(workings, ctx, async (tx, acting) => {
    const known = principal.kind === 'account' ? await readMember(tx, principal.id) : await readGroup(tx, principal.id);
    if (known === undefined) throw directoryErrors.principal_unknown();
    const held = await rolesHeldAt(tx, place, principal.id);
    const before = isDuty(role) ? null : (held.find((row) => !isDuty(row.role))?.role ?? null);
    if (held.some((row) => row.role === role)) return;
    requireMayGive(acting, place, role);
    if (before !== null) requireMayGive(acting, place, before);
    await putRole(tx, {
      organization_id: ctx.organizationId, site_id: place.siteId, product: place.product, principal: principal.id, principal_kind: principal.kind,
      role, granted_by: ctx.actor.accountId, granted_at: tx.now,
    });
    tx.record({ action: place.product === '' ? 'site_role_granted' : 'product_role_granted', target: { kind: principal.kind, id: formatPrincipal(principal.kind, principal.id) }, container: containerOf(place), before: { role: before }, after: { role } });
  });
}

/** Takes one role, or all that are held on the place; none to take changes nothing. Fails with directory.last_admin, directory.above_you. */
export async function takeRole(workings: DirectoryWorkings, ctx: OrganizationCtx, place: Place, principal: Principal, role?: Role): Promise<void> {
  await changeRights(workings, ctx, async (tx, acting) => {
    const taken = (await rolesHeldAt(tx, place, principal.id)).map((row) => row.role).filter((held) => role === undefined || held === role).sort();
    if (taken.length === 0) return;
    for (const each of taken) {
      requireMayGive(acting, place, each);
      await removeRole(tx, place, principal.id, each);
    }
    tx.record({ action: place.product === '' ? 'site_role_revoked' : 'product_role_revoked', target: { kind: principal.kind, id: formatPrincipal(principal.kind, principal.id) }, container: containerOf(place), before: { role: taken.join(' ') } });
  });
}

export type OrganizationPower = 'admin' | 'user-access-admin' | 'auditor';
const organization: Place = { siteId: wholeOrganization, product: '' };

/** Gives a role on the organization. A person's own `admin` is their standing as a member; a group's is a grant. Fails as giveRole does. */
export async function giveOrganizationRole(workings: DirectoryWorkings, ctx: OrganizationCtx, principal: Principal, role: OrganizationPower): Promise<void> {
  if (principal.id === ctx.actor.accountId) throw directoryErrors.not_yourself();
  await changeRights(workings, ctx, async (tx, acting) => {
    requireMayGive(acting, organization, role);
    if (principal.kind === 'account') {
      const member = await readMember(tx, principal.id);
      if (member === undefined) throw directoryErrors.principal_unknown();
      if (role === 'admin' && (member.role === 'admin' || (await updateMember(tx, principal.id, { role })) === 0)) return;
    } else if ((await readGroup(tx, principal.id)) === undefined) {
      throw directoryErrors.principal_unknown();
    }
    if (principal.kind === 'group' || role !== 'admin') {
      const row = { organization_id: ctx.organizationId, site_id: wholeOrganization, product: '' as const, principal: principal.id, principal_kind: principal.kind, role, granted_by: ctx.actor.accountId, granted_at: tx.now };
      if ((await rolesHeldAt(tx, organization, principal.id)).some((held) => held.role === role) || (await putRole(tx, row)) === 0) return;
    }
    tx.record({ action: 'org_role_granted', target: { kind: principal.kind, id: formatPrincipal(principal.kind, principal.id) }, after: { role } });
  });
}

/** Takes a role on the organization; a person who was its administrator stays a member. Fails as takeRole does, and with directory.not_yourself. */
export async function takeOrganizationRole(workings: DirectoryWorkings, ctx: OrganizationCtx, principal: Principal, role: OrganizationPower): Promise<void> {
  if (principal.id === ctx.actor.accountId) throw directoryErrors.not_yourself();
  await changeRights(workings, ctx, async (tx, acting) => {
    requireMayGive(acting, organization, role);
    let taken = await removeRole(tx, organization, principal.id, role);
    if (principal.kind === 'account' && role === 'admin' && (await readMember(tx, principal.id))?.role === 'admin') taken += await updateMember(tx, principal.id, { role: 'member' });
    if (taken === 0) return;
    tx.record({ action: 'org_role_revoked', target: { kind: principal.kind, id: formatPrincipal(principal.kind, principal.id) }, before: { role } });
  });
}
