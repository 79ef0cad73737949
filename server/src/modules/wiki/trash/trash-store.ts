/** The trash: what wiki.content and wiki.space hold in state `trashed`, by what was thrown away together. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { contentColumns, spaceColumns } from '../columns.ts';
import type { ListPosition } from '../content-store.ts';
import type { ContentType } from '../content-types.ts';
import { Values, type Viewer } from '../visibility-store.ts';

/** All at once, as one entry of the trash. */
export async function trashTogether(tx: Tx, root: number, ids: readonly number[], by: string | null): Promise<number> {
  return tx.changeSql(
    `update wiki.content set status = 'trashed', title_claim = null, trashed_at = $2, trashed_by = $3, trashed_with = $4 where id = any($1::bigint[]) and status <> 'trashed'`, [ids, tx.now, by, root]);
}

export interface TrashedThing {
  readonly id: number;
  readonly type: ContentType;
  readonly title: string;
  readonly trashedAt: Date;
  readonly trashedBy: string | null;
  /** How many were thrown away together. */
  readonly pages: number;
}

interface ThingRow {
  readonly id: number;
  readonly type: ContentType;
  readonly title: Buffer | null;
  readonly trashed_at: Date;
  readonly trashed_by: string | null;
  readonly pages: number;
}

const opened = (tx: ReadTx, row: ThingRow): TrashedThing => ({ id: row.id, type: row.type, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title), trashedAt: row.trashed_at, trashedBy: row.trashed_by, pages: row.pages });

/** Newest first. Whether the viewer may write in the space was decided before; restricted pages are there for whom they let in. */
export async function listTrash(tx: ReadTx, viewer: Viewer, list: { readonly spaceId: number; readonly after: ListPosition | null; readonly limit: number }): Promise<readonly TrashedThing[]> {
  const values = new Values(viewer);
  const after = list.after === null ? 'true' : `(content.trashed_at, content.id) < (${values.add(list.after.key)}::timestamptz, ${values.add(list.after.id)}::bigint)`;
  const rows = await tx.sql<ThingRow>(
    `select content.id, content.type, content.title, coalesce(content.trashed_at, content.modified_at) as trashed_at, content.trashed_by,
            (select count(*) from wiki.content beside where beside.trashed_with = content.id) as pages
       from wiki.content content
      where content.space_id = ${values.add(list.spaceId)} and content.type in ('page', 'blogpost', 'attachment') and content.status = 'trashed' and (content.trashed_with is null or content.trashed_with = content.id) and ${after}
        and $3::uuid is distinct from null and ($2::boolean or not exists (select 1 from wiki.guard guard where guard.page_id = content.page_id and not exists (
          select 1 from wiki.restriction pass where pass.content_id = guard.guard_id and pass.operation = 'read' and pass.principal = any($1::uuid[]))))
      order by content.trashed_at desc, content.id desc limit ${values.add(list.limit + 1)}`, values.list);
  return rows.map((row) => opened(tx, row));
}

export interface TogetherRow {
  readonly id: number;
  readonly type: ContentType;
  readonly spaceId: number;
  readonly containerId: number | null;
  readonly title: string;
}

/** What was thrown away with this, itself first. */
export async function listThrownAwayWith(tx: Tx, root: number): Promise<readonly TogetherRow[]> {
  const rows = await tx.sql<{ id: number; type: ContentType; space_id: number; container_id: number | null; title: Buffer | null }>(
    `select id, type, space_id, container_id, title from wiki.content where (id = $1 or trashed_with = $1) and status = 'trashed' order by (id = $1) desc, id`, [root]);
  return rows.map((row) => ({ id: row.id, type: row.type, spaceId: row.space_id, containerId: row.container_id, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title) }));
}

export async function bringBack(tx: Tx, row: { readonly id: number; readonly title: string; readonly token: Buffer; readonly claim: Buffer | null }): Promise<void> {
  await tx.changeSql(
    `update wiki.content set status = 'current', title = $2, title_token = $3, title_claim = $4, trashed_at = null, trashed_by = null, trashed_with = null where id = $1`,
    [row.id, tx.sealer.seal(contentColumns.title, row.id, row.title), row.token, row.claim]);
}

export interface TrashedSpace {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly trashedAt: Date;
  readonly trashedBy: string | null;
}

const administers = `($2::boolean or space.id in (select held.container_id from wiki.grant held where held.level = 'admin' and held.principal = any($1::uuid[])))`;

interface SpaceRow {
  readonly id: number;
  readonly key: string;
  readonly name: Buffer;
  readonly trashed_at: Date;
  readonly trashed_by: string | null;
}

const openedSpace = (tx: ReadTx, row: SpaceRow): TrashedSpace => ({ id: row.id, key: row.key, name: tx.sealer.open(spaceColumns.name, row.id, row.name), trashedAt: row.trashed_at, trashedBy: row.trashed_by });

/** Those that the viewer administers. */
export async function listTrashedSpaces(tx: ReadTx, viewer: Viewer): Promise<readonly TrashedSpace[]> {
  const values = new Values(viewer, 'space');
  const rows = await tx.sql<SpaceRow>(`select space.id, space.key, space.name, space.trashed_at, space.trashed_by from wiki.space space where space.state = 'trashed' and ${administers} order by space.trashed_at desc, space.id limit 1000`, values.list);
  return rows.map((row) => openedSpace(tx, row));
}

export async function findTrashedSpace(tx: ReadTx, viewer: Viewer, key: string): Promise<TrashedSpace | undefined> {
  const values = new Values(viewer, 'space');
  const [row] = await tx.sql<SpaceRow>(`select space.id, space.key, space.name, space.trashed_at, space.trashed_by from wiki.space space where space.state = 'trashed' and space.key_claim = ${values.add(key.toLowerCase())} and ${administers}`, values.list);
  return row === undefined ? undefined : openedSpace(tx, row);
}

export async function setSpaceState(tx: Tx, id: number, state: 'active' | 'trashed' | 'removing', by: string | null): Promise<void> {
  await tx.changeSql(
    `update wiki.space set state = $2::text, trashed_at = case when $2::text = 'trashed' then $3::timestamptz end, trashed_by = case when $2::text = 'trashed' then $4::uuid end, changed_at = $3, row_version = row_version + 1 where id = $1`, [id, state, tx.now, by]);
}

/** Roots of the trash that have been there since before `until`; some of them. */
export async function listExpired(tx: ReadTx, until: Date, limit: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number }>(
    `select id from wiki.content where type in ('page', 'blogpost', 'attachment') and status = 'trashed' and trashed_at < $1 and not hf.is_held(space_id) order by trashed_at, id limit $2`, [until, limit]);
  return rows.map((row) => row.id);
}

/** Spaces whose time in the trash is over, and those whose deletion was begun. */
export async function listExpiredSpaces(tx: ReadTx, until: Date): Promise<readonly { readonly id: number; readonly key: string }[]> {
  return tx.sql<{ id: number; key: string }>(`select id, key from wiki.space where ((state = 'trashed' and trashed_at < $1) or (state = 'removing' and import_id is null)) and not hf.is_held(id) order by id limit 100`, [until]);
}
