// The wiki's answers carry account ids; names are asked for together and kept.
import { useQuery } from '@tanstack/react-query';
import { useSite, useWiki } from '../../app/session.ts';

const namesFreshMs = 10 * 60_000;
const idsPerCall = 100;

export function useNames(ids: readonly (string | null | undefined)[]): (id: string | null | undefined) => string | undefined {
  const { site } = useSite();
  const wiki = useWiki();
  const wanted = [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))].toSorted();
  const names = useQuery({
    queryKey: ['wiki', site.id, 'names', wanted],
    enabled: wanted.length > 0,
    staleTime: namesFreshMs,
    retry: false,
    queryFn: async ({ signal }) => {
      const found: Record<string, string> = {};
      for (let from = 0; from < wanted.length; from += idsPerCall) {
        const answer = await wiki.users(wanted.slice(from, from + idsPerCall), signal);
        for (const user of answer.results) found[user.accountId] = user.displayName;
      }
      return found;
    },
  });
  return (id) => (typeof id === 'string' ? names.data?.[id] : undefined);
}
