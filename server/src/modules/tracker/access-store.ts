/**
 * Who sees and changes which project, decided in SQL for lists and for direct access alike: what somebody may not see does
 * not come out of the database. `$1` and `$2` of every statement built with `visible` are the viewer's.
 */
import type { Viewer } from './access.ts';

/** Condition on a project row under this alias. */
export function visible(alias: string): string {
  return `${alias}.state in ('active', 'archived') and ($1::boolean or exists (
    select 1 from tracker.grant g where g.tenant_id = ${alias}.tenant_id and g.container_id = ${alias}.id and g.principal = any($2::uuid[])))`;
}

/** Selects the viewer's level on a project as a number: 0 none, 1 read, 2 write, 3 admin. */
export function levelOn(alias: string): string {
  return `case when $1::boolean then 3 else (select coalesce(max(case g.level when 'admin' then 3 when 'write' then 2 else 1 end), 0)
    from tracker.grant g where g.tenant_id = ${alias}.tenant_id and g.container_id = ${alias}.id and g.principal = any($2::uuid[])) end`;
}

export function viewerValues(viewer: Viewer): [boolean, readonly string[]] {
  return [viewer.all, viewer.principals];
}
