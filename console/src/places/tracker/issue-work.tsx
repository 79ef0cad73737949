// Work done on an issue: who, how long, when, on what. One's own entries change in place; a new one is a line.
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Worklog } from '../../api/tracker.ts';
import { useFormats } from '../../app/formats.ts';
import { useAccount, useSite, useTracker } from '../../app/session.ts';
import { documentOf } from '../../content/adf-text.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconEdit, IconTrash } from '../../parts/icons.ts';
import { Initials } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { wordsOf } from './custom-facts.ts';
import { durationText, secondsOf } from './duration-text.ts';
import { refreshIssue, worklogsQuery } from './queries.ts';
import { useIssueWork } from './use-issue-work.ts';

export function IssueWork({ issueKey }: { readonly issueKey: string }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const tracker = useTracker();
  const list = useQuery(worklogsQuery(site.id, tracker, issueKey));
  const entries = list.data?.worklogs ?? [];
  const sum = entries.reduce((seconds, entry) => seconds + entry.timeSpentSeconds, 0);
  return (
    <div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingText lines={3} /> : null}
      {list.isSuccess && entries.length === 0 ? <p className="quiet">{say('work.none')}</p> : null}
      {entries.length === 0 ? null : <p>{say('work.sum', { time: formats.duration(sum) })}</p>}
      <ol className="comments">
        {entries.map((entry) => (
          <Entry key={entry.id} issueKey={issueKey} entry={entry} />
        ))}
      </ol>
      <WorkForm issueKey={issueKey} />
    </div>
  );
}

function Entry({ issueKey, entry }: { readonly issueKey: string; readonly entry: Worklog }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const account = useAccount();
  const work = useIssueWork();
  const cache = useQueryClient();
  const [editing, setEditing] = useState(false);
  const [going, setGoing] = useState(false);
  const name = entry.author?.displayName ?? say('comments.someone');
  const mine = entry.author?.accountId === account.id;
  return (
    <li className="comment">
      <Initials name={name} size={28} />
      <div className="comment-body">
        <div className="comment-head">
          <strong>{name}</strong> <span>{formats.duration(entry.timeSpentSeconds)}</span> <When at={entry.started} />
          {mine && !editing ? (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={say('work.edit')} onClick={() => setEditing(true)}>
              <IconEdit size={14} />
            </ActionIcon>
          ) : null}
          {mine || site.role === 'admin' ? (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={say('work.delete')} onClick={() => setGoing(true)}>
              <IconTrash size={14} />
            </ActionIcon>
          ) : null}
        </div>
        {editing ? <WorkForm issueKey={issueKey} entry={entry} onDone={() => setEditing(false)} /> : <p className="pre">{wordsOf(entry.comment)}</p>}
      </div>
      <Confirm
        opened={going}
        onClose={() => setGoing(false)}
        title={say('work.deleteTitle')}
        verb={say('action.delete')}
        run={async () => {
          await work.deleteWorklog(issueKey, entry.id);
          await refreshIssue(cache, site.id, issueKey);
          told(say('work.deleted'));
        }}
      >
        {say('work.deleteHelp', { time: formats.duration(entry.timeSpentSeconds), name })}
      </Confirm>
    </li>
  );
}

function WorkForm({ issueKey, entry, onDone }: { readonly issueKey: string; readonly entry?: Worklog; readonly onDone?: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const work = useIssueWork();
  const cache = useQueryClient();
  const [time, setTime] = useState(entry === undefined ? '' : durationText(entry.timeSpentSeconds));
  const [note, setNote] = useState(entry === undefined ? '' : wordsOf(entry.comment));
  const seconds = secondsOf(time);
  const save = useMutation({
    mutationFn: async () => {
      const values = { timeSpentSeconds: seconds ?? 0, ...(note.trim() === '' ? {} : { comment: documentOf(note) }) };
      if (entry === undefined) await tracker.addWorklog(issueKey, { ...values, started: new Date().toISOString().replace('Z', '+0000') });
      else await work.changeWorklog(issueKey, entry.id, values);
    },
    onSuccess: async () => {
      if (entry === undefined) {
        setTime('');
        setNote('');
      }
      await refreshIssue(cache, site.id, issueKey);
      told(say(entry === undefined ? 'work.added' : 'work.changed'));
      onDone?.();
    },
    onError: toldFailure,
  });
  const ready = seconds !== undefined && seconds > 0;
  return (
    <form
      className="work-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate();
      }}
    >
      <TextInput label={say('work.time')} placeholder={say('issue.durationExample')} value={time} onChange={(event) => setTime(event.currentTarget.value)} error={time.trim() !== '' && seconds === undefined ? say('issue.durationWrong') : undefined} w={140} />
      <TextInput label={say('work.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} flex={1} />
      <Button type="submit" loading={save.isPending} disabled={!ready}>
        {say(entry === undefined ? 'work.add' : 'action.save')}
      </Button>
      {onDone === undefined ? null : (
        <Button variant="default" onClick={onDone}>
          {say('action.cancel')}
        </Button>
      )}
    </form>
  );
}
