// The description as plain text; where plain text would lose something, it says what instead of losing it.
import { Alert, Button, Group, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { documentOf, editableText } from '../../content/adf-text.ts';
import { LossyNotice } from '../../content/lossy-notice.tsx';
import { Rendered } from '../../content/rendered.tsx';
import { IconInfoCircle } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { useEditIssue } from './use-edit-issue.ts';

export function EditText({ issue, onDone }: { readonly issue: Issue; readonly onDone: () => void }) {
  const say = useSay();
  const editable = useMemo(() => editableText(issue.fields.description), [issue.fields.description]);
  const [text, setText] = useState(editable.kind === 'text' ? editable.text : '');
  const { editNow, busy } = useEditIssue(issue.key);

  if (editable.kind === 'lossy') {
    return (
      <>
        <Alert color="kelp" icon={<IconInfoCircle size={18} />} title={say('content.readOnly')} mb="sm">
          <LossyNotice parts={editable.parts} />
          <Group mt="xs">
            <Button size="xs" variant="default" onClick={onDone}>
              {say('action.close')}
            </Button>
          </Group>
        </Alert>
        <Rendered html={issue.renderedFields?.description} />
      </>
    );
  }
  const save = async (): Promise<void> => {
    const before = issue.fields.description ?? null;
    if (text !== editable.text) {
      await editNow({
        fields: { description: text.trim() === '' ? null : documentOf(text) },
        message: say('tracker.descriptionChanged'),
        undo: { fields: { description: before }, message: say('tracker.undone') },
      });
    }
    onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // A refusal has been told by the mutation; the text stays in the box.
        save().catch(() => undefined);
      }}
    >
      <Textarea aria-label={say('tracker.description')} description={say('content.plainHelp')} inputWrapperOrder={['input', 'description']} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={6} maxRows={24} autoFocus />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs" loading={busy}>
          {say('action.save')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('action.cancel')}
        </Button>
      </Group>
    </form>
  );
}
