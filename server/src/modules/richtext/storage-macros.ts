/**
 * Macros of storage format (`ac:structured-macro`, formerly `ac:macro`): those that ADF has a node for become that
 * node, every other keeps its name, parameters and body in an extension.
 */
import type { AdfMark } from './adf.ts';
import { parseColour } from './colour.ts';
import { codeBlock, leaf, lines, linkedText, macroAttributes, mark, node, text, type Draft, type Macro } from './draft.ts';
import { fileAttributes, linkMark } from './named-things.ts';
import type { Resolvers } from './resolvers.ts';
import { canonicalMarkup, childNamed, elementChildren, treeText, writeNode, type TreeElement } from './storage-tree.ts';
import { jiraMarkupToDrafts } from './wiki-blocks.ts';

export interface MacroContext {
  readonly resolvers: Resolvers;
  readonly marks: readonly AdfMark[];
  readonly convert: (element: TreeElement, marks: readonly AdfMark[]) => readonly Draft[];
}

/** Macros that stand between words even when they are alone in their paragraph. */
const inlineMacros: ReadonlySet<string> = new Set(['anchor', 'jira', 'jiraissues', 'mathinline', 'profile', 'im', 'page-info', 'excerpt-include-inline', 'inline-comment']);
/** Frames: what Confluence calls the macro and what ADF calls the panel of the same look. */
const panelTypes: ReadonlyMap<string, string> = new Map([
  ['info', 'info'],
  ['note', 'warning'],
  ['tip', 'success'],
  ['warning', 'error'],
]);
const statusColours: ReadonlySet<string> = new Set(['neutral', 'purple', 'blue', 'red', 'yellow', 'green']);

export function convertMacro(element: TreeElement, context: MacroContext): readonly Draft[] {
  const macro = readMacro(element);
  const body = childNamed(element, 'ac:rich-text-body');
  const parameter = (name: string): string => macro.parameters[name]?.trim() ?? '';
  const panelType = panelTypes.get(macro.name);
  if (body && (panelType !== undefined || macro.name === 'panel')) return [panel(panelType, macro, context.convert(body, context.marks))];
  switch (macro.name) {
    case 'code':
    case 'noformat':
      if (macro.plainBody === undefined && body) break;
      return code(macro);
    case 'expand':
      return [node('expand', body ? context.convert(body, context.marks) : plainParagraph(macro), { title: parameter('title') || parameter('') })];
    case 'status':
      return status(macro);
    case 'jira':
    case 'jiraissues':
      return issue(macro, context);
    case 'view-file':
      return file(element, macro, context);
    case 'unmigrated-wiki-markup':
      if (macro.plainBody !== undefined) return jiraMarkupToDrafts(macro.plainBody, { ...context.resolvers, dialect: 'confluence' });
      break;
    case 'section':
      if (body && elementChildren(body).some(isColumn)) return [columns(body, context)];
      break;
  }
  const attributes = macroAttributes(macro);
  if (body) return [node('bodiedExtension', context.convert(body, context.marks), attributes)];
  return [leaf(inlineMacros.has(macro.name) ? 'inlineExtension' : 'extension', attributes)];
}

/** Title, then the body, in a panel. ADF panels have no title of their own. */
function panel(panelType: string | undefined, macro: Macro, body: readonly Draft[]): Draft {
  const colour = parseColour(macro.parameters['bgColor'] ?? '');
  const attributes = panelType === undefined ? { panelType: 'custom', ...(colour && { panelColor: colour }) } : { panelType };
  return node('panel', [...titleParagraph(macro), ...body], attributes);
}

function titleParagraph(macro: Pick<Macro, 'parameters'>): readonly Draft[] {
  const title = macro.parameters['title']?.trim() ?? '';
  return title === '' ? [] : [node('paragraph', [text(title, [mark('strong')])])];
}

function code(macro: Macro): readonly Draft[] {
  const language = (macro.parameters['language'] ?? macro.parameters['lang'] ?? macro.parameters[''] ?? '').trim();
  return [...titleParagraph(macro), codeBlock(macro.plainBody ?? '', macro.name === 'code' ? language : undefined)];
}

function plainParagraph(macro: Macro): readonly Draft[] {
  return [node('paragraph', lines(macro.plainBody ?? ''))];
}

