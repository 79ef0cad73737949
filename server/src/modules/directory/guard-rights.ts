/**
 * The one way in which rights change (R60): under the organization's lock, with the actor's own rights and the number of
 * administrators looked at before and after, in the same transaction. So nobody raises themselves, and the last
 * administrator stays: whether by role, by group, by a group in a group, by suspension or by removal, and whoever acts at once.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { GroupId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx, Role } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { countAdministrators, groupsAbove, holdPower, lockRights, readAccess, wholeOrganization, type AccessRow, type Place } from './role-store.ts';
import { mayGive, organizationLevel, reachesFurther } from './standing.ts';
import { peopleChanged, type DirectoryWorkings } from './workings.ts';

/** The rights of who acts, as the transaction sees them: not those of two seconds ago. The platform itself has none and needs none. */
export type Acting = AccessRow | 'platform';

/** Fails with directory.last_admin, directory.not_yourself, directory.above_you, and as `work` does. */
export async function changeRights<Result>(workings: DirectoryWorkings, ctx: OrganizationCtx, work: (tx: Tx, acting: Acting) => Promise<Result>): Promise<Result> {
  const result = await ctx.tx(async (tx) => {
    await lockRights(tx, ctx.organizationId);
    const administrators = await countAdministrators(tx);
    const acting = await actingRights(tx, ctx);
    const done = await work(tx, acting);
    refuseWithoutAdministrator(administrators, await countAdministrators(tx));
    // An administrator of the organization may take a role on a site, on record: all its sites are theirs to administer already.
    if (acting !== 'platform' && organizationLevel(acting) !== 'admin') refuseSelfPromotion(acting, await actingRights(tx, ctx));
    return done;
  });
  peopleChanged(workings, ctx.organizationId);
  return result;
}

async function actingRights(tx: ReadTx, ctx: OrganizationCtx): Promise<Acting> {
  if (ctx.actor.accountId === null) return 'platform';
  return (await readAccess(tx, ctx.actor.accountId)) ?? { role: 'guest', state: 'suspended', groups: null, roles: null };
}

function refuseWithoutAdministrator(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  for (const [place, count] of before) {
    if (count > 0 && (after.get(place) ?? 0) === 0) throw directoryErrors.last_admin({ detail: place === wholeOrganization ? 'Of the organization.' : 'Of a site.' });
  }
}

function refuseSelfPromotion(before: AccessRow, after: Acting): void {
  if (after !== 'platform' && reachesFurther(before, after)) throw directoryErrors.not_yourself();
}

export function requireMayGive(acting: Acting, place: Place, role: Role): void {
  if (acting !== 'platform' && !mayGive(acting, place, role)) throw directoryErrors.above_you();
}

const isOrganizationAdmin = (acting: Acting): boolean => acting === 'platform' || organizationLevel(acting) === 'admin';

/** Who only gives access does not touch those who administer or oversee anything. */
export async function requireBelow(tx: ReadTx, acting: Acting, target: AccessRow | undefined, principal: string): Promise<void> {
  if (isOrganizationAdmin(acting)) return;
  if (target?.role === 'admin' || (await holdPower(tx, [principal, ...(target?.groups ?? [])]))) throw directoryErrors.above_you();
}

/** The same for a group: what it holds itself and what it holds through the groups that it is in. */
export async function requireGroupBelow(tx: ReadTx, acting: Acting, groupId: GroupId): Promise<void> {
  if (isOrganizationAdmin(acting)) return;
  if (await holdPower(tx, await groupsAbove(tx, groupId))) throw directoryErrors.above_you();
}

/** What somebody is invited to must be within the rights of who invites. Fails with directory.above_you. */
export async function refuseGiving(tx: ReadTx, ctx: OrganizationCtx, giving: { readonly role: Role; readonly sites: readonly { readonly siteId: string; readonly role: Role; readonly product?: Place['product'] }[]; readonly groups: readonly GroupId[] }): Promise<void> {
  const acting = await actingRights(tx, ctx);
  requireMayGive(acting, { siteId: wholeOrganization, product: '' }, giving.role);
  for (const site of giving.sites) requireMayGive(acting, { siteId: site.siteId, product: site.product ?? '' }, site.role);
  for (const group of giving.groups) await requireGroupBelow(tx, acting, group);
}
