// Search over one site: issues and pages side by side in one list, each saying what it is and where.
import { NativeSelect, SegmentedControl, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useSite, useTracker, useWiki } from '../../app/session.ts';
import type { SearchHit } from '../../api/wiki.ts';
import type { Issue } from '../../api/tracker.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconArticle, IconFileDescription, IconSearch } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { searchJql } from '../tracker/jql.ts';
import { StatusMark } from '../tracker/marks.tsx';
import { spacesQuery } from '../wiki/queries.ts';
import { searchCql } from './cql.ts';
import { excerptParts } from './excerpt.ts';
import '../tracker/tracker.css';
import './search.css';

const route = getRouteApi('/inside/s/$site/search');
const places = ['all', 'tracker', 'wiki'] as const;
type Place = (typeof places)[number];

export function SearchPage() {
  const say = useSay();
  const { site } = useSite();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const q = search.q ?? '';
  const place: Place = search.in ?? 'all';
  const spaces = useInfiniteQuery(spacesQuery(site.id, useWiki()));
  const space = search.space;
  const go = (change: { q?: string; in?: Place; space?: string }): void => {
    const next: { q: string; in: Place; space: string | undefined } = { q, in: place, space, ...change };
    void navigate({
      replace: true,
      search: { ...(next.q === '' ? {} : { q: next.q }), ...(next.in === 'all' ? {} : { in: next.in }), ...(next.space === undefined || next.space === '' ? {} : { space: next.space }) },
    });
  };
  return (
    <Page title={say('place.search')} trail={[{ label: site.name, to: `/s/${site.slug}` }]} width="reading">
      <div className="search-bar">
        <SearchBox label={say('search.words')} value={q} onChange={(text) => go({ q: text.trim() })} width={320} />
        <SegmentedControl aria-label={say('search.where')} value={place} onChange={(value) => go({ in: places.find((one) => one === value) ?? 'all' })} data={places.map((value) => ({ value, label: say(`search.in.${value}`) }))} />
        {place === 'tracker' ? null : (
          <NativeSelect
            aria-label={say('search.space')}
            value={space ?? ''}
            onChange={(event) => go({ space: event.currentTarget.value })}
            data={[{ value: '', label: say('search.anySpace') }, ...(spaces.data?.pages.flatMap((page) => page.results) ?? []).map((one) => ({ value: one.key, label: one.name }))]}
          />
        )}
      </div>
      {q === '' ? (
        <Empty icon={<IconSearch size={28} />} title={say('search.begin')}>
          {say('search.beginHelp')}
        </Empty>
      ) : (
        <>
          {place === 'wiki' || space !== undefined ? null : <IssueHits q={q} />}
          {place === 'tracker' ? null : <PageHits q={q} space={space} />}
        </>
      )}
    </Page>
  );
}

function IssueHits({ q }: { readonly q: string }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const list = useInfiniteQuery({
    queryKey: ['search', site.id, 'issues', q],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => tracker.search({ jql: searchJql(q), maxResults: 25, ...(pageParam === '' ? {} : { nextPageToken: pageParam }) }, signal),
    getNextPageParam: (last) => (last.isLast === true ? undefined : last.nextPageToken),
  });
  const issues = list.data?.pages.flatMap((page) => page.issues) ?? [];
  return (
    <section className="hits" aria-label={say('tracker.issues')}>
      <Title order={2}>{say('tracker.issues')}</Title>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={4} /> : null}
      {list.isSuccess && issues.length === 0 ? <p className="quiet">{say('search.noIssues', { words: q })}</p> : null}
      <ul>
        {issues.map((issue) => (
          <IssueHit key={issue.id} issue={issue} />
        ))}
      </ul>
      {issues.length > 0 ? <LoadMore shown={issues.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
    </section>
  );
}

function IssueHit({ issue }: { readonly issue: Issue }) {
  const { site } = useSite();
  return (
    <li className="hit">
      <Link to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey: issue.key }} className="issue-link">
        <span className="issue-key">{issue.key}</span>
        <span className="issue-summary">{issue.fields.summary}</span>
      </Link>
      <span className="hit-facts">
        <StatusMark status={issue.fields.status} /> <When at={issue.fields.updated} />
      </span>
    </li>
  );
}

function PageHits({ q, space }: { readonly q: string; readonly space: string | undefined }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const list = useInfiniteQuery({
    queryKey: ['search', site.id, 'pages', q, space ?? ''],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => wiki.search(searchCql(q, 'text', { space }), pageParam, signal),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.results.length, 0);
      return last.results.length > 0 && seen < (last.totalSize ?? 0) ? seen : undefined;
    },
  });
  const hits = list.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <section className="hits" aria-label={say('wiki.pages')}>
      <Title order={2}>{say('wiki.pages')}</Title>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={4} /> : null}
      {list.isSuccess && hits.length === 0 ? <p className="quiet">{say('search.noPages', { words: q })}</p> : null}
      <ul>
        {hits.map((hit) => (
          <PageHit key={hit.content?.id ?? hit.title} hit={hit} />
        ))}
      </ul>
      {hits.length > 0 ? <LoadMore shown={hits.length} total={list.data?.pages[0]?.totalSize} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
    </section>
  );
}

function PageHit({ hit }: { readonly hit: SearchHit }) {
  const { site } = useSite();
  const content = hit.content;
  const spaceKey = content?.space?.key;
  if (content === undefined || spaceKey === undefined) return null;
  const params = { site: site.slug, spaceKey };
  return (
    <li className="hit">
      {content.type === 'blogpost' ? (
        <Link to="/s/$site/wiki/$spaceKey/blog/$postId" params={{ ...params, postId: content.id }} search={{}} className="with-icon">
          <IconArticle size={16} aria-hidden="true" />
          {content.title}
        </Link>
      ) : (
        <Link to="/s/$site/wiki/$spaceKey/pages/$pageId" params={{ ...params, pageId: content.id }} search={{}} className="with-icon">
          <IconFileDescription size={16} aria-hidden="true" />
          {content.title}
        </Link>
      )}
      <p className="hit-excerpt">
        {excerptParts(hit.excerpt ?? '').map((part, index) => (part.found ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>))}
      </p>
      <span className="hit-facts">
        {content.space?.name ?? spaceKey} {hit.lastModified === undefined ? null : <When at={hit.lastModified} />}
      </span>
    </li>
  );
}
