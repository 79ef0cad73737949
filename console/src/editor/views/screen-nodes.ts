// How the nodes that answer to the mouse or need something from outside look on screen: tasks with their box, pictures
// and files, expands with their title, extensions by name, tables of contents by their headings.
import type { Node} from '@tiptap/core';
import type { AnyExtension, Editor, NodeViewRenderer } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';
import { say } from '../../words/index.ts';
import { isDone } from '../acts/blocks.ts';
import { isPicture, type FileShelf } from '../files.ts';
import { changed, textFact } from '../schema/kept.ts';
import { schemaExtensions } from '../schema/index.ts';
import { mediaName, nameOfOpaque, parametersOf } from '../schema/other-nodes.ts';
import { extensionName } from './extension-names.ts';

const element = <Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text?: string): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

type At = () => number | undefined;

function setAttribute(editor: Editor, getPos: At, name: string, value: unknown): void {
  const pos = getPos();
  if (pos !== undefined) editor.view.dispatch(editor.state.tr.setNodeAttribute(pos, name, value));
}

const taskItem: NodeViewRenderer = ({ node, getPos, editor }) => {
  const dom = element('li', 'hf-task');
  const box = element('input', 'task-check');
  box.type = 'checkbox';
  const label = element('label', 'task-label');
  label.contentEditable = 'false';
  label.append(box);
  const contentDOM = element('span', 'hf-task-text');
  dom.append(label, contentDOM);
  let held = node;
  const draw = (): void => {
    box.checked = isDone(held);
    dom.classList.toggle('hf-task-done', box.checked);
    box.setAttribute('aria-label', held.textContent.trim() === '' ? say('editor.taskDone') : held.textContent);
  };
  box.addEventListener('change', () => setAttribute(editor, getPos, 'adf', changed(held, { localId: textFact(held, 'localId'), state: box.checked ? 'DONE' : 'TODO' })));
  draw();
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== held.type) return false;
      held = next;
      draw();
      return true;
    },
    stopEvent: (event) => event.target === box,
    ignoreMutation: (mutation) => !contentDOM.contains(mutation.target) && mutation.type !== 'selection',
  };
};

const expand: NodeViewRenderer = ({ node, getPos, editor }) => {
  const dom = element('div', 'hf-expand');
  const title = element('input', 'expand-title');
  title.placeholder = say('editor.expandTitle');
  title.setAttribute('aria-label', say('editor.expandTitle'));
  title.maxLength = 1_000;
  const contentDOM = element('div', 'expand-body');
  dom.append(title, contentDOM);
  let held = node;
  const draw = (): void => {
    if (title.value !== textFact(held, 'title')) title.value = textFact(held, 'title');
  };
  title.addEventListener('input', () => setAttribute(editor, getPos, 'adf', changed(held, { title: title.value })));
  title.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    editor.commands.focus((getPos() ?? 0) + 2);
  });
  draw();
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== held.type) return false;
      held = next;
      draw();
      return true;
    },
    stopEvent: (event) => event.target === title,
    ignoreMutation: (mutation) => !contentDOM.contains(mutation.target) && mutation.type !== 'selection',
  };
};

/** A known picture is shown, a known file is named; what nobody knows keeps its name and never loads from elsewhere. */
const media =
  (shelf: FileShelf): NodeViewRenderer =>
  ({ node }) => {
    const dom = element('span', 'editor-media');
    let held = node;
    const draw = (): void => {
      const file = textFact(held, 'type') === 'external' ? undefined : shelf.find(held);
      dom.replaceChildren();
      if (file !== undefined && isPicture(file)) {
        const picture = element('img', 'hf-picture');
        picture.src = file.url;
        picture.alt = textFact(held, 'alt') || file.name;
        dom.append(picture);
      } else dom.append(element('span', file === undefined ? 'hf-file hf-file-missing' : 'hf-file', file?.name ?? (mediaName(held) || say('editor.file'))));
    };
    draw();
    const stop = shelf.subscribe(draw);
    return {
      dom,
      update: (next) => {
        if (next.type !== held.type) return false;
        held = next;
        draw();
        return true;
      },
      ignoreMutation: () => true,
      destroy: () => void stop(),
    };
  };

function drawHeadings(list: HTMLElement, editor: Editor): void {
  const lines: HTMLElement[] = [];
  editor.state.doc.descendants((node) => {
    if (node.type.name === 'heading' && node.textContent.trim() !== '') lines.push(element('li', `hf-toc-${String(node.attrs['level'])}`, node.textContent));
    return lines.length < 200;
  });
  list.replaceChildren(...(lines.length > 0 ? lines : [element('li', 'quiet', say('editor.noHeadings'))]));
}

const extension: NodeViewRenderer = ({ node, editor }) => {
  const dom = element('div', 'hf-extension');
  let held = node;
  const list = element('ul', 'hf-toc');
  const isContents = (): boolean => textFact(held, 'extensionKey') === 'toc';
  const draw = (): void => {
    dom.replaceChildren(element('span', 'hf-extension-name', extensionName(textFact(held, 'extensionKey'))));
    for (const [name, value] of parametersOf(held)) if (!isContents() && value !== '') dom.append(element('span', 'hf-extension-parameter', name === '' || name.startsWith('jql') ? value : `${name}: ${value}`));
    if (!isContents()) return;
    drawHeadings(list, editor);
    dom.append(list);
  };
  const follow = (): void => {
    if (isContents()) drawHeadings(list, editor);
  };
  draw();
  editor.on('update', follow);
  return {
    dom,
    update: (next) => {
      if (next.type !== held.type) return false;
      held = next;
      draw();
      return true;
    },
    ignoreMutation: () => true,
    destroy: () => void editor.off('update', follow),
  };
};

const opaque =
  (tag: 'div' | 'span'): NodeViewRenderer =>
  ({ node }: { readonly node: EditorNode }) => {
    const dom = element(tag, tag === 'div' ? 'hf-extension' : 'hf-extension-inline');
    dom.append(element('span', 'hf-extension-name', nameOfOpaque(node)), element('span', 'hf-extension-parameter', say('editor.keptAsItIs')));
    return { dom, ignoreMutation: () => true };
  };

/** The schema's nodes, each with its view where it has one. */
export function screenNodes(shelf: FileShelf): AnyExtension[] {
  const views: Readonly<Record<string, NodeViewRenderer>> = { taskItem, expand, nestedExpand: expand, media: media(shelf), mediaInline: media(shelf), extension, opaqueBlock: opaque('div'), opaqueInline: opaque('span') };
  return schemaExtensions.map((one) => {
    const view = views[one.name];
    if (view === undefined || one.type !== 'node') return one;
    // Every node of the schema is a Node; extending them as one kind leaves their own options alone.
    return (one as Node).extend({ addNodeView: () => view });
  });
}
