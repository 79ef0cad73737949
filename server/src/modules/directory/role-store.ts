/** Roles, who holds them, and groups in groups: the only file that names `directory.role_grant` and `directory.team_in_team`. */
import { queries, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { AccountId, GroupId, OrganizationId } from '../../kernel/ids/index.ts';
import type { OrganizationRole, ProductType, Role } from '../../kernel/service/index.ts';

/** Stands for the organization itself where a key wants a site. */
export const wholeOrganization = '00000000-0000-0000-0000-000000000000';

/** Where a role is held: `product` is '' for a whole site or the organization. */
export interface Place {
  readonly siteId: string;
  readonly product: ProductType | '';
}

export interface RoleGrantRow {
  readonly organization_id: OrganizationId;
  readonly site_id: string;
  readonly product: ProductType | '';
  readonly principal: string;
  readonly principal_kind: 'account' | 'group';
  readonly role: Role;
  readonly granted_by: AccountId | null;
  readonly granted_at: Date;
}
interface Tables {
  'directory.role_grant': RoleGrantRow;
  'directory.team_in_team': { organization_id: OrganizationId; group_id: GroupId; member_group_id: GroupId; added_at: Date };
}
const q = queries<Tables>();

/** From here to the end of the transaction nobody else changes a right of this organization: counts of administrators stay true. */
export const lockRights = (tx: Tx, organizationId: OrganizationId) => tx.sql("select pg_advisory_xact_lock(hashtextextended('directory.rights ' || $1, 0))", [organizationId]);

export const readRoleGrants = (tx: ReadTx) => tx.rows(q.selectFrom('directory.role_grant').selectAll());

export const rolesHeldAt = (tx: ReadTx, place: Place, principal: string) =>
  tx.rows(q.selectFrom('directory.role_grant').selectAll().where('site_id', '=', place.siteId).where('product', '=', place.product).where('principal', '=', principal));

/** A level takes the place of the one before; a duty stands beside it. 0 when the principal held it already. */
export async function putRole(tx: Tx, row: RoleGrantRow): Promise<number> {
  if (row.role === 'admin' || row.role === 'member' || row.role === 'guest') {
    await tx.changeSql(`delete from directory.role_grant where site_id = $1 and product = $2 and principal = $3 and role in ('admin', 'member', 'guest') and role <> $4`,
      [row.site_id, row.product, row.principal, row.role]);
  }
  return tx.change(q.insertInto('directory.role_grant').values({ ...row }).onConflict((conflict) => conflict.doNothing()));
}

export const removeRole = (tx: Tx, place: Place, principal: string, role: Role) =>
  tx.change(q.deleteFrom('directory.role_grant').where('site_id', '=', place.siteId).where('product', '=', place.product).where('principal', '=', principal).where('role', '=', role));

export const removeRolesOf = (tx: Tx, principal: string) => tx.change(q.deleteFrom('directory.role_grant').where('principal', '=', principal));

export const readNesting = (tx: ReadTx) => tx.rows(q.selectFrom('directory.team_in_team').select(['group_id', 'member_group_id']));

export const nestGroup = (tx: Tx, organizationId: OrganizationId, groupId: GroupId, member: GroupId) =>
  tx.change(q.insertInto('directory.team_in_team').values({ organization_id: organizationId, group_id: groupId, member_group_id: member, added_at: tx.now }).onConflict((conflict) => conflict.doNothing()));

export const unnestGroup = (tx: Tx, groupId: GroupId, member: GroupId) =>
  tx.change(q.deleteFrom('directory.team_in_team').where('group_id', '=', groupId).where('member_group_id', '=', member));

/** The group and every group that it is in, however deep. */
export async function groupsAbove(tx: ReadTx, groupId: GroupId): Promise<readonly string[]> {
  const rows = await tx.sql<{ group_id: string }>(
    `with recursive above as (
       select $1::uuid as group_id union select n.group_id from directory.team_in_team n join above on n.member_group_id = above.group_id)
     select group_id from above`, [groupId]);
  return rows.map((row) => row.group_id);
}

/** Whether any of the principals holds a role that administers or oversees, anywhere. */
export async function holdPower(tx: ReadTx, principals: readonly string[]): Promise<boolean> {
  return (await tx.sql(`select 1 from directory.role_grant where principal = any($1::uuid[]) and role in ('admin', 'user-access-admin', 'auditor') limit 1`, [principals])).length > 0;
}

/** How many active people administer the organization (under `wholeOrganization`) and each site, themselves or through groups. */
export async function countAdministrators(tx: ReadTx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ site_id: string; admins: number }>(
    `with recursive reach as (
       select site_id, principal, principal_kind from directory.role_grant where role = 'admin' and product = ''
       union
       select r.site_id, n.member_group_id, 'group' from reach r join directory.team_in_team n on n.group_id = r.principal where r.principal_kind = 'group'
     ), holder as (
       select site_id, principal as account_id from reach where principal_kind = 'account'
       union select r.site_id, t.account_id from reach r join directory.team_member t on t.group_id = r.principal where r.principal_kind = 'group'
       union select $1::uuid, account_id from directory.member where role = 'admin'
     )
     select h.site_id, count(*) as admins from holder h join directory.member m on m.account_id = h.account_id where m.state = 'active' group by h.site_id`, [wholeOrganization]);
  return new Map(rows.map((row) => [row.site_id, row.admins]));
}

export interface HeldRole {
  readonly site: string;
  readonly product: ProductType | '';
  readonly role: Role;
}
export interface AccessRow {
  readonly role: OrganizationRole;
  readonly state: 'active' | 'suspended';
  readonly groups: readonly string[] | null;
  readonly roles: readonly HeldRole[] | null;
}

/** Everything that a person's rights in the organization follow from, in one round trip; groups through groups. */
export async function readAccess(tx: ReadTx, accountId: AccountId): Promise<AccessRow | undefined> {
  const [row] = await tx.sql<AccessRow>(
    `with recursive mine as (
       select group_id from directory.team_member where account_id = $1::uuid
       union select n.group_id from directory.team_in_team n join mine on n.member_group_id = mine.group_id)
     select m.role, m.state, (select json_agg(group_id) from mine) as groups,
            (select json_agg(json_build_object('site', site_id, 'product', product, 'role', role)) from directory.role_grant
              where principal = $1::uuid or principal in (select group_id from mine)) as roles
       from directory.member m where m.account_id = $1::uuid`, [accountId]);
  return row;
}
