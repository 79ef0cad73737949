/**
 * A valid document out of whatever an editor's shared state holds: names and attributes that ADF does not know are left
 * out, blocks that still break a rule are brought into shape, and no word is dropped. Never refuses.
 */
import { contentOf, isRecord, type AdfDocument, type AdfMark, type AdfNode, type Attributes, type JsonValue } from './adf.ts';
import { markRules, nodeRules } from './adf-schema.ts';
import { draftText } from './draft-text.ts';
import { fitDocument } from './fit-document.ts';
import { isValidAdf, parseAdf } from './parse-adf.ts';

export function repairDocument(blocks: readonly AdfNode[]): AdfDocument {
  const cleaned: AdfDocument = { version: 1, type: 'doc', content: blocks.flatMap(cleanNode) };
  if (isValidAdf(cleaned)) return parseAdf(cleaned);
  const repaired: AdfDocument = { version: 1, type: 'doc', content: cleaned.content.flatMap(repairBlock) };
  return isValidAdf(repaired) ? parseAdf(repaired) : fitDocument(repaired.content.map(plain));
}

function repairBlock(block: AdfNode): readonly AdfNode[] {
  if (isValidAdf(docOf([block]))) return [block];
  const fitted = fitDocument([block]);
  return isValidAdf(fitted) ? fitted.content : [plain(block)];
}

const docOf = (content: readonly AdfNode[]): AdfDocument => ({ version: 1, type: 'doc', content });

function plain(block: AdfNode): AdfNode {
  const words = draftText(block);
  return words === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text: words }] };
}

/** Frames without a name here are opened: their content stays. */
function cleanNode(node: AdfNode): readonly AdfNode[] {
  const rule = nodeRules.get(node.type);
  const inside = contentOf(node).flatMap(cleanNode);
  if (rule === undefined || node.type === 'doc') return inside;
  if (node.type === 'text') return node.text === undefined || node.text === '' ? [] : [withMarks({ type: 'text', text: node.text }, node.marks)];
  const known = new Set(rule.attributes.flatMap((alternative) => Object.keys(alternative)));
  const attrs = cleanAttributes(node.attrs, known);
  const needsAttributes = rule.attributes.some((alternative) => Object.values(alternative).some((one) => one.optional !== true));
  const keepsContent = rule.content !== undefined && (inside.length > 0 || node.type === 'tableRow');
  return [withMarks({ type: node.type, ...(needsAttributes || Object.keys(attrs).length > 0 ? { attrs } : {}), ...(keepsContent ? { content: inside } : {}) }, node.marks)];
}

function cleanAttributes(attrs: Attributes | undefined, known: ReadonlySet<string>): Attributes {
  return Object.fromEntries(Object.entries(attrs ?? {}).filter(([name, value]: [string, JsonValue | undefined]) => known.has(name) && value !== null && value !== undefined));
}

function withMarks(node: AdfNode, marks: readonly AdfMark[] | undefined): AdfNode {
  const kept = (marks ?? []).flatMap(({ type, attrs }): AdfMark[] => {
    const rules = markRules.get(type);
    if (rules === undefined) return [];
    const cleaned = isRecord(attrs) ? cleanAttributes(attrs, new Set(Object.keys(rules))) : {};
    return [Object.keys(cleaned).length > 0 ? { type, attrs: cleaned } : { type }];
  });
  return kept.length === 0 ? node : { ...node, marks: kept };
}
