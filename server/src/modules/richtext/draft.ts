/**
 * What converters write: nodes of ADF types in any nesting, not yet valid. `fitDocument` makes a valid document of
 * them. Small builders, so that a converter reads like the structure it makes.
 */
import type { AdfMark, AdfNode, Attributes } from './adf.ts';
import { isInlineType, nodeRules } from './adf-schema.ts';
import { cleanText } from './adf.ts';

export type Draft = AdfNode;

export function node(type: string, content: readonly Draft[], attrs?: Attributes): Draft {
  return attrs ? { type, attrs, content } : { type, content };
}

export function leaf(type: string, attrs: Attributes): Draft {
  return { type, attrs };
}

export function text(value: string, marks: readonly AdfMark[] = []): Draft {
  return marks.length > 0 ? { type: 'text', text: value, marks } : { type: 'text', text: value };
}

/** Nothing but white space that collapses; a no-break space is something. */
export function isBlank(value: string | undefined): boolean {
  return !/[^ \t\n\r\f]/.test(value ?? '');
}

/** Whether a draft says anything: every node but blank text does. */
export function isSomething(draft: Draft): boolean {
  return draft.type !== 'text' || !isBlank(draft.text);
}

/** Marks all text as text of a format where white space collapses, also over the borders of elements; code keeps its own. */
export function flowing(drafts: readonly Draft[]): readonly Draft[] {
  return drafts.map((draft) => {
    if (draft.type === 'text') return { ...draft, attrs: flow };
    return draft.content && draft.type !== 'codeBlock' ? { ...draft, content: flowing(draft.content) } : draft;
  });
}

const flow: Attributes = { flow: true };

export const hardBreak: Draft = { type: 'hardBreak' };

export function mark(type: string, attrs?: Attributes): AdfMark {
  return attrs ? { type, attrs } : { type };
}

/** Text whose newlines are line breaks. */
export function lines(value: string, marks: readonly AdfMark[] = []): readonly Draft[] {
  return value.split('\n').flatMap((line, index) => [...(index > 0 ? [hardBreak] : []), ...(line === '' ? [] : [text(line, marks)])]);
}

export function codeBlock(value: string, language?: string): Draft {
  const code = cleanText(value);
  return {
    type: 'codeBlock',
    ...(language && { attrs: { language } }),
    content: code === '' ? [] : [{ type: 'text', text: code }],
  };
}

/** Adds a mark, outermost, to every text below the drafts (and to other nodes that can carry it). A mark already there stays. */
export function withMark(drafts: readonly Draft[], added: AdfMark): readonly Draft[] {
  return drafts.map((draft) => {
    const content = draft.content && draft.type !== 'codeBlock' ? { content: withMark(draft.content, added) } : {};
    const able = isInlineType(draft.type) || draft.type === 'mediaSingle';
    if (!able || !nodeRules.get(draft.type)?.marks.has(added.type) || draft.marks?.some((one) => one.type === added.type)) return { ...draft, ...content };
    return { ...draft, ...content, marks: [added, ...(draft.marks ?? [])] };
  });
}

/** The words of a link. The link is the outermost mark, as everywhere. */
export function linkedText(words: string, link: AdfMark, marks: readonly AdfMark[]): Draft {
  return text(words, marks.some((one) => one.type === 'link') ? marks : [link, ...marks]);
}

/** The name under which macros are kept, as Confluence writes it. */
const macroExtensionType = 'com.atlassian.confluence.macro.core';

export interface Macro {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** For parameters that are more than text in storage format (a page, a user): their markup. */
  readonly markup?: Readonly<Record<string, string>>;
  readonly plainBody?: string;
  readonly macroId?: string;
  readonly schemaVersion?: string;
}

/** A macro without a place of its own in ADF: name, parameters and plain body are kept in the attributes. */
export function macroAttributes(macro: Macro): Attributes {
  const parameters = Object.entries(macro.parameters).map(([name, value]) => {
    const markup = macro.markup?.[name];
    return [cleanText(name), markup === undefined ? { value: cleanText(value) } : { value: cleanText(value), markup: cleanText(markup) }] as const;
  });
  if (macro.plainBody !== undefined) parameters.push([plainBodyKey, { value: cleanText(macro.plainBody) }]);
  const metadata = {
    ...(macro.macroId && { macroId: { value: cleanText(macro.macroId) } }),
    ...(macro.schemaVersion && { schemaVersion: { value: cleanText(macro.schemaVersion) } }),
  };
  return {
    extensionType: macroExtensionType,
    extensionKey: cleanText(macro.name) || 'macro',
    parameters: { macroParams: Object.fromEntries(parameters), ...(Object.keys(metadata).length > 0 && { macroMetadata: metadata }) },
  };
}

/** Where the plain-text body of a macro is kept among its parameters, as Confluence writes it. */
export const plainBodyKey = '__bodyContent';
