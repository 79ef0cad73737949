// What needs an administrator now, worked out from facts that the platform already gives. Ordered by what
// would hurt most; at most seven, so that the list is read.
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import type { MyOrganization } from '../../api/account.ts';
import { useSay } from '../../words/index.ts';
import { importsQuery, invitationsQuery, peopleQuery } from './queries.ts';

export type NextStep = {
  readonly id: string;
  readonly urgent: boolean;
  readonly title: string;
  readonly why: string;
  readonly action: string;
  readonly to: string;
  readonly search: Record<string, string>;
};

const stepsMax = 7;
const sitesWatched = 5;

export function useNextSteps(org: MyOrganization): { readonly pending: boolean; readonly items: readonly NextStep[] } {
  const say = useSay();
  const people = useInfiniteQuery(peopleQuery(org.id, '', 'active'));
  const pending = useQuery(invitationsQuery(org.id));
  const watched = org.sites.slice(0, sitesWatched);
  const imports = useQueries({ queries: watched.map((site) => importsQuery(site.id)) });
  const items: NextStep[] = [];
  const base = `/o/${org.slug}`;

  for (const [index, site] of watched.entries()) {
    for (const run of imports[index]?.data?.items ?? []) {
      if (run.state !== 'failed') continue;
      items.push({ id: run.id, urgent: true, title: say('overview.importFailed', { name: run.name }), why: run.error?.title ?? site.name, action: say('overview.look'), to: `${base}/imports/${site.id}/${run.id}`, search: {} });
    }
  }
  for (const site of org.sites) {
    if (site.state !== 'suspended') continue;
    items.push({ id: site.id, urgent: true, title: say('overview.siteSuspended', { site: site.name }), why: say('overview.siteSuspendedWhy'), action: say('overview.look'), to: `${base}/sites/${site.id}`, search: {} });
  }
  const active = people.data?.pages.flatMap((page) => page.items) ?? [];
  const admins = active.filter((person) => person.role === 'admin').length;
  if (people.isSuccess && !people.hasNextPage && admins === 1) {
    items.push({ id: 'one-admin', urgent: true, title: say('overview.oneAdmin'), why: say('overview.oneAdminWhy'), action: say('people.invite'), to: `${base}/people`, search: { invite: 'true' } });
  }
  const expired = (pending.data?.items ?? []).filter((invitation) => Date.parse(invitation.expiresAt) < Date.now());
  if (expired.length > 0) {
    items.push({ id: 'expired', urgent: false, title: say('overview.expired', { count: expired.length }), why: say('overview.expiredWhy'), action: say('overview.look'), to: `${base}/people`, search: { state: 'invited' } });
  }
  if (org.sites.length === 0) {
    items.push({ id: 'no-site', urgent: false, title: say('overview.noSite'), why: say('overview.noSiteWhy'), action: say('sites.create'), to: `${base}/sites`, search: { create: 'true' } });
  }
  if (people.isSuccess && active.length === 1 && (pending.data?.items.length ?? 0) === 0) {
    items.push({ id: 'alone', urgent: false, title: say('overview.alone'), why: say('overview.aloneWhy'), action: say('people.invite'), to: `${base}/people`, search: { invite: 'true' } });
  }
  const firstSite = watched[0];
  if (firstSite !== undefined && imports.every((query) => query.isSuccess && query.data.items.length === 0)) {
    items.push({ id: 'import', urgent: false, title: say('overview.bringIn'), why: say('overview.bringInWhy'), action: say('imports.begin'), to: `${base}/imports`, search: { site: firstSite.id } });
  }
  return { pending: people.isPending || pending.isPending, items: items.slice(0, stepsMax) };
}
