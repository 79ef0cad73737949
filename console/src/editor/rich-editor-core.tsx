// The editor itself: text, toolbar, what the cursor is in, menus while typing, files on their way. Loaded when somebody
// begins to write; index.ts is its door.
import { EditorContent, useEditor } from '@tiptap/react';
import type { Editor } from '@tiptap/core';
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { AdfNode } from '../api/tracker.ts';
import { sentenceFor } from '../parts/failure.tsx';
import { say, useSay } from '../words/index.ts';
import { insertInline, makeNode } from './acts/insert.ts';
import { blockActs, insertActs } from './bars/acts-list.ts';
import { ContextBar } from './bars/context-bar.tsx';
import { OfferList } from './bars/offer-list.tsx';
import { Toolbar } from './bars/toolbar.tsx';
import { isEmptyDocument } from './document.ts';
import { createFileShelf, type FileShelf } from './files.ts';
import type { RichEditorProps } from './props.ts';
import { readAdf } from './read-adf.ts';
import { editorSchema } from './schema/index.ts';
import { findEmoji } from './typing/emoji-list.ts';
import { createOfferShelf, Offers, type Offer, type OfferShelf, type OfferSource } from './typing/offers.ts';
import { Typing } from './typing/typing.ts';
import { Uploads, uploadsOf } from './typing/uploads.ts';
import { screenNodes } from './views/screen-nodes.ts';
import { writeAdf } from './write-adf.ts';
import '../content/rendered.css';
import './editor.css';

const quietMs = 250;

const personOffer = ({ id, name }: { readonly id: string; readonly name: string }): Offer => ({
  id,
  label: name,
  person: true,
  run: (editor, range) => insertInline(editor, makeNode(editor, 'mention', { id, text: `@${name}`, accessLevel: '' }), range),
});

const emojiOffer = ({ shortName, character }: { readonly shortName: string; readonly character: string }): Offer => ({
  id: shortName,
  label: shortName.replaceAll(':', '').replaceAll('_', ' '),
  sign: character,
  run: (editor, range) => insertInline(editor, makeNode(editor, 'emoji', { shortName, text: character }), range),
});

const actOffers = (text: string, compact: boolean): readonly Offer[] =>
  [...blockActs, ...insertActs]
    .filter(({ wide }) => !compact || wide !== true)
    .map((act): Offer => ({
      id: act.id,
      label: say(act.label),
      run: (editor, range) => {
        editor.chain().deleteRange(range).run();
        act.run(editor);
      },
    }))
    .filter(({ label }) => label.toLocaleLowerCase().split(/[\s-]+/).some((word) => word.startsWith(text.toLocaleLowerCase())) || label.toLocaleLowerCase().startsWith(text.toLocaleLowerCase()));

type Latest = { current: RichEditorProps };
type Shelves = { readonly files: FileShelf; readonly offers: OfferShelf };

type Screen = { readonly onLink: () => void; readonly onRefused: (sentence: string | undefined) => void; readonly onCount: (running: number) => void; readonly focusTools: () => void };

function extensionsFor(latest: Latest, { files, offers }: Shelves, screen: Screen, flush: () => void) {
  const { compact = false, people } = latest.current;
  const sources: OfferSource[] = [
    { char: '/', find: (text) => actOffers(text, compact) },
    { char: ':', find: (text) => findEmoji(text).map(emojiOffer), leastLetters: 1 },
    ...(people === undefined ? [] : [{ char: '@', find: async (text: string, signal: AbortSignal) => ((await latest.current.people?.(text, signal)) ?? []).map(personOffer) }]),
  ];
  return [
    ...screenNodes(files),
    Offers.configure({ shelf: offers, sources }),
    Uploads.configure({ upload: () => latest.current.upload, shelf: files, label: (name) => say('files.sending', { name }), onCount: screen.onCount, onRefused: (name, failure) => screen.onRefused(`${name}: ${sentenceFor(failure, say)}`) }),
    Typing.configure({
      placeholder: () => latest.current.placeholder ?? '',
      ownHistory: true,
      onLink: () => (screen.onLink(), true),
      onToolbar: () => (screen.focusTools(), true),
      onCancel: () => latest.current.onCancel !== undefined && (latest.current.onCancel(), true),
      onSubmit: () => {
        flush();
        return latest.current.onSubmit !== undefined && (latest.current.onSubmit(), true);
      },
    }),
  ];
}

