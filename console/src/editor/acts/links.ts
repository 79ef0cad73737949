// Links: set, change and take one away, on the whole link around the cursor or on the chosen words.
import { getMarkRange, type Editor } from '@tiptap/core';
import { textFact } from '../schema/kept.ts';

export function linkAround(editor: Editor): { readonly from: number; readonly to: number; readonly href: string } | undefined {
  const type = editor.schema.marks['link'];
  if (type === undefined) return undefined;
  const { $from, from, to } = editor.state.selection;
  const mark = $from.marks().find((one) => one.type === type) ?? (from < to ? $from.nodeAfter?.marks.find((one) => one.type === type) : undefined);
  if (mark === undefined) return undefined;
  const range = getMarkRange($from, type, mark.attrs) ?? { from, to };
  return { ...range, href: textFact(mark, 'href') };
}

export function setLink(editor: Editor, href: string): void {
  const type = editor.schema.marks['link'];
  if (type === undefined) return;
  const held = linkAround(editor);
  const { from, to } = held ?? editor.state.selection;
  const { tr } = editor.state;
  const mark = type.create({ adf: JSON.stringify({ href }) });
  if (from === to) tr.insert(from, editor.schema.text(href, [mark]));
  else tr.removeMark(from, to, type).addMark(from, to, mark);
  editor.view.dispatch(tr.scrollIntoView());
  editor.view.focus();
}

export function removeLink(editor: Editor): void {
  const held = linkAround(editor);
  const type = editor.schema.marks['link'];
  if (held === undefined || type === undefined) return;
  editor.view.dispatch(editor.state.tr.removeMark(held.from, held.to, type));
  editor.view.focus();
}
