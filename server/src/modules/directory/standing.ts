/**
 * What follows from the roles that somebody holds: the level on a place, and the duties there. Pure: the door, the guard of
 * every change and the answers to *why?* all ask the same functions.
 */
import { everyonePrincipal, type Duty, type OrganizationRole, type ProductType, type Role, type SiteRole } from '../../kernel/service/index.ts';
import { wholeOrganization, type AccessRow, type HeldRole, type Place } from './role-store.ts';

const rank: Readonly<Record<SiteRole, number>> = { guest: 1, member: 2, admin: 3 };
const rankOf = (level: SiteRole | null): number => (level === null ? 0 : rank[level]);
export const isDuty = (role: Role): role is Duty => role === 'user-access-admin' || role === 'auditor';
const higher = (a: SiteRole | null, b: SiteRole | null): SiteRole | null => (rankOf(b) > rankOf(a) ? b : a);

const rolesOf = (row: AccessRow): readonly HeldRole[] => (row.state === 'active' ? (row.roles ?? []) : []);

/** Level on the organization; null for who is suspended. */
export function organizationLevel(row: AccessRow): OrganizationRole | null {
  if (row.state !== 'active') return null;
  return rolesOf(row).some((held) => held.site === wholeOrganization && held.role === 'admin') ? 'admin' : row.role;
}

/**
 * Level on a site as a whole, or on one product. A role on the site holds for both products. Who has a role on one product
 * only counts on the site as at most a member, and is never more than that outside the product.
 */
export function levelOn(row: AccessRow, siteId: string, product: ProductType | '' = ''): SiteRole | null {
  let level: SiteRole | null = null;
  for (const held of rolesOf(row)) {
    if (held.site !== siteId) continue;
    if (held.product === '' || held.product === product) level = isDuty(held.role) ? level : higher(level, held.role);
    else if (product === '') level = higher(level, isDuty(held.role) || held.role === 'guest' ? 'guest' : 'member');
  }
  return level;
}

/** Duties held on the organization, on the site, and on the product where one is named. */
export function dutiesOn(row: AccessRow, siteId: string, product: ProductType | '' = ''): readonly Duty[] {
  const found = new Set<Duty>();
  for (const held of rolesOf(row)) {
    const applies = held.site === wholeOrganization || (held.site === siteId && (held.product === '' || held.product === product));
    if (applies && isDuty(held.role)) found.add(held.role);
  }
  return [...found].sort();
}

/** Who may give and take which role where: nobody a role that reaches further than their own. */
export function mayGive(row: AccessRow, place: Place, role: Role): boolean {
  if (organizationLevel(row) === 'admin') return true;
  if (place.siteId !== wholeOrganization && levelOn(row, place.siteId, place.product) === 'admin') return true;
  return (role === 'member' || role === 'guest') && dutiesOn(row, place.siteId, place.product).includes('user-access-admin');
}

/** Whether the second reaches anywhere further than the first: a higher level, a duty, or a group that was not there. */
export function reachesFurther(before: AccessRow, after: AccessRow): boolean {
  const places = new Map<string, Place>();
  for (const held of rolesOf(after)) places.set(`${held.site}/${held.product}`, { siteId: held.site, product: held.product });
  if (rankOf(organizationLevel(after)) > rankOf(organizationLevel(before))) return true;
  const groups = new Set(before.groups ?? []);
  if ((after.groups ?? []).some((group) => !groups.has(group))) return true;
  return [...places.values()].some(({ siteId, product }) => {
    const duties = dutiesOn(before, siteId, product);
    return rankOf(levelOn(after, siteId, product)) > rankOf(levelOn(before, siteId, product)) || dutiesOn(after, siteId, product).some((duty) => !duties.includes(duty));
  });
}

/** What grants of containers may name: the person, their groups, and everyone where they are more than a guest. */
export function principalsOn(row: AccessRow, accountId: string, siteId: string, product: ProductType | '' = ''): readonly string[] {
  const level = levelOn(row, siteId, product);
  return [accountId, ...(row.groups ?? []), ...(level === 'member' || level === 'admin' ? [everyonePrincipal] : [])];
}
