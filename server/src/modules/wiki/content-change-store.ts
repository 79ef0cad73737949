/** Changes of single rows of wiki.content, and what a new one needs to know of its surroundings. */
import type { Tx } from '../../kernel/db/index.ts';
import { contentColumns } from './columns.ts';
import type { ContentStatus, Resolution } from './content-types.ts';
import { titleToken } from './titles.ts';

/** The highest rank among the children of a page, or at the top of a space. */
export async function lastRank(tx: Tx, spaceId: number, parentId: number | null): Promise<string | null> {
  const [row] = await tx.sql<{ rank: string }>(
    parentId === null
      ? `select rank from wiki.content where space_id = $1 and type = 'page' and parent_id is null and status in ('current', 'archived') order by rank desc limit 1`
      : `select rank from wiki.content where space_id = $1 and parent_id = $2 and type = 'page' order by rank desc limit 1`,
    parentId === null ? [spaceId] : [spaceId, parentId]);
  return row?.rank ?? null;
}

/** The rank next to `rank` among the same siblings, on either side; null at the end. */
export async function neighbourRank(tx: Tx, spaceId: number, parentId: number | null, rank: string, side: 'before' | 'after'): Promise<string | null> {
  const parent = parentId === null ? 'parent_id is null and $3::bigint is null' : 'parent_id = $3::bigint';
  const [row] = await tx.sql<{ rank: string }>(
    `select rank from wiki.content where space_id = $1 and type = 'page' and ${parent} and rank ${side === 'before' ? '<' : '>'} $2 order by rank ${side === 'before' ? 'desc' : 'asc'} limit 1`,
    [spaceId, rank, parentId]);
  return row?.rank ?? null;
}

export async function isPublished(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql(`select 1 as one from wiki.content where id = $1 and status in ('current', 'archived')`, [id]);
  return rows.length > 0;
}

/** Whether `page` lies at or below `above`, however deep: `union` ends the walk, not a limit that a circle could hide behind. */
export async function liesBelow(tx: Tx, page: number, above: number): Promise<boolean> {
  const [row] = await tx.sql<{ below: boolean }>(
    `with recursive up (id) as (
       select $1::bigint
       union
       select content.parent_id from up join wiki.content content on content.id = up.id where content.parent_id is not null)
     select exists (select 1 from up where id = $2) as below`, [page, above]);
  return row?.below === true;
}

/** A new page is guarded by what guards its parent. */
export async function copyGuards(tx: Tx, tenantId: string, fromPage: number, toPage: number): Promise<void> {
  for (const table of ['wiki.guard', 'wiki.edit_guard']) {
    await tx.changeSql(`insert into ${table} (tenant_id, page_id, guard_id) select $1::uuid, $3::bigint, guard_id from ${table} where page_id = $2 on conflict do nothing`, [tenantId, fromPage, toPage]);
  }
}

export interface VersionChange {
  readonly id: number;
  readonly versionId: number;
  readonly number: number;
  readonly title: string;
  readonly claim: Buffer | null;
  readonly status: ContentStatus;
  readonly modifier: string | null;
}

/** Makes a version the current one. */
export async function setCurrentVersion(tx: Tx, change: VersionChange): Promise<void> {
  const { id, title } = change;
  await tx.changeSql(
    `update wiki.content set version = $2, version_id = $3, title = $4, title_token = $5, title_claim = $6, status = $7, modifier = $8, modified_at = $9, trashed_at = null, trashed_by = null where id = $1`,
    [id, change.number, change.versionId, title === '' ? null : tx.sealer.seal(contentColumns.title, id, title), title === '' ? null : titleToken(tx.sealer, title), change.claim, change.status, change.modifier, tx.now]);
}

/** Overwrites the only version of something never published. */
export async function replaceVersion(tx: Tx, versionId: number): Promise<void> {
  await tx.changeSql('delete from wiki.version where id = $1', [versionId]);
}

export async function setPlace(tx: Tx, id: number, parentId: number | null, rank: string): Promise<void> {
  await tx.changeSql('update wiki.content set parent_id = $2, rank = $3 where id = $1', [id, parentId, rank]);
}

export async function moveToTrash(tx: Tx, id: number, by: string | null): Promise<void> {
  await tx.changeSql(`update wiki.content set status = 'trashed', title_claim = null, trashed_at = $2, trashed_by = $3, trashed_with = $1 where id = $1`, [id, tx.now, by]);
}

export async function restoreFromTrash(tx: Tx, id: number, claim: Buffer | null, parentId: number | null, rank: string): Promise<void> {
  await tx.changeSql(`update wiki.content set status = 'current', title_claim = $2, parent_id = $3, rank = $4, trashed_at = null, trashed_by = null, trashed_with = null where id = $1`, [id, claim, parentId, rank]);
}

/** Children and answers move up to where their parent was. Returns the pages among them. */
export async function liftChildren(tx: Tx, id: number, parentId: number | null): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number; type: string }>('update wiki.content set parent_id = $2 where parent_id = $1 returning id, type', [id, parentId]);
  return rows.filter(({ type }) => type === 'page').map((row) => row.id);
}

export async function setResolution(tx: Tx, id: number, resolution: Resolution, by: string | null): Promise<void> {
  await tx.changeSql('update wiki.content set resolution = $2, resolver = $3, resolved_at = $4 where id = $1', [id, resolution, by, tx.now]);
}
