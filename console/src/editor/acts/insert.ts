// Putting things into the text: a block goes where its kind may stand, as near to the cursor as the schema allows.
import type { Editor } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';
import { NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state';
import { changed, type Facts } from '../schema/kept.ts';

export function makeNode(editor: Editor, name: string, facts?: Facts, content?: EditorNode | readonly EditorNode[]): EditorNode | undefined {
  const type = editor.schema.nodes[name];
  return type?.createAndFill(facts === undefined ? null : { adf: JSON.stringify(facts) }, content) ?? undefined;
}

/** Replaces an empty line, else goes behind the innermost block beside which it may stand. */
function placeBlock(tr: Transaction, node: EditorNode): number | undefined {
  const { $from, empty } = tr.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const parent = $from.node(depth - 1);
    const index = $from.index(depth - 1);
    const replaces = empty && depth === $from.depth && $from.parent.isTextblock && $from.parent.content.size === 0;
    if (!parent.canReplaceWith(replaces ? index : index + 1, index + 1, node.type)) continue;
    const at = replaces ? $from.before(depth) : $from.after(depth);
    tr.replaceWith(at, $from.after(depth), node);
    return at;
  }
  return undefined;
}

export function insertBlock(editor: Editor, node: EditorNode | undefined): void {
  if (node === undefined) return;
  const { tr } = editor.state;
  const at = placeBlock(tr, node);
  if (at === undefined) return;
  if (node.isLeaf || node.type.name.startsWith('media')) {
    const after = tr.doc.resolve(at + node.nodeSize);
    const paragraph = editor.schema.nodes['paragraph'];
    if (after.nodeAfter === null && paragraph !== undefined && after.parent.canReplaceWith(after.index(), after.index(), paragraph)) tr.insert(after.pos, paragraph.create());
    tr.setSelection(TextSelection.near(tr.doc.resolve(at + node.nodeSize)));
  } else tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1)));
  editor.view.dispatch(tr.scrollIntoView());
}

/** Between the words, followed by a space unless it is to be changed at once. */
export function insertInline(editor: Editor, node: EditorNode | undefined, range: { readonly from: number; readonly to: number } = editor.state.selection, choose = false): void {
  if (node === undefined || !editor.state.doc.resolve(range.from).parent.inlineContent) return;
  const { tr } = editor.state;
  tr.replaceWith(range.from, range.to, choose ? node : [node, editor.schema.text(' ')]);
  if (choose) tr.setSelection(NodeSelection.create(tr.doc, range.from));
  else tr.setSelection(TextSelection.create(tr.doc, range.from + node.nodeSize + 1));
  editor.view.dispatch(tr.scrollIntoView());
}

/** The innermost node of one of these kinds around the selection, or the chosen one. */
export function around(editor: Editor, ...names: readonly string[]): { readonly node: EditorNode; readonly pos: number } | undefined {
  const { selection } = editor.state;
  if (selection instanceof NodeSelection && names.includes(selection.node.type.name)) return { node: selection.node, pos: selection.from };
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if (names.includes($from.node(depth).type.name)) return { node: $from.node(depth), pos: $from.before(depth) };
  return undefined;
}

/** Changes what the format says of one node; the selection stays. */
export function setFacts(editor: Editor, at: { readonly node: EditorNode; readonly pos: number } | undefined, facts: Facts): void {
  if (at === undefined) return;
  const { tr, selection } = editor.state;
  tr.setNodeAttribute(at.pos, 'adf', changed(at.node, facts));
  if (selection instanceof NodeSelection && selection.from === at.pos) tr.setSelection(NodeSelection.create(tr.doc, at.pos));
  editor.view.dispatch(tr);
}

export function removeNode(editor: Editor, at: { readonly node: EditorNode; readonly pos: number } | undefined): void {
  if (at === undefined) return;
  const { tr } = editor.state;
  editor.view.dispatch(tr.delete(at.pos, at.pos + at.node.nodeSize).scrollIntoView());
  editor.view.focus();
}

/** Takes a frame away and leaves what stands in it. */
export function unwrap(editor: Editor, at: { readonly node: EditorNode; readonly pos: number } | undefined): void {
  if (at === undefined) return;
  const { tr } = editor.state;
  try {
    editor.view.dispatch(tr.replaceWith(at.pos, at.pos + at.node.nodeSize, at.node.content));
  } catch {
    return; // what stands in it may not stand without it here: it stays
  }
  editor.view.focus();
}
