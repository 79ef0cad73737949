/**
 * The door for documents from outside: JSON goes in, a clean copy comes out or one refusal that names the place.
 * Only what the table in adf-schema.ts knows is copied, so nothing unknown is stored. Texts and links are
 * normalised on the way (see `cleanText`, `safeHref`); an optional attribute that is null counts as absent.
 */
import { cleanText, isRecord, type AdfDocument, type AdfMark, type AdfNode, type Attributes, type JsonValue } from './adf.ts';
import { markParents, markRules, marksBesideCode, nodeRules, type AttributeRule, type AttributeRules, type ContentRule, type NodeRule } from './adf-schema.ts';
import { errors } from './errors.ts';
import { limits } from './limits.ts';
import { safeHref, safeImageUrl } from './safe-link.ts';

interface Walk {
  nodes: number;
  bytes: number;
}

/**
 * Checks a document. Fails with the codes of errors.ts; `params.path` says where (`content[2].marks[0].attrs.href`).
 * Cost is linear in the size of the input, which is abandoned at the first limit.
 */
export function parseAdf(input: unknown): AdfDocument {
  if (!isRecord(input) || input['type'] !== 'doc' || input['version'] !== 1 || !Array.isArray(input['content'])) throw errors.not_a_document();
  if (Object.keys(input).some((key) => key !== 'type' && key !== 'version' && key !== 'content')) throw errors.not_a_document({ detail: 'It has other members.' });
  const walk: Walk = { nodes: 0, bytes: 0 };
  return { version: 1, type: 'doc', content: parseContent(input['content'], 'doc', ruleOf('doc'), '', 0, walk) };
}

/** The same check as a question, for callers that only want to know. */
export function isValidAdf(input: unknown): boolean {
  try {
    parseAdf(input);
    return true;
  } catch {
    return false; // every refusal means the same here
  }
}

function ruleOf(type: string): NodeRule {
  const rule = nodeRules.get(type);
  if (!rule) throw new Error(`no rule for ${type}`);
  return rule;
}

function parseContent(content: readonly unknown[], parent: string, rule: NodeRule, path: string, depth: number, walk: Walk): readonly AdfNode[] {
  if (depth >= limits.depthMax) throw errors.too_deep({ path });
  const nodes = content.map((child, index) => parseNode(child, parent, `${path}content[${index}]`, depth + 1, walk));
  if (rule.content) checkContent(nodes, rule.content, path);
  return nodes;
}

function parseNode(input: unknown, parent: string, path: string, depth: number, walk: Walk): AdfNode {
  walk.nodes += 1;
  if (walk.nodes > limits.nodesMax) throw errors.too_many_nodes({ path });
  if (!isRecord(input) || typeof input['type'] !== 'string') throw errors.node_unknown({ path });
  const type = input['type'];
  const rule = type === 'doc' ? undefined : nodeRules.get(type);
  if (!rule) throw errors.node_unknown({ path, ...named(type) });
  if (!nodeRules.get(parent)?.content?.allowed.has(type)) throw errors.node_misplaced({ path, node: type, parent });
  for (const key of Object.keys(input)) {
    if (key !== 'type' && key !== 'attrs' && key !== 'content' && key !== 'marks' && key !== 'text') throw errors.attribute_invalid({ path, ...named(key) });
  }
  const attrs = parseAttributes(input['attrs'], rule.attributes, `${path}.attrs`, walk);
  const text = parseText(input['text'], type, path, walk);
  const content = parseChildren(input['content'], type, rule, path, depth, walk);
  const marks = parseMarks(input['marks'], type, parent, rule, path, walk);
  return { type, ...(attrs && { attrs }), ...(text !== undefined && { text }), ...(content && { content }), ...(marks && { marks }) };
}

function parseText(input: unknown, type: string, path: string, walk: Walk): string | undefined {
  if (type !== 'text') {
    if (input !== undefined) throw errors.text_invalid({ path });
    return undefined;
  }
  if (typeof input !== 'string' || input === '') throw errors.text_invalid({ path });
  return cleanText(counted(input, path, walk));
}

