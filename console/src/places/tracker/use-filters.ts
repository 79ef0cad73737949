// Saved filters as the screens ask for them, and what is refreshed after a change.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { FilterValues, Lists, SavedFilter } from '../../api/tracker-lists.ts';
import { useLists } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';

export const filtersQuery = (siteId: string, lists: Lists) => queryOptions({ queryKey: ['filters', siteId, 'all'], queryFn: ({ signal }) => lists.filters(signal), staleTime: 30_000 });
export const filterQuery = (siteId: string, lists: Lists, id: string) => queryOptions({ queryKey: ['filters', siteId, 'one', id], queryFn: ({ signal }) => lists.filter(id, signal), staleTime: 30_000 });

export function useFilterChanges() {
  const say = useSay();
  const lists = useLists();
  const { site } = useSite();
  const cache = useQueryClient();
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: ['filters', site.id] });
  const star = useMutation({ mutationFn: (filter: SavedFilter) => lists.star(filter.id, !filter.favourite), onError: toldFailure, onSettled: refresh });
  const remove = useMutation({
    mutationFn: (filter: SavedFilter) => lists.deleteFilter(filter.id),
    onError: toldFailure,
    onSuccess: (_done, filter) => told(say('filters.deleted', { name: filter.name })),
    onSettled: refresh,
  });
  async function save(values: FilterValues, id: string | undefined): Promise<SavedFilter> {
    const saved = await (id === undefined ? lists.createFilter(values) : lists.changeFilter(id, values));
    told(say('filters.saved', { name: saved.name }));
    await refresh();
    return saved;
  }
  return { star, remove, save };
}
