/**
 * Brings two changes of one document together (diff3 over blocks, then inside them). What only one side changed is taken
 * from that side; what both changed alike is taken once; both may add at one place. Where both changed the same words,
 * both blocks are kept, theirs first, and the place is told: nothing that anybody wrote is lost (R57).
 *
 * The result is valid: where merging inside a frame would break its rules (a row with too many cells), the whole frame is
 * kept from both sides instead.
 */
import { contentOf, type AdfDocument, type AdfNode, type Attributes, type JsonValue } from './adf.ts';
import { matchSequences } from './match-sequences.ts';
import { alignBlocks, holdsText, inlineTokens, joinTokens, nodeKey, sorted } from './node-keys.ts';
import { isValidAdf } from './parse-adf.ts';

export interface MergeConflict {
  /** Where theirs stands in the merged document, as indices of content; null where theirs has no block there. */
  readonly path: readonly number[] | null;
  readonly base: readonly AdfNode[];
  readonly theirs: readonly AdfNode[];
  readonly yours: readonly AdfNode[];
}

export interface MergedDocument {
  readonly document: AdfDocument;
  readonly conflicts: readonly MergeConflict[];
}

interface Part {
  readonly nodes: readonly AdfNode[];
  readonly conflicts: readonly MergeConflict[];
}

type Depth = 'into blocks' | 'whole blocks';

export function mergeDocuments(base: AdfDocument, theirs: AdfDocument, yours: AdfDocument): MergedDocument {
  for (const depth of ['into blocks', 'whole blocks'] as const) {
    const { nodes, conflicts } = mergeLists(contentOf(base), contentOf(theirs), contentOf(yours), depth);
    const document: AdfDocument = { version: 1, type: 'doc', content: nodes };
    if (depth === 'whole blocks' || isValidAdf(document)) return { document, conflicts };
  }
  throw new Error('unreachable: the last depth always answers');
}

/** Runs through the places where all three agree; what lies between is judged on its own. */
function mergeLists(base: readonly AdfNode[], theirs: readonly AdfNode[], yours: readonly AdfNode[], depth: Depth): Part {
  const keysOfBase = base.map(nodeKey);
  const toTheirs = new Map(matchSequences(keysOfBase, theirs.map(nodeKey)));
  const toYours = new Map(matchSequences(keysOfBase, yours.map(nodeKey)));
  const result = new Collected();
  let [b, t, y] = [0, 0, 0];
  for (let index = 0; index <= base.length; index += 1) {
    const [inTheirs, inYours] = index === base.length ? [theirs.length, yours.length] : [toTheirs.get(index), toYours.get(index)];
    if (inTheirs === undefined || inYours === undefined) continue;
    result.add(mergeChunk(base.slice(b, index), theirs.slice(t, inTheirs), yours.slice(y, inYours), depth));
    const agreed = theirs[inTheirs]; // carries the newest marks of comments
    if (agreed !== undefined && index < base.length) result.add({ nodes: [agreed], conflicts: [] });
    [b, t, y] = [index + 1, inTheirs + 1, inYours + 1];
  }
  return result;
}

class Collected implements Part {
  readonly nodes: AdfNode[] = [];
  readonly conflicts: MergeConflict[] = [];

  add(part: Part): void {
    const offset = this.nodes.length;
    this.nodes.push(...part.nodes);
    for (const conflict of part.conflicts) {
      const [first = 0, ...rest] = conflict.path ?? [];
      this.conflicts.push(conflict.path === null ? conflict : { ...conflict, path: [first + offset, ...rest] });
    }
  }
}

const same = (a: readonly AdfNode[], b: readonly AdfNode[]): boolean => a.length === b.length && a.every((node, index) => nodeKey(node) === nodeKey(b[index] ?? node));

function mergeChunk(base: readonly AdfNode[], theirs: readonly AdfNode[], yours: readonly AdfNode[], depth: Depth): Part {
  if (same(base, theirs)) return { nodes: yours, conflicts: [] };
  if (same(base, yours) || same(theirs, yours)) return { nodes: theirs, conflicts: [] };
  if (base.length === 0) return { nodes: [...theirs, ...yours], conflicts: [] };
  return depth === 'into blocks' ? mergeAligned(base, theirs, yours) : bothKept(base, theirs, yours);
}

function bothKept(base: readonly AdfNode[], theirs: readonly AdfNode[], yours: readonly AdfNode[]): Part {
  return { nodes: [...theirs, ...yours], conflicts: [{ path: theirs.length === 0 ? null : [0], base, theirs, yours }] };
}

