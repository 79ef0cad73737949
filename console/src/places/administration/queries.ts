// What Administration asks for, and under which cache keys.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { firstPage } from '../../api/request.ts';
import { auditActions, auditEvents, type AuditQuery } from '../../api/audit.ts';
import { importRun, imports, isRunning } from '../../api/imports.ts';
import { groupMembers, groups, invitations, organization, people, site, siteAccess, sites } from '../../api/organizations.ts';

import { planOf } from '../../api/plan.ts';
import { groupInFull, organizationRoles, personInFull, productAccess, type Product } from '../../api/rights.ts';

const watchMs = 1_000;
const perPage = 50;
const following = (last: { readonly nextCursor?: string }): string | undefined => last.nextCursor;

export const adminKeys = { all: (org: string) => ['organization', org] as const };

export const organizationQuery = (org: string) => queryOptions({ queryKey: adminKeys.all(org), queryFn: ({ signal }) => organization(org, signal) });

export const sitesQuery = (org: string, q: string) =>
  infiniteQueryOptions({
    queryKey: [...adminKeys.all(org), 'sites', q],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => sites(org, { q, limit: perPage, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: following,
  });

export const siteQuery = (id: string) => queryOptions({ queryKey: ['site', id], queryFn: ({ signal }) => site(id, signal) });
export const siteAccessQuery = (id: string) => queryOptions({ queryKey: ['site', id, 'access'], queryFn: ({ signal }) => siteAccess(id, signal) });

export const peopleQuery = (org: string, q: string, state: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...adminKeys.all(org), 'people', q, state ?? ''],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => people(org, { q, limit: perPage, ...(state === undefined ? {} : { state }), ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: following,
  });

export const planQuery = (org: string) => queryOptions({ queryKey: [...adminKeys.all(org), 'plan'], queryFn: ({ signal }) => planOf(org, signal) });
export const organizationRolesQuery = (org: string) => queryOptions({ queryKey: [...adminKeys.all(org), 'roles'], queryFn: ({ signal }) => organizationRoles(org, signal) });
export const personQuery = (org: string, account: string) => queryOptions({ queryKey: [...adminKeys.all(org), 'person', account], queryFn: ({ signal }) => personInFull(org, account, signal) });
export const groupQuery = (org: string, group: string) => queryOptions({ queryKey: [...adminKeys.all(org), 'group', group], queryFn: ({ signal }) => groupInFull(org, group, signal) });
export const productAccessQuery = (id: string, product: Product) => queryOptions({ queryKey: ['site', id, 'access', product], queryFn: ({ signal }) => productAccess(id, product, signal) });

export const invitationsQuery = (org: string) => queryOptions({ queryKey: [...adminKeys.all(org), 'invitations'], queryFn: ({ signal }) => invitations(org, signal) });

export const groupsQuery = (org: string, q: string) =>
  infiniteQueryOptions({
    queryKey: [...adminKeys.all(org), 'groups', q],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => groups(org, { q, limit: perPage, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: following,
  });

export const membersQuery = (org: string, group: string) => queryOptions({ queryKey: [...adminKeys.all(org), 'members', group], queryFn: ({ signal }) => groupMembers(org, group, signal) });

export const importsQuery = (siteId: string) =>
  queryOptions({
    queryKey: ['imports', siteId],
    queryFn: ({ signal }) => imports(siteId, signal),
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) === true ? watchMs * 2 : false),
  });

export const importQuery = (siteId: string, id: string) =>
  queryOptions({
    queryKey: ['imports', siteId, id],
    queryFn: ({ signal }) => importRun(siteId, id, signal),
    refetchInterval: (query) => (query.state.data === undefined || isRunning(query.state.data) ? watchMs : false),
  });

export const auditQuery = (org: string, query: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: ['audit', org, query],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => auditEvents(org, { ...query, limit: perPage, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: (last) => last.meta?.next ?? undefined,
  });

export const auditActionsQuery = (org: string) => queryOptions({ queryKey: ['audit', org, 'actions'], queryFn: ({ signal }) => auditActions(org, signal), staleTime: 10 * 60_000 });
