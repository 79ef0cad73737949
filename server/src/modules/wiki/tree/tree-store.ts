/** The tree of pages, one level at a time: reads of wiki.content in the order that people chose. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { contentColumns } from '../columns.ts';
import type { ListPosition } from '../content-store.ts';
import { contentFrom, contentVisible, mayUpdatePage, Values, type Viewer } from '../visibility-store.ts';

export interface TreePage {
  readonly id: number;
  readonly title: string;
  readonly status: string;
  readonly rank: string;
  readonly restricted: boolean;
  /** Of those that the viewer may see; counting ends at 1,000. */
  readonly childCount: number;
}

export const childrenCountedMax = 1_000;

interface TreeRow {
  readonly id: number;
  readonly title: Buffer | null;
  readonly status: string;
  readonly rank: string;
  readonly restricted: boolean;
  readonly children: number;
}

const childSeen = `
  ($2::boolean or not exists (select 1 from wiki.guard guard where guard.page_id = child.id and not exists (
     select 1 from wiki.restriction pass where pass.content_id = guard.guard_id and pass.operation = 'read' and pass.principal = any($1::uuid[]))))`;

/** `parentId` null: the top of the space. One row more than the limit says that there is more. */
export async function listTree(tx: ReadTx, viewer: Viewer, list: { readonly spaceId: number; readonly parentId: number | null; readonly after: ListPosition | null; readonly limit: number }): Promise<readonly TreePage[]> {
  const values = new Values(viewer);
  const conditions = [`content.space_id = ${values.add(list.spaceId)}`, `content.type = 'page'`, `content.status in ('current', 'archived')`, list.parentId === null ? 'content.parent_id is null' : `content.parent_id = ${values.add(list.parentId)}`];
  if (list.after !== null) conditions.push(`(content.rank, content.id) > (${values.add(list.after.key)}::text, ${values.add(list.after.id)}::bigint)`);
  const rows = await tx.sql<TreeRow>(
    `select content.id, content.title, content.status, content.rank, exists (select 1 from wiki.restriction own where own.content_id = content.id) as restricted,
       (select count(*) from (select 1 from wiki.content child where child.parent_id = content.id and child.type = 'page' and child.status in ('current', 'archived') and ${childSeen} limit ${String(childrenCountedMax)}) counted) as children
       from ${contentFrom} where ${conditions.join(' and ')} and ${contentVisible} order by content.rank, content.id limit ${values.add(list.limit + 1)}`, values.list);
  return rows.map((row) => ({ id: row.id, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title), status: row.status, rank: row.rank, restricted: row.restricted, childCount: row.children }));
}

/** The page and all pages below it, by depth; at most `limit`. */
export async function listSubtree(tx: ReadTx, id: number, limit: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number }>(
    `with recursive below (id, depth) as (
       select $1::bigint, 0
       union all
       select content.id, below.depth + 1 from below join wiki.content content on content.parent_id = below.id where content.type = 'page' and content.status in ('current', 'archived') and below.depth < 200)
     select id from below order by depth, id limit $2`, [id, limit]);
  return rows.map((row) => row.id);
}

/** Of these, how many the viewer may not change, or not even see. */
export async function countUneditable(tx: ReadTx, viewer: Viewer, ids: readonly number[]): Promise<number> {
  const values = new Values(viewer);
  const [row] = await tx.sql<{ count: number }>(`select count(*) as count from ${contentFrom} where content.id = any(${values.add(ids)}::bigint[]) and ${contentVisible} and ${mayUpdatePage}`, values.list);
  return ids.length - (row?.count ?? 0);
}

/** The lowest rank among the children of a page. */
export async function firstRank(tx: Tx, spaceId: number, parentId: number): Promise<string | null> {
  const [row] = await tx.sql<{ rank: string }>(`select rank from wiki.content where space_id = $1 and parent_id = $2 and type = 'page' order by rank limit 1`, [spaceId, parentId]);
  return row?.rank ?? null;
}