/** Blocks that both sides still have, though changed, are merged inside; between them the rule of the chunk holds again. */
function mergeAligned(base: readonly AdfNode[], theirs: readonly AdfNode[], yours: readonly AdfNode[]): Part {
  const toTheirs = new Map(alignBlocks(base, theirs));
  const toYours = new Map(alignBlocks(base, yours));
  const anchors = base.flatMap((node, index) => {
    const [inTheirs, inYours] = [toTheirs.get(index), toYours.get(index)];
    return inTheirs === undefined || inYours === undefined ? [] : [{ node, index, inTheirs, inYours }];
  });
  if (anchors.length === 0) return bothKept(base, theirs, yours);
  const result = new Collected();
  let [b, t, y] = [0, 0, 0];
  const between = (toB: number, toT: number, toY: number): void => result.add(mergeChunk(base.slice(b, toB), theirs.slice(t, toT), yours.slice(y, toY), 'whole blocks'));
  for (const { node, index, inTheirs, inYours } of anchors) {
    between(index, inTheirs, inYours);
    const [their, your] = [theirs[inTheirs], yours[inYours]];
    if (their !== undefined && your !== undefined) result.add(mergeNode(node, their, your));
    [b, t, y] = [index + 1, inTheirs + 1, inYours + 1];
  }
  between(base.length, theirs.length, yours.length);
  return result;
}

function mergeNode(base: AdfNode, theirs: AdfNode, yours: AdfNode): Part {
  if (nodeKey(base) === nodeKey(theirs)) return { nodes: [yours], conflicts: [] };
  if (nodeKey(base) === nodeKey(yours) || nodeKey(theirs) === nodeKey(yours)) return { nodes: [theirs], conflicts: [] };
  const attrs = mergeAttributes(base.attrs, theirs.attrs, yours.attrs);
  const marks = changedSide(marksAsJson(base), marksAsJson(theirs), marksAsJson(yours));
  const conflict = bothKept([base], [theirs], [yours]);
  if (attrs === undefined || marks === 'both' || whole.has(base.type)) return conflict;
  const merged: AdfNode = { ...(marks === 'theirs' ? theirs : yours), ...(Object.keys(attrs).length === 0 ? {} : { attrs }) };
  if (holdsText(base) && holdsText(theirs) && holdsText(yours)) {
    const content = mergeText(contentOf(base), contentOf(theirs), contentOf(yours));
    return content === undefined ? conflict : { nodes: [withContent(merged, content)], conflicts: [] };
  }
  if (rows.has(base.type) && new Set([base, theirs, yours].map((node) => contentOf(node).length)).size > 1) return conflict;
  const inside = mergeLists(contentOf(base), contentOf(theirs), contentOf(yours), 'into blocks');
  return { nodes: [withContent(merged, inside.nodes)], conflicts: inside.conflicts.map((one) => ({ ...one, path: one.path === null ? [0] : [0, ...one.path] })) };
}

const marksAsJson = ({ marks = [] }: AdfNode): JsonValue => marks.map(({ type, attrs = {} }): JsonValue => ({ type, attrs }));

/** Kept whole: their parts mean nothing alone. */
const whole: ReadonlySet<string> = new Set(['mediaSingle', 'mediaGroup', 'media', 'extension', 'blockCard', 'embedCard']);
const rows: ReadonlySet<string> = new Set(['tableRow', 'layoutSection']);

function withContent(node: AdfNode, content: readonly AdfNode[]): AdfNode {
  if (content.length > 0) return { ...node, content };
  const { content: _gone, ...rest } = node;
  return rest;
}

/** Word by word; undefined where both changed the same words. */
function mergeText(base: readonly AdfNode[], theirs: readonly AdfNode[], yours: readonly AdfNode[]): readonly AdfNode[] | undefined {
  const [b, t, y] = [inlineTokens(base), inlineTokens(theirs), inlineTokens(yours)];
  const keysOfBase = b.map(nodeKey);
  const toTheirs = new Map(matchSequences(keysOfBase, t.map(nodeKey)));
  const toYours = new Map(matchSequences(keysOfBase, y.map(nodeKey)));
  const merged: AdfNode[] = [];
  let [atB, atT, atY] = [0, 0, 0];
  for (let index = 0; index <= b.length; index += 1) {
    const [inTheirs, inYours] = index === b.length ? [t.length, y.length] : [toTheirs.get(index), toYours.get(index)];
    if (inTheirs === undefined || inYours === undefined) continue;
    const [was, their, your] = [b.slice(atB, index), t.slice(atT, inTheirs), y.slice(atY, inYours)];
    if (same(was, their)) merged.push(...your);
    else if (same(was, your) || same(their, your)) merged.push(...their);
    else return undefined;
    const agreed = t[inTheirs];
    if (agreed !== undefined && index < b.length) merged.push(agreed);
    [atB, atT, atY] = [index + 1, inTheirs + 1, inYours + 1];
  }
  return joinTokens(merged);
}

/** Undefined where both changed one attribute differently. */
function mergeAttributes(base: Attributes = {}, theirs: Attributes = {}, yours: Attributes = {}): Attributes | undefined {
  const merged: Record<string, JsonValue> = {};
  for (const name of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(yours)])) {
    const side = name === 'localId' ? 'theirs' : changedSide(base[name], theirs[name], yours[name]);
    if (side === 'both') return undefined;
    const value = (side === 'theirs' ? theirs : yours)[name];
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

function changedSide(base: JsonValue | undefined, theirs: JsonValue | undefined, yours: JsonValue | undefined): 'theirs' | 'yours' | 'both' {
  const [b, t, y] = [base, theirs, yours].map((value) => (value === undefined ? '' : JSON.stringify(sorted(value))));
  return b === t ? 'yours' : b === y || t === y ? 'theirs' : 'both';
}
