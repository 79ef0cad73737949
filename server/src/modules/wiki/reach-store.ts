/** Who was let into a space and what closes a page, by whom and when: for *who can reach this?*. Asked by the platform, so not filtered by a viewer. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { ContainerLevel } from '../../kernel/service/index.ts';

export const spaceForReach = async (tx: ReadTx, key: string) =>
  (await tx.sql<{ id: number; key: string }>(`select id, key from wiki.space where key = $1 and state = 'active'`, [key]))[0];

/** Current and archived pages and posts; drafts are their author's alone and have no answer here. */
export const pageForReach = async (tx: ReadTx, id: number) =>
  (await tx.sql<{ id: number; space: number; key: string }>(
    `select content.id, space.id as space, space.key from wiki.content content join wiki.space space on space.tenant_id = content.tenant_id and space.id = content.space_id
      where content.id = $1 and content.type in ('page', 'blogpost') and content.status in ('current', 'archived') and space.state = 'active'`, [id]))[0];

export const grantsForReach = (tx: ReadTx, space: number) =>
  tx.sql<{ principal: string; level: ContainerLevel; setBy: string | null; setAt: Date | null }>(
    `select principal, level, granted_by as "setBy", granted_at as "setAt" from wiki.grant where container_id = $1`, [space]);

export interface ReachRestriction {
  readonly on: number;
  readonly operation: 'read' | 'update';
  readonly principal: string;
  readonly setBy: string | null;
  readonly setAt: Date;
}

/** Restrictions of reading and of changing, at and above the page. */
export const restrictionsForReach = (tx: ReadTx, page: number) =>
  tx.sql<ReachRestriction>(
    `select content_id as "on", operation, principal, set_by as "setBy", created_at as "setAt" from wiki.restriction
      where (operation = 'read' and content_id in (select guard_id from wiki.guard where page_id = $1)) or (operation = 'update' and content_id in (select guard_id from wiki.edit_guard where page_id = $1))
      order by content_id, operation`, [page]);
