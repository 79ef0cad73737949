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

const organizationRank = { guest: 1, member: 2, admin: 3 } as const;
const siteRank = { guest: 1, member: 2, admin: 3 } as const;

function rankNeeded(need: PermissionNeed): number {
  if (need.endsWith(':admin') && !need.startsWith('container')) return 3;
  if (need.endsWith(':member')) return 2;
  return 1;
}

/** The place was found; may this actor see it at all, and do what the door is for? */
export function admitToPlace(access: SiteAccess, permission: PermissionDefinition, context: 'tenant' | 'organization' | 'site'): void {
  const organization = access.organizationRole === null ? 0 : organizationRank[access.organizationRole];
  const site = access.siteRole === null ? 0 : siteRank[access.siteRole];
  // Administrators of an organization administer its sites; content is another matter and needs a role on the site.
  const held = context === 'organization' ? organization : context === 'site' && organization === 3 ? 3 : site;
  if (held === 0) throw tenantErrors.context_missing();
  if (permission.needs.startsWith('organization') && organization < rankNeeded(permission.needs)) throw accessErrors.forbidden();
  if ((permission.needs.startsWith('site') || permission.needs.startsWith('container')) && held < rankNeeded(permission.needs)) throw accessErrors.forbidden();
}
