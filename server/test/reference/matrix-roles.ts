/** The columns of the permission matrix: every role as one gets it, so that the page and the walk make the same people. */
import type { ProductType, Role, SiteAccess } from '../../src/kernel/service/index.ts';
import { noAccess, type OrganizationRole } from '../../src/kernel/service/index.ts';
import { wholeOrganization, type AccessRow } from '../../src/modules/directory/role-store.ts';
import { dutiesOn, levelOn, organizationLevel } from '../../src/modules/directory/standing.ts';

export interface MatrixRole {
  readonly name: string;
  readonly who: 'anonymous' | 'stranger' | 'operator' | 'person';
  readonly member?: OrganizationRole;
  readonly grants?: readonly { readonly on: 'organization' | 'site' | ProductType; readonly role: Role }[];
}

export const matrixRoles: readonly MatrixRole[] = [
  { name: 'nobody signed in', who: 'anonymous' },
  { name: 'signed in, no role here', who: 'stranger' },
  { name: 'operator, no role here', who: 'operator' },
  { name: 'organization guest', who: 'person', member: 'guest' },
  { name: 'organization member', who: 'person', member: 'member' },
  { name: 'organization auditor', who: 'person', member: 'member', grants: [{ on: 'organization', role: 'auditor' }] },
  { name: 'organization user-access admin', who: 'person', member: 'member', grants: [{ on: 'organization', role: 'user-access-admin' }] },
  { name: 'organization admin', who: 'person', member: 'admin' },
  { name: 'site guest', who: 'person', member: 'guest', grants: [{ on: 'site', role: 'guest' }] },
  { name: 'site member', who: 'person', member: 'member', grants: [{ on: 'site', role: 'member' }] },
  { name: 'site auditor', who: 'person', member: 'member', grants: [{ on: 'site', role: 'auditor' }] },
  { name: 'site user-access admin', who: 'person', member: 'member', grants: [{ on: 'site', role: 'user-access-admin' }] },
  { name: 'site admin', who: 'person', member: 'member', grants: [{ on: 'site', role: 'admin' }] },
  { name: 'Tracker guest', who: 'person', member: 'guest', grants: [{ on: 'tracker', role: 'guest' }] },
  { name: 'Tracker member', who: 'person', member: 'member', grants: [{ on: 'tracker', role: 'member' }] },
  { name: 'Tracker admin', who: 'person', member: 'member', grants: [{ on: 'tracker', role: 'admin' }] },
  { name: 'Wiki admin', who: 'person', member: 'member', grants: [{ on: 'wiki', role: 'admin' }] },
];

const someSite = '00000000-0000-7000-8000-00000000000a';

/** What the door would be told of somebody in this role, worked out by the directory's own functions. */
export function accessOf(role: MatrixRole, context: 'organization' | 'site' | 'tenant', product: ProductType | ''): SiteAccess {
  if (role.member === undefined) return noAccess;
  const row: AccessRow = {
    role: role.member, state: 'active', groups: null,
    roles: (role.grants ?? []).map(({ on, role: held }) => ({ site: on === 'organization' ? wholeOrganization : someSite, product: on === 'tracker' || on === 'wiki' ? on : '', role: held })),
  };
  if (context === 'organization') return { organizationRole: organizationLevel(row), siteRole: null, duties: dutiesOn(row, wholeOrganization), principals: [] };
  return { organizationRole: organizationLevel(row), siteRole: levelOn(row, someSite, product), duties: dutiesOn(row, someSite, product), principals: [] };
}
