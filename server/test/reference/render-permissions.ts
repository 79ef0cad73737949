/**
 * docs/reference/permissions.md: role × permission × resource. Each cell is the answer of the very functions that
 * the server asks at its doors, so the page cannot say anything else than what is done.
 */
import { admitActor, admitToPlace } from '../../src/kernel/http/admission.ts';
import { isAppError } from '../../src/kernel/errors/index.ts';
import { anonymousActor, systemActor, type Actor, type MountedRoute, type PermissionDefinition, type ProductType, type Registry } from '../../src/kernel/service/index.ts';
import { code, codes, page, table } from './markdown.ts';
import { accessOf, matrixRoles, type MatrixRole } from './matrix-roles.ts';

const person: Actor = { ...systemActor, kind: 'account', via: { kind: 'session', id: null, label: null } };
const actorOf = (role: MatrixRole): Actor => (role.who === 'anonymous' ? anonymousActor : { ...person, operator: role.who === 'operator' });

const resources = { global: 'the installation, one\'s own account', organization: 'organization', site: 'site', tenant: 'product of a site' } as const;

/** `yes`; `404` where the place is as if absent, `403`, `401`. */
function answer(role: MatrixRole, permission: PermissionDefinition, context: MountedRoute['route']['context'], product: ProductType | ''): string {
  const access = context === 'global' ? undefined : accessOf(role, context, product);
  try {
    admitActor(actorOf(role), permission);
    if (access !== undefined && context !== 'global') admitToPlace(access, permission, context);
    return permission.needs.startsWith('container') && access?.siteRole !== 'admin' ? `if ${permission.needs.slice('container:'.length)}` : 'yes';
  } catch (error) {
    if (isAppError(error)) return String(error.status);
    throw error;
  }
}

const productOf = ({ mounts }: Registry['descriptors'][number]): ProductType | '' => mounts.find(({ product }) => product !== undefined)?.product ?? '';

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
      return [`${code(name)}<br>${permission.title}`, resources[context], ...matrixRoles.map((role) => answer(role, permission, context, context === 'tenant' ? productOf(descriptor) : '')), permission.scope === undefined ? 'none may' : code(permission.scope), String(doors.length)];
    });
    return `## ${descriptor.name}\n\n${table(['Permission', 'On', ...matrixRoles.map(({ name }) => name), 'API token needs', 'Doors'], rows)}`;
  });
  const doors = registry.routes.map((mounted) => [code(`${mounted.route.method} ${mounted.address}`), code(mounted.route.permission), mounted.route.effect, codes(mounted.route.audit)]);
  return page('Permissions', [
    `Who may do what, role by role. A cell is the server's own answer: **yes**; **401** sign in; **404** as if the place did not exist; **403** visible, but not allowed; **if read**, **if write**, **if
admin**: when a grant on the project or space (to the person, one of their groups, or everyone on the site) reaches that level, else 404 for what they cannot see and 403 for what they may see only.
Administrators of a site have admin on all its projects and spaces. Administrators of an organization administer its sites, and see no content without a role there. A page with restrictions
is seen only by whom it names. An API token never has more than its owner, and needs the scope beside.`,
    `## The roles

People and groups hold roles; everybody in a group, and in a group of the group, has what the group has. Several roles add up.

- **Organization admin**: everything in the administration, no content. **User-access admin**: gives members and guests access, manages groups, never those who administer or oversee. **Auditor**: looks at people, roles and the log, changes nothing.
- **Site admin**: everything on one site, content too. **Product admin** (Tracker or Wiki of a site): the same for that product. **Member** and **guest** of a site have both products; of a product, that one only.
- Nobody gives more than they have, nobody raises themselves, and an organization and a site keep an administrator. An organization admin may take a role on a site for themselves: that stands in the log.
- Where an address names a product (\`/sites/:site/products/:product/…\`), the role on that product counts; the columns below say it for the site as a whole.`,
    ...sections,
    `## Doors\n\n${table(['Door', 'Permission', 'Effect', 'Recorded as'], doors)}`,
  ]);
}
