// The work itself: a bar with counts, safe to leave, with a way to stop; at the end what was not possible, and why.
import { Button, Group, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSite } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';
import { useBulk } from './use-bulk.ts';

const askEveryMs = 700;
const over = (state: string | undefined): boolean => state === 'done' || state === 'cancelled';

export function BulkProgress({ taskId, onClose, onDone }: { readonly taskId: string; readonly onClose: () => void; readonly onDone: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const bulk = useBulk();
  const cache = useQueryClient();
  const task = useQuery({ queryKey: ['tracker', site.id, 'bulk', taskId], queryFn: ({ signal }) => bulk.task(taskId, signal), refetchInterval: (query) => (over(query.state.data?.state) ? false : askEveryMs) });
  const cancel = useMutation({ mutationFn: () => bulk.cancel(taskId), onError: toldFailure });
  const told = useRef(false);
  const finished = over(task.data?.state);
  useEffect(() => {
    if (!finished || told.current) return;
    told.current = true;
    void cache.invalidateQueries({ queryKey: trackerKeys.all(site.id) });
  }, [finished, cache, site.id]);
  if (task.isError) return <Failure failure={task.error} onRetry={() => void task.refetch()} />;
  const { changed = 0, unchanged = 0, failed = 0, total = 0, progress = 0, failures = [] } = task.data ?? {};
  return (
    <div aria-live="polite">
      <Progress value={finished ? 100 : progress} aria-label={say('bulk.progress')} my="sm" />
      <p>{say(finished ? (task.data?.state === 'cancelled' ? 'bulk.stopped' : 'bulk.finished') : 'bulk.working', { changed, total, unchanged, failed })}</p>
      {failures.length === 0 ? null : (
        <ul className="bulk-items" tabIndex={0} aria-label={say('bulk.failures')}>
          {failures.map((failure) => (
            <li key={failure.id}>
              <span className="issue-key">{failure.key}</span> {failure.reason}
            </li>
          ))}
        </ul>
      )}
      <Group gap="xs" mt="md">
        {finished ? (
          <Button
            onClick={() => {
              onClose();
              onDone();
            }}
          >
            {say('action.close')}
          </Button>
        ) : (
          <>
            <Button variant="default" onClick={onClose}>
              {say('bulk.leave')}
            </Button>
            <Button variant="default" color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {say('bulk.stop')}
            </Button>
          </>
        )}
      </Group>
    </div>
  );
}
