// The line below the toolbar: what can be done with the thing that the cursor is in, as labelled fields and buttons,
// so that nothing in the text needs a mouse.
import { Tooltip } from '@mantine/core';
import type { Editor } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';
import { useEditorState } from '@tiptap/react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSay, type WordKey } from '../../words/index.ts';
import { around, removeNode, setFacts, unwrap } from '../acts/insert.ts';
import { linkAround, removeLink, setLink } from '../acts/links.ts';
import { IconArrowsJoin, IconArrowsSplit, IconColumnInsertLeft, IconColumnInsertRight, IconColumnRemove, IconRowInsertBottom, IconRowInsertTop, IconRowRemove, IconTableColumn, IconTableRow, IconTrash, IconUnlink } from '../icons.ts';
import { dayOf, statusColourOf } from '../schema/inline-nodes.ts';
import type { PageChoice } from '../props.ts';
import { factsOf, isFacts, textFact } from '../schema/kept.ts';
import { mediaName, parametersOf } from '../schema/other-nodes.ts';
import { typedHref } from '../schema/safe-href.ts';
import { panelTypes } from '../schema/text-nodes.ts';
import type { Icon } from './acts-list.ts';

type Place = { readonly node: EditorNode; readonly pos: number };
export type ContextFields = { readonly pages?: ((choice: PageChoice) => ReactNode) | undefined };

function Act({ label, icon: Sign, onClick }: { readonly label: string; readonly icon: Icon; readonly onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <button type="button" className="tool" aria-label={label} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
        <Sign size={18} />
      </button>
    </Tooltip>
  );
}

/** A field that writes as one types and gives the cursor back on Enter. */
function Field({ editor, label, value, onChange, type = 'text', wide = false, autoFocus = false }: { readonly editor: Editor; readonly label: string; readonly value: string; readonly onChange: (text: string) => void; readonly type?: 'text' | 'date'; readonly wide?: boolean; readonly autoFocus?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) field.current?.select();
  }, [autoFocus]);
  return (
    <label className={wide ? 'context-field context-field-wide' : 'context-field'}>
      <span>{label}</span>
      <input
        ref={field}
        type={type}
        value={value}
        maxLength={2_000}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          const { selection } = editor.state;
          editor.chain().setTextSelection(selection.to).focus().run();
        }}
      />
    </label>
  );
}

