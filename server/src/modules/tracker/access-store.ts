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

/** Whether the viewer belongs to a security level in a project; of an issue, or of one that they might report or be given. */
const memberOf = (level: string, of: { readonly tenant: string; readonly project: string; readonly projectId: string; readonly reports: string; readonly isAssigned: string }) => `exists (
    select 1 from tracker.security_member m where m.tenant_id = ${of.tenant} and m.level_id = ${level} and (
      m.principal = any($2::uuid[]) or (m.kind = 'reporter' and ${of.reports}) or (m.kind = 'assignee' and ${of.isAssigned})
      or (m.kind = 'lead' and ${of.project}.lead = any($2::uuid[]))
      or (m.kind = 'group' and exists (select 1 from tracker.person_group_member pm where pm.tenant_id = m.tenant_id and pm.group_id = m.group_id and pm.person = any($2::uuid[])))
      or (m.kind = 'role' and exists (select 1 from tracker.project_role_actor ra where ra.tenant_id = m.tenant_id and ra.role_id = m.role_id and ra.project_id = ${of.projectId}
            and (ra.person = any($2::uuid[]) or ra.principal = any($2::uuid[]) or exists (select 1 from tracker.person_group_member pm where pm.tenant_id = ra.tenant_id and pm.group_id = ra.group_id and pm.person = any($2::uuid[])))))))`;

/** A level that nobody belongs to shows the issue to administrators only. */
const belongs = (issue: string, project: string) => `(${issue}.security_level is null or $1::boolean or ${memberOf(`${issue}.security_level`, {
  tenant: `${issue}.tenant_id`, project, projectId: `${issue}.project_id`, reports: `${issue}.reporter = any($2::uuid[])`, isAssigned: `${issue}.assignee = any($2::uuid[])`,
})})`;

/** Condition on a security level and a project: the viewer may put an issue there that they report or are given. */
export function openLevel(level: string, project: string): string {
  return `($1::boolean or ${memberOf(`${level}.id`, { tenant: `${level}.tenant_id`, project, projectId: `${project}.id`, reports: 'true', isAssigned: 'true' })})`;
}

/** Condition on an issue and its project under these aliases: every statement that shows an issue to somebody has it. */
export function visibleIssue(issue: string, project: string): string {
  return `${visible(project)} and ${belongs(issue, project)}`;
}

/** Selects the viewer's level on a project as a number: 0 none, 1 read, 2 write, 3 admin. While a restore writes into it, nobody else does. */
export function levelOn(alias: string): string {
  return `least(case when $1::boolean then 3 else (select coalesce(max(case g.level when 'admin' then 3 when 'write' then 2 else 1 end), 0)
    from tracker.grant g where g.tenant_id = ${alias}.tenant_id and g.container_id = ${alias}.id and g.principal = any($2::uuid[])) end,
    case when exists (select 1 from recovery.fence f where f.tenant_id = ${alias}.tenant_id and f.container_id in (0, ${alias}.id) and f.until > now()) then 1 else 3 end)`;
}

export function viewerValues(viewer: Viewer): [boolean, readonly string[]] {
  return [viewer.all, viewer.principals];
}
