/** Members and groups of one organization: the only file that names those tables. */
import { queries, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { AccountId, GroupId, OrganizationId } from '../../kernel/ids/index.ts';
import type { OrganizationRole } from '../../kernel/service/index.ts';
import { removeRolesOf } from './role-store.ts';

const groupName = { table: 'directory.team', column: 'name' };
const groupDescription = { table: 'directory.team', column: 'description' };

export interface MemberRow {
  readonly organization_id: OrganizationId;
  readonly account_id: AccountId;
  readonly role: OrganizationRole;
  readonly state: 'active' | 'suspended';
  readonly joined_at: Date;
  readonly last_active_at: Date | null;
}
interface TeamRow {
  readonly organization_id: OrganizationId;
  readonly group_id: GroupId;
  readonly name: Buffer;
  readonly name_token: Buffer;
  readonly description: Buffer | null;
  readonly created_at: Date;
}
interface Tables {
  'directory.member': MemberRow;
  'directory.team': TeamRow;
  'directory.team_member': { organization_id: OrganizationId; group_id: GroupId; account_id: AccountId; added_at: Date };
}
const q = queries<Tables>();

export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly description: string | null;
}

const normaliseGroupName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

export const readMembers = (tx: ReadTx) => tx.rows(q.selectFrom('directory.member').selectAll());

export const readMember = (tx: ReadTx, accountId: AccountId) => tx.row(q.selectFrom('directory.member').selectAll().where('account_id', '=', accountId));

export const insertMember = (tx: Tx, row: MemberRow) =>
  tx.change(q.insertInto('directory.member').values({ ...row }).onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doNothing()));

export const updateMember = (tx: Tx, accountId: AccountId, change: { readonly role?: OrganizationRole; readonly state?: 'active' | 'suspended' }) =>
  tx.change(q.updateTable('directory.member').set({ ...change }).where('account_id', '=', accountId));

export const touchMember = (tx: Tx, accountId: AccountId, at: Date) =>
  tx.changeSql(`update directory.member set last_active_at = $2::timestamptz where account_id = $1::uuid and (last_active_at is null or last_active_at < $2::timestamptz - interval '5 minutes')`, [accountId, at]);

export async function deleteMember(tx: Tx, accountId: AccountId): Promise<void> {
  await removeRolesOf(tx, accountId);
  await tx.change(q.deleteFrom('directory.team_member').where('account_id', '=', accountId));
  await tx.change(q.deleteFrom('directory.member').where('account_id', '=', accountId));
}

function openGroup(tx: ReadTx, row: TeamRow): Group {
  return { id: row.group_id, name: tx.sealer.open(groupName, row.group_id, row.name), description: row.description === null ? null : tx.sealer.open(groupDescription, row.group_id, row.description) };
}

export async function readGroups(tx: ReadTx): Promise<Group[]> {
  return (await tx.rows(q.selectFrom('directory.team').selectAll())).map((row) => openGroup(tx, row));
}

export async function readGroup(tx: ReadTx, groupId: GroupId): Promise<Group | undefined> {
  const row = await tx.row(q.selectFrom('directory.team').selectAll().where('group_id', '=', groupId));
  return row === undefined ? undefined : openGroup(tx, row);
}

export async function findGroupByName(tx: ReadTx, name: string): Promise<Group | undefined> {
  const row = await tx.row(q.selectFrom('directory.team').selectAll().where('name_token', '=', tx.sealer.token(groupName, normaliseGroupName(name))));
  return row === undefined ? undefined : openGroup(tx, row);
}

/** False when a group of that name exists. */
export async function insertGroup(tx: Tx, organizationId: OrganizationId, group: Group): Promise<boolean> {
  return (await tx.change(q.insertInto('directory.team').values({
    organization_id: organizationId, group_id: group.id, created_at: tx.now,
    name: tx.sealer.seal(groupName, group.id, group.name), name_token: tx.sealer.token(groupName, normaliseGroupName(group.name)),
    description: group.description === null ? null : tx.sealer.seal(groupDescription, group.id, group.description),
  }).onConflict((conflict) => conflict.columns(['organization_id', 'name_token']).doNothing()))) === 1;
}

export async function updateGroup(tx: Tx, group: Group): Promise<void> {
  await tx.change(q.updateTable('directory.team').set({
    name: tx.sealer.seal(groupName, group.id, group.name), name_token: tx.sealer.token(groupName, normaliseGroupName(group.name)),
    description: group.description === null ? null : tx.sealer.seal(groupDescription, group.id, group.description),
  }).where('group_id', '=', group.id));
}

export async function deleteGroup(tx: Tx, groupId: GroupId): Promise<number> {
  await removeRolesOf(tx, groupId);
  return tx.change(q.deleteFrom('directory.team').where('group_id', '=', groupId));
}

export const readGroupMembers = (tx: ReadTx) => tx.rows(q.selectFrom('directory.team_member').select(['group_id', 'account_id']));

export const addGroupMember = (tx: Tx, organizationId: OrganizationId, groupId: GroupId, accountId: AccountId) =>
  tx.change(q.insertInto('directory.team_member').values({ organization_id: organizationId, group_id: groupId, account_id: accountId, added_at: tx.now }).onConflict((conflict) => conflict.doNothing()));

export const removeGroupMember = (tx: Tx, groupId: GroupId, accountId: AccountId) =>
  tx.change(q.deleteFrom('directory.team_member').where('group_id', '=', groupId).where('account_id', '=', accountId));
