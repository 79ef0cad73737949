// What the wiki's screens ask for, and under which cache keys.
import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { firstPage } from '../../api/request.ts';
import { nextCursor, type ContentKind, type Wiki, type WikiPage } from '../../api/wiki.ts';

const listsFreshMs = 60_000;
const following = (last: WikiPage<unknown>): string | undefined => nextCursor(last);

export const wikiKeys = {
  all: (siteId: string) => ['wiki', siteId] as const,
  tree: (siteId: string) => ['wiki', siteId, 'tree'] as const,
  content: (siteId: string, kind: ContentKind, id: string) => ['wiki', siteId, kind, id] as const,
};

export const spacesQuery = (siteId: string, wiki: Wiki) =>
  infiniteQueryOptions({
    queryKey: ['wiki', siteId, 'spaces'],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => wiki.spaces({ limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: following,
    staleTime: listsFreshMs,
  });

export const spaceQuery = (siteId: string, wiki: Wiki, key: string) =>
  queryOptions({
    queryKey: ['wiki', siteId, 'space', key],
    queryFn: async ({ signal }) => (await wiki.spaces({ keys: key, limit: 1 }, signal)).results[0] ?? null,
    staleTime: listsFreshMs,
  });

export const treeQuery = (siteId: string, wiki: Wiki, spaceId: string, parentId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...wikiKeys.tree(siteId), spaceId, parentId ?? 'root'],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => (parentId === undefined ? wiki.rootPages(spaceId, pageParam, signal) : wiki.children(parentId, pageParam, signal)),
    getNextPageParam: following,
    staleTime: listsFreshMs,
  });

export const blogQuery = (siteId: string, wiki: Wiki, spaceId: string) =>
  infiniteQueryOptions({
    queryKey: ['wiki', siteId, 'blog', spaceId],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => wiki.blogPosts(spaceId, pageParam, signal),
    getNextPageParam: following,
  });

export const contentQuery = (siteId: string, wiki: Wiki, kind: ContentKind, id: string, version?: number) =>
  queryOptions({
    queryKey: [...wikiKeys.content(siteId, kind, id), 'view', version ?? 'latest'],
    queryFn: ({ signal }) => wiki.content(kind, id, { format: 'view', ...(version === undefined ? {} : { version }) }, signal),
  });

export const sourceQuery = (siteId: string, wiki: Wiki, kind: ContentKind, id: string) =>
  queryOptions({
    queryKey: [...wikiKeys.content(siteId, kind, id), 'source'],
    queryFn: ({ signal }) => wiki.content(kind, id, { format: 'atlas_doc_format' }, signal),
    staleTime: 0,
    gcTime: 0,
  });

export const versionsQuery = (siteId: string, wiki: Wiki, kind: ContentKind, id: string) =>
  infiniteQueryOptions({
    queryKey: [...wikiKeys.content(siteId, kind, id), 'versions'],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => wiki.versions(kind, id, pageParam, signal),
    getNextPageParam: following,
  });

export const labelsQuery = (siteId: string, wiki: Wiki, kind: ContentKind, id: string) =>
  queryOptions({ queryKey: [...wikiKeys.content(siteId, kind, id), 'labels'], queryFn: ({ signal }) => wiki.labels(kind, id, signal) });

export const attachmentsQuery = (siteId: string, wiki: Wiki, kind: ContentKind, id: string) =>
  infiniteQueryOptions({
    queryKey: [...wikiKeys.content(siteId, kind, id), 'attachments'],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => wiki.attachments(kind, id, pageParam, signal),
    getNextPageParam: following,
  });

export const commentsQuery = (siteId: string, wiki: Wiki, kind: ContentKind, id: string, place: 'footer' | 'inline') =>
  infiniteQueryOptions({
    queryKey: [...wikiKeys.content(siteId, kind, id), 'comments', place],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => (place === 'footer' ? wiki.footerComments(kind, id, pageParam, signal) : wiki.inlineComments(kind, id, pageParam, signal)),
    getNextPageParam: following,
  });

export const refreshContent = (cache: QueryClient, siteId: string, kind: ContentKind, id: string): Promise<void> =>
  cache.invalidateQueries({ queryKey: wikiKeys.content(siteId, kind, id) });