function Choice<Value extends string>({ label, value, options, onChange }: { readonly label: string; readonly value: Value; readonly options: readonly (readonly [Value, string])[]; readonly onChange: (value: Value) => void }) {
  return (
    <label className="context-field">
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find(([one]) => one === event.currentTarget.value)?.[0];
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

const tableActs: readonly { readonly label: WordKey; readonly icon: Icon; readonly run: (editor: Editor) => void }[] = [
  { label: 'editor.rowAbove', icon: IconRowInsertTop, run: (editor) => void editor.chain().focus().addRowBefore().run() },
  { label: 'editor.rowBelow', icon: IconRowInsertBottom, run: (editor) => void editor.chain().focus().addRowAfter().run() },
  { label: 'editor.columnBefore', icon: IconColumnInsertLeft, run: (editor) => void editor.chain().focus().addColumnBefore().run() },
  { label: 'editor.columnAfter', icon: IconColumnInsertRight, run: (editor) => void editor.chain().focus().addColumnAfter().run() },
  { label: 'editor.deleteRow', icon: IconRowRemove, run: (editor) => void editor.chain().focus().deleteRow().run() },
  { label: 'editor.deleteColumn', icon: IconColumnRemove, run: (editor) => void editor.chain().focus().deleteColumn().run() },
  { label: 'editor.mergeCells', icon: IconArrowsJoin, run: (editor) => void editor.chain().focus().mergeCells().run() },
  { label: 'editor.splitCell', icon: IconArrowsSplit, run: (editor) => void editor.chain().focus().splitCell().run() },
  { label: 'editor.headerRow', icon: IconTableRow, run: (editor) => void editor.chain().focus().toggleHeaderRow().run() },
  { label: 'editor.headerColumn', icon: IconTableColumn, run: (editor) => void editor.chain().focus().toggleHeaderColumn().run() },
  { label: 'editor.deleteTable', icon: IconTrash, run: (editor) => void editor.chain().focus().deleteTable().run() },
];

function TableTools({ editor }: { readonly editor: Editor }) {
  const say = useSay();
  return tableActs.map(({ label, icon, run }) => <Act key={label} label={say(label)} icon={icon} onClick={() => run(editor)} />);
}

const languages = ['', 'bash', 'c', 'cpp', 'csharp', 'css', 'diff', 'dockerfile', 'go', 'graphql', 'html', 'ini', 'java', 'javascript', 'json', 'kotlin', 'markdown', 'php', 'plaintext', 'powershell', 'python', 'r', 'ruby', 'rust', 'scala', 'sh', 'sql', 'swift', 'toml', 'typescript', 'xml', 'yaml'];
const layouts = ['center', 'wide', 'full-width', 'align-start', 'align-end', 'wrap-left', 'wrap-right'] as const;
const layoutWords: Readonly<Record<(typeof layouts)[number], WordKey>> = { center: 'editor.layout.center', wide: 'editor.layout.wide', 'full-width': 'editor.layout.full', 'align-start': 'editor.layout.start', 'align-end': 'editor.layout.end', 'wrap-left': 'editor.layout.wrapLeft', 'wrap-right': 'editor.layout.wrapRight' };
const statusColours: readonly (readonly ['neutral' | 'purple' | 'blue' | 'red' | 'yellow' | 'green', WordKey])[] = [['neutral', 'editor.shade.grey'], ['blue', 'editor.shade.blue'], ['green', 'editor.shade.green'], ['yellow', 'editor.shade.yellow'], ['red', 'editor.shade.red'], ['purple', 'editor.shade.purple']];

function Media({ editor, at, frame }: { readonly editor: Editor; readonly at: Place; readonly frame: Place | undefined }) {
  const say = useSay();
  return (
    <>
      <Field editor={editor} wide label={say('editor.alt')} value={textFact(at.node, 'alt')} onChange={(alt) => setFacts(editor, at, { alt })} />
      {frame === undefined ? null : <Choice label={say('editor.layout.name')} value={layouts.find((one) => one === textFact(frame.node, 'layout')) ?? 'center'} options={layouts.map((one) => [one, say(layoutWords[one])] as const)} onChange={(layout) => setFacts(editor, frame, { layout })} />}
      <Act label={say('editor.remove', { name: mediaName(at.node) })} icon={IconTrash} onClick={() => removeNode(editor, frame ?? at)} />
    </>
  );
}

function Extension({ editor, at, fields }: { readonly editor: Editor; readonly at: Place; readonly fields: ContextFields }) {
  const say = useSay();
  const key = textFact(at.node, 'extensionKey');
  const parameters = factsOf(at.node)['parameters'];
  const ours = textFact(at.node, 'extensionType').startsWith('com.holdfast');
  const jql = parametersOf(at.node).find(([name]) => name === 'jql')?.[1] ?? '';
  return (
    <>
      {key === 'issues' && ours ? <Field editor={editor} wide label="JQL" value={jql} onChange={(text) => setFacts(editor, at, { parameters: { ...(isFacts(parameters) ? parameters : {}), jql: text } })} /> : null}
      {key === 'include' && ours ? fields.pages?.({ pageId: isFacts(parameters) && typeof parameters['pageId'] === 'string' ? parameters['pageId'] : '', onChoose: (pageId) => setFacts(editor, at, { parameters: { ...(isFacts(parameters) ? parameters : {}), pageId } }) }) : null}
      <Act label={say('editor.remove', { name: key })} icon={IconTrash} onClick={() => removeNode(editor, at)} />
    </>
  );
}

function Things({ editor, fields }: { readonly editor: Editor; readonly fields: ContextFields }) {
  const say = useSay();
  const status = around(editor, 'status');
  const date = around(editor, 'date');
  const media = around(editor, 'media', 'mediaInline');
  const frame = around(editor, 'mediaSingle');
  const extension = around(editor, 'extension', 'bodiedExtension');
  const code = around(editor, 'codeBlock');
  const panel = around(editor, 'panel');
  const expand = around(editor, 'expand', 'nestedExpand');
  if (status !== undefined) {
    return (
      <>
        <Field editor={editor} autoFocus label={say('editor.statusText')} value={textFact(status.node, 'text')} onChange={(text) => text !== '' && setFacts(editor, status, { text })} />
        <Choice label={say('editor.colour')} value={statusColourOf(status.node)} options={statusColours.map(([one, words]) => [one, say(words)] as const)} onChange={(color) => setFacts(editor, status, { color })} />
      </>
    );
  }
  if (date !== undefined) return <Field editor={editor} type="date" label={say('editor.date')} value={dayOf(date.node)} onChange={(day) => day !== '' && setFacts(editor, date, { timestamp: String(Date.parse(`${day}T00:00:00Z`)) })} />;
  if (media !== undefined) return <Media editor={editor} at={media} frame={frame} />;
  if (frame !== undefined && frame.node.firstChild !== null) return <Media editor={editor} at={{ node: frame.node.firstChild, pos: frame.pos + 1 }} frame={frame} />;
  if (extension !== undefined) return <Extension editor={editor} at={extension} fields={fields} />;
  return (
    <>
      {code === undefined ? null : <Choice label={say('editor.language')} value={textFact(code.node, 'language')} options={[...new Set([...languages, textFact(code.node, 'language')])].map((one) => [one, one === '' ? say('editor.noLanguage') : one] as const)} onChange={(language) => setFacts(editor, code, { language: language === '' ? undefined : language })} />}
      {panel === undefined ? null : (
        <>
          <Choice label={say('editor.panelKind')} value={panelTypes.find((one) => one === textFact(panel.node, 'panelType')) ?? 'info'} options={panelTypes.map((one) => [one, say(`editor.panel.${one}`)] as const)} onChange={(panelType) => setFacts(editor, panel, { panelType, panelIcon: undefined, panelIconId: undefined, panelIconText: undefined, panelColor: undefined })} />
          <Act label={say('editor.removePanel')} icon={IconTrash} onClick={() => unwrap(editor, panel)} />
        </>
      )}
      {expand === undefined ? null : <Act label={say('editor.removeExpand')} icon={IconTrash} onClick={() => unwrap(editor, expand)} />}
    </>
  );
}

function LinkField({ editor, onDone }: { readonly editor: Editor; readonly onDone: () => void }) {
  const say = useSay();
  const [text, setText] = useState(() => linkAround(editor)?.href ?? '');
  const field = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  useEffect(() => field.current?.select(), []);
  const apply = (): void => {
    const href = typedHref(text);
    if (href === undefined) {
      setWrong(true);
      return;
    }
    setLink(editor, href);
    onDone();
  };
  return (
    <>
      <label className="context-field context-field-wide">
        <span>{say('editor.address')}</span>
        <input
          ref={field}
          value={text}
          inputMode="url"
          aria-invalid={wrong}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            if (event.key === 'Enter') apply();
            else {
              editor.commands.focus();
              onDone();
            }
          }}
        />
      </label>
      <button type="button" className="tool tool-text" onClick={apply}>
        {say('editor.apply')}
      </button>
      {linkAround(editor) === undefined ? null : <Act label={say('editor.unlink')} icon={IconUnlink} onClick={() => (removeLink(editor), onDone())} />}
      {wrong ? <span className="bad" role="alert">{say('editor.badAddress')}</span> : null}
    </>
  );
}

const contextOf = (editor: Editor): string =>
  `${editor.isActive('table') ? 'table ' : ''}${['status', 'date', 'media', 'mediaInline', 'mediaSingle', 'extension', 'bodiedExtension', 'codeBlock', 'panel', 'expand', 'nestedExpand'].map((name) => around(editor, name)).map((at) => (at === undefined ? '' : `${at.pos}${String(at.node.attrs['adf'])}`)).join(' ')}`;

export function ContextBar({ editor, linking, onLinked, fields }: { readonly editor: Editor; readonly linking: boolean; readonly onLinked: () => void; readonly fields: ContextFields }) {
  const say = useSay();
  const context = useEditorState({ editor, selector: ({ editor: now }) => contextOf(now) });
  if (linking) {
    return (
      <div className="editor-context" role="group" aria-label={say('editor.link')}>
        <LinkField editor={editor} onDone={onLinked} />
      </div>
    );
  }
  if (context.trim() === '') return null;
  return (
    <div className="editor-context" role="group" aria-label={say('editor.context')}>
      <Things editor={editor} fields={fields} />
      {context.startsWith('table') ? <TableTools editor={editor} /> : null}
    </div>
  );
}
