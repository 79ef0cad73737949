/**
 * docs/reference/permissions.md: role × permission × resource. Each cell is the answer of the very functions that
 * the server asks at its doors, so the page cannot say anything else than what is done.
 */
import { admitActor, admitToPlace } from '../../src/kernel/http/admission.ts';
import { isAppError } from '../../src/kernel/errors/index.ts';
import { anonymousActor, noAccess, systemActor, type Actor, type MountedRoute, type PermissionDefinition, type Registry, type SiteAccess } from '../../src/kernel/service/index.ts';
import { code, codes, page, table } from './markdown.ts';

interface Role {
  readonly name: string;
  readonly actor: Actor;
  readonly access: SiteAccess;
}

const person: Actor = { ...systemActor, kind: 'account', via: { kind: 'session', id: null, label: null } };
const on = (organizationRole: SiteAccess['organizationRole'], siteRole: SiteAccess['siteRole']): SiteAccess => ({ ...noAccess, organizationRole, siteRole });

const roles: readonly Role[] = [
  { name: 'nobody signed in', actor: anonymousActor, access: noAccess },
  { name: 'signed in, no role here', actor: person, access: noAccess },
  { name: 'operator, no role here', actor: { ...person, operator: true }, access: noAccess },
  { name: 'organization guest', actor: person, access: on('guest', null) },
  { name: 'organization member', actor: person, access: on('member', null) },
  { name: 'organization admin', actor: person, access: on('admin', null) },
  { name: 'site guest', actor: person, access: on('guest', 'guest') },
  { name: 'site member', actor: person, access: on('member', 'member') },
  { name: 'site admin', actor: person, access: on('member', 'admin') },
];

const resources = { global: 'the installation, one\'s own account', organization: 'organization', site: 'site', tenant: 'product of a site' } as const;

/** `yes`; `404` where the place is as if absent, `403`, `401`. */
function answer(role: Role, permission: PermissionDefinition, context: MountedRoute['route']['context']): string {
  try {
    admitActor(role.actor, permission);
    if (context !== 'global') admitToPlace(role.access, permission, context);
    return permission.needs.startsWith('container') && role.access.siteRole !== 'admin' ? `if ${permission.needs.slice('container:'.length)}` : 'yes';
  } catch (error) {
    if (isAppError(error)) return String(error.status);
    throw error;
  }
}

function contextOf(permission: PermissionDefinition, doors: readonly MountedRoute[]): MountedRoute['route']['context'] {
  const [first] = doors;
  if (first !== undefined) return first.route.context;
  if (permission.needs.startsWith('organization')) return 'organization';
  return permission.needs.startsWith('site') ? 'site' : permission.needs.startsWith('container') ? 'tenant' : 'global';
}

export function renderPermissions(registry: Registry): string {
  const doorsOf = (name: string): MountedRoute[] => registry.routes.filter(({ route }) => route.permission === name);
  const sections = registry.descriptors.filter(({ permissions }) => Object.keys(permissions).length > 0).map((descriptor) => {
    const rows = Object.entries(descriptor.permissions).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, permission]) => {
      const doors = doorsOf(name);
      const context = contextOf(permission, doors);
      return [`${code(name)}<br>${permission.title}`, resources[context], ...roles.map((role) => answer(role, permission, context)), permission.scope === undefined ? 'none may' : code(permission.scope), String(doors.length)];
    });
    return `## ${descriptor.name}\n\n${table(['Permission', 'On', ...roles.map(({ name }) => name), 'API token needs', 'Doors'], rows)}`;
  });
  const doors = registry.routes.map((mounted) => [code(`${mounted.route.method} ${mounted.address}`), code(mounted.route.permission), mounted.route.effect, codes(mounted.route.audit)]);
  return page('Permissions', [
    `Who may do what, role by role. A cell is the server's own answer: **yes**; **401** sign in; **404** as if the place did not exist; **403** visible, but not allowed; **if read**, **if write**, **if
admin**: when a grant on the project or space (to the person, one of their groups, or everyone on the site) reaches that level, else 404 for what they cannot see and 403 for what they may see only.
Administrators of a site have admin on all its projects and spaces. Administrators of an organization administer its sites, and see no content without a role there. A page with restrictions
is seen only by whom it names. An API token never has more than its owner, and needs the scope beside.`,
    ...sections,
    `## Doors\n\n${table(['Door', 'Permission', 'Effect', 'Recorded as'], doors)}`,
  ]);
}
