// After a change to a site everything that shows it asks anew.
import { useQueryClient } from '@tanstack/react-query';
import { meQuery, useOrganization } from '../../app/session.ts';
import { adminKeys } from './queries.ts';

export function useRefreshSite(siteId: string): () => Promise<unknown> {
  const cache = useQueryClient();
  const org = useOrganization();
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ['site', siteId] }),
      cache.invalidateQueries({ queryKey: meQuery.queryKey }),
      cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
    ]);
}
