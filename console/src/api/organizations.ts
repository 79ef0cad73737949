// Organizations, their sites, people, groups and invitations, and who may enter a site or a container.
import type { ProductSummary, Role } from './account.ts';
import { request, type Listing } from './request.ts';

export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly createdAt: string;
  readonly sites: number;
  readonly people?: number;
};

export type Site = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly url?: string;
  readonly region: string;
  readonly state: string;
  readonly createdAt?: string;
  readonly products?: readonly ProductSummary[];
  readonly reason?: string | null;
};

export type PersonState = 'active' | 'suspended' | 'invited';

export type Person = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly state: PersonState;
  readonly role: Role;
  readonly lastActiveAt: string | null;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly sites: readonly { readonly id: string; readonly name?: string; readonly role: Role }[];
};

export type Group = { readonly id: string; readonly name: string; readonly description?: string | null; readonly members?: number };
export type GroupMember = { readonly id: string; readonly name: string; readonly email?: string };
export type PendingInvitation = { readonly id: string; readonly email: string; readonly role?: Role; readonly createdAt?: string; readonly expiresAt: string };

export type PageQuery = { readonly q?: string; readonly cursor?: string; readonly limit?: number; readonly state?: string };

const at = (organization: string): string => `/api/v1/orgs/${organization}`;

export const organization = (id: string, signal?: AbortSignal): Promise<Organization> => request(at(id), { signal });
export const allOrganizations = (query: PageQuery, signal?: AbortSignal): Promise<Listing<Organization>> =>
  request('/api/v1/orgs', { query: { ...query, all: true }, signal });
export const createOrganization = (values: { name: string; slug: string; adminEmail: string }): Promise<Organization> =>
  request('/api/v1/orgs', { method: 'POST', body: values });
export const renameOrganization = (id: string, name: string): Promise<Organization> => request(at(id), { method: 'PATCH', body: { name } });

export const sites = (org: string, query: PageQuery, signal?: AbortSignal): Promise<Listing<Site>> => request(`${at(org)}/sites`, { query, signal });
export const createSite = (org: string, values: { name: string; slug: string; region?: string; products?: readonly string[] }): Promise<Site> =>
  request(`${at(org)}/sites`, { method: 'POST', body: values });
export const site = (id: string, signal?: AbortSignal): Promise<Site> => request(`/api/v1/sites/${id}`, { signal });
export const renameSite = (id: string, name: string): Promise<Site> => request(`/api/v1/sites/${id}`, { method: 'PATCH', body: { name } });
export const suspendSite = (id: string, reason: string): Promise<Site> =>
  request(`/api/v1/sites/${id}/suspend`, { method: 'POST', body: { reason } });
export const resumeSite = (id: string): Promise<Site> => request(`/api/v1/sites/${id}/resume`, { method: 'POST', body: {} });

export const people = (org: string, query: PageQuery, signal?: AbortSignal): Promise<Listing<Person>> => request(`${at(org)}/people`, { query, signal });
export const changePerson = (org: string, id: string, change: { role?: Role; state?: 'active' | 'suspended' }): Promise<Person> =>
  request(`${at(org)}/people/${id}`, { method: 'PATCH', body: change });
export const removePerson = (org: string, id: string): Promise<void> => request(`${at(org)}/people/${id}`, { method: 'DELETE' });

export type NewInvitations = {
  readonly emails: readonly string[];
  readonly role?: Role;
  readonly sites?: readonly { readonly site: string; readonly role: Role }[];
  readonly groups?: readonly string[];
};

export const invitations = (org: string, signal?: AbortSignal): Promise<Listing<PendingInvitation>> => request(`${at(org)}/invitations`, { signal });
export const invite = (org: string, values: NewInvitations): Promise<Listing<PendingInvitation>> =>
  request(`${at(org)}/invitations`, { method: 'POST', body: values });
export const withdrawInvitation = (org: string, id: string): Promise<void> => request(`${at(org)}/invitations/${id}`, { method: 'DELETE' });
export const resendInvitation = (org: string, id: string): Promise<unknown> =>
  request(`${at(org)}/invitations/${id}/resend`, { method: 'POST', body: {} });

export const groups = (org: string, query: PageQuery, signal?: AbortSignal): Promise<Listing<Group>> => request(`${at(org)}/groups`, { query, signal });
export const createGroup = (org: string, values: { name: string; description?: string }): Promise<Group> =>
  request(`${at(org)}/groups`, { method: 'POST', body: values });
export const changeGroup = (org: string, id: string, values: { name?: string; description?: string }): Promise<Group> =>
  request(`${at(org)}/groups/${id}`, { method: 'PATCH', body: values });
export const deleteGroup = (org: string, id: string): Promise<void> => request(`${at(org)}/groups/${id}`, { method: 'DELETE' });
export const groupMembers = (org: string, id: string, signal?: AbortSignal): Promise<Listing<GroupMember>> =>
  request(`${at(org)}/groups/${id}/members`, { signal });
export const addToGroup = (org: string, id: string, account: string): Promise<void> =>
  request(`${at(org)}/groups/${id}/members/${account}`, { method: 'PUT', body: {} });
export const removeFromGroup = (org: string, id: string, account: string): Promise<void> =>
  request(`${at(org)}/groups/${id}/members/${account}`, { method: 'DELETE' });

export type SiteGrant = { readonly subject: { readonly kind: 'account' | 'group'; readonly id: string; readonly name: string }; readonly role: Role };

export const siteAccess = (id: string, signal?: AbortSignal): Promise<Listing<SiteGrant>> => request(`/api/v1/sites/${id}/access`, { signal });
export const grantSite = (id: string, subject: string, role: Role): Promise<unknown> =>
  request(`/api/v1/sites/${id}/access/${subject}`, { method: 'PUT', body: { role } });
export const revokeSite = (id: string, subject: string): Promise<void> => request(`/api/v1/sites/${id}/access/${subject}`, { method: 'DELETE' });

export type SitePerson = { readonly id: string; readonly name: string; readonly email?: string };
export const sitePeople = (id: string, q: string, signal?: AbortSignal): Promise<Listing<SitePerson>> =>
  request(`/api/v1/sites/${id}/people`, { query: { q, limit: 20 }, signal });

export type ContainerLevel = 'read' | 'write' | 'admin';
export type ContainerGrant = {
  readonly subject: { readonly kind: 'account' | 'group' | 'everyone'; readonly id?: string; readonly name?: string };
  readonly level: ContainerLevel;
};
type ContainerPlace = { readonly siteId: string; readonly product: 'tracker' | 'wiki'; readonly key: string };
const containerPath = (place: ContainerPlace): string =>
  `/api/v1/sites/${place.siteId}/${place.product}/containers/${encodeURIComponent(place.key)}/access`;

export const containerAccess = (place: ContainerPlace, signal?: AbortSignal): Promise<Listing<ContainerGrant>> =>
  request(containerPath(place), { signal });
export const replaceContainerAccess = (place: ContainerPlace, items: readonly ContainerGrant[]): Promise<unknown> =>
  request(containerPath(place), {
    method: 'PUT',
    body: { items: items.map(({ subject, level }) => ({ subject: { kind: subject.kind, ...(subject.id === undefined ? {} : { id: subject.id }) }, level })) },
  });
