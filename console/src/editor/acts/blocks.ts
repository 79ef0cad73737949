// The kind of a block: paragraph, heading, code; alignment and indentation; lists and task lists.
import type { Editor } from '@tiptap/core';
import { Fragment, type Node as EditorNode } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import { mayFrame } from '../schema/content-rules.ts';
import { frameOf, textFact } from '../schema/kept.ts';
import { around } from './insert.ts';

export type BlockKind = 'paragraph' | 'codeBlock' | 1 | 2 | 3 | 4 | 5 | 6;

export function setKind(editor: Editor, kind: BlockKind): void {
  if (editor.isActive('taskItem') || editor.isActive('decisionItem')) itemsToParagraphs(editor);
  const type = editor.schema.nodes[typeof kind === 'number' ? 'heading' : kind];
  if (type === undefined) return;
  const { tr } = editor.state;
  for (const { $from, $to } of editor.state.selection.ranges) tr.setBlockType($from.pos, $to.pos, type, typeof kind === 'number' ? { level: kind } : null);
  editor.view.dispatch(tr.scrollIntoView());
}

export function kindOf(editor: Editor): BlockKind | undefined {
  const { parent } = editor.state.selection.$from;
  if (parent.type.name === 'heading') return ([1, 2, 3, 4, 5, 6] as const).find((level) => level === parent.attrs['level']);
  return parent.type.name === 'codeBlock' || parent.type.name === 'paragraph' ? parent.type.name : undefined;
}

export type Alignment = 'start' | 'center' | 'end';

/** Sets or takes one mark of the format on every paragraph and heading of the selection that may carry it. */
function frameBlocks(editor: Editor, mark: 'alignment' | 'indentation', change: (held: Readonly<Record<string, unknown>> | undefined) => Readonly<Record<string, unknown>> | undefined): void {
  const { tr, selection } = editor.state;
  editor.state.doc.nodesBetween(selection.from, selection.to, (node, pos, parent) => {
    if (!mayFrame(mark, node.type.name, parent?.type.name ?? '')) return;
    const held = frameOf(node).find((one) => one['type'] === mark)?.['attrs'];
    // The attributes of a mark are a record: kept.ts has parsed them.
    const attrs = change(held as Readonly<Record<string, unknown>> | undefined);
    const frame = [...frameOf(node).filter((one) => one['type'] !== mark && !(mark === 'alignment' ? one['type'] === 'indentation' : one['type'] === 'alignment')), ...(attrs === undefined ? [] : [{ type: mark, attrs }])];
    tr.setNodeAttribute(pos, 'frame', frame.length === 0 ? null : JSON.stringify(frame));
  });
  if (tr.docChanged) editor.view.dispatch(tr);
}

export const align = (editor: Editor, to: Alignment): void => frameBlocks(editor, 'alignment', () => (to === 'start' ? undefined : { align: to }));

export const indent = (editor: Editor, by: 1 | -1): void =>
  frameBlocks(editor, 'indentation', (held) => {
    const level = Math.min(6, Math.max(0, Number(held?.['level'] ?? 0) + by));
    return level === 0 ? undefined : { level };
  });

/** The lists around the selection become paragraphs again. */
export function itemsToParagraphs(editor: Editor): void {
  const list = around(editor, 'taskList', 'decisionList');
  const paragraph = editor.schema.nodes['paragraph'];
  if (list === undefined || paragraph === undefined) return;
  const { $from, $to } = editor.state.selection;
  const depth = editor.state.doc.resolve(list.pos).depth + 1;
  const [first, last] = [$from.index(depth), $to.pos <= list.pos + list.node.nodeSize ? $to.index(depth) : list.node.childCount - 1];
  const before = list.node.children.slice(0, first);
  const after = list.node.children.slice(last + 1);
  const lead = after[0]?.type.name === 'taskList' ? after.shift() : undefined;
  const parts: EditorNode[] = [
    ...(before.length > 0 ? [list.node.copy(Fragment.from(before))] : []),
    ...list.node.children.slice(first, last + 1).map((item) => (item.inlineContent ? paragraph.create(null, item.content) : item)),
    ...(lead === undefined ? [] : [lead]),
    ...(after.length > 0 ? [list.node.copy(Fragment.from(after))] : []),
  ];
  const { tr } = editor.state;
  const offset = $from.pos - $from.start();
  tr.replaceWith(list.pos, list.pos + list.node.nodeSize, parts);
  const start = list.pos + (before.length > 0 ? (parts[0]?.nodeSize ?? 0) : 0) + 1;
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(tr.doc.content.size, start + offset)))).scrollIntoView());
}

