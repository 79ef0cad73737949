/** Changing members of an organization. Nobody changes their own role or state, and one administrator always remains (R60). */
import { accountIds, type AccountId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx, OrganizationRole } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { changeRights, requireBelow, requireMayGive } from './guard-rights.ts';
import { deleteMember, readMember, updateMember } from './membership-store.ts';
import { readAccess, wholeOrganization } from './role-store.ts';
import type { DirectoryWorkings } from './workings.ts';

export interface MemberChange {
  readonly role?: OrganizationRole;
  readonly state?: 'active' | 'suspended';
}

/** Fails with directory.account_not_found, directory.not_yourself, directory.above_you, directory.last_admin. No change leaves no record. */
export async function changeMember(workings: DirectoryWorkings, ctx: OrganizationCtx, accountId: AccountId, change: MemberChange): Promise<void> {
  if (ctx.actor.accountId === accountId) throw directoryErrors.not_yourself();
  await changeRights(workings, ctx, async (tx, acting) => {
    const before = await readMember(tx, accountId);
    if (before === undefined) throw directoryErrors.account_not_found();
    const role = change.role ?? before.role;
    const state = change.state ?? before.state;
    if (role === before.role && state === before.state) return;
    await requireBelow(tx, acting, await readAccess(tx, accountId), accountId);
    requireMayGive(acting, { siteId: wholeOrganization, product: '' }, role);
    await updateMember(tx, accountId, { role, state });
    const action = state === before.state ? 'user_role_changed' : state === 'suspended' ? 'user_deactivated' : 'user_reactivated';
    tx.record({ action, target: { kind: 'account', id: accountIds.format(accountId) }, before: { role: before.role, state: before.state }, after: { role, state } });
  });
}

/** Takes a person out of the organization with all roles and groups. Fails as changeMember does. */
export async function removeMember(workings: DirectoryWorkings, ctx: OrganizationCtx, accountId: AccountId): Promise<void> {
  if (ctx.actor.accountId === accountId) throw directoryErrors.not_yourself();
  await changeRights(workings, ctx, async (tx, acting) => {
    const before = await readMember(tx, accountId);
    if (before === undefined) throw directoryErrors.account_not_found();
    await requireBelow(tx, acting, await readAccess(tx, accountId), accountId);
    await deleteMember(tx, accountId);
    tx.record({ action: 'user_removed', target: { kind: 'account', id: accountIds.format(accountId) }, before: { role: before.role, state: before.state } });
  });
}
