/**
 * The canonical form of rich text: the Atlassian Document Format, version 1. A document that came out of
 * `parseAdf` or of a converter is valid by the table in adf-schema.ts; renderers nevertheless accept any
 * tree of this shape, because documents live longer than code.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type Attributes = { readonly [name: string]: JsonValue };

export interface AdfMark {
  readonly type: string;
  readonly attrs?: Attributes;
}

export interface AdfNode {
  readonly type: string;
  readonly attrs?: Attributes;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  readonly text?: string;
}

export interface AdfDocument {
  readonly version: 1;
  readonly type: 'doc';
  readonly content: readonly AdfNode[];
}

/** Any record: object literals, parsed JSON. Arrays and null are not. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The attribute when it is a string, else ''. */
export function stringAttr(of: { readonly attrs?: Attributes }, name: string): string {
  const value = of.attrs?.[name];
  return typeof value === 'string' ? value : '';
}

/** The attribute when it is a finite number, else undefined. */
export function numberAttr(of: { readonly attrs?: Attributes }, name: string): number | undefined {
  const value = of.attrs?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function contentOf(node: { readonly content?: readonly AdfNode[] }): readonly AdfNode[] {
  return node.content ?? [];
}

export function findMark(node: AdfNode, type: string): AdfMark | undefined {
  return node.marks?.find((mark) => mark.type === type);
}

/**
 * Text without anything that XML 1.0 or UTF-8 cannot carry: control characters, lone surrogates and
 * noncharacters become U+FFFD, so that they are seen and not lost.
 */
export function cleanText(text: string): string {
  // eslint-disable-next-line no-control-regex -- these characters are exactly what is looked for
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');
}
