/** Whom a change of a page may concern, by ids. */
import type { ReadTx } from '../../kernel/db/index.ts';

export interface ContentFollowers {
  readonly type: string; readonly page_id: number; readonly author: string | null; readonly version_id: number; readonly body: Buffer | null; readonly page_author: string | null; readonly answered: string | null; readonly watchers: readonly string[] | null;
}

/** Current content only; watchers of the page and of its space. */
export async function contentFollowers(tx: ReadTx, contentId: number, versionId: number | null): Promise<ContentFollowers | undefined> {
  const [row] = await tx.sql<ContentFollowers>(
    `select content.type, content.page_id, content.author, version.id as version_id, version.body, page.author as page_author, answered.author as answered,
            (select json_agg(w.person) from wiki.watch w where (w.target_kind = 'content' and w.target_id = content.page_id) or (w.target_kind = 'space' and w.target_id = content.space_id)) as watchers
       from wiki.content content join wiki.content page on page.id = content.page_id join wiki.version version on version.id = coalesce($2::bigint, content.version_id) and version.content_id = content.id
       left join wiki.content answered on answered.id = content.parent_id and content.type = 'comment'
      where content.id = $1 and content.status = 'current'`, [contentId, versionId]);
  return row;
}
