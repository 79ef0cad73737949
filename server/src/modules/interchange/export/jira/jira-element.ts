/**
 * One record of a Jira backup: what its own system had said, with what is true here now laid over it. A value that means the same keeps
 * the letters in which it came.
 */
import { parseTimestamp } from '../../reading/index.ts';
import { attributeText, elementText, isName } from '../xml-text.ts';

type RawTuple = readonly [string, readonly (readonly [string, string])[], string | null, readonly RawTuple[]];

export interface Original {
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly extra?: readonly RawTuple[];
}

/** Leaves what the original says. */
export interface Keep {
  readonly asInTheOriginal: true;
}
export const keep: Keep = { asInTheOriginal: true };
export type Field = string | number | undefined | Keep;
export type Fields = Readonly<Record<string, Field>>;

export const parseOriginal = (text: string): Original => JSON.parse(text) as Original; // written by rawText when it was imported

export function compose(type: string, original: Original | undefined, fields: Fields): string {
  const values = new Map(Object.entries(original?.fields ?? {}));
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'object') continue;
    if (value === undefined) values.delete(name);
    else values.set(name, String(value));
  }
  return element(original?.type ?? type, values, original?.extra ?? []);
}

export function element(type: string, values: ReadonlyMap<string, string>, extra: readonly RawTuple[] = []): string {
  let attributes = '';
  let children = '';
  for (const [name, value] of values) {
    if (!isName(name)) continue;
    if (value.length < 512 && !/[\r\n\t]/.test(value)) attributes += ` ${name}="${attributeText(value)}"`;
    else children += `\n        <${name}>${elementText(value)}</${name}>`;
  }
  for (const one of extra) if (isName(one[0])) children += `\n        ${rawElement(one)}`;
  return children === '' ? `    <${type}${attributes}/>\n` : `    <${type}${attributes}>${children}\n    </${type}>\n`;
}

function rawElement([name, attributes, text, children]: RawTuple): string {
  const written = attributes.filter(([key]) => isName(key)).map(([key, value]) => ` ${key}="${attributeText(value)}"`).join('');
  return `<${name}${written}>${text === null ? '' : elementText(text)}${children.filter(([child]) => isName(child)).map(rawElement).join('')}</${name}>`;
}

export const timeText = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '');

/** The original's own letters where they say the same moment. */
export function time(original: Original | undefined, name: string, at: Date | undefined): string | undefined {
  const before = original?.fields[name];
  if (at === undefined) return undefined;
  return before !== undefined && parseTimestamp(before)?.getTime() === at.getTime() ? before : timeText(at);
}

export function day(original: Original | undefined, name: string, on: string | undefined): string | undefined {
  if (on === undefined) return undefined;
  const before = original?.fields[name];
  return before?.startsWith(on) === true ? before : `${on} 00:00:00.0`;
}

/** A number in the letters in which it came (`3600`, `3600.0`). */
export function numeric(original: Original | undefined, name: string, value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const before = original?.fields[name];
  return before !== undefined && Number(before) === value ? before : String(value);
}

/** The first of these names that the original uses, else the first: old backups call some fields otherwise. */
export const nameIn = (original: Original | undefined, ...names: readonly [string, ...string[]]): string => names.find((name) => original?.fields[name] !== undefined) ?? names[0];
