/**
 * When two nodes count as the same for comparing and merging: same type, attributes, marks and content, whatever the order
 * of members. Local ids and the marks of inline comments are left out: editors renew the first, and people comment on what
 * others have not changed.
 */
import { contentOf, stringAttr, type AdfNode, type JsonValue } from './adf.ts';
import { isInlineType } from './adf-schema.ts';

const keys = new WeakMap<AdfNode, string>();

export function nodeKey(node: AdfNode): string {
  let key = keys.get(node);
  if (key === undefined) {
    key = JSON.stringify([node.type, node.text ?? '', sorted(withoutLocalId(node)), marksOf(node), contentOf(node).map(nodeKey)]);
    keys.set(node, key);
  }
  return key;
}

function withoutLocalId({ attrs }: AdfNode): JsonValue {
  return attrs === undefined ? {} : Object.fromEntries(Object.entries(attrs).filter(([name]) => name !== 'localId'));
}

function marksOf({ marks = [] }: AdfNode): readonly JsonValue[] {
  return marks.filter(({ type }) => type !== 'annotation').map(({ type, attrs }): JsonValue => [type, sorted(attrs ?? {})]).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => sorted(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]: [string, JsonValue]) => [name, sorted(one)]));
}

/** Words, blanks and signs of inline content, each a node of its own; what is no text stays whole. */
export function inlineTokens(nodes: readonly AdfNode[]): readonly AdfNode[] {
  return nodes.flatMap((node) => (node.type === 'text' ? (node.text ?? '').match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [] : [node]).map((part) => (typeof part === 'string' ? { ...node, text: part } : part)));
}

/** Puts neighbours with the very same marks together again. */
export function joinTokens(tokens: readonly AdfNode[]): readonly AdfNode[] {
  const joined: AdfNode[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    const same = last?.type === 'text' && token.type === 'text' && JSON.stringify(last.marks ?? []) === JSON.stringify(token.marks ?? []);
    if (same) joined[joined.length - 1] = { ...last, text: (last.text ?? '') + (token.text ?? '') };
    else joined.push(token);
  }
  return joined;
}

/** Whether its content is a line of text, and not blocks. */
export function holdsText(node: AdfNode): boolean {
  return textBlocks.has(node.type) || (node.content !== undefined && node.content.length > 0 && node.content.every((child) => isInlineType(child.type)));
}
const textBlocks: ReadonlySet<string> = new Set(['paragraph', 'heading', 'codeBlock', 'taskItem', 'decisionItem', 'caption']);

/** Share of words that two nodes have in common, 0 to 1; nodes without words are alike when their type is. */
function likeness(left: AdfNode, right: AdfNode): number {
  if (left.type !== right.type) return 0;
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.size === 0 && b.size === 0) return 1;
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return (2 * common) / (a.size + b.size);
}

const words = new WeakMap<AdfNode, ReadonlySet<string>>();

function wordsOf(node: AdfNode): ReadonlySet<string> {
  let found = words.get(node);
  if (found === undefined) {
    const collected = new Set<string>();
    const open: AdfNode[] = [node];
    for (let one = open.pop(); one; one = open.pop()) {
      for (const word of (one.text ?? `${stringAttr(one, 'text')} ${stringAttr(one, 'id')}`).match(/[\p{L}\p{N}_]+/gu) ?? []) collected.add(word.toLowerCase());
      open.push(...contentOf(one));
    }
    found = collected;
    words.set(node, found);
  }
  return found;
}

const alignedMax = 60;

/** Pairs of blocks that are one block before and after a change, in order; alike in at least a third of their words. */
export function alignBlocks(left: readonly AdfNode[], right: readonly AdfNode[]): readonly (readonly [number, number])[] {
  if (left.length === 0 || right.length === 0) return [];
  if (left.length === 1 && right.length === 1) return left[0]?.type === right[0]?.type ? [[0, 0]] : [];
  if (left.length > alignedMax || right.length > alignedMax) return [];
  // best[i][j]: the highest sum of likeness of the first i with the first j
  const best = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const score = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const alike = left.map((a) => right.map((b) => likeness(a, b)));
  const pairScore = (i: number, j: number): number => {
    const value = alike[i - 1]?.[j - 1] ?? 0;
    return value >= 1 / 3 ? score(i - 1, j - 1) + value : -1;
  };
  for (let i = 1; i <= left.length; i += 1) {
    const row = best[i] ?? [];
    for (let j = 1; j <= right.length; j += 1) row[j] = Math.max(score(i - 1, j), score(i, j - 1), pairScore(i, j));
  }
  const pairs: (readonly [number, number])[] = [];
  for (let [i, j] = [left.length, right.length]; i > 0 && j > 0;) {
    if (pairScore(i, j) >= 0 && score(i, j) === pairScore(i, j)) pairs.push([--i, --j]);
    else if (score(i, j) === score(i - 1, j)) i -= 1;
    else j -= 1;
  }
  return pairs.reverse();
}
