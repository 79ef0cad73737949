/**
 * What destroys needs two people (R7): one who asks and another who approves. Where there is nobody else, the same person may approve
 * after all administrators were told by mail, and then everything waits at least a day.
 */
import type { AccountId, OrganizationId } from '../../kernel/ids/index.ts';
import { platformScope } from '../../kernel/service/index.ts';
import { tenancyErrors } from './errors.ts';
import type { TenancyWorkings } from './workings.ts';

export const aloneDelayMs = 24 * 3_600_000;

/** Whoever may approve what belongs to this organization; operators for what belongs to the platform. */
const approversOf = (workings: TenancyWorkings, organizationId: OrganizationId): Promise<readonly AccountId[]> =>
  organizationId === platformScope ? workings.operators() : workings.administrators(organizationId);

/** True where the approver stands alone. Fails with tenancy.own_approval while somebody else could approve. */
export async function approvesAlone(workings: TenancyWorkings, organizationId: OrganizationId, asked: AccountId | null, by: AccountId | null): Promise<boolean> {
  if (by !== null && by !== asked) return false;
  const others = (await approversOf(workings, organizationId)).filter((account) => account !== by);
  if (others.length > 0) throw tenancyErrors.own_approval();
  return true;
}

/** Mail to whoever may approve or stop it; the handler knows the words. */
export const noticeTopic = 'tenancy.notice';
export type NoticeKind = 'hold_opening' | 'key_destruction' | 'deletion_plan';
