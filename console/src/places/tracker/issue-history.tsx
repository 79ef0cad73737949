// What changed, newest first: who, when, from what to what.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSite, useTracker } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { LoadMore } from '../../parts/load-more.tsx';
import { Initials } from '../../parts/person.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { changesQuery } from './queries.ts';

const shownLengthMax = 300;

// `toString` is a property of the API's items; objects without it would answer with their own method.
const valueOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function Value({ text }: { readonly text: string | undefined }) {
  const say = useSay();
  if (text === undefined) return <span className="quiet">{say('history.nothing')}</span>;
  return <span className="change-value">{text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text}</span>;
}

export function IssueHistory({ issueKey }: { readonly issueKey: string }) {
  const say = useSay();
  const { site } = useSite();
  const list = useInfiniteQuery(changesQuery(site.id, useTracker(), issueKey));
  const entries = (list.data?.pages.flatMap((page) => page.values) ?? []).toSorted((a, b) => b.created.localeCompare(a.created));
  return (
    <div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingText lines={4} /> : null}
      {list.isSuccess && entries.length === 0 ? <p className="quiet">{say('history.none')}</p> : null}
      <ol className="comments">
        {entries.map((entry) => {
          const name = entry.author?.displayName ?? say('comments.someone');
          return (
            <li key={entry.id} className="comment">
              <Initials name={name} size={28} />
              <div className="comment-body">
                <div className="comment-head">
                  <strong>{name}</strong> <When at={entry.created} />
                </div>
                <ul className="changes">
                  {entry.items.map((item, index) => (
                    <li key={`${item.field} ${index}`}>
                      <span className="change-field">{item.field}</span> <Value text={valueOf(item.fromString)} />
                      <span aria-label={say('history.became')} role="img">
                        {' → '}
                      </span>
                      <Value text={valueOf(item.toString)} />
                    </li>
                  ))}
                </ul>
              </div>
            </li>
          );
        })}
      </ol>
      {list.hasNextPage ? <LoadMore shown={entries.length} total={list.data?.pages[0]?.total} more busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
    </div>
  );
}
