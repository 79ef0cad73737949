// The inbox of a site: what concerns me, newest first; following a line marks it as read.
import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { markRead, readInbox, type InboxItem } from '../../api/inbox.ts';
import { useSite } from '../../app/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconBell } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import '../search/search.css';

const route = getRouteApi('/inside/s/$site/inbox');

export function InboxPage() {
  const say = useSay();
  const { site } = useSite();
  const { unread } = route.useSearch();
  const navigate = route.useNavigate();
  const cache = useQueryClient();
  const onlyUnread = unread === true;
  const list = useInfiniteQuery({
    queryKey: ['inbox', site.id, onlyUnread],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => readInbox(site.id, { ...(onlyUnread ? { unread: true } : {}), cursor: pageParam === '' ? undefined : pageParam }, signal),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const mark = useMutation({
    mutationFn: (which: Parameters<typeof markRead>[1]) => markRead(site.id, which),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['inbox', site.id] }),
    onError: toldFailure,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [first] = list.data?.pages ?? [];
  return (
    <Page title={say('inbox.title')} trail={[{ label: site.name, to: `/s/${site.slug}` }]} width="reading">
      <div className="search-bar">
        <SegmentedControl aria-label={say('inbox.show')} value={onlyUnread ? 'unread' : 'all'} onChange={(value) => void navigate({ replace: true, search: value === 'unread' ? { unread: true } : {} })} data={[{ value: 'all', label: say('inbox.all') }, { value: 'unread', label: say('inbox.unread') }]} />
        {(first?.unread ?? 0) > 0 ? (
          <Button variant="default" loading={mark.isPending} onClick={() => mark.mutate({ before: new Date().toISOString() })}>
            {say('inbox.markAll')}
          </Button>
        ) : null}
      </div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={6} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon={<IconBell size={28} />} title={say(onlyUnread ? 'inbox.noneUnread' : 'inbox.none')}>
          {say('inbox.noneHelp')}
        </Empty>
      ) : null}
      <section className="hits" aria-label={say('inbox.title')}>
        <ul>
          {items.map((item) => (
            <Line key={item.id} item={item} onFollow={() => { if (item.readAt === null) mark.mutate({ ids: [item.id] }); }} />
          ))}
        </ul>
        {items.length > 0 ? <LoadMore shown={items.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
      </section>
    </Page>
  );
}

function Line({ item, onFollow }: { readonly item: InboxItem; readonly onFollow: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const to: string = `/s/${site.slug}${item.link}`;
  const name = item.actor?.name ?? say('inbox.somebody');
  return (
    <li className="hit">
      <Link to={to} onClick={onFollow}>
        {item.subject.key === null ? null : <span className="issue-key">{item.subject.key} </span>}
        {item.subject.title}
      </Link>
      <span className="hit-facts">
        {item.readAt === null ? <strong>{say('inbox.new')}</strong> : null}
        {say(`inbox.kind.${item.kind}`, { name })}
        {item.count > 1 ? say('inbox.times', { count: item.count }) : null} · {item.subject.containerName} · <When at={item.at} />
      </span>
    </li>
  );
}
