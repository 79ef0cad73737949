// Which columns somebody wants in lists of issues: kept by the platform, so that they are the same on every device.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLists } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { toldFailure } from '../../parts/toasts.tsx';

/** Columns that may be put away, by the field that they show. */
const optionalColumns = ['status', 'issuetype', 'priority', 'assignee', 'reporter', 'project', 'labels', 'components', 'fixVersions', 'resolution', 'duedate', 'created', 'updated', 'resolutiondate'] as const;
const usual: readonly string[] = ['status', 'issuetype', 'priority', 'assignee', 'updated'];

/** The fields that a list must ask for. */
export function fieldsOf(hidden: ReadonlySet<string>): readonly string[] {
  return ['summary', 'status', ...optionalColumns.filter((column) => column !== 'status' && !hidden.has(column))];
}

export function useIssueColumns(): { readonly hidden: ReadonlySet<string>; readonly toggle: (id: string) => void } {
  const lists = useLists();
  const cache = useQueryClient();
  const { site } = useSite();
  const queryKey = ['columns', site.id];
  const chosen = useQuery({ queryKey, queryFn: ({ signal }) => lists.columns(signal), staleTime: 10 * 60_000 });
  const shown = chosen.data?.map(({ value }) => value) ?? usual;
  const choose = useMutation({
    mutationFn: (columns: readonly string[]) => lists.chooseColumns(['issuekey', 'summary', ...columns]),
    onMutate: (columns) => cache.setQueryData(queryKey, ['issuekey', 'summary', ...columns].map((value) => ({ value, label: value }))),
    onError: async (failure) => {
      toldFailure(failure);
      await cache.invalidateQueries({ queryKey });
    },
  });
  return {
    hidden: new Set(optionalColumns.filter((column) => !shown.includes(column))),
    toggle: (id) => choose.mutate(optionalColumns.filter((column) => (column === id ? !shown.includes(column) : shown.includes(column)))),
  };
}
