// Work done on an issue, and a line to add some.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats } from '../../app/formats.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { documentOf } from '../../content/adf-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Initials } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { wordsOf } from './custom-facts.ts';
import { refreshIssue, worklogsQuery } from './queries.ts';

const minutesMax = 7 * 24 * 60;

export function IssueWork({ issueKey }: { readonly issueKey: string }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const list = useQuery(worklogsQuery(site.id, tracker, issueKey));
  const [minutes, setMinutes] = useState('');
  const [note, setNote] = useState('');
  const valid = Number.isInteger(Number(minutes)) && Number(minutes) > 0 && Number(minutes) <= minutesMax;
  const add = useMutation({
    mutationFn: () =>
      tracker.addWorklog(issueKey, {
        timeSpentSeconds: Number(minutes) * 60,
        started: new Date().toISOString().replace('Z', '+0000'),
        ...(note.trim() === '' ? {} : { comment: documentOf(note) }),
      }),
    onSuccess: async () => {
      setMinutes('');
      setNote('');
      await refreshIssue(cache, site.id, issueKey);
      told(say('work.added'));
    },
    onError: toldFailure,
  });
  const entries = list.data?.worklogs ?? [];
  const sum = entries.reduce((seconds, entry) => seconds + entry.timeSpentSeconds, 0);
  return (
    <div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingText lines={3} /> : null}
      {list.isSuccess && entries.length === 0 ? <p className="quiet">{say('work.none')}</p> : null}
      {entries.length === 0 ? null : <p>{say('work.sum', { time: formats.duration(sum) })}</p>}
      <ol className="comments">
        {entries.map((entry) => {
          const name = entry.author?.displayName ?? say('comments.someone');
          return (
            <li key={entry.id} className="comment">
              <Initials name={name} size={28} />
              <div className="comment-body">
                <div className="comment-head">
                  <strong>{name}</strong> <span>{formats.duration(entry.timeSpentSeconds)}</span> <When at={entry.started} />
                </div>
                <p className="pre">{wordsOf(entry.comment)}</p>
              </div>
            </li>
          );
        })}
      </ol>
      <form
        className="work-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) add.mutate();
        }}
      >
        <TextInput type="number" inputMode="numeric" label={say('work.minutes')} value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)} min={1} max={minutesMax} w={120} />
        <TextInput label={say('work.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} flex={1} />
        <Button type="submit" loading={add.isPending} disabled={!valid}>
          {say('work.add')}
        </Button>
      </form>
    </div>
  );
}