/** Tells the owner what the text is: soon after typing pauses, and at once when it matters. */
function useTelling(latest: Latest): { readonly soon: (editor: Editor) => void; readonly flush: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<Editor>(undefined);
  return useMemo(() => {
    const flush = (): void => {
      clearTimeout(timer.current);
      timer.current = undefined;
      const editor = waiting.current;
      waiting.current = undefined;
      if (editor === undefined || editor.isDestroyed) return;
      const value = writeAdf(editor.state.doc);
      latest.current.onChange?.(value, { empty: isEmptyDocument(value) });
    };
    return {
      flush,
      soon: (editor) => {
        waiting.current = editor;
        timer.current ??= setTimeout(flush, quietMs);
      },
    };
  }, [latest]);
}

function textAttributes({ label, id, describedBy, compact = false, disabled = false }: RichEditorProps): Record<string, string> {
  return {
    ...(disabled ? { role: 'group' } : { role: 'textbox', 'aria-multiline': 'true' }), 'aria-label': label, class: `rendered editor-text${compact ? ' editor-text-compact' : ''}`, spellcheck: 'true',
    ...(id === undefined ? {} : { id }), ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
  };
}

/** An editor that comes late takes nobody's words: whoever has begun to write in another field stays there. */
const writesElsewhere = (): boolean => document.activeElement?.matches('input, textarea, select, [contenteditable="true"]') ?? false;

export function RichEditorCore(props: RichEditorProps) {
  const sayHere = useSay();
  const latest = useRef(props);
  latest.current = props;
  const root = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const running = useRef(0);
  const [linking, setLinking] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [over, setOver] = useState(false);
  const shelves = useMemo((): Shelves => ({ files: createFileShelf(), offers: createOfferShelf() }), []);
  const { soon, flush } = useTelling(latest);
  useEffect(() => shelves.files.put(props.files ?? []), [shelves, props.files]);
  const extensions = useMemo(
    () => extensionsFor(latest, shelves, { onLink: () => setLinking(true), onRefused: setRefusal, onCount: (count) => void (running.current = count), focusTools: () => root.current?.querySelector<HTMLButtonElement>('.editor-tools .tool[tabindex="0"]')?.focus() }, flush),
    [shelves, flush],
  );
  const [firstContent] = useState(() => readAdf(editorSchema, props.value).toJSON() as object); // JSON of our own document
  const editor = useEditor({
    extensions,
    content: firstContent,
    injectCSS: false,
    autofocus: props.autoFocus === true && !writesElsewhere() ? 'end' : false,
    editable: props.disabled !== true,
    editorProps: { attributes: textAttributes(props) },
    onUpdate: ({ editor: now, transaction }) => transaction.docChanged && soon(now),
    onBlur: () => flush(),
    onSelectionUpdate: () => setLinking(false),
  });
  useEffect(() => () => flush(), [flush]);
  useEffect(() => editor.setEditable(props.disabled !== true), [editor, props.disabled]);
  useImperativeHandle(props.handle, () => ({
    value: (): AdfNode => writeAdf(editor.state.doc),
    isEmpty: () => isEmptyDocument(writeAdf(editor.state.doc)),
    focus: () => void editor.commands.focus(),
    setValue: (value) => void editor.commands.setContent(readAdf(editorSchema, value).toJSON() as object), // as above
    pending: () => running.current > 0,
  }), [editor]);

  const send = (list: FileList | null): void => uploadsOf(editor)?.sendAll([...(list ?? [])]);
  return (
    <div
      ref={root}
      className={`editor${props.compact === true ? ' editor-compact' : ''}${over ? ' editor-over' : ''}${props.disabled === true ? ' editor-read' : ''}`}
      onDragOver={(event) => setOver(props.upload !== undefined && event.dataTransfer.types.includes('Files'))}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
    >
      {props.disabled === true ? null : <Toolbar editor={editor} compact={props.compact === true} label={props.label} people={props.people !== undefined} onLink={() => setLinking(true)} onFiles={props.upload === undefined ? undefined : () => picker.current?.click()} />}
      {props.disabled === true ? null : <ContextBar editor={editor} linking={linking} onLinked={() => setLinking(false)} fields={{ pages: props.pages }} />}
      <EditorContent editor={editor} className="editor-body" />
      <OfferList editor={editor} shelf={shelves.offers} />
      {props.upload === undefined ? null : (
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={sayHere('files.choose')}
          onChange={(event) => {
            send(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      )}
      <div role="status" className="editor-told">{refusal === undefined ? null : <span className="bad">{refusal}</span>}</div>
    </div>
  );
}
