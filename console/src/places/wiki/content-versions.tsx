// Every version of a page: who, when, why; each can be looked at and compared with the one before.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ContentKind } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { LoadMore } from '../../parts/load-more.tsx';
import { PersonName } from '../../parts/person.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { useNames } from './people.ts';
import { versionsQuery } from './queries.ts';
import './write-words.ts';

export function ContentVersions({ kind, id, here, shown }: { readonly kind: ContentKind; readonly id: string; readonly here: string; readonly shown: number }) {
  const say = useSay();
  const { site } = useSite();
  const list = useInfiniteQuery(versionsQuery(site.id, useWiki(), kind, id));
  const versions = (list.data?.pages.flatMap((page) => page.results) ?? []).toSorted((a, b) => b.number - a.number);
  const nameOf = useNames(versions.map((version) => version.authorId));
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <WaitingRows rows={4} />;
  return (
    <>
      <ol className="versions">
        {versions.map((version) => (
          <li key={version.number} data-chosen={version.number === shown}>
            <Link to={here} search={{ version: version.number }} aria-current={version.number === shown ? 'true' : undefined}>
              {say('wiki.versionNumber', { version: version.number })}
            </Link>
            <PersonName name={nameOf(version.authorId) ?? say('comments.someone')} />
            <When at={version.createdAt} exact />
            <span className="quiet">{version.message}</span>
            {version.number === 1 ? null : (
              <Link to={here} search={{ from: version.number - 1, version: version.number }}>
                {say('write.compare')}
              </Link>
            )}
          </li>
        ))}
      </ol>
      <LoadMore shown={versions.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
