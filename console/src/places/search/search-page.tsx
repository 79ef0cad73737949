// Search over one site: everything that one may see, best first, with filters that live in the address and
// the words marked where they were found. Before anything is asked it shows what one looked at last.
import { Button, NativeSelect, SegmentedControl, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { recentItems, searchSite, type Piece, type SearchResult } from '../../api/search.ts';
import { useAccount, useSite, useTracker, useWiki } from '../../app/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconArticle, IconFile, IconFileDescription, IconMessageCircle, IconSearch, IconTicket } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { projectsQuery } from '../tracker/queries.ts';
import { spacesQuery } from '../wiki/queries.ts';
import './search.css';

const route = getRouteApi('/inside/s/$site/search');
const places = ['all', 'tracker', 'wiki'] as const;
const kinds = ['issue', 'page', 'blogpost', 'comment', 'attachment'] as const;
const spans = { day: 1, week: 7, month: 31, year: 366 } as const;
const isSpan = (value: unknown): value is keyof typeof spans => typeof value === 'string' && value in spans;
/** As the route reads it from the address. */
type Search = {
  readonly q?: string | undefined;
  readonly in?: 'tracker' | 'wiki' | undefined;
  readonly container?: string | undefined;
  readonly type?: string | undefined;
  readonly person?: string | undefined;
  readonly label?: string | undefined;
  readonly since?: keyof typeof spans | undefined;
};

const hasQuestion = (search: Search): boolean => (search.q ?? '') !== '';
const icons = { issue: IconTicket, page: IconFileDescription, blogpost: IconArticle, comment: IconMessageCircle, attachment: IconFile } as const;

export function SearchPage() {
  const say = useSay();
  const { site } = useSite();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (change: Partial<Search>): void => {
    const next = { ...search, ...change };
    void navigate({ replace: true, search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '')) });
  };
  return (
    <Page title={say('place.search')} trail={[{ label: site.name, to: `/s/${site.slug}` }]} width="reading">
      <Filters search={search} go={go} />
      {hasQuestion(search) ? <Results search={search} onWiden={() => go({ in: undefined, container: undefined, type: undefined, person: undefined, label: undefined, since: undefined })} /> : <Recent />}
    </Page>
  );
}

function Filters({ search, go }: { readonly search: Search; readonly go: (change: Partial<Search>) => void }) {
  const say = useSay();
  const { site } = useSite();
  const { id: me } = useAccount();
  const spaces = useInfiniteQuery(spacesQuery(site.id, useWiki()));
  const projects = useInfiniteQuery(projectsQuery(site.id, useTracker(), ''));
  const place = search.in ?? 'all';
  const containers = [
    ...(place === 'wiki' ? [] : [{ group: say('place.projects'), items: (projects.data?.pages.flatMap((page) => page.values) ?? []).map(({ key, name }) => ({ value: key, label: name })) }]),
    ...(place === 'tracker' ? [] : [{ group: say('place.wiki'), items: (spaces.data?.pages.flatMap((page) => page.results) ?? []).map(({ key, name }) => ({ value: key, label: name })) }]),
  ];
  return (
    <div className="search-bar" role="search">
      <SearchBox label={say('search.words')} value={search.q ?? ''} onChange={(text) => go({ q: text.trim() })} width={320} />
      <SegmentedControl aria-label={say('search.where')} value={place} onChange={(value) => go({ in: value === 'tracker' || value === 'wiki' ? value : undefined, container: undefined })} data={places.map((value) => ({ value, label: say(`search.in.${value}`) }))} />
      <NativeSelect aria-label={say('search.container')} value={search.container ?? ''} onChange={(event) => go({ container: event.currentTarget.value })} data={[{ value: '', label: say('search.anyContainer') }, ...containers]} />
      <NativeSelect aria-label={say('search.type')} value={search.type ?? ''} onChange={(event) => go({ type: event.currentTarget.value })} data={[{ value: '', label: say('search.anyType') }, ...kinds.map((value) => ({ value, label: say(`search.kind.${value}`) }))]} />
      <NativeSelect
        aria-label={say('search.since')}
        value={search.since ?? ''}
        onChange={(event) => go({ since: isSpan(event.currentTarget.value) ? event.currentTarget.value : undefined })}
        data={[{ value: '', label: say('search.anyTime') }, ...(['day', 'week', 'month', 'year'] as const).map((value) => ({ value, label: say(`search.span.${value}`) }))]}
      />
      <NativeSelect
        aria-label={say('search.person')}
        value={search.person ?? ''}
        onChange={(event) => go({ person: event.currentTarget.value })}
        data={[{ value: '', label: say('search.anyPerson') }, { value: me, label: say('search.mine') }, ...(search.person === undefined || search.person === me ? [] : [{ value: search.person, label: say('search.onePerson') }])]}
      />
      <TextInput key={search.label ?? ''} aria-label={say('search.label')} placeholder={say('search.label')} defaultValue={search.label ?? ''} onBlur={(event) => go({ label: event.currentTarget.value.trim() })} onKeyDown={(event) => { if (event.key === 'Enter') go({ label: event.currentTarget.value.trim() }); }} w={140} />
    </div>
  );
}

