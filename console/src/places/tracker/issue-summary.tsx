// The summary as heading, editable in place: Enter saves, Escape takes it back.
import { Button, Group, TextInput, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { IconEdit } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { useEditIssue } from './use-edit-issue.ts';

export type IssueSummaryProps = {
  readonly issue: Issue;
  readonly heading: 'h1' | 'h2';
  readonly editing: boolean;
  readonly onEdit: () => void;
  readonly onDone: () => void;
};

const summaryLengthMax = 255;

export function IssueSummary({ issue, heading, editing, onEdit, onDone }: IssueSummaryProps) {
  const say = useSay();
  if (editing) return <SummaryForm issue={issue} onDone={onDone} />;
  return (
    <div className="issue-title">
      <Title order={heading === 'h1' ? 1 : 2} size="h1">
        {issue.fields.summary}
      </Title>
      <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconEdit size={14} />} onClick={onEdit} aria-label={say('tracker.editSummary')} data-edit="summary">
        {say('action.edit')}
      </Button>
    </div>
  );
}

function SummaryForm({ issue, onDone }: { readonly issue: Issue; readonly onDone: () => void }) {
  const say = useSay();
  const before = issue.fields.summary;
  const [text, setText] = useState(before);
  const { edit } = useEditIssue(issue.key);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const summary = text.trim();
    if (summary === '') return;
    if (summary !== before) {
      edit({
        fields: { summary },
        shown: { summary },
        message: say('tracker.summaryChanged'),
        undo: { fields: { summary: before }, shown: { summary: before }, message: say('tracker.undone') },
      });
    }
    onDone();
  };
  return (
    <form onSubmit={submit} className="inline-form">
      <TextInput
        aria-label={say('tracker.summary')}
        value={text}
        maxLength={summaryLengthMax}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onDone();
          }
        }}
        error={text.trim() === '' ? say('form.needed') : undefined}
        autoFocus
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs">
          {say('action.save')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('action.cancel')}
        </Button>
      </Group>
    </form>
  );
}
