// The pages of a space as a tree that opens branch by branch: a branch is asked for when it is opened,
// and the way down to the page on screen opens by itself.
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from '@tanstack/react-router';
import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import type { Space, TreeEntry } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconChevronRight } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { contentQuery, treeQuery } from './queries.ts';

type TreeState = { readonly open: ReadonlySet<string>; readonly toggle: (id: string) => void; readonly chosen: string | undefined; readonly space: Space };
const TreeContext = createContext<TreeState | undefined>(undefined);

const depthMax = 30;

/** The ancestors of a page, climbed one by one; each step is a page that the cache keeps anyway. */
function useAncestors(pageId: string | undefined): readonly string[] {
  const { site } = useSite();
  const wiki = useWiki();
  const [chain, setChain] = useState<readonly string[]>([]);
  useEffect(() => setChain(pageId === undefined ? [] : [pageId]), [pageId]);
  const pages = useQueries({ queries: chain.map((id) => ({ ...contentQuery(site.id, wiki, 'page', id), staleTime: 60_000 })) });
  const last = pages.at(-1)?.data;
  useEffect(() => {
    const parent = last?.parentId;
    if (parent === null || parent === undefined || parent === '' || chain.length >= depthMax || chain.includes(parent)) return;
    if (last?.id === chain.at(-1)) setChain((before) => [...before, parent]);
  }, [last, chain]);
  return chain.slice(1);
}

export function PageTree({ space }: { readonly space: Space }) {
  const params = useParams({ strict: false });
  const { pathname } = useLocation();
  const home = space.homepageId ?? undefined;
  const atHome = params.pageId === undefined && pathname.replace(/\/$/, '').endsWith(`/wiki/${encodeURIComponent(space.key)}`);
  const pageId = params.pageId ?? (atHome ? home : undefined);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(home === undefined ? [] : [home]));
  const ancestors = useAncestors(pageId);
  const ancestorKey = ancestors.join(' ');
  useEffect(() => {
    if (ancestorKey !== '') setOpen((before) => new Set([...before, ...ancestorKey.split(' ')]));
  }, [ancestorKey]);
  const toggle = useCallback((id: string) => {
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return (
    <TreeContext value={{ open, toggle, chosen: pageId, space }}>
      <Branch parentId={undefined} />
    </TreeContext>
  );
}

function Branch({ parentId }: { readonly parentId: string | undefined }) {
  const say = useSay();
  const { site } = useSite();
  const state = useContext(TreeContext);
  const wiki = useWiki();
  const spaceId = state?.space.id ?? '';
  const list = useInfiniteQuery(treeQuery(site.id, wiki, spaceId, parentId));
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <Skeleton height={10} width="60%" my={9} ml={30} className="waiting" />;
  const entries = list.data.pages.flatMap((page) => page.results);
  if (entries.length === 0) return parentId === undefined ? <p className="quiet tree-none">{say('wiki.noPages')}</p> : null;
  return (
    <ul className={parentId === undefined ? 'tree' : 'tree-branch'}>
      {entries.map((entry) => (
        <Leaf key={entry.id} entry={entry} />
      ))}
      {list.hasNextPage ? (
        <li>
          <Button size="compact-xs" variant="subtle" color="gray" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('list.more')}
          </Button>
        </li>
      ) : null}
    </ul>
  );
}

function Leaf({ entry }: { readonly entry: TreeEntry }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const state = useContext(TreeContext);
  const isOpen = state?.open.has(entry.id) ?? false;
  const known = useInfiniteQuery({ ...treeQuery(site.id, wiki, state?.space.id ?? '', entry.id), enabled: isOpen });
  const childless = entry.hasChildren === false || (known.isSuccess && known.data.pages.every((page) => page.results.length === 0));
  const chosen = state?.chosen === entry.id;
  if (state === undefined) return null;
  return (
    <li>
      <div className="tree-line" data-chosen={chosen}>
        {childless ? (
          <span className="tree-gap" aria-hidden="true">
            ·
          </span>
        ) : (
          <button type="button" className="tree-toggle" aria-expanded={isOpen} aria-label={say(isOpen ? 'wiki.closeBranch' : 'wiki.openBranch', { title: entry.title })} onClick={() => state.toggle(entry.id)}>
            <IconChevronRight size={14} aria-hidden="true" />
          </button>
        )}
        <Link to="/s/$site/wiki/$spaceKey/pages/$pageId" params={{ site: site.slug, spaceKey: state.space.key, pageId: entry.id }} aria-current={chosen ? 'page' : undefined} className="tree-title" search={{}}>
          {entry.title}
        </Link>
      </div>
      {isOpen && !childless ? <Branch parentId={entry.id} /> : null}
    </li>
  );
}

/** Whether the space has a page to begin with, for its front door. */
export function useHomePage(space: Space): { readonly pageId: string | undefined; readonly pending: boolean; readonly failure: unknown } {
  const { site } = useSite();
  const wiki = useWiki();
  const home = space.homepageId ?? undefined;
  const roots = useInfiniteQuery({ ...treeQuery(site.id, wiki, space.id, undefined), enabled: home === undefined });
  const known = useQuery({ ...contentQuery(site.id, wiki, 'page', home ?? ''), enabled: home !== undefined, retry: false });
  if (home !== undefined && !known.isError) return { pageId: home, pending: false, failure: undefined };
  return { pageId: roots.data?.pages[0]?.results[0]?.id, pending: roots.isPending && home === undefined, failure: roots.error ?? undefined };
}
