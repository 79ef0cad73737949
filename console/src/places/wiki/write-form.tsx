// The form in which a page or post is written: title, text, what changed. It keeps a draft by itself, publishes, and
// when somebody else published first it merges, or asks where both changed the same place.
import { Button, Group, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { AdfNode } from '../../api/tracker.ts';
import type { ContentKind } from '../../api/wiki.ts';
import { conflictOf, type Conflict, type WikiDoors } from '../../api/wiki-doors.ts';
import { useSite } from '../../app/session.ts';
import { RichEditor, type RichEditorHandle } from '../../editor/index.ts';
import { fieldProps, FormSummary, useForm } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { ConflictView, type ConflictChoice } from './conflict-view.tsx';
import { DraftLine } from './draft-line.tsx';
import { pageField, useEditorTools } from './editor-tools.tsx';
import { wikiKeys } from './queries.ts';
import { useDraft, type DraftState } from './use-draft.ts';

type Field = 'title' | 'body' | 'message';
const fields: readonly Field[] = ['title', 'body', 'message'];

export type WriteFormProps = {
  readonly doors: WikiDoors;
  readonly kind: ContentKind;
  /** Undefined until a new page has a place on the platform. */
  readonly id: string | undefined;
  /** Gives a new page its place; for others it is there. */
  readonly place: () => Promise<string>;
  readonly first: { readonly title: string; readonly adf: AdfNode; readonly baseVersion: number; readonly state: DraftState };
  readonly verb: string;
  readonly onPublished: (id: string, version: number) => Promise<void>;
  readonly onClose: () => void;
  readonly onDiscard: (text: { readonly title: string; readonly adf: AdfNode; readonly baseVersion: number }) => Promise<void>;
};

export function WriteForm({ doors, kind, id, place, first, verb, onPublished, onClose, onDiscard }: WriteFormProps) {
  const say = useSay();
  const { site } = useSite();
  const cache = useQueryClient();
  const editor = useRef<RichEditorHandle>(null);
  const box = useRef<HTMLFormElement>(null);
  const tools = useEditorTools(kind, id, place);
  const [title, setTitle] = useState(first.title);
  const [message, setMessage] = useState('');
  const [base, setBase] = useState(first.baseVersion);
  const [conflict, setConflict] = useState<Conflict>();
  const keeper = useDraft(doors, place, base, first.state);
  const adf = (): AdfNode => editor.current?.value() ?? first.adf;

  const publish = async (values: { readonly title: string; readonly adf: AdfNode; readonly baseVersion: number }): Promise<void> => {
    await keeper.flush();
    const target = await place();
    try {
      const done = await doors.publish(target, { ...values, resolves: 'merge', ...(message.trim() === '' ? {} : { message: message.trim() }) });
      keeper.end();
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      await onPublished(target, done.version);
    } catch (failure) {
      const found = conflictOf(failure);
      if (found === undefined) throw failure;
      setConflict(found);
    }
  };
  const form = useForm<Field>({
    fields,
    check: () => (title.trim() === '' ? { title: say('form.needed') } : editor.current?.pending() === true ? { body: say('write.filesOnTheirWay') } : {}),
    send: () => publish({ title: title.trim(), adf: adf(), baseVersion: base }),
  });

  const choose = (choice: ConflictChoice): void => {
    if (conflict === undefined) return;
    const chosen = choice === 'merged' ? conflict.merged : choice === 'mine' ? conflict.yours : conflict.theirs;
    setTitle(chosen.title);
    setBase(conflict.theirs.version);
    setConflict(undefined);
    editor.current?.setValue(chosen.adf);
    editor.current?.focus();
    told(say(choice === 'merged' ? 'write.mergedNow' : 'write.chosenNow'));
  };
  const labels = useMemo(() => ({ title: say('wiki.title'), body: say('wiki.body'), message: say('wiki.message') }), [say]);
  return (
    <>
      {conflict === undefined ? null : <ConflictView conflict={conflict} onChoose={choose} />}
      <form ref={box} onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={labels} />
        <TextInput
          {...fieldProps(form, 'title')}
          label={say('wiki.title')}
          maxLength={255}
          value={title}
          autoFocus={first.title === ''}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
            keeper.change({ title: event.currentTarget.value, adf: adf() });
          }}
        />
        <RichEditor label={say('wiki.body')} id="field-body" value={first.adf} handle={editor} placeholder={say('write.placeholder')} autoFocus={first.title !== ''} onChange={(next) => keeper.change({ title, adf: next })} onSubmit={() => box.current?.requestSubmit()} pages={pageField} {...tools} />
        <TextInput {...fieldProps(form, 'message')} label={say('wiki.message')} description={say('wiki.messageHelp')} maxLength={255} value={message} onChange={(event) => setMessage(event.currentTarget.value)} />
        <Group gap="xs" className="write-actions">
          <Button type="submit" loading={form.busy}>
            {verb}
          </Button>
          <Button variant="default" onClick={() => void keeper.flush().then(onClose)}>
            {say('action.close')}
          </Button>
          {keeper.state.kind === 'none' ? null : (
            <Button
              variant="subtle"
              color="gray"
              onClick={() => {
                const text = { title, adf: adf(), baseVersion: base };
                keeper.end();
                void onDiscard(text);
              }}
            >
              {say('write.discard')}
            </Button>
          )}
          <DraftLine state={keeper.state} />
        </Group>
      </form>
    </>
  );
}
