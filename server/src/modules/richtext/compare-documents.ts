/** Two states of a document as data for a readable view: blocks in reading order, and inside a changed block its words. */
import { adfToText } from './adf-to-text.ts';
import { contentOf, type AdfDocument, type AdfNode } from './adf.ts';
import { matchSequences } from './match-sequences.ts';
import { alignBlocks, nodeKey } from './node-keys.ts';

export interface WordChange {
  readonly change: 'same' | 'added' | 'removed';
  readonly text: string;
}

export type BlockChange =
  | { readonly change: 'same' | 'added' | 'removed'; readonly node: AdfNode; readonly text: string }
  | { readonly change: 'changed'; readonly before: AdfNode; readonly after: AdfNode; readonly words: readonly WordChange[] };

export function compareDocuments(before: AdfDocument, after: AdfDocument): readonly BlockChange[] {
  const [left, right] = [contentOf(before), contentOf(after)];
  const changes: BlockChange[] = [];
  let [l, r] = [0, 0];
  for (const [inLeft, inRight] of [...matchSequences(left.map(nodeKey), right.map(nodeKey)), [left.length, right.length] as const]) {
    changes.push(...compareChunk(left.slice(l, inLeft), right.slice(r, inRight)));
    const kept = right[inRight];
    if (kept !== undefined) changes.push(whole('same', kept));
    [l, r] = [inLeft + 1, inRight + 1];
  }
  return changes;
}

function compareChunk(left: readonly AdfNode[], right: readonly AdfNode[]): readonly BlockChange[] {
  const changes: BlockChange[] = [];
  let [l, r] = [0, 0];
  for (const [inLeft, inRight] of [...alignBlocks(left, right), [left.length, right.length] as const]) {
    changes.push(...left.slice(l, inLeft).map((node) => whole('removed', node)), ...right.slice(r, inRight).map((node) => whole('added', node)));
    const [was, is] = [left[inLeft], right[inRight]];
    if (was !== undefined && is !== undefined) changes.push({ change: 'changed', before: was, after: is, words: compareWords(textOf(was), textOf(is)) });
    [l, r] = [inLeft + 1, inRight + 1];
  }
  return changes;
}

const textOf = (node: AdfNode): string => adfToText({ version: 1, type: 'doc', content: [node] });
const whole = (change: 'same' | 'added' | 'removed', node: AdfNode): BlockChange => ({ change, node, text: textOf(node) });

/** The texts word by word, neighbours of one kind together. */
export function compareWords(before: string, after: string): readonly WordChange[] {
  const [left, right] = [before, after].map((text) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []);
  const [a, b] = [left ?? [], right ?? []];
  const changes: WordChange[] = [];
  const add = (change: WordChange['change'], text: string): void => {
    const last = changes.at(-1);
    if (text === '') return;
    if (last?.change === change) changes[changes.length - 1] = { change, text: last.text + text };
    else changes.push({ change, text });
  };
  let [l, r] = [0, 0];
  for (const [inLeft, inRight] of [...matchSequences(a, b), [a.length, b.length] as const]) {
    add('removed', a.slice(l, inLeft).join(''));
    add('added', b.slice(r, inRight).join(''));
    add('same', b[inRight] ?? '');
    [l, r] = [inLeft + 1, inRight + 1];
  }
  return changes;
}
