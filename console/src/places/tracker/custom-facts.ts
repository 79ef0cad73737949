// Custom fields as words: the platform names them; a value may be a text, a number, an option, a person or
// a list of those, and a body's plain text. Values that have no words are left out.
import type { Issue } from '../../api/tracker.ts';

export type CustomFact = { readonly id: string; readonly name: string; readonly text: string };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function documentText(node: Record<string, unknown>): string {
  if (typeof node['text'] === 'string') return node['text'];
  const content = node['content'];
  return Array.isArray(content) ? content.filter(isRecord).map(documentText).join(node['type'] === 'doc' ? '\n' : '') : '';
}

export function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(wordsOf).filter((text) => text !== '').join(', ');
  if (!isRecord(value)) return '';
  if (value['type'] === 'doc') return documentText(value);
  for (const name of ['displayName', 'value', 'name', 'key'] as const) {
    const text = value[name];
    if (typeof text === 'string' && text !== '') {
      const child = isRecord(value['child']) ? wordsOf(value['child']) : '';
      return child === '' ? text : `${text} – ${child}`;
    }
  }
  return '';
}

export function customFacts(issue: Issue): readonly CustomFact[] {
  return Object.entries(issue.fields)
    .filter(([id]) => id.startsWith('customfield_'))
    .map(([id, value]) => ({ id, name: issue.names?.[id] ?? id, text: wordsOf(value) }))
    .filter((fact) => fact.text !== '')
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
