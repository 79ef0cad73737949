// How writing behaves: undo, the keys of the editor, the words in an empty one, addresses that become links, tasks by
// `[] `, and a place to go on below a block that ends the text.
import { Extension, InputRule, type Editor } from '@tiptap/core';
import { dropCursor } from '@tiptap/pm/dropcursor';
import { gapCursor } from '@tiptap/pm/gapcursor';
import { history, redo, undo } from '@tiptap/pm/history';
import { Plugin, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { nestTask, setKind, toggleItems, toggleList, unnestTask, itemsToParagraphs } from '../acts/blocks.ts';
import { typedHref } from '../schema/safe-href.ts';

export type TypingOptions = {
  readonly placeholder: () => string;
  readonly onSubmit: () => boolean;
  readonly onCancel: () => boolean;
  readonly onLink: () => boolean;
  readonly onToolbar: () => boolean;
  /** Two people at once bring their own undo. */
  readonly ownHistory: boolean;
};

function placeholderPlugin(words: () => string): Plugin {
  return new Plugin({
    props: {
      decorations: ({ doc }) => {
        const only = doc.childCount === 1 ? doc.firstChild : null;
        if (only === null || only.type.name !== 'paragraph' || only.content.size > 0) return null;
        return DecorationSet.create(doc, [Decoration.node(0, only.nodeSize, { class: 'editor-placeholder', 'data-placeholder': words() })]);
      },
    },
  });
}

/** A click below the last block, when that is no line of text, begins a new line there. */
function goOnBelow(view: EditorView, event: MouseEvent): boolean {
  const last = view.state.doc.lastChild;
  const paragraph = view.state.schema.nodes['paragraph'];
  const below = view.dom.lastElementChild?.getBoundingClientRect().bottom ?? 0;
  if (event.target !== view.dom || event.clientY < below || last === null || last.isTextblock || paragraph === undefined) return false;
  const end = view.state.doc.content.size;
  const { tr } = view.state;
  view.dispatch(tr.insert(end, paragraph.create()).setSelection(TextSelection.create(tr.doc, end + 1)));
  view.focus();
  return true;
}

/** An address pasted over words makes them a link. */
function pasteAddress(view: EditorView, event: ClipboardEvent): boolean {
  const text = event.clipboardData?.getData('text/plain').trim() ?? '';
  const { from, to, empty } = view.state.selection;
  const type = view.state.schema.marks['link'];
  if (empty || type === undefined || !/^(https?:\/\/|mailto:)\S+$/i.test(text) || !view.state.selection.$from.sameParent(view.state.selection.$to)) return false;
  const href = typedHref(text);
  if (href === undefined) return false;
  view.dispatch(view.state.tr.addMark(from, to, type.create({ adf: JSON.stringify({ href }) })));
  return true;
}

function enterInItem(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  if ($from.parent.type.name !== 'taskItem' && $from.parent.type.name !== 'decisionItem') return false;
  if ($from.parent.content.size > 0 || !empty) return false;
  if ($from.node($from.depth - 2)?.type.name === 'taskList') return unnestTask(editor);
  itemsToParagraphs(editor);
  return true;
}

const backspaceInItem = (editor: Editor): boolean => {
  const { $from, empty } = editor.state.selection;
  if (!empty || $from.parentOffset > 0 || !['taskItem', 'decisionItem'].includes($from.parent.type.name)) return false;
  return $from.parent.type.name === 'taskItem' ? unnestTask(editor) : (itemsToParagraphs(editor), true);
};

const done = (act: () => void): boolean => {
  act();
  return true;
};

export const Typing = Extension.create<TypingOptions>({
  name: 'typing',
  priority: 900,
  addOptions: () => ({ placeholder: () => '', onSubmit: () => false, onCancel: () => false, onLink: () => false, onToolbar: () => false, ownHistory: true }),
  addKeyboardShortcuts() {
    const { editor, options } = this;
    const headings = ([1, 2, 3, 4, 5, 6] as const).map((level) => [`Mod-Alt-${level}`, () => done(() => setKind(editor, level))] as const);
    return {
      ...Object.fromEntries(headings),
      'Mod-Alt-0': () => done(() => setKind(editor, 'paragraph')),
      'Mod-Shift-7': () => done(() => toggleList(editor, 'orderedList')),
      'Mod-Shift-8': () => done(() => toggleList(editor, 'bulletList')),
      'Mod-Shift-6': () => done(() => toggleItems(editor, 'taskList')),
      'Mod-Shift-9': () => editor.commands.toggleWrap('blockquote'),
      'Mod-k': () => options.onLink(),
      'Mod-Enter': () => options.onSubmit(),
      'Alt-F10': () => options.onToolbar(),
      Escape: () => options.onCancel(),
      Enter: () => enterInItem(editor),
      Backspace: () => backspaceInItem(editor),
      Tab: () => nestTask(editor),
      'Shift-Tab': () => editor.isActive('taskItem') && editor.state.selection.$from.node(-2)?.type.name === 'taskList' && unnestTask(editor),
      ...(options.ownHistory ? { 'Mod-z': () => undo(editor.state, editor.view.dispatch), 'Mod-y': () => redo(editor.state, editor.view.dispatch), 'Shift-Mod-z': () => redo(editor.state, editor.view.dispatch) } : {}),
    };
  },
  addInputRules() {
    const { editor } = this;
    return [
      new InputRule({ find: /^\s*\[([ xX]?)\]\s$/, handler: ({ range, chain }) => void chain().deleteRange(range).command(({ editor: now }) => done(() => queueMicrotask(() => toggleItems(now, 'taskList')))).run() }),
      new InputRule({
        find: /(?:^|\s)((?:https?:\/\/)[^\s<>"]{3,2000}[^\s<>".,;:!?)])\s$/,
        handler: ({ state, range, match }) => {
          const [whole = '', address = ''] = match;
          const href = typedHref(address);
          const type = editor.schema.marks['link'];
          if (href === undefined || type === undefined) return null;
          const from = range.from + whole.indexOf(address);
          state.tr.addMark(from, from + address.length, type.create({ adf: JSON.stringify({ href }) })).insertText(' ', from + address.length, range.to).removeStoredMark(type);
          return undefined;
        },
      }),
    ];
  },
  addProseMirrorPlugins() {
    const { placeholder, ownHistory } = this.options;
    return [
      ...(ownHistory ? [history()] : []),
      gapCursor(),
      dropCursor({ width: 2, class: 'editor-dropcursor', color: false }),
      placeholderPlugin(placeholder),
      new Plugin({ props: { handleClick: (view, _pos, event) => goOnBelow(view, event), handlePaste: pasteAddress } }),
    ];
  },
});