function status(macro: Macro): readonly Draft[] {
  const given = (macro.parameters['colour'] ?? macro.parameters['color'] ?? '').trim().toLowerCase();
  const colour = given === 'grey' || given === 'gray' ? 'neutral' : given;
  const title = (macro.parameters['title'] ?? '').trim();
  const shown = title || given || 'status';
  return [leaf('status', { text: shown, color: statusColours.has(colour) ? colour : 'neutral', ...(macro.parameters['subtle'] === 'true' && { style: 'subtle' }) })];
}

/** One issue becomes a link where the caller knows it; a query or an unknown issue stays the macro that it was. */
function issue(macro: Macro, context: MacroContext): readonly Draft[] {
  const key = (macro.parameters['key'] ?? macro.parameters['issueKey'] ?? '').trim();
  const href = key === '' ? undefined : context.resolvers.resolveIssue?.(key);
  const link = href === undefined ? undefined : linkMark(href);
  if (link) return [linkedText(key, link, context.marks)];
  return [leaf(key === '' ? 'extension' : 'inlineExtension', macroAttributes(macro))];
}

function file(element: TreeElement, macro: Macro, context: MacroContext): readonly Draft[] {
  const named = elementChildren(element).find((child) => child.name === 'ac:parameter' && child.attributes.get('ac:name') === 'name');
  const fileName = named && childNamed(named, 'ri:attachment')?.attributes.get('ri:filename');
  if (!fileName) return [leaf('extension', macroAttributes(macro))];
  return [node('mediaGroup', [leaf('media', { type: 'file', ...fileAttributes({ fileName }, context.resolvers) })])];
}

function isColumn(element: TreeElement): boolean {
  return (element.name === 'ac:structured-macro' || element.name === 'ac:macro') && element.attributes.get('ac:name') === 'column';
}

/** `section` around `column` macros: a layout where one may stand, else its columns one after another. */
function columns(body: TreeElement, context: MacroContext): Draft {
  const found: Draft[] = [];
  for (const child of elementChildren(body)) {
    const inside = isColumn(child) ? childNamed(child, 'ac:rich-text-body') : child;
    if (!inside) continue;
    const drafts = context.convert(inside, context.marks);
    const width = isColumn(child) ? /^\s*(\d{1,3})\s*%/.exec(readMacro(child).parameters['width'] ?? '')?.[1] : undefined;
    if (isColumn(child)) found.push(node('layoutColumn', drafts, width ? { width: Math.min(100, Number(width)) } : {}));
    else if (treeText(child).trim() !== '') found.push(node('layoutColumn', drafts, {}));
  }
  return node('layoutSection', found);
}

function readMacro(element: TreeElement): Macro {
  const parameters: [string, string][] = [];
  const markup: [string, string][] = [];
  for (const child of elementChildren(element)) {
    if (child.name !== 'ac:parameter' && child.name !== 'ac:default-parameter') continue;
    const name = child.name === 'ac:parameter' ? (child.attributes.get('ac:name') ?? '') : '';
    parameters.push([name, parameterText(child)]);
    const written = elementChildren(child).length > 0 ? canonicalMarkup(child.children.map(writeNode).join('')) : '';
    if (written.includes('<')) markup.push([name, written]);
  }
  const plain = childNamed(element, 'ac:plain-text-body');
  const macroId = element.attributes.get('ac:macro-id');
  const schemaVersion = element.attributes.get('ac:schema-version');
  return {
    name: element.attributes.get('ac:name') ?? '',
    parameters: Object.fromEntries(parameters),
    markup: Object.fromEntries(markup),
    ...(plain && { plainBody: plainText(plain) }),
    ...(macroId && { macroId }),
    ...(schemaVersion && { schemaVersion }),
  };
}

/** The text of a parameter, or the name of the thing that it refers to. */
function parameterText(element: TreeElement): string {
  const written = treeText(element);
  if (written.trim() !== '') return written;
  const names = ['ri:content-title', 'ri:filename', 'ri:value', 'ri:space-key', 'ri:username', 'ri:account-id', 'ri:userkey'];
  const open = [...elementChildren(element)];
  for (let one = open.shift(); one; one = open.shift()) {
    for (const name of names) {
      const value = one.attributes.get(name);
      if (value) return value;
    }
    open.push(...elementChildren(one));
  }
  return '';
}

/** A plain body is CDATA; white space around the section is layout of the markup. */
function plainText(element: TreeElement): string {
  const sections = element.children.filter((child) => child.kind === 'text' && child.verbatim);
  return (sections.length > 0 ? sections : element.children).map(treeText).join('');
}
