// A long text of an issue in the rich editor: everything that was written survives, and saving offers the way back.
import { Button, Group } from '@mantine/core';
import { useRef } from 'react';
import { isEmptyDocument, RichEditor, type RichEditorHandle } from '../../editor/index.ts';
import type { AdfNode, Issue } from '../../api/tracker.ts';
import { useSay } from '../../words/index.ts';
import { useIssueWriting } from './issue-writing.ts';
import { valueIn } from './use-edit-field.ts';
import { useEditIssue } from './use-edit-issue.ts';

export type EditTextProps = { readonly issue: Issue; readonly fieldId: string; readonly label: string; readonly message: string; readonly onDone: () => void };

const isDocument = (value: unknown): value is AdfNode => typeof value === 'object' && value !== null && 'type' in value && value.type === 'doc';

export function EditText({ issue, fieldId, label, message, onDone }: EditTextProps) {
  const say = useSay();
  const editor = useRef<RichEditorHandle>(null);
  const writing = useIssueWriting(issue.key);
  const { editNow, busy } = useEditIssue(issue.key);
  const told = valueIn(issue, fieldId);
  const before = isDocument(told) ? told : null;
  const save = async (): Promise<void> => {
    const written = editor.current?.value() ?? null;
    const text = written === null || isEmptyDocument(written) ? null : written;
    if (JSON.stringify(text) !== JSON.stringify(before)) {
      await editNow({ fields: { [fieldId]: text }, message, undo: { fields: { [fieldId]: before }, message: say('tracker.undone') } });
    }
    onDone();
  };
  // A refusal has been told by the mutation; the text stays in the editor.
  const trySave = (): void => void save().catch(() => undefined);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        trySave();
      }}
    >
      <RichEditor label={label} value={before} handle={editor} compact autoFocus {...writing} onSubmit={trySave} onCancel={onDone} />
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
