// A line at the end of a sprint or of the backlog: a summary and Enter make an issue there.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSite, useTracker } from '../../app/session.ts';
import { IconPlus } from '../../parts/icons.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { projectQuery, trackerKeys } from '../tracker/queries.ts';
import { usualType } from '../tracker/usual-type.ts';
import { boardKeys, useBoards } from './board-queries.ts';

export type AddProps = { readonly projectKey: string; readonly boardId: number; readonly sprint: number | undefined; readonly title: string };

export function AddToBacklog({ projectKey, boardId, sprint, title }: AddProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const boards = useBoards();
  const cache = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [summary, setSummary] = useState('');
  const project = useQuery({ ...projectQuery(site.id, tracker, projectKey), enabled: adding });
  const type = usualType(project.data?.issueTypes ?? []);
  const add = useMutation({
    mutationFn: async () => {
      const made = await tracker.createIssue({ project: { key: projectKey }, issuetype: { id: type?.id ?? '' }, summary: summary.trim() });
      if (sprint !== undefined) await boards.toSprint(sprint, [made.key], {});
      return made;
    },
    onSuccess: async (made) => {
      setSummary('');
      told(say('tracker.issueCreated', { key: made.key }));
      await Promise.all([cache.invalidateQueries({ queryKey: boardKeys.board(site.id, boardId) }), cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) })]);
    },
    onError: toldFailure,
  });
  if (!adding) {
    return (
      <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)} aria-label={say('board.addTo', { title })}>
        {say('create.issue')}
      </Button>
    );
  }
  return (
    <form
      className="inline-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (summary.trim() !== '' && type !== undefined) add.mutate();
      }}
    >
      <TextInput
        autoFocus
        flex={1}
        aria-label={say('board.addTo', { title })}
        placeholder={say('tracker.summary')}
        maxLength={255}
        value={summary}
        onChange={(event) => setSummary(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') setAdding(false);
        }}
      />
      <Button type="submit" loading={add.isPending} disabled={summary.trim() === ''}>
        {say('issue.add')}
      </Button>
    </form>
  );
}
