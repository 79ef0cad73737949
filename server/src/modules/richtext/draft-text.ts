/** The bare words of a node and all below it, for places where nothing else can stand. Never recurses: trees may be deep. */
import { contentOf, isRecord, stringAttr, type AdfNode } from './adf.ts';

const textAttributes: Readonly<Record<string, readonly string[]>> = {
  mention: ['text', 'id'],
  emoji: ['text', 'shortName'],
  status: ['text'],
  placeholder: ['text'],
  inlineCard: ['url'],
  blockCard: ['url'],
  embedCard: ['url'],
  media: ['alt', 'id', 'url'],
  mediaInline: ['alt', 'id'],
  expand: ['title'],
  nestedExpand: ['title'],
};

export function draftText(root: AdfNode): string {
  const parts: string[] = [];
  const open: AdfNode[] = [root];
  for (let one = open.pop(); one; one = open.pop()) {
    if (isBlock(one.type) && parts.length > 0) parts.push('\n');
    parts.push(ownText(one));
    const children = contentOf(one);
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child) open.push(child);
    }
  }
  return parts.join('');
}

function ownText(one: AdfNode): string {
  if (one.type === 'text') return one.text ?? '';
  if (one.type === 'hardBreak') return '\n';
  for (const name of textAttributes[one.type] ?? []) {
    const value = stringAttr(one, name);
    if (value !== '') return value;
  }
  return extensionText(one);
}

/** What an extension shows of itself: its text, else its title, key or name, and its plain body. */
export function extensionText(one: AdfNode): string {
  if (!one.type.toLowerCase().endsWith('extension')) return '';
  const text = stringAttr(one, 'text');
  const shown = [text || ['title', 'key', 'name', ''].map((name) => macroParameter(one, name)).find((value) => value !== undefined), macroParameter(one, '__bodyContent')];
  return shown.filter((value) => value !== undefined && value !== '').join('\n');
}

/** One parameter of a kept macro. */
export function macroParameter(one: AdfNode, name: string): string | undefined {
  return macroParameters(one).find(([known]) => known === name)?.[1];
}

/** The parameters of a kept macro, in the order of the source. */
export function macroParameters(one: AdfNode): readonly (readonly [name: string, value: string, markup?: string])[] {
  const parameters = one.attrs?.['parameters'];
  const macroParams = isRecord(parameters) ? parameters['macroParams'] : undefined;
  if (!isRecord(macroParams)) return [];
  return Object.entries(macroParams).flatMap(([name, held]) => {
    const value = isRecord(held) ? held['value'] : held;
    const markup = isRecord(held) ? held['markup'] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    return [typeof markup === 'string' ? ([name, String(value), markup] as const) : ([name, String(value)] as const)];
  });
}

function isBlock(type: string): boolean {
  return ['paragraph', 'heading', 'codeBlock', 'listItem', 'taskItem', 'decisionItem', 'tableRow', 'panel'].includes(type);
}
