// The blog of a space, newest first.

import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ButtonLink } from '../../parts/button-link.tsx';
import { useSite, useWiki } from '../../app/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconArticle, IconPlus } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { Day } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { useNames } from './people.ts';
import { blogQuery } from './queries.ts';
import { useSpace } from './space-context.ts';

export function BlogPage() {
  const say = useSay();
  const space = useSpace();
  const { site } = useSite();
  const list = useInfiniteQuery(blogQuery(site.id, useWiki(), space.id));
  const posts = list.data?.pages.flatMap((page) => page.results) ?? [];
  const nameOf = useNames(posts.map((post) => post.authorId));
  const params = { site: site.slug, spaceKey: space.key };
  const create = (
    <ButtonLink to="/s/$site/wiki/$spaceKey/new" params={params} search={{ kind: 'blogpost' }} leftSection={<IconPlus size={16} />}>
      {say('create.post')}
    </ButtonLink>
  );
  return (
    <Page
      title={say('wiki.blog')}
      width="reading"
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` },
        { label: space.name, to: `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}` },
      ]}
      actions={posts.length > 0 ? create : null}
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={4} /> : null}
      {list.isSuccess && posts.length === 0 ? (
        <Empty icon={<IconArticle size={28} />} title={say('wiki.noPosts')} action={create}>
          {say('wiki.noPostsHelp')}
        </Empty>
      ) : null}
      <ul className="posts">
        {posts.map((post) => (
          <li key={post.id}>
            <Link to="/s/$site/wiki/$spaceKey/blog/$postId" params={{ ...params, postId: post.id }} search={{}}>
              {post.title}
            </Link>
            <span className="quiet">
              {nameOf(post.authorId)} · <Day at={post.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      {posts.length > 0 ? <LoadMore shown={posts.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
    </Page>
  );
}