const itemOf = { taskList: 'taskItem', decisionList: 'decisionItem' } as const;
const newItem = { taskItem: '{"localId":"","state":"TODO"}', decisionItem: '{"localId":"","state":"DECIDED"}' } as const;

/** Paragraphs of the selection become tasks (or decisions); tasks become paragraphs. */
export function toggleItems(editor: Editor, listName: 'taskList' | 'decisionList'): void {
  if (editor.isActive(itemOf[listName])) {
    itemsToParagraphs(editor);
    return;
  }
  if (editor.isActive('listItem')) editor.commands.liftListItem('listItem');
  if (editor.isActive('taskItem') || editor.isActive('decisionItem')) itemsToParagraphs(editor);
  const list = editor.schema.nodes[listName];
  const item = editor.schema.nodes[itemOf[listName]];
  const { $from, $to } = editor.state.selection;
  const range = $from.blockRange($to);
  if (range === null || list === undefined || item === undefined) return;
  const texts = range.parent.children.slice(range.startIndex, range.endIndex);
  if (!texts.every((block) => block.inlineContent && block.type.name !== 'codeBlock') || !range.parent.canReplaceWith(range.startIndex, range.endIndex, list)) return;
  const { tr } = editor.state;
  const items = texts.map((block) => item.create({ adf: newItem[itemOf[listName]] }, block.content));
  const offset = $from.pos - range.start;
  tr.replaceWith(range.start, range.end, list.create({ adf: '{"localId":""}' }, items));
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(range.start + 1 + offset))).scrollIntoView());
}

export function toggleList(editor: Editor, name: 'bulletList' | 'orderedList'): void {
  if (editor.isActive('taskItem') || editor.isActive('decisionItem')) itemsToParagraphs(editor);
  editor.commands.toggleList(name, 'listItem');
}

/** Tab and Shift-Tab in a task: one level deeper (beside the item before it, as the format has it) or higher. */
export function nestTask(editor: Editor): boolean {
  const item = around(editor, 'taskItem');
  const list = item === undefined ? undefined : editor.state.doc.resolve(item.pos);
  const before = list?.nodeBefore;
  const taskList = editor.schema.nodes['taskList'];
  if (item === undefined || before === null || before === undefined || taskList === undefined) return false;
  const { tr, selection } = editor.state;
  const deeper = before.type === taskList;
  // Into the list that stands before it, else into a new one.
  if (deeper) tr.delete(item.pos, item.pos + item.node.nodeSize).insert(item.pos - 1, item.node);
  else tr.replaceWith(item.pos, item.pos + item.node.nodeSize, taskList.create({ adf: '{"localId":""}' }, item.node));
  const moved = deeper ? selection.from - 1 : selection.from + 1;
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(moved))).scrollIntoView());
  return true;
}

export function unnestTask(editor: Editor): boolean {
  const item = around(editor, 'taskItem');
  if (item === undefined) return false;
  const $item = editor.state.doc.resolve(item.pos);
  if ($item.node($item.depth - 1)?.type.name !== 'taskList') {
    itemsToParagraphs(editor);
    return true;
  }
  const inner = $item.parent;
  const index = $item.index();
  const { tr, selection } = editor.state;
  const before = inner.children.slice(0, index);
  const after = inner.children.slice(index + 1);
  const parts = [...(before.length > 0 ? [inner.copy(Fragment.from(before))] : []), item.node, ...(after.length > 0 ? [inner.copy(Fragment.from(after))] : [])];
  const start = $item.before();
  tr.replaceWith(start, start + inner.nodeSize, parts);
  const at = start + (before.length > 0 ? (parts[0]?.nodeSize ?? 0) : 0) + 1 + (selection.from - item.pos - 1);
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at))).scrollIntoView());
  return true;
}

export const isDone = (node: EditorNode): boolean => textFact(node, 'state') === 'DONE';