function parseChildren(input: unknown, type: string, rule: NodeRule, path: string, depth: number, walk: Walk): readonly AdfNode[] | undefined {
  if (input === undefined) {
    if (rule.content?.min || type === 'tableRow') throw errors.node_misplaced({ path, detail: 'It must have content.' });
    return undefined;
  }
  if (!Array.isArray(input)) throw errors.node_misplaced({ path, detail: 'Content must be a list.' });
  if (!rule.content) {
    if (input.length > 0) throw errors.node_misplaced({ path, detail: 'It cannot have content.' });
    return undefined;
  }
  return parseContent(input, type, rule, `${path}.`, depth, walk);
}

function checkContent(nodes: readonly AdfNode[], rule: ContentRule, path: string): void {
  const { min = 0 } = rule;
  if (nodes.length < min) throw errors.node_misplaced({ path, detail: `It must have at least ${min} child.` });
  if (rule.max !== undefined && nodes.length > rule.max) throw errors.node_misplaced({ path, detail: `It may have at most ${rule.max} children.` });
  const first = nodes[0];
  if (first && rule.notFirst?.has(first.type)) throw errors.node_misplaced({ path: `${path}content[0]`, node: first.type, detail: 'It may not come first.' });
  if (rule.once && nodes.some((node, index) => node.type !== rule.once?.[index])) throw errors.node_misplaced({ path, detail: `It holds ${rule.once.join(', then ')}.` });
}

function parseMarks(input: unknown, type: string, parent: string, rule: NodeRule, path: string, walk: Walk): readonly AdfMark[] | undefined {
  if (input === undefined || (Array.isArray(input) && input.length === 0)) return undefined;
  if (!Array.isArray(input) || input.length > limits.marksMax) throw errors.mark_misplaced({ path });
  if (parent === 'codeBlock') throw errors.mark_misplaced({ path, detail: 'Text in a code block has no marks.' });
  const marks = input.map((mark: unknown, index) => parseMark(mark, type, parent, rule, `${path}.marks[${index}]`, walk));
  const types = marks.map((mark) => mark.type);
  const single = types.filter((name) => name !== 'annotation');
  if (new Set(single).size < single.length) throw errors.mark_misplaced({ path, detail: 'A mark is there twice.' });
  if (types.includes('code') && types.some((name) => !marksBesideCode.has(name))) throw errors.mark_misplaced({ path, detail: 'Code goes with links and annotations only.' });
  return marks;
}

function parseMark(input: unknown, type: string, parent: string, rule: NodeRule, path: string, walk: Walk): AdfMark {
  if (!isRecord(input) || typeof input['type'] !== 'string') throw errors.mark_unknown({ path });
  const markType = input['type'];
  const rules = markRules.get(markType);
  if (!rules) throw errors.mark_unknown({ path, ...named(markType) });
  if (!rule.marks.has(markType)) throw errors.mark_misplaced({ path, mark: markType, node: type });
  if (markParents.get(markType)?.has(parent) === false) throw errors.mark_misplaced({ path, mark: markType, parent });
  if (Object.keys(input).some((key) => key !== 'type' && key !== 'attrs')) throw errors.attribute_invalid({ path });
  const attrs = parseAttributes(input['attrs'], [rules], `${path}.attrs`, walk);
  return { type: markType, ...(attrs && { attrs }) };
}

function parseAttributes(input: unknown, alternatives: readonly AttributeRules[], path: string, walk: Walk): Attributes | undefined {
  if (input !== undefined && input !== null && !isRecord(input)) throw errors.attribute_invalid({ path });
  const given = Object.entries(input ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const rules = alternatives.find((rule) => matchesShape(given, rule)) ?? alternatives[0] ?? {};
  const attrs: [string, JsonValue][] = [];
  for (const [name, value] of given) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw errors.attribute_invalid({ path, ...named(name), detail: 'It is not known here.' });
    attrs.push([name, parseAttribute(value, rule, `${path}.${name}`, walk)]);
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (!rule.optional && !attrs.some(([present]) => present === name)) throw errors.attribute_invalid({ path, ...named(name), detail: 'It is missing.' });
  }
  return isRecord(input) ? Object.fromEntries(attrs) : undefined;
}

