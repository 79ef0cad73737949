/**
 * Brings a run of inline drafts into the form of the table: only inline nodes of the given parent, only marks that
 * their node may carry, no empty texts, equal neighbours merged, no white space at the ends.
 */
import { cleanText, type AdfMark, type AdfNode } from './adf.ts';
import { allows, markRules, marksBesideCode, nodeRules } from './adf-schema.ts';
import type { Draft } from './draft.ts';
import { draftText } from './draft-text.ts';
import { limits } from './limits.ts';

export function fitInline(run: readonly Draft[], parent: string): readonly AdfNode[] {
  const out: AdfNode[] = [];
  let afterSpace = true;
  for (const draft of run) {
    const fitted = fitOne(draft.attrs?.['flow'] === true ? collapsed(draft, afterSpace) : draft, parent);
    if (!fitted) continue;
    afterSpace = fitted.type === 'hardBreak' || (fitted.text ?? '').endsWith(' ');
    append(out, fitted);
  }
  return trim(out);
}

function collapsed(draft: Draft, afterSpace: boolean): Draft {
  const value = (draft.text ?? '').replace(/[ \t\n\r\f]+/g, ' ');
  return { ...draft, text: afterSpace && value.startsWith(' ') ? value.slice(1) : value };
}

function fitOne(draft: Draft, parent: string): AdfNode | undefined {
  if (draft.type === 'text') return fitText(draft.text ?? '', draft.marks);
  if (!allows(parent, draft.type)) return fitText(draftText(draft).replace(/[ \t\n\r\f]+/g, ' '), draft.marks);
  const marks = fitMarks(draft.type, draft.marks);
  return { type: draft.type, ...(draft.attrs && { attrs: draft.attrs }), ...(marks && { marks }) };
}

function fitText(value: string, marks: readonly AdfMark[] | undefined): AdfNode | undefined {
  if (value === '') return undefined;
  const fitted = fitMarks('text', marks);
  return { type: 'text', text: cleanText(value), ...(fitted && { marks: fitted }) };
}

export function fitMarks(type: string, marks: readonly AdfMark[] | undefined): readonly AdfMark[] | undefined {
  if (!marks || marks.length === 0) return undefined;
  const allowed = nodeRules.get(type)?.marks;
  const isCode = marks.some((one) => one.type === 'code');
  const kept: AdfMark[] = [];
  for (const one of marks) {
    if (!allowed?.has(one.type) || !markRules.has(one.type) || kept.length >= limits.marksMax) continue;
    if (isCode && type === 'text' && !marksBesideCode.has(one.type)) continue;
    const twin = kept.findIndex((other) => other.type === one.type && (one.type !== 'annotation' || other.attrs?.['id'] === one.attrs?.['id']));
    if (twin < 0) kept.push(one);
    else kept[twin] = one; // the inner one is what the reader saw
  }
  // The link is outermost everywhere, so that equal documents are written equally.
  const link = kept.findIndex((one) => one.type === 'link');
  if (link > 0) kept.unshift(...kept.splice(link, 1));
  return kept.length > 0 ? kept : undefined;
}

/** Merging keeps texts short in number; the texts of one merge are joined once, so the cost stays linear. */
function append(out: AdfNode[], fitted: AdfNode): void {
  const last = out.at(-1);
  if (last?.type === 'text' && fitted.type === 'text' && sameMarks(last.marks, fitted.marks)) {
    out[out.length - 1] = { ...last, text: (last.text ?? '') + (fitted.text ?? '') };
  } else out.push(fitted);
}

function sameMarks(left: readonly AdfMark[] | undefined, right: readonly AdfMark[] | undefined): boolean {
  if (left === right) return true;
  if (left?.length !== right?.length) return false;
  return (left ?? []).every((one, index) => {
    const other = right?.[index];
    return other?.type === one.type && (one.attrs === other.attrs || JSON.stringify(one.attrs) === JSON.stringify(other.attrs));
  });
}

/** Ends of a block: white space and line breaks there are layout of the source, not content. */
function trim(nodes: readonly AdfNode[]): readonly AdfNode[] {
  let start = 0;
  let end = nodes.length;
  while (start < end && isBlank(nodes[start])) start += 1;
  while (end > start && isBlank(nodes[end - 1])) end -= 1;
  const kept = nodes.slice(start, end);
  trimText(kept, 0, (value) => value.replace(/^[ \t\n\r]+/, ''));
  trimText(kept, kept.length - 1, (value) => value.slice(0, endOfText(value)));
  return kept;
}

function isBlank(one: AdfNode | undefined): boolean {
  return one?.type === 'hardBreak' || (one?.type === 'text' && endOfText(one.text ?? '') === 0);
}

/** Where the text ends before its trailing white space; a loop, because a pattern anchored at the end is quadratic. */
function endOfText(value: string): number {
  let end = value.length;
  while (end > 0 && ' \t\n\r'.includes(value.charAt(end - 1))) end -= 1;
  return end;
}

function trimText(nodes: AdfNode[], index: number, cut: (value: string) => string): void {
  const one = nodes[index];
  if (one?.type === 'text') nodes[index] = { ...one, text: cut(one.text ?? '') };
}
