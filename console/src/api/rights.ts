// Roles on organization, site and product; groups in groups; who reaches what, and why.
import type { Duty, Role } from './account.ts';
import type { Group, Person } from './organizations.ts';
import { request, type Listing } from './request.ts';

export type AnyRole = Role | Duty;
export type Power = 'admin' | Duty;
export type Product = 'tracker' | 'wiki';
export type Named = { readonly id: string; readonly name: string };
export type Subject = { readonly kind: 'account' | 'group'; readonly id: string; readonly name: string };
export type RoleGrant = { readonly subject: Subject; readonly role: AnyRole; readonly grantedBy: Named | null; readonly grantedAt: string };
export type HeldRole = { readonly place: { readonly kind: 'organization' | 'site' | 'product'; readonly id: string; readonly product?: Product }; readonly role: AnyRole; readonly through: Subject | null };
export type PersonInFull = Person & { readonly joinedAt: string; readonly roles: readonly HeldRole[]; readonly allGroups: readonly Named[] };
export type GroupInFull = Group & { readonly allMembers: number; readonly groups: readonly Named[]; readonly partOf: readonly Named[]; readonly roles: readonly HeldRole[] };

const org = (id: string): string => `/api/v1/orgs/${id}`;
const productPath = (site: string, product: Product): string => `/api/v1/sites/${site}/products/${product}/access`;

export const organizationRoles = (id: string, signal?: AbortSignal): Promise<Listing<RoleGrant>> => request(`${org(id)}/roles`, { signal });
export const giveOrganizationRole = (id: string, role: Power, subject: string): Promise<void> => request(`${org(id)}/roles/${role}/${subject}`, { method: 'PUT' });
export const takeOrganizationRole = (id: string, role: Power, subject: string): Promise<void> => request(`${org(id)}/roles/${role}/${subject}`, { method: 'DELETE' });

export const productAccess = (site: string, product: Product, signal?: AbortSignal): Promise<Listing<RoleGrant>> => request(productPath(site, product), { signal });
export const giveProductRole = (site: string, product: Product, subject: string, role: AnyRole): Promise<void> => request(`${productPath(site, product)}/${subject}`, { method: 'PUT', body: { role } });
export const takeProductRole = (site: string, product: Product, subject: string): Promise<void> => request(`${productPath(site, product)}/${subject}`, { method: 'DELETE' });

export const personInFull = (id: string, account: string, signal?: AbortSignal): Promise<PersonInFull> => request(`${org(id)}/people/${account}`, { signal });
export const groupInFull = (id: string, group: string, signal?: AbortSignal): Promise<GroupInFull> => request(`${org(id)}/groups/${group}`, { signal });
export const nestGroup = (id: string, group: string, member: string): Promise<void> => request(`${org(id)}/groups/${group}/groups/${member}`, { method: 'PUT' });
export const unnestGroup = (id: string, group: string, member: string): Promise<void> => request(`${org(id)}/groups/${group}/groups/${member}`, { method: 'DELETE' });

export type ItemKind = 'product' | 'project' | 'issue' | 'space' | 'page';
export type Item = { readonly site: string; readonly kind: ItemKind; readonly id: string };
export type ReachLevel = 'read' | 'write' | 'admin';
export type WhyStep = {
  readonly rule: 'account-active' | 'role' | 'administers' | 'grant' | 'restriction';
  readonly holds: boolean;
  readonly role?: AnyRole;
  readonly level?: ReachLevel;
  readonly on?: string;
  readonly closes?: 'read' | 'write';
  readonly inherited?: boolean;
  readonly through: readonly { readonly kind: 'account' | 'group' | 'everyone'; readonly id?: string; readonly name?: string }[];
  readonly setBy: Named | null;
  readonly setAt: string | null;
};
export type WhyAnswer = { readonly person: Named; readonly level: ReachLevel | null; readonly decidedBy: number; readonly steps: readonly WhyStep[]; readonly askWhom: readonly Named[] };
export type Reaching = { readonly person: Named; readonly level: ReachLevel; readonly ways: readonly WhyStep[] };

const itemQuery = (item: Item): Record<string, string> => (item.kind === 'product' ? { kind: item.kind, product: item.id } : { kind: item.kind, id: item.id });

export const whoReaches = (item: Item, query: { readonly q?: string; readonly cursor?: string; readonly limit?: number }, signal?: AbortSignal): Promise<Listing<Reaching>> =>
  request(`/api/v1/sites/${item.site}/reach`, { query: { ...itemQuery(item), ...query }, signal });
export const whyReaches = (item: Item, account: string, signal?: AbortSignal): Promise<WhyAnswer> => request(`/api/v1/sites/${item.site}/reach/${account}`, { query: itemQuery(item), signal });
