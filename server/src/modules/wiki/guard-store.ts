/**
 * Rows of wiki.guard (viewing) and wiki.edit_guard (editing): for each page the restricted pages at or above it. Written anew for a subtree whenever a restriction or
 * the place of a page changes, in the same transaction, so that every list, search and read can filter by a plain join.
 */
import type { Tx } from '../../kernel/db/index.ts';

/** `union` (not `union all`) ends the walk also where an import brought pages that are their own ancestors. */
const kinds = [{ table: 'wiki.guard', operation: 'read' }, { table: 'wiki.edit_guard', operation: 'update' }] as const;

const guardsOf = (pages: string, { table, operation }: (typeof kinds)[number]) => `
  lineage (page_id, at) as (
    select id, id from ${pages}
    union
    select lineage.page_id, above.parent_id from lineage join wiki.content above on above.id = lineage.at where above.parent_id is not null and above.type = 'page')
  insert into ${table} (tenant_id, page_id, guard_id)
  select $1::uuid, lineage.page_id, lineage.at from lineage
   where lineage.at in (select content_id from wiki.restriction where operation = '${operation}')`;

const subtree = `
  below (id) as (
    select $2::bigint
    union
    select content.id from below join wiki.content content on content.parent_id = below.id where content.type = 'page')`;

export async function rebuildGuardsBelow(tx: Tx, tenantId: string, pageId: number): Promise<void> {
  for (const kind of kinds) {
    await tx.changeSql(`with recursive ${subtree} delete from ${kind.table} where tenant_id = $1::uuid and page_id in (select id from below)`, [tenantId, pageId]);
    await tx.changeSql(`with recursive ${subtree}, ${guardsOf('below', kind)}`, [tenantId, pageId]);
  }
}

export async function rebuildGuardsOfSpace(tx: Tx, tenantId: string, spaceId: number): Promise<void> {
  const pages = `pages (id) as (select id from wiki.content where space_id = $2 and type in ('page', 'blogpost', 'space-description'))`;
  for (const kind of kinds) {
    await tx.changeSql(`with ${pages} delete from ${kind.table} where tenant_id = $1::uuid and page_id in (select id from pages)`, [tenantId, spaceId]);
    await tx.changeSql(`with recursive ${pages}, ${guardsOf('pages', kind)}`, [tenantId, spaceId]);
  }
}
