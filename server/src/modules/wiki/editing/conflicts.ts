/** What happened meanwhile: the version that one started from, what others made of it, what one made oneself, and both together. */
import type { ReadTx } from '../../../kernel/db/index.ts';
import { mergeDocuments, nodeKey, type AdfDocument, type MergeConflict } from '../../richtext/index.ts';
import type { Content } from '../content-store.ts';
import { findVersion } from '../version-store.ts';
import { emptyAdf } from './keep-draft.ts';

export interface Side {
  readonly version: number;
  readonly title: string;
  readonly adf: AdfDocument;
  readonly author: string | null;
  readonly createdAt: Date;
}

export interface TitleConflict {
  readonly base: string;
  readonly theirs: string;
  readonly yours: string;
}

export interface Conflict {
  /** Null where that version is gone. */
  readonly base: Side | null;
  readonly theirs: Side;
  readonly yours: Side;
  readonly merged: { readonly title: string; readonly adf: AdfDocument };
  readonly titleConflict: TitleConflict | null;
  readonly blockConflicts: readonly MergeConflict[];
}

/** What is stored was checked when it came in. */
export function documentOf(adf: string | null | undefined): AdfDocument {
  return JSON.parse(adf ?? emptyAdf) as AdfDocument; // see above: stored by this module in this shape
}

export function sameDocument(a: AdfDocument, b: AdfDocument): boolean {
  return a.content.length === b.content.length && a.content.every((node, index) => nodeKey(node) === nodeKey(b.content[index] ?? node));
}

export interface MyEdit {
  readonly title: string;
  readonly adf: AdfDocument;
  readonly baseVersion: number;
  readonly author: string | null;
}

/** `current` was read with its body. */
export async function conflictWith(tx: ReadTx, current: Content, mine: MyEdit): Promise<Conflict> {
  const base = await findVersion(tx, current.id, mine.baseVersion, { body: true });
  const theirs: Side = { version: current.version.number, title: current.title, adf: documentOf(current.body?.adf), author: current.version.author, createdAt: current.version.createdAt };
  const baseAdf = documentOf(base?.body?.adf);
  const baseTitle = base === undefined ? '' : base.title;
  const { document, conflicts } = mergeDocuments(baseAdf, theirs.adf, mine.adf);
  const bothTitled = baseTitle !== theirs.title && baseTitle !== mine.title && theirs.title !== mine.title;
  return {
    base: base === undefined ? null : { version: base.number, title: base.title, adf: baseAdf, author: base.author, createdAt: base.createdAt },
    theirs, yours: { version: mine.baseVersion, title: mine.title, adf: mine.adf, author: mine.author, createdAt: tx.now },
    merged: { title: mine.title === baseTitle ? theirs.title : mine.title, adf: document },
    titleConflict: bothTitled ? { base: baseTitle, theirs: theirs.title, yours: mine.title } : null,
    blockConflicts: conflicts,
  };
}

export const isClean = ({ titleConflict, blockConflicts }: Conflict): boolean => titleConflict === null && blockConflicts.length === 0;

