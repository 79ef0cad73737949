// The toolbar: one stop of the Tab key, arrow keys inside it; every button says its name, its keys and whether it is on.
import { Menu, Tooltip } from '@mantine/core';
import { useEditorState } from '@tiptap/react';
import type { Editor } from '@tiptap/core';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useSay, type WordKey } from '../../words/index.ts';
import { align, indent, kindOf, setKind, type BlockKind } from '../acts/blocks.ts';
import { IconAlignCenter, IconAlignLeft, IconAlignRight, IconAt, IconBold, IconCheck, IconChevronDown, IconClearFormatting, IconCode, IconHighlight, IconIndentDecrease, IconIndentIncrease, IconItalic, IconLink, IconMoodSmile, IconPaperclip, IconPlus, IconStrikethrough, IconSubscript, IconSuperscript, IconTextColor, IconUnderline } from '../icons.ts';
import { shades, type Shade } from '../schema/marks.ts';
import { blockActs, insertActs, type Icon } from './acts-list.ts';

export type ToolbarProps = { readonly editor: Editor; readonly compact: boolean; readonly label: string; readonly onLink: () => void; readonly onFiles: (() => void) | undefined; readonly people: boolean };

const ctrl = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl';

type ToolProps = { readonly label: string; readonly keys?: string; readonly icon: Icon; readonly on?: boolean | undefined; readonly onClick: () => void };

function Tool({ label, keys, icon: Sign, on, onClick }: ToolProps) {
  return (
    <Tooltip label={keys === undefined ? label : `${label} · ${keys}`}>
      <button type="button" className="tool" aria-label={label} aria-pressed={on} tabIndex={-1} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
        <Sign size={18} />
      </button>
    </Tooltip>
  );
}

function ToolMenu({ label, icon: Sign, words, children }: { readonly label: string; readonly icon?: Icon; readonly words?: string; readonly children: ReactNode }) {
  return (
    <Menu position="bottom-start" returnFocus={false} withinPortal>
      <Menu.Target>
        <button type="button" className="tool" aria-label={label} tabIndex={-1} onMouseDown={(event) => event.preventDefault()}>
          {Sign === undefined ? <span className="tool-words">{words}</span> : <Sign size={18} />}
          <IconChevronDown size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="tool-menu">{children}</Menu.Dropdown>
    </Menu>
  );
}

const kinds: readonly (readonly [BlockKind, WordKey])[] = [['paragraph', 'editor.paragraph'], [1, 'editor.headingOne'], [2, 'editor.headingTwo'], [3, 'editor.headingThree'], [4, 'editor.headingFour'], [5, 'editor.headingFive'], [6, 'editor.headingSix'], ['codeBlock', 'editor.codeBlock']];
const marks: readonly { readonly name: string; readonly label: WordKey; readonly keys: string; readonly icon: Icon; readonly wide?: boolean }[] = [
  { name: 'strong', label: 'editor.bold', keys: 'B', icon: IconBold },
  { name: 'em', label: 'editor.italic', keys: 'I', icon: IconItalic },
  { name: 'underline', label: 'editor.underline', keys: 'U', icon: IconUnderline, wide: true },
  { name: 'strike', label: 'editor.strike', keys: 'Shift S', icon: IconStrikethrough, wide: true },
  { name: 'code', label: 'editor.code', keys: 'E', icon: IconCode },
];

function Marks({ editor, compact }: { readonly editor: Editor; readonly compact: boolean }) {
  const say = useSay();
  const active = useEditorState({ editor, selector: ({ editor: now }) => marks.filter(({ name }) => now.isActive(name)).map(({ name }) => name).join(' ') }).split(' ');
  return (
    <>
      {marks.filter(({ wide }) => !compact || wide !== true).map(({ name, label, keys, icon }) => (
        <Tool key={name} label={say(label)} keys={`${ctrl} ${keys}`} icon={icon} on={active.includes(name)} onClick={() => editor.chain().focus().toggleMark(name).run()} />
      ))}
    </>
  );
}

function Colours({ editor }: { readonly editor: Editor }) {
  const say = useSay();
  // The nine names of shades; the object's keys are exactly these.
  const names = Object.keys(shades) as Shade[];
  const set = (mark: 'textColor' | 'backgroundColor', shade: Shade | undefined): void => {
    const chain = editor.chain().focus();
    if (shade === undefined) chain.unsetMark(mark).run();
    else chain.setMark(mark, { adf: JSON.stringify({ color: shades[shade] }) }).run();
  };
  return (['textColor', 'backgroundColor'] as const).map((mark) => (
    <ToolMenu key={mark} label={say(mark === 'textColor' ? 'editor.textColour' : 'editor.highlight')} icon={mark === 'textColor' ? IconTextColor : IconHighlight}>
      <Menu.Item onClick={() => set(mark, undefined)}>{say('editor.noColour')}</Menu.Item>
      {names.map((shade) => (
        <Menu.Item key={shade} leftSection={<span className="shade" style={{ background: `var(--${mark === 'textColor' ? 'shade' : 'wash'}-${shade})` }} />} onClick={() => set(mark, shade)}>
          {say(`editor.shade.${shade}`)}
        </Menu.Item>
      ))}
    </ToolMenu>
  ));
}

