/** Whom a text mentions: the ids as they stand in it, each once. */
import { contentOf, type AdfDocument, type AdfNode } from './adf.ts';

export function mentionsIn(adf: AdfDocument): ReadonlySet<string> {
  const ids = new Set<string>();
  const walk = (nodes: readonly AdfNode[]): void => {
    for (const node of nodes) {
      const id = node.type === 'mention' ? node.attrs?.['id'] : undefined;
      if (typeof id === 'string') ids.add(id);
      walk(contentOf(node));
    }
  };
  walk(contentOf(adf));
  return ids;
}
