/**
 * Who sees what, said once, in SQL: every list, search and direct read of content joins the same three rows under the
 * same condition. A space that is being imported or removed is seen by nobody. Administrators of the site see everything; others
 * what their grants open, minus what a restriction at or above the page closes, minus other people's drafts.
 */
import type { Ctx } from '../../kernel/service/index.ts';

export interface Viewer {
  readonly principals: readonly string[];
  readonly admin: boolean;
  readonly account: string | null;
}

export function viewerOf(ctx: Ctx): Viewer {
  return { principals: ctx.access.principals, admin: ctx.access.siteRole === 'admin', account: ctx.actor.accountId };
}

/** `content` is the thing itself, `page` the page at the top of it, `space` where it lies. */
export const contentFrom = `
  wiki.content content
  join wiki.content page on page.id = content.page_id
  join wiki.space space on space.id = content.space_id`;

export const spaceVisible = `
  space.state = 'active' and ($2::boolean or space.id in (select held.container_id from wiki.grant held where held.principal = any($1::uuid[])))`;

const mayWrite = `space.id in (select held.container_id from wiki.grant held where held.level in ('write', 'admin') and held.principal = any($1::uuid[]))`;

const statusVisible = (row: string) => `
  (${row}.status in ('current', 'archived') or $2::boolean or (${row}.status = 'draft' and ${row}.author = $3::uuid) or (${row}.status = 'trashed' and ${mayWrite}))`;

const passesGuards = `
  ($2::boolean or not exists (
    select 1 from wiki.guard guard where guard.page_id = content.page_id and not exists (
      select 1 from wiki.restriction pass where pass.content_id = guard.guard_id and pass.operation = 'read' and pass.principal = any($1::uuid[]))))`;

export const contentVisible = `${spaceVisible} and ${passesGuards} and ${statusVisible('page')} and ${statusVisible('content')}`;

/** 3 administers the space, 2 writes, 1 reads. While a restore writes into it, nobody else does. */
export const levelOfSpace = `
  least(case when $2::boolean then 3 else coalesce((select max(case held.level when 'admin' then 3 when 'write' then 2 else 1 end)
    from wiki.grant held where held.container_id = space.id and held.principal = any($1::uuid[])), 0) end,
    case when exists (select 1 from recovery.fence fence where fence.container_id in (0, space.id) and fence.until > now()) then 1 else 3 end)`;

/** Restrictions of editing inherit as those of viewing do: one must pass every guard at or above the page. */
export const mayUpdatePage = `
  ($2::boolean or not exists (
    select 1 from wiki.edit_guard guard where guard.page_id = content.page_id and not exists (
      select 1 from wiki.restriction pass where pass.content_id = guard.guard_id and pass.operation = 'update' and pass.principal = any($1::uuid[]))))`;

/** Parameters of a statement that uses what is above; numbers them. `$3` is the account, and only in statements about content. */
export class Values {
  readonly list: unknown[];

  constructor({ principals, admin, account }: Viewer, about: 'content' | 'space' = 'content') {
    this.list = about === 'space' ? [principals, admin] : [principals, admin, account];
  }

  /** `$7` for the value. */
  add(value: unknown): string {
    this.list.push(value);
    return `$${String(this.list.length)}`;
  }
}
