/**
 * Who comes in at which door: the one place that compares a permission's need with what the actor has. Not yours
 * to see is 404 with the same words as not there; yours to see but not to do is 403 (DESIGN §5).
 */
import type { Actor, SiteAccess } from '../service/actor.ts';
import type { PermissionDefinition, PermissionNeed } from '../service/descriptor.ts';
import { accessErrors, tenantErrors } from '../service/errors.ts';

/** Anonymous people stop here, before anything about the address is looked up. */
export function admitActor(actor: Actor, permission: PermissionDefinition): void {
  if (permission.needs === 'public') return;
  if (actor.kind === 'anonymous') throw accessErrors.not_signed_in();
  if (permission.needs === 'operator' && !actor.operator) throw accessErrors.operator_only();
  if (actor.scopes === 'all') return;
  if (permission.scope === undefined) throw accessErrors.scope_missing({ detail: 'API tokens cannot do this; sign in.' });
  if (!actor.scopes.has(permission.scope)) throw accessErrors.scope_missing({ detail: `It needs ${permission.scope}.`, scope: permission.scope });
}

const rank = { guest: 1, member: 2, admin: 3 } as const;

interface Standing {
  /** 0 is nobody here. */
  readonly organization: number;
  readonly site: number;
  readonly accessAdmin: boolean;
  readonly auditor: boolean;
}

/** Each need, and who has it. Administrators of an organization administer its sites; content is another matter. */
const satisfied: Readonly<Record<PermissionNeed, (standing: Standing) => boolean>> = {
  'public': () => true,
  'signed-in': () => true,
  'operator': () => true,
  'organization:guest': () => true,
  'organization:member': ({ organization }) => organization >= 2,
  'organization:admin': ({ organization }) => organization === 3,
  'organization:manage-access': ({ organization, accessAdmin }) => organization === 3 || accessAdmin,
  'organization:oversee': ({ organization, accessAdmin, auditor }) => organization === 3 || accessAdmin || auditor,
  'organization:audit': ({ organization, auditor }) => organization === 3 || auditor,
  'site:guest': () => true,
  'site:member': ({ site }) => site >= 2,
  'site:admin': ({ site }) => site === 3,
  'site:manage-access': ({ site, accessAdmin }) => site === 3 || accessAdmin,
  'site:oversee': ({ site, accessAdmin, auditor }) => site === 3 || accessAdmin || auditor,
  'site:audit': ({ site, auditor }) => site === 3 || auditor,
  'container:read': () => true,
  'container:write': () => true,
  'container:admin': () => true,
};

/** The place was found; may this actor see it at all, and do what the door is for? */
export function admitToPlace(access: SiteAccess, permission: PermissionDefinition, context: 'tenant' | 'organization' | 'site'): void {
  if (permission.needs === 'public') return; // what is open to everybody decides inside what it shows
  const organization = access.organizationRole === null ? 0 : rank[access.organizationRole];
  const content = access.siteRole === null ? 0 : rank[access.siteRole];
  const duties = context === 'tenant' ? [] : (access.duties ?? []);
  const site = context === 'site' && organization === 3 ? 3 : content;
  const here = context === 'organization' ? organization : site;
  if (here === 0 && duties.length === 0) throw tenantErrors.context_missing();
  const standing: Standing = { organization, site, accessAdmin: duties.includes('user-access-admin'), auditor: duties.includes('auditor') };
  if (!satisfied[permission.needs](standing)) throw accessErrors.forbidden({ rule: { permission: permission.title, needs: permission.needs } });
}
