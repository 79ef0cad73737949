/** The wiki's rows as a restore shows them: spaces and pages, present or past, as far as the viewer sees them. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { contentFrom, contentVisible, levelOfSpace, mayUpdatePage, Values, type Viewer } from '../visibility-store.ts';

export interface SpacePlace { readonly id: number; readonly key: string; readonly name: Buffer; readonly state: string; readonly items: number }
export interface ContentPlace { readonly id: number; readonly type: string; readonly title: Buffer | null; readonly page_title: Buffer | null; readonly page_id: number; readonly space_id: number; readonly space_key: string; readonly space_name: Buffer; readonly level: number; readonly may_update: boolean }

/** Those that the viewer administers, in the trash or not. */
export async function administeredSpaces(tx: ReadTx, viewer: Viewer): Promise<readonly SpacePlace[]> {
  const values = new Values(viewer, 'space');
  return tx.sql(
    `select space.id, space.key, space.name, space.state, (select count(*) from wiki.content content where content.space_id = space.id and content.type in ('page', 'blogpost') and content.status = 'current') as items
       from wiki.space space where ${levelOfSpace} = 3 order by space.key_claim`, values.list);
}

const place = `content.id, content.type, content.title, page.title as page_title, content.page_id, content.space_id, space.key as space_key, space.name as space_name, ${levelOfSpace} as level, ${mayUpdatePage} as may_update`;

export async function contentAfter(tx: ReadTx, viewer: Viewer, spaceId: number, after: number, limit: number): Promise<readonly ContentPlace[]> {
  const values = new Values(viewer);
  return tx.sql(
    `select ${place} from ${contentFrom} where content.space_id = ${values.add(spaceId)} and content.id > ${values.add(after)}::bigint and content.type in ('page', 'blogpost') and content.status = 'current' and ${contentVisible}
      order by content.id limit ${values.add(limit)}`, values.list);
}

export async function contentPlaces(tx: ReadTx, viewer: Viewer, ids: readonly number[]): Promise<readonly ContentPlace[]> {
  const values = new Values(viewer);
  return tx.sql(`select ${place} from ${contentFrom} where content.id = any(${values.add(ids)}::bigint[]) and ($2::boolean or ${contentVisible})`, values.list);
}

/** 0 where there is no such space to see. */
export async function levelOnSpace(tx: ReadTx, viewer: Viewer, spaceId: number): Promise<number> {
  const values = new Values(viewer, 'space');
  const [row] = await tx.sql<{ level: number }>(`select ${levelOfSpace} as level from wiki.space space where space.id = ${values.add(spaceId)} and space.state = 'active'`, values.list);
  return row?.level ?? 0;
}

export interface ContentSays { readonly id: number; readonly type: string; readonly title: Buffer | null; readonly version_id: number; readonly body: Buffer | null }

/** The content itself and what hangs on it. */
export async function contentSays(tx: ReadTx, viewer: Viewer, id: number): Promise<readonly ContentSays[]> {
  const values = new Values(viewer);
  const own = values.add(id);
  return tx.sql(
    `select content.id, content.type, content.title, content.version_id, version.body from ${contentFrom} join wiki.version version on version.id = content.version_id
      where (content.id = ${own} or content.page_id = ${own}) and content.status in ('current', 'archived') and ${contentVisible} order by content.id limit 200`, values.list);
}

export async function spaceKeyTaken(reader: Pick<ReadTx, 'sql'>, key: string): Promise<boolean> {
  return (await reader.sql('select 1 as taken from wiki.space where key_claim = $1', [key.toLowerCase()])).length > 0;
}

export async function grantAdmin(tx: Tx, tenantId: string, spaceId: number, principal: string): Promise<void> {
  await tx.changeSql(`insert into wiki.grant (tenant_id, container_id, principal, level, granted_by, granted_at) values ($1, $2, $3::uuid, 'admin', $3::uuid, $4)`, [tenantId, spaceId, principal, tx.now]);
}

/** A page whose page above is gone, or in the trash, comes to the top of its space. */
export async function adoptPages(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.changeSql(`update wiki.content c set parent_id = null where c.id = any($1::bigint[]) and c.type = 'page' and c.parent_id is not null
     and not exists (select 1 from wiki.content p where p.id = c.parent_id and p.status in ('current', 'archived'))`, [ids]);
}