function Results({ search, onWiden }: { readonly search: Search; readonly onWiden: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const { q = '', in: product, container, type, person, label, since } = search;
  // One moment for all pages, to the hour, so that the same address asks the same question.
  const updatedAfter = useMemo(() => (since === undefined ? undefined : new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - spans[since] * 86_400_000).toISOString()), [since]);
  const list = useInfiniteQuery({
    queryKey: ['search', site.id, q, product, container, type, person, label, updatedAfter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => searchSite(site.id, { q, product, container, type, person, label, updatedAfter, cursor: pageParam === '' ? undefined : pageParam }, signal),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const results = list.data?.pages.flatMap((page) => page.results) ?? [];
  const [first] = list.data?.pages ?? [];
  const isNarrowed = [product, container, type, person, label, since].some((value) => value !== undefined);
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <WaitingRows rows={6} />;
  if (results.length === 0) {
    return (
      <Empty icon={<IconSearch size={28} />} title={say('search.none', { words: q })} action={isNarrowed ? <Button variant="default" onClick={onWiden}>{say('search.widen')}</Button> : undefined}>
        {say('search.noneHelp')}
      </Empty>
    );
  }
  return (
    <section className="hits" aria-label={say('palette.results')}>
      <p className="quiet" role="status">{say(first?.totalIsLowerBound === true ? 'search.countAtLeast' : 'search.count', { count: first?.total ?? results.length })}</p>
      <ul>
        {results.map((result) => (
          <Hit key={`${result.product} ${result.id}`} result={result} />
        ))}
      </ul>
      <LoadMore shown={results.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </section>
  );
}

const Marked = ({ pieces }: { readonly pieces: readonly Piece[] }) => <>{pieces.map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))}</>;

function Hit({ result }: { readonly result: SearchResult }) {
  const say = useSay();
  const { site } = useSite();
  const Icon = icons[result.kind];
  const to: string = `/s/${site.slug}${result.link}`;
  return (
    <li className="hit">
      <Link to={to} className="with-icon">
        <Icon size={16} aria-hidden="true" />
        {result.key === null ? null : <span className="issue-key">{result.key}</span>}
        <span><Marked pieces={result.titleParts} /></span>
      </Link>
      {result.excerpt.length === 0 ? null : <p className="hit-excerpt"><Marked pieces={result.excerpt} /></p>}
      <span className="hit-facts">
        {say(`search.kind.${result.kind}`)} · {result.container.name} · <When at={result.updatedAt} />
      </span>
    </li>
  );
}

const RecentLink = ({ title, to }: { readonly title: string; readonly to: string | undefined }) => (to === undefined ? <span>{title}</span> : <Link to={to}>{title}</Link>);

function Recent() {
  const say = useSay();
  const { site } = useSite();
  const recent = useQuery({ queryKey: ['search', site.id, 'recent'], queryFn: ({ signal }) => recentItems(site.id, signal) });
  const items = recent.data?.items ?? [];
  if (items.length === 0) {
    return (
      <Empty icon={<IconSearch size={28} />} title={say('search.begin')}>
        {say('search.beginHelp')}
      </Empty>
    );
  }
  return (
    <section className="hits" aria-labelledby="recent-title">
      <Title order={2} id="recent-title">{say('search.recent')}</Title>
      <ul>
        {items.map((item) => (
          <li className="hit" key={`${item.kind} ${item.id}`}>
            <RecentLink title={item.title} to={item.link === null ? undefined : `/s/${site.slug}${item.link}`} />
            <span className="hit-facts">{say(`search.kind.${item.kind}`)} · {item.key ?? item.subtitle}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">{say('search.howTo')}</p>
    </section>
  );
}
