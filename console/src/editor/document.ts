// A body as both products carry it: a document of the Atlassian Document Format.
import type { AdfNode } from '../api/tracker.ts';

export const emptyDocument = (): AdfNode => ({ type: 'doc', version: 1, content: [] });

/** Whether there is nothing to read in it: no words, no pictures, no other things. */
export function isEmptyDocument(document: AdfNode | null | undefined): boolean {
  return (document?.content ?? []).every((block) => block.type === 'paragraph' && (block.content ?? []).every((inline) => inline.type === 'hardBreak' || inline.text?.trim() === ''));
}
