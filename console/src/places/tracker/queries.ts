// What Tracker's screens ask for, and under which cache keys, so that a change knows what to refresh.
import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { listFields, type Tracker } from '../../api/tracker.ts';

const listsFreshMs = 5 * 60_000;
const issuesPerPage = 50;

export const trackerKeys = {
  all: (siteId: string) => ['tracker', siteId] as const,
  issue: (siteId: string, key: string) => ['tracker', siteId, 'issue', key] as const,
  lists: (siteId: string) => ['tracker', siteId, 'list'] as const,
};

export const projectsQuery = (siteId: string, tracker: Tracker, query: string) =>
  infiniteQueryOptions({
    queryKey: ['tracker', siteId, 'projects', query],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => tracker.projects({ startAt: pageParam, maxResults: 50, ...(query === '' ? {} : { query }) }, signal),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.values.length, 0);
      return last.values.length > 0 && seen < last.total ? seen : undefined;
    },
  });

export const projectQuery = (siteId: string, tracker: Tracker, key: string) =>
  queryOptions({ queryKey: ['tracker', siteId, 'project', key], queryFn: ({ signal }) => tracker.project(key, signal), staleTime: listsFreshMs });

export const statusesQuery = (siteId: string, tracker: Tracker) =>
  queryOptions({ queryKey: ['tracker', siteId, 'statuses'], queryFn: ({ signal }) => tracker.statuses(signal), staleTime: listsFreshMs });

export const prioritiesQuery = (siteId: string, tracker: Tracker) =>
  queryOptions({ queryKey: ['tracker', siteId, 'priorities'], queryFn: ({ signal }) => tracker.priorities(signal), staleTime: listsFreshMs });

export const issueTypesQuery = (siteId: string, tracker: Tracker) =>
  queryOptions({ queryKey: ['tracker', siteId, 'types'], queryFn: ({ signal }) => tracker.issueTypes(signal), staleTime: listsFreshMs });

export const labelsQuery = (siteId: string, tracker: Tracker) =>
  queryOptions({ queryKey: ['tracker', siteId, 'labels'], queryFn: ({ signal }) => tracker.labels(signal), staleTime: listsFreshMs });

export const issueListQuery = (siteId: string, tracker: Tracker, jql: string, fields: readonly string[] = listFields) =>
  infiniteQueryOptions({
    queryKey: [...trackerKeys.lists(siteId), jql, fields.join(' ')],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => tracker.search({ jql, fields, maxResults: issuesPerPage, ...(pageParam === '' ? {} : { nextPageToken: pageParam }) }, signal),
    getNextPageParam: (last) => (last.isLast === true ? undefined : last.nextPageToken),
  });

export const issueQuery = (siteId: string, tracker: Tracker, key: string) =>
  queryOptions({ queryKey: trackerKeys.issue(siteId, key), queryFn: ({ signal }) => tracker.issue(key, signal) });

export const commentsQuery = (siteId: string, tracker: Tracker, key: string) =>
  infiniteQueryOptions({
    queryKey: [...trackerKeys.issue(siteId, key), 'comments'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => tracker.comments(key, pageParam, signal),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.comments.length, 0);
      return last.comments.length > 0 && seen < last.total ? seen : undefined;
    },
  });

export const worklogsQuery = (siteId: string, tracker: Tracker, key: string) =>
  queryOptions({ queryKey: [...trackerKeys.issue(siteId, key), 'worklogs'], queryFn: ({ signal }) => tracker.worklogs(key, signal) });

export const changesQuery = (siteId: string, tracker: Tracker, key: string) =>
  infiniteQueryOptions({
    queryKey: [...trackerKeys.issue(siteId, key), 'changes'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => tracker.changes(key, pageParam, signal),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.values.length, 0);
      return last.values.length > 0 && seen < last.total ? seen : undefined;
    },
  });

/** After a change to one issue: the issue and everything below it, and every list that may show it. */
export async function refreshIssue(cache: QueryClient, siteId: string, key: string): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: trackerKeys.issue(siteId, key) }),
    cache.invalidateQueries({ queryKey: trackerKeys.lists(siteId) }),
  ]);
}
