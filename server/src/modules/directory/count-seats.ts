/** Seats in use, as a report: nobody is kept out by it. A person counts once for each product of a site that they have, however they got it. */
import type { ProductType } from '../../kernel/service/index.ts';
import { wholeOrganization } from './role-store.ts';
import type { Roster } from './roster.ts';
import { levelOn } from './standing.ts';

export interface Seats {
  readonly people: number;
  readonly sites: ReadonlyMap<string, Readonly<Record<ProductType, number>>>;
}

export function countSeats(roster: Roster): Seats {
  const sites = new Map<string, Record<ProductType, number>>();
  let people = 0;
  for (const { account, member, rights } of roster.people.values()) {
    if (account.state !== 'active' || member.state !== 'active') continue;
    people += 1;
    for (const site of new Set((rights.roles ?? []).map((held) => held.site))) {
      if (site === wholeOrganization) continue;
      const counted = sites.get(site) ?? { tracker: 0, wiki: 0 };
      if (levelOn(rights, site, 'tracker') !== null) counted.tracker += 1;
      if (levelOn(rights, site, 'wiki') !== null) counted.wiki += 1;
      sites.set(site, counted);
    }
  }
  return { people, sites };
}
