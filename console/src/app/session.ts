// Who is here and what they can reach; every screen inside the frame may rely on it being loaded.
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { me, platformState, type Account, type Me, type MyOrganization, type MySite } from '../api/account.ts';
import { trackerAt, type Tracker } from '../api/tracker.ts';
import { wikiAt, type Wiki } from '../api/wiki.ts';

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => me(signal), staleTime: 60_000 });
export const stateQuery = queryOptions({ queryKey: ['state'], queryFn: ({ signal }) => platformState(signal), staleTime: 60_000 });

export const useMe = (): Me => useSuspenseQuery(meQuery).data;
export const useAccount = (): Account => useMe().account;

export type SitePlace = { readonly organization: MyOrganization; readonly site: MySite };

export function siteBySlug(person: Me, slug: string | undefined): SitePlace | undefined {
  for (const organization of person.organizations) {
    const site = organization.sites.find((candidate) => candidate.slug === slug);
    if (site !== undefined) return { organization, site };
  }
  return undefined;
}

const rememberedSiteKey = 'holdfast.site';

export function rememberSite(slug: string): void {
  try {
    localStorage.setItem(rememberedSiteKey, slug);
  } catch {
    // Then the first site opens next time.
  }
}

function rememberedSite(): string | undefined {
  try {
    return localStorage.getItem(rememberedSiteKey) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The site of the address, else the one used last, else the first one that is open. */
export function preferredSite(person: Me, slug?: string): SitePlace | undefined {
  const all = person.organizations.flatMap((organization) => organization.sites.map((site) => ({ organization, site })));
  return siteBySlug(person, slug) ?? siteBySlug(person, rememberedSite()) ?? all.find(({ site }) => site.state === 'active') ?? all[0];
}

export function useCurrentSite(): SitePlace | undefined {
  const person = useMe();
  const { site } = useParams({ strict: false });
  return useMemo(() => preferredSite(person, site), [person, site]);
}

/** For screens below /s/$site, where the route has made sure that the site is the person's. */
export function useSite(): SitePlace {
  const place = useCurrentSite();
  if (place === undefined) throw new Error('This screen stands below a site.');
  return place;
}

export function useTracker(): Tracker {
  const { site } = useSite();
  return useMemo(() => trackerAt(site.id), [site.id]);
}

export function useWiki(): Wiki {
  const { site } = useSite();
  return useMemo(() => wikiAt(site.id), [site.id]);
}

export function useOrganization(): MyOrganization {
  const person = useMe();
  const { org } = useParams({ strict: false });
  const found = person.organizations.find((candidate) => candidate.slug === org);
  if (found === undefined) throw new Error('This screen stands below an organization.');
  return found;
}

/** Whether the administration opens: for administrators, for those who give access, and for auditors, who only look. */
export const mayAdminister = (organization: MyOrganization): boolean => organization.role === 'admin' || organization.duties.length > 0;

/** The organization whose administration the rail offers: the address's, the site's, else the first one administered. */
export function administeredOrganization(person: Me, slug: string | undefined, site: SitePlace | undefined): MyOrganization | undefined {
  const administered = person.organizations.filter(mayAdminister);
  return (
    administered.find((organization) => organization.slug === slug) ??
    administered.find((organization) => organization.id === site?.organization.id) ??
    administered[0]
  );
}