/** Picks the alternative by attribute names and, where it has one, by the first enum (`type` of media). */
function matchesShape(given: readonly [string, unknown][], rules: AttributeRules): boolean {
  const known = given.every(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return rule !== undefined && (rule.kind !== 'enum' || (typeof value === 'string' && rule.values.includes(value)));
  });
  return known && Object.entries(rules).every(([name, rule]) => rule.optional === true || given.some(([present]) => present === name));
}

function parseAttribute(value: unknown, rule: AttributeRule, path: string, walk: Walk): JsonValue {
  const wrong = (detail: string) => errors.attribute_invalid({ path, detail });
  switch (rule.kind) {
    case 'string': {
      if (typeof value !== 'string') throw wrong('It must be a string.');
      if (value.length < (rule.min ?? 0) || value.length > (rule.max ?? Infinity)) throw wrong('Its length is not allowed.');
      if (rule.pattern && !rule.pattern.test(value)) throw wrong('It does not have the right form.');
      return cleanText(counted(value, path, walk));
    }
    case 'enum':
      if (typeof value !== 'string' || !rule.values.includes(value)) throw wrong(`It must be one of ${rule.values.map((one) => JSON.stringify(one)).join(', ')}.`);
      return value;
    case 'number': {
      const inside = typeof value === 'number' && value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity);
      if (!inside || !Number.isFinite(value) || (rule.integer && !Number.isInteger(value))) throw wrong('It must be a number in the allowed range.');
      return value;
    }
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong('It must be true or false.');
      return value;
    case 'numbers':
      if (!Array.isArray(value) || value.length > 1000 || !value.every((one): one is number => Number.isFinite(one))) throw wrong('It must be a list of numbers.');
      return value.slice();
    case 'strings':
      if (!Array.isArray(value) || value.length === 0 || value.length > 1000 || !value.every((one): one is string => typeof one === 'string')) throw wrong('It must be a list of strings.');
      return value.map((one) => cleanText(counted(one, path, walk)));
    case 'href':
    case 'imageUrl': {
      const href = typeof value === 'string' ? (rule.kind === 'href' ? safeHref : safeImageUrl)(counted(value, path, walk)) : undefined;
      if (href === undefined) throw errors.link_refused({ path });
      return href;
    }
    case 'object':
      if (!isRecord(value)) throw wrong('It must be an object.');
      return parseJson(value, path, 0, walk);
  }
}

/** Free-form JSON (an extension's parameters): copied value by value, under the same limits as the document. */
function parseJson(value: unknown, path: string, depth: number, walk: Walk): JsonValue {
  if (depth > limits.depthMax) throw errors.too_deep({ path });
  walk.bytes += 1;
  if (walk.bytes > limits.bytesMax) throw errors.too_large({ path });
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string') return cleanText(counted(value, path, walk));
  if (Array.isArray(value)) return value.map((one: unknown) => parseJson(one, path, depth + 1, walk));
  if (!isRecord(value)) throw errors.attribute_invalid({ path, detail: 'It must be JSON.' });
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [cleanText(counted(name, path, walk)), parseJson(one, path, depth + 1, walk)]));
}

function counted(text: string, path: string, walk: Walk): string {
  walk.bytes += Buffer.byteLength(text);
  if (walk.bytes > limits.bytesMax) throw errors.too_large({ path });
  return text;
}

/** Repeats a name from the input in a refusal only when it is nothing but a name. */
function named(name: string): { readonly found?: string } {
  return /^[A-Za-z_][\w-]{0,39}$/.test(name) ? { found: name } : {};
}
