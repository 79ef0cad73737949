// What people keep over issues: words of JQL, saved filters, columns, dashboards and figures of one site's tracker.
import { useMemo } from 'react';
import { useSite } from '../app/session.ts';
import { request } from './request.ts';
import type { TrackerUser } from './tracker.ts';

export type JqlFieldWord = { readonly value: string; readonly displayName: string; readonly operators: readonly string[]; readonly auto: string; readonly orderable: string; readonly searchable: string; readonly kind: string };
export type JqlFunctionWord = { readonly value: string; readonly displayName: string; readonly kinds: readonly string[]; readonly isList: string };
export type JqlWords = { readonly visibleFieldNames: readonly JqlFieldWord[]; readonly visibleFunctionNames: readonly JqlFunctionWord[]; readonly jqlReservedWords: readonly string[] };
export type JqlCheck = { readonly query: string; readonly errors?: readonly string[]; readonly positions?: readonly { readonly line: number; readonly column: number }[] };

export type Share = { readonly type: string; readonly user?: { readonly accountId: string; readonly displayName?: string }; readonly group?: { readonly groupId?: string; readonly name?: string }; readonly project?: { readonly id: string } };
export type SavedFilter = {
  readonly id: string; readonly name: string; readonly description: string; readonly jql: string; readonly owner?: TrackerUser; readonly favourite: boolean; readonly favouritedCount: number; readonly isWritable: boolean;
  readonly sharePermissions: readonly Share[];
};
export type FilterValues = { readonly name: string; readonly description: string; readonly jql: string; readonly sharePermissions?: readonly Share[] };

export type Dashboard = { readonly id: string; readonly name: string; readonly description: string; readonly owner?: TrackerUser; readonly isWritable: boolean; readonly sharePermissions: readonly Share[] };
export type GadgetModule = 'created-resolved' | 'age' | 'distribution' | 'filter-results' | 'my-work' | 'burndown';
export type GadgetSettings = { readonly jql?: string; readonly by?: Grouping; readonly days?: number };
const column = 'The column position of the gadget.';
const row = 'The row position of the gadget.';
export type Gadget = { readonly id: number; readonly moduleKey: GadgetModule; readonly title: string; readonly settings: GadgetSettings; readonly position: { readonly [column]: number; readonly [row]: number } };

export const groupings = ['status', 'assignee', 'priority', 'issuetype', 'reporter', 'resolution', 'project', 'component', 'label'] as const;
export type Grouping = (typeof groupings)[number];
export type Distribution = { readonly total: number; readonly slices: readonly { readonly value: string | null; readonly name: string | null; readonly count: number }[] };
export type CreatedResolved = { readonly created: number; readonly resolved: number; readonly days: readonly { readonly day: string; readonly created: number; readonly resolved: number }[] };
export type Ages = { readonly total: number; readonly medianDays: number | null; readonly buckets: readonly { readonly fromDays: number; readonly toDays: number | null; readonly count: number }[] };

export const columnOf = (gadget: Gadget): number => gadget.position[column];
export const place = (at: number, order: number) => ({ [column]: at, [row]: order });

function listsAt(siteId: string) {
  const at = (path: string): string => `/ex/jira/${siteId}/rest/api/3/${path}`;
  const figures = (name: string): string => `/api/v1/sites/${siteId}/tracker/figures/${name}`;
  const dashboard = (id: string, rest = ''): string => at(`dashboard/${encodeURIComponent(id)}${rest}`);
  return {
    words: (signal?: AbortSignal) => request<JqlWords>(at('jql/autocompletedata'), { signal }),
    suggestions: (query: { fieldName: string; fieldValue: string; predicateName?: string }, signal?: AbortSignal) =>
      request<{ results: readonly { value: string; displayName: string }[] }>(at('jql/autocompletedata/suggestions'), { query, signal }),
    check: (jql: string, signal?: AbortSignal) => request<{ queries: readonly JqlCheck[] }>(at('jql/parse'), { method: 'POST', body: { queries: [jql] }, signal }),
    count: (jql: string, signal?: AbortSignal) => request<{ count: number }>(at('search/approximate-count'), { method: 'POST', body: { jql }, signal }),
    filters: (signal?: AbortSignal) => request<readonly SavedFilter[]>(at('filter'), { signal }),
    filter: (id: string, signal?: AbortSignal) => request<SavedFilter>(at(`filter/${encodeURIComponent(id)}`), { signal }),
    createFilter: (values: FilterValues) => request<SavedFilter>(at('filter'), { method: 'POST', body: values }),
    changeFilter: (id: string, values: FilterValues) => request<SavedFilter>(at(`filter/${id}`), { method: 'PUT', body: values }),
    deleteFilter: (id: string) => request<void>(at(`filter/${id}`), { method: 'DELETE' }),
    star: (id: string, starred: boolean) => request<SavedFilter>(at(`filter/${id}/favourite`), starred ? { method: 'PUT', body: {} } : { method: 'DELETE' }),
    columns: (signal?: AbortSignal) => request<readonly { value: string; label: string }[]>(at('user/columns'), { signal }),
    chooseColumns: (columns: readonly string[]) => request<void>(at('user/columns'), { method: 'PUT', body: { columns } }),
    dashboards: (signal?: AbortSignal) => request<{ values: readonly Dashboard[] }>(at('dashboard/search'), { query: { maxResults: 1000 }, signal }),
    dashboard: (id: string, signal?: AbortSignal) => request<Dashboard>(dashboard(id), { signal }),
    createDashboard: (values: { name: string; description: string; sharePermissions: readonly Share[] }) => request<Dashboard>(at('dashboard'), { method: 'POST', body: { ...values, editPermissions: [] } }),
    changeDashboard: (id: string, values: { name: string; description: string; sharePermissions: readonly Share[] }) => request<Dashboard>(dashboard(id), { method: 'PUT', body: { ...values, editPermissions: [] } }),
    copyDashboard: (id: string, name: string) => request<Dashboard>(dashboard(id, '/copy'), { method: 'POST', body: { name, sharePermissions: [], editPermissions: [] } }),
    deleteDashboard: (id: string) => request<void>(dashboard(id), { method: 'DELETE' }),
    gadgets: (id: string, signal?: AbortSignal) => request<{ gadgets: readonly Gadget[] }>(dashboard(id, '/gadget'), { signal }),
    addGadget: (id: string, values: { moduleKey: GadgetModule; title: string }) => request<Gadget>(dashboard(id, '/gadget'), { method: 'POST', body: values }),
    changeGadget: (id: string, gadget: number, values: { title?: string; position?: object }) => request<void>(dashboard(id, `/gadget/${gadget}`), { method: 'PUT', body: values }),
    removeGadget: (id: string, gadget: number) => request<void>(dashboard(id, `/gadget/${gadget}`), { method: 'DELETE' }),
    setUpGadget: (id: string, gadget: number, settings: GadgetSettings) => request<void>(dashboard(id, `/items/${gadget}/properties/settings`), { method: 'PUT', body: settings }),
    distribution: (jql: string, by: Grouping, signal?: AbortSignal) => request<Distribution>(figures('distribution'), { query: { jql, by }, signal }),
    createdResolved: (jql: string, days: number, signal?: AbortSignal) => request<CreatedResolved>(figures('created-resolved'), { query: { jql, days }, signal }),
    ages: (jql: string, signal?: AbortSignal) => request<Ages>(figures('age'), { query: { jql }, signal }),
  };
}

export type Lists = ReturnType<typeof listsAt>;

export function useLists(): Lists {
  const { site } = useSite();
  return useMemo(() => listsAt(site.id), [site.id]);
}