function MoreText({ editor, compact }: { readonly editor: Editor; readonly compact: boolean }) {
  const say = useSay();
  const entries: readonly (readonly [WordKey, Icon, () => void])[] = [
    ...(compact ? marks.filter(({ wide }) => wide === true).map(({ label, icon, name }) => [label, icon, () => void editor.chain().focus().toggleMark(name).run()] as const) : []),
    ['editor.subscript', IconSubscript, () => void editor.chain().focus().toggleMark('subsup', { adf: '{"type":"sub"}' }).run()],
    ['editor.superscript', IconSuperscript, () => void editor.chain().focus().toggleMark('subsup', { adf: '{"type":"sup"}' }).run()],
    ...(compact
      ? []
      : ([
          ['editor.alignStart', IconAlignLeft, () => align(editor, 'start')],
          ['editor.alignCenter', IconAlignCenter, () => align(editor, 'center')],
          ['editor.alignEnd', IconAlignRight, () => align(editor, 'end')],
          ['editor.indent', IconIndentIncrease, () => indent(editor, 1)],
          ['editor.outdent', IconIndentDecrease, () => indent(editor, -1)],
        ] as const)),
    ['editor.clear', IconClearFormatting, () => void editor.chain().focus().unsetAllMarks().run()],
  ];
  return (
    <ToolMenu label={say('editor.moreText')} words="⋯">
      {entries.map(([label, Sign, run]) => (
        <Menu.Item key={label} leftSection={<Sign size={16} />} onClick={() => (run(), editor.commands.focus())}>
          {say(label)}
        </Menu.Item>
      ))}
    </ToolMenu>
  );
}

function Kinds({ editor }: { readonly editor: Editor }) {
  const say = useSay();
  const kind = useEditorState({ editor, selector: ({ editor: now }) => kindOf(now) ?? 'paragraph' });
  const shown = say(kinds.find(([one]) => one === kind)?.[1] ?? 'editor.paragraph');
  return (
    <ToolMenu label={`${say('editor.kind')}: ${shown}`} words={shown}>
      {kinds.map(([one, label]) => (
        <Menu.Item key={label} leftSection={one === kind ? <IconCheck size={16} /> : <span className="menu-gap" />} onClick={() => (setKind(editor, one), editor.commands.focus())}>
          {say(label)}
        </Menu.Item>
      ))}
    </ToolMenu>
  );
}

/** Arrow keys go from tool to tool; the one used last is where Tab comes back to. */
function moveInside(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined) return;
  const tools = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.tool')];
  const at = tools.findIndex((tool) => tool === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  const next = step === -Infinity ? 0 : step === Infinity ? tools.length - 1 : (at + step + tools.length) % tools.length;
  for (const tool of tools) tool.tabIndex = -1;
  const chosen = tools[next];
  if (chosen === undefined) return;
  chosen.tabIndex = 0;
  chosen.focus();
}

/** Exactly one tool takes part in the Tab order, also when tools come and go. */
function keepOneStop(bar: HTMLDivElement | null): void {
  const tools = [...(bar?.querySelectorAll<HTMLButtonElement>('.tool') ?? [])];
  if (tools.length > 0 && !tools.some((tool) => tool.tabIndex === 0) && tools[0] !== undefined) tools[0].tabIndex = 0;
}

export function Toolbar({ editor, compact, label, onLink, onFiles, people }: ToolbarProps) {
  const say = useSay();
  const bar = useRef<HTMLDivElement>(null);
  const linked = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('link') });
  const type = (sign: string): void => void editor.chain().focus().insertContent(needsSpace(editor) ? ` ${sign}` : sign).run();
  return (
    <div
      ref={(element) => {
        bar.current = element;
        keepOneStop(element);
      }}
      role="toolbar"
      aria-label={say('editor.toolbar', { label })}
      className="editor-tools"
      onKeyDown={(event) => {
        moveInside(event);
        if (event.key === 'Escape' && event.target instanceof HTMLElement && event.target.closest('[role="menu"]') === null) editor.commands.focus();
      }}
    >
      {compact ? null : <Kinds editor={editor} />}
      <Marks editor={editor} compact={compact} />
      <MoreText editor={editor} compact={compact} />
      {compact ? null : <Colours editor={editor} />}
      <span className="tool-gap" />
      {blockActs.slice(3).map((act) => (
        <Tool key={act.id} label={say(act.label)} icon={act.icon} onClick={() => (act.run(editor), editor.commands.focus())} />
      ))}
      <span className="tool-gap" />
      <Tool label={say('editor.link')} keys={`${ctrl} K`} icon={IconLink} on={linked} onClick={onLink} />
      {onFiles === undefined ? null : <Tool label={say('editor.files')} icon={IconPaperclip} onClick={onFiles} />}
      {people ? <Tool label={say('editor.mention')} keys="@" icon={IconAt} onClick={() => type('@')} /> : null}
      <Tool label={say('editor.emoji')} keys=":" icon={IconMoodSmile} onClick={() => type(':s')} />
      <ToolMenu label={say('editor.insert')} icon={IconPlus}>
        {(compact ? [...blockActs.slice(0, 3), ...insertActs.filter(({ wide }) => wide !== true)] : insertActs).map((act) => (
          <Menu.Item key={act.id} leftSection={<act.icon size={16} />} onClick={() => (editor.commands.focus(), act.run(editor))}>
            {say(act.label)}
          </Menu.Item>
        ))}
      </ToolMenu>
    </div>
  );
}

function needsSpace(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  return $from.parentOffset > 0 && !/[\s(]$/.test($from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset));
}
