/** Members, groups and site roles of one organization: the only file that names those tables. */
import { queries, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { AccountId, GroupId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import type { OrganizationRole, SiteRole } from '../../kernel/service/index.ts';

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
export interface SiteRoleRow {
  readonly organization_id: OrganizationId;
  readonly site_id: SiteId;
  readonly principal: string;
  readonly principal_kind: 'account' | 'group';
  readonly role: SiteRole;
  readonly granted_at: Date;
}
interface Tables {
  'directory.member': MemberRow;
  'directory.team': TeamRow;
  'directory.team_member': { organization_id: OrganizationId; group_id: GroupId; account_id: AccountId; added_at: Date };
  'directory.site_role': SiteRoleRow;
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

export const lockMember = (tx: Tx, accountId: AccountId) => tx.row(q.selectFrom('directory.member').selectAll().where('account_id', '=', accountId).forUpdate());

/** Locks every active administrator, so that two cannot demote each other at once; returns how many there are. */
export async function lockAdmins(tx: Tx): Promise<number> {
  return (await tx.sql(`select account_id from directory.member where role = 'admin' and state = 'active' order by account_id for update`)).length;
}

export const insertMember = (tx: Tx, row: MemberRow) =>
  tx.change(q.insertInto('directory.member').values({ ...row }).onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doNothing()));

export const updateMember = (tx: Tx, accountId: AccountId, change: { readonly role?: OrganizationRole; readonly state?: 'active' | 'suspended' }) =>
  tx.change(q.updateTable('directory.member').set({ ...change }).where('account_id', '=', accountId));

export const touchMember = (tx: Tx, accountId: AccountId, at: Date) =>
  tx.changeSql(`update directory.member set last_active_at = $2::timestamptz where account_id = $1::uuid and (last_active_at is null or last_active_at < $2::timestamptz - interval '5 minutes')`, [accountId, at]);

export async function deleteMember(tx: Tx, accountId: AccountId): Promise<void> {
  await tx.change(q.deleteFrom('directory.site_role').where('principal', '=', accountId));
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
  await tx.change(q.deleteFrom('directory.site_role').where('principal', '=', groupId));
  return tx.change(q.deleteFrom('directory.team').where('group_id', '=', groupId));
}

export const readGroupMembers = (tx: ReadTx) => tx.rows(q.selectFrom('directory.team_member').select(['group_id', 'account_id']));

export const addGroupMember = (tx: Tx, organizationId: OrganizationId, groupId: GroupId, accountId: AccountId) =>
  tx.change(q.insertInto('directory.team_member').values({ organization_id: organizationId, group_id: groupId, account_id: accountId, added_at: tx.now }).onConflict((conflict) => conflict.doNothing()));

export const removeGroupMember = (tx: Tx, groupId: GroupId, accountId: AccountId) =>
  tx.change(q.deleteFrom('directory.team_member').where('group_id', '=', groupId).where('account_id', '=', accountId));

/** Site roles of one site, locked, so that two administrators cannot take each other's role at once. */
export const lockSiteRoles = (tx: Tx, siteId: SiteId) => tx.rows(q.selectFrom('directory.site_role').selectAll().where('site_id', '=', siteId).forUpdate());

export const readSiteRoles = (tx: ReadTx, siteId: SiteId | null) =>
  siteId === null ? tx.rows(q.selectFrom('directory.site_role').selectAll()) : tx.rows(q.selectFrom('directory.site_role').selectAll().where('site_id', '=', siteId));

/** 0 when the principal had that role already. */
export const putSiteRole = (tx: Tx, row: SiteRoleRow) => tx.changeSql(
  `insert into directory.site_role as r (organization_id, site_id, principal, principal_kind, role, granted_at) values ($1, $2, $3, $4, $5, $6)
   on conflict (organization_id, site_id, principal) do update set role = excluded.role, granted_at = excluded.granted_at where r.role <> excluded.role`,
  [row.organization_id, row.site_id, row.principal, row.principal_kind, row.role, row.granted_at]);

export const removeSiteRole = (tx: Tx, siteId: SiteId, principal: string) =>
  tx.change(q.deleteFrom('directory.site_role').where('site_id', '=', siteId).where('principal', '=', principal));

export interface AccessRow {
  readonly role: OrganizationRole;
  readonly state: 'active' | 'suspended';
  readonly groups: readonly string[] | null;
  readonly roles: readonly { readonly site: string; readonly role: SiteRole }[] | null;
}

/** Everything that a person's rights in the organization follow from, in one round trip. */
export async function readAccess(tx: ReadTx, accountId: AccountId): Promise<AccessRow | undefined> {
  const [row] = await tx.sql<AccessRow>(
    `with groups as (select group_id from directory.team_member where account_id = $1::uuid)
     select m.role, m.state, (select json_agg(group_id) from groups) as groups,
            (select json_agg(json_build_object('site', site_id, 'role', role)) from directory.site_role
              where principal = $1::uuid or principal in (select group_id from groups)) as roles
       from directory.member m where m.account_id = $1::uuid`, [accountId]);
  return row;
}
