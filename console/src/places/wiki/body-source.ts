// A body's document, out of the text in which the API carries it.
import type { AdfNode } from '../../api/tracker.ts';
import type { WikiContent } from '../../api/wiki.ts';

const isNode = (value: unknown): value is AdfNode => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

export function bodyOf(content: WikiContent): AdfNode | undefined {
  const text = content.body?.atlas_doc_format?.value;
  if (text === undefined || text === '') return { type: 'doc', version: 1, content: [] };
  try {
    const parsed: unknown = JSON.parse(text);
    return isNode(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
