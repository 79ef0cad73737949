/** Who holds a role: a person or a group, by TypeID outside and UUID inside. */
import { accountIds, groupIds, type AccountId, type GroupId } from '../../kernel/ids/index.ts';

export type Principal = { readonly kind: 'account'; readonly id: AccountId } | { readonly kind: 'group'; readonly id: GroupId };

export function parsePrincipal(text: string): Principal {
  return text.startsWith('grp_') ? { kind: 'group', id: groupIds.parse(text) } : { kind: 'account', id: accountIds.parse(text) };
}

export const formatPrincipal = (kind: 'account' | 'group', id: string): string =>
  kind === 'group' ? groupIds.format(groupIds.fromUuid(id)) : accountIds.format(accountIds.fromUuid(id));
