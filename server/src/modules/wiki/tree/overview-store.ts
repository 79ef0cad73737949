/** What a space looks like from above: how much there is, what changed last, who writes. Only what the viewer may see counts. */
import type { ReadTx } from '../../../kernel/db/index.ts';
import { contentColumns } from '../columns.ts';
import type { ContentType } from '../content-types.ts';
import { contentFrom, contentVisible, Values, type Viewer } from '../visibility-store.ts';

export async function countContent(tx: ReadTx, viewer: Viewer, spaceId: number): Promise<{ readonly pages: number; readonly blogposts: number }> {
  const values = new Values(viewer);
  const rows = await tx.sql<{ type: ContentType; count: number }>(
    `select content.type, count(*) as count from ${contentFrom} where content.space_id = ${values.add(spaceId)} and content.type in ('page', 'blogpost') and content.status = 'current' and ${contentVisible} group by content.type`, values.list);
  const of = (type: ContentType): number => rows.find((row) => row.type === type)?.count ?? 0;
  return { pages: of('page'), blogposts: of('blogpost') };
}

export interface RecentChange {
  readonly id: number;
  readonly type: ContentType;
  readonly title: string;
  readonly version: number;
  readonly modifiedAt: Date;
  readonly modifier: string | null;
}

export async function listRecent(tx: ReadTx, viewer: Viewer, spaceId: number, limit: number): Promise<readonly RecentChange[]> {
  const values = new Values(viewer);
  const rows = await tx.sql<{ id: number; type: ContentType; title: Buffer | null; version: number; modified_at: Date; modifier: string | null }>(
    `select content.id, content.type, content.title, content.version, content.modified_at, content.modifier from ${contentFrom}
      where content.space_id = ${values.add(spaceId)} and content.type in ('page', 'blogpost') and content.status = 'current' and ${contentVisible}
      order by content.modified_at desc, content.id desc limit ${values.add(limit)}`, values.list);
  return rows.map((row) => ({ id: row.id, type: row.type, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title), version: row.version, modifiedAt: row.modified_at, modifier: row.modifier }));
}

export interface Contributor {
  readonly person: string;
  readonly edits: number;
  readonly lastAt: Date;
}

export async function listContributors(tx: ReadTx, viewer: Viewer, spaceId: number, limit: number): Promise<readonly Contributor[]> {
  const values = new Values(viewer);
  const rows = await tx.sql<{ author: string; edits: number; last_at: Date }>(
    `select version.author, count(*) as edits, max(version.created_at) as last_at from ${contentFrom} join wiki.version version on version.content_id = content.id
      where content.space_id = ${values.add(spaceId)} and content.type in ('page', 'blogpost') and content.status = 'current' and version.author is not null and ${contentVisible}
      group by version.author order by edits desc, version.author limit ${values.add(limit)}`, values.list);
  return rows.map((row) => ({ person: row.author, edits: row.edits, lastAt: row.last_at }));
}
