// What changed, newest first: who, when, from what to what. Long texts show their difference word by word, not
// both versions whole.
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSite, useTracker } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { LoadMore } from '../../parts/load-more.tsx';
import { Initials } from '../../parts/person.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { durationText } from './duration-text.ts';
import { fieldWords } from './field-words.ts';
import { changesQuery } from './queries.ts';

const WordsDiff = lazy(async () => ({ default: (await import('./words-diff.tsx')).WordsDiff }));
const longFrom = 80;

/** Fields whose values are seconds, and the one that only numbers a line of work. */
const durations = new Set(['timespent', 'timeestimate', 'timeoriginalestimate']);
const unseen = 'WorklogId';

// `toString` is a property of the API's items; objects without it would answer with their own method.
function valueOf(field: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return durations.has(field) && /^\d+$/.test(value) ? durationText(Number(value)) : value;
}

function Value({ text }: { readonly text: string | undefined }) {
  const say = useSay();
  return text === undefined ? <span className="quiet">{say('history.nothing')}</span> : <span className="change-value">{text}</span>;
}

function Change({ field, from, to }: { readonly field: string; readonly from: string | undefined; readonly to: string | undefined }) {
  const say = useSay();
  const name = fieldWords(field);
  const long = Math.max(from?.length ?? 0, to?.length ?? 0) > longFrom;
  return (
    <li>
      <span className="change-field">{name === undefined ? field : say(name)}</span>{' '}
      {long ? (
        <Suspense fallback={<span className="quiet">…</span>}>
          <WordsDiff from={from ?? ''} to={to ?? ''} />
        </Suspense>
      ) : (
        <>
          <Value text={from} />
          <span aria-label={say('history.became')} role="img">
            {' → '}
          </span>
          <Value text={to} />
        </>
      )}
    </li>
  );
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
                  {entry.items.filter(({ field }) => field !== unseen).map((item, index) => (
                    <Change key={`${item.field} ${index}`} field={item.field} from={valueOf(item.field, item.fromString)} to={valueOf(item.field, item.toString)} />
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
