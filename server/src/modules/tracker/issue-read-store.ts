/**
 * Reads issues with everything that hangs on them in one round trip, one or fifty. Which parts are read is the caller's choice;
 * nothing of projects that the viewer may not see comes along, not even through links.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visible, visibleIssue } from './access-store.ts';
import { limits } from './limits.ts';

/** Sealed bytes inside JSON: `\x` and hex. */
export type HexBytes = string;

export function bytesOf(hex: HexBytes): Buffer {
  return Buffer.from(hex.slice(2), 'hex');
}

export interface RelatedIssue { readonly id: number; readonly project_key: string; readonly number: number; readonly summary: HexBytes; readonly status_id: number; readonly issue_type_id: number; readonly priority_id: number | null }
interface SecurityPart { readonly id: number; readonly name: HexBytes; readonly description: HexBytes | null }
export interface LabelPart { readonly id: number; readonly name: HexBytes }
export interface ComponentPart { readonly id: number; readonly name: HexBytes; readonly description: HexBytes | null }
export interface VersionPart { readonly id: number; readonly relation: 'fix' | 'affects'; readonly name: HexBytes; readonly description: HexBytes | null; readonly released: boolean; readonly archived: boolean; readonly releases_on: string | null }
export interface ValuePart {
  readonly id: number; readonly field_id: number; readonly kind: string; readonly value: HexBytes | null; readonly at: string | null;
  readonly option_id: number | null; readonly option_value: HexBytes | null; readonly parent_id: number | null; readonly parent_value: HexBytes | null;
  readonly person: string | null; readonly item_id: number | null; readonly version_name: HexBytes | null; readonly group_name: HexBytes | null; readonly project_key: string | null; readonly project_name: HexBytes | null;
}
export interface AttachmentPart { readonly id: number; readonly author: string | null; readonly file_name: HexBytes; readonly media_type: string; readonly size_bytes: number; readonly created_at: string; readonly present: boolean }
export interface LinkPart { readonly id: number; readonly link_type_id: number; readonly side: 'inward' | 'outward'; readonly issue: RelatedIssue }
export interface WrittenPart {
  readonly id: number; readonly author: string | null; readonly update_author: string | null; readonly body: HexBytes | null; readonly created_at: string; readonly updated_at: string;
  readonly visible_to_group: number | null; readonly visible_to_role: number | null; readonly group_name: HexBytes | null; readonly role_name: HexBytes | null;
}
export interface WorklogPart extends WrittenPart { readonly started_at: string; readonly time_spent_s: number }

export interface IssueRow {
  readonly id: number; readonly project_id: number; readonly project_key: string; readonly project_name: Buffer; readonly project_type: string; readonly category_id: number | null; readonly level: number;
  readonly number: number; readonly issue_type_id: number; readonly status_id: number; readonly priority_id: number | null; readonly resolution_id: number | null;
  readonly security_level: number | null; readonly parent_id: number | null; readonly assignee: string | null; readonly reporter: string | null; readonly creator: string | null;
  readonly summary: Buffer; readonly description: Buffer | null; readonly environment: Buffer | null; readonly due_on: string | null;
  readonly created_at: Date; readonly updated_at: Date; readonly resolved_at: Date | null; readonly status_changed_at: Date | null;
  readonly original_estimate_s: number | null; readonly remaining_estimate_s: number | null; readonly time_spent_s: number | null; readonly version: number;
  readonly security: SecurityPart | null; readonly labels: readonly LabelPart[] | null; readonly components: readonly ComponentPart[] | null; readonly versions: readonly VersionPart[] | null; readonly custom_values: readonly ValuePart[] | null;
  readonly parent: RelatedIssue | null; readonly subtasks: readonly RelatedIssue[] | null; readonly links: readonly LinkPart[] | null; readonly attachments: readonly AttachmentPart[] | null;
  readonly comments: readonly WrittenPart[] | null; readonly comment_total: number | null; readonly worklogs: readonly WorklogPart[] | null; readonly worklog_total: number | null;
  readonly watch_count: number | null; readonly is_watching: boolean | null; readonly vote_count: number | null; readonly has_voted: boolean | null;
}

export type IssuePart = 'text' | 'security' | 'labels' | 'components' | 'versions' | 'values' | 'parent' | 'subtasks' | 'links' | 'attachments' | 'comments' | 'worklogs' | 'watches' | 'votes';
const allParts: ReadonlySet<IssuePart> = new Set(['text', 'security', 'labels', 'components', 'versions', 'values', 'parent', 'subtasks', 'links', 'attachments', 'comments', 'worklogs', 'watches', 'votes']);

const related = (alias: string, project: string) =>
  `json_build_object('id', ${alias}.id, 'project_key', ${project}.key, 'number', ${alias}.number, 'summary', ${alias}.summary, 'status_id', ${alias}.status_id, 'issue_type_id', ${alias}.issue_type_id, 'priority_id', ${alias}.priority_id)`;
const joinProject = (alias: string, project: string) => `join tracker.project ${project} on ${project}.tenant_id = ${alias}.tenant_id and ${project}.id = ${alias}.project_id and ${visibleIssue(alias, project)}`;

/** Comments and worklogs may be kept to a group or a project role: shown to those, to whoever wrote them, and to administrators of the project. */
export const readable = (alias: string) => `(${alias}.visible_to_group is null and ${alias}.visible_to_role is null or ${levelOn('p')} = 3 or ${alias}.author = any($2::uuid[])
  or exists (select 1 from tracker.project_role_actor a where a.role_id = ${alias}.visible_to_role and (a.project_id = p.id or a.project_id is null) and a.pending_import is null and (a.person = any($2::uuid[]) or a.principal = any($2::uuid[])))
  or exists (select 1 from tracker.person_group_member m where m.group_id = ${alias}.visible_to_group and m.person = any($2::uuid[])))`;

const written = (alias: string) => `'id', ${alias}.id, 'author', ${alias}.author, 'update_author', ${alias}.update_author, 'body', ${alias}.body, 'created_at', ${alias}.created_at, 'updated_at', ${alias}.updated_at,
    'visible_to_group', ${alias}.visible_to_group, 'visible_to_role', ${alias}.visible_to_role,
    'group_name', (select g.name from tracker.person_group g where g.id = ${alias}.visible_to_group), 'role_name', (select r.name from tracker.project_role r where r.id = ${alias}.visible_to_role)`;

const parts: Readonly<Record<IssuePart, string>> = {
  text: 'i.description, i.environment',
  security: `(select json_build_object('id', l.id, 'name', l.name, 'description', l.description) from tracker.security_level l where l.id = i.security_level) as security`,
  labels: `(select json_agg(json_build_object('id', l.id, 'name', l.name) order by l.id) from tracker.issue_label x join tracker.label l on l.tenant_id = x.tenant_id and l.id = x.label_id where x.issue_id = i.id) as labels`,
  components: `(select json_agg(json_build_object('id', c.id, 'name', c.name, 'description', c.description) order by c.id) from tracker.issue_component x join tracker.component c on c.tenant_id = x.tenant_id and c.id = x.component_id where x.issue_id = i.id) as components`,
  versions: `(select json_agg(json_build_object('id', v.id, 'relation', x.relation, 'name', v.name, 'description', v.description, 'released', v.released, 'archived', v.archived, 'releases_on', v.releases_on) order by v.sequence, v.id)
     from tracker.issue_version x join tracker.version v on v.tenant_id = x.tenant_id and v.id = x.version_id where x.issue_id = i.id) as versions`,
  values: `(select json_agg(json_build_object('id', c.id, 'field_id', c.field_id, 'kind', c.kind, 'value', c.value, 'at', c.at, 'option_id', c.option_id, 'parent_id', c.parent_id, 'person', c.person, 'item_id', c.item_id,
       'option_value', (select o.value from tracker.custom_field_option o where o.id = c.option_id), 'parent_value', (select o.value from tracker.custom_field_option o where o.id = c.parent_id),
       'version_name', (select v.name from tracker.version v where v.id = c.item_id), 'group_name', (select g.name from tracker.person_group g where g.id = c.item_id),
       'project_key', (select q.key from tracker.project q where q.id = c.item_id and ${visible('q')}), 'project_name', (select q.name from tracker.project q where q.id = c.item_id and ${visible('q')})) order by c.field_id, c.sequence, c.id)
     from tracker.custom_field_value c where c.issue_id = i.id) as custom_values`,
  parent: `(select ${related('r', 'rp')} from tracker.issue r ${joinProject('r', 'rp')} where r.id = i.parent_id and r.trashed_at is null) as parent`,
  subtasks: `(select json_agg(${related('r', 'rp')} order by r.parent_sequence nulls last, r.id) from tracker.issue r ${joinProject('r', 'rp')} where r.parent_id = i.id and r.trashed_at is null) as subtasks`,
  links: `(select json_agg(json_build_object('id', k.id, 'link_type_id', k.link_type_id, 'side', k.side, 'issue', ${related('r', 'rp')}) order by k.id) from (
       select l.id, l.link_type_id, 'outward' as side, l.target_id as other from tracker.issue_link l where l.source_id = i.id
       union all select l.id, l.link_type_id, 'inward', l.source_id from tracker.issue_link l where l.target_id = i.id) k
     join tracker.issue r on r.id = k.other and r.trashed_at is null ${joinProject('r', 'rp')}) as links`,
  attachments: `(select json_agg(json_build_object('id', a.id, 'author', a.author, 'file_name', a.file_name, 'media_type', a.media_type, 'size_bytes', a.size_bytes, 'created_at', a.created_at, 'present', a.media_id is not null) order by a.created_at, a.id)
     from tracker.attachment a where a.issue_id = i.id and a.trashed_at is null) as attachments`,
  comments: `(select json_agg(json_build_object(${written('c')}) order by c.created_at, c.id) from (
       select * from tracker.comment c where c.issue_id = i.id and c.trashed_at is null and ${readable('c')} order by c.created_at, c.id limit ${limits.commentsShown}) c) as comments,
     (select count(*) from tracker.comment c where c.issue_id = i.id and c.trashed_at is null and ${readable('c')}) as comment_total`,
  worklogs: `(select json_agg(json_build_object(${written('w')}, 'started_at', w.started_at, 'time_spent_s', w.time_spent_s) order by w.started_at, w.id) from (
       select * from tracker.worklog w where w.issue_id = i.id and w.trashed_at is null and ${readable('w')} order by w.started_at, w.id limit ${limits.worklogsShown}) w) as worklogs,
     (select count(*) from tracker.worklog w where w.issue_id = i.id and w.trashed_at is null and ${readable('w')}) as worklog_total`,
  watches: `(select count(*) from tracker.watcher w where w.issue_id = i.id) as watch_count, exists (select 1 from tracker.watcher w where w.issue_id = i.id and w.person = $3::uuid) as is_watching`,
  votes: `(select count(*) from tracker.vote v where v.issue_id = i.id) as vote_count, exists (select 1 from tracker.vote v where v.issue_id = i.id and v.person = $3::uuid) as has_voted`,
};

/** Every column of IssueRow that the wanted parts need; `i` is the issue, `p` its project, `$3` the viewer's account. */
export function issueColumns(wanted: ReadonlySet<IssuePart>): string {
  return `i.id, i.project_id, p.key as project_key, p.name as project_name, p.type_key as project_type, p.category_id, ${levelOn('p')} as level,
    i.number, i.issue_type_id, i.status_id, i.priority_id, i.resolution_id, i.security_level, i.parent_id, i.assignee, i.reporter, i.creator, i.summary, i.due_on::text as due_on,
    i.created_at, i.updated_at, i.resolved_at, i.status_changed_at, i.original_estimate_s, i.remaining_estimate_s, i.time_spent_s, i.version, $3::uuid is null as anonymous
    ${[...allParts].filter((part) => wanted.has(part)).map((part) => `, ${parts[part]}`).join('')}`;
}

export const issueSource = `tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id`;

export type IssueReference = { readonly id: number } | { readonly projectKey: string; readonly number: number };

/** `10001` or `TST-1`, whatever its case; undefined for anything else. */
export function parseIssueReference(text: string): IssueReference | undefined {
  if (/^\d{1,15}$/.test(text)) return { id: Number(text) };
  const match = /^([A-Za-z][A-Za-z0-9_]*)-(\d{1,15})$/.exec(text.trim());
  return match === null ? undefined : { projectKey: (match[1] ?? '').toUpperCase(), number: Number(match[2]) };
}

/** SQL for the id of a referenced issue, by present and former keys; parameters from `$first` on. */
export function referencedId(reference: IssueReference, first: number): { readonly sql: string; readonly values: readonly unknown[] } {
  if ('id' in reference) return { sql: `$${first}::bigint`, values: [reference.id] };
  return {
    // A select of its own: PostgreSQL takes a bare coalesce for something that could leak, and then no index finds the issue under row security.
    sql: `(select coalesce(
      (select x.id from tracker.project_key k join tracker.issue x on x.tenant_id = k.tenant_id and x.project_id = k.project_id where k.key = $${first} and x.number = $${first + 1}::bigint),
      (select f.issue_id from tracker.former_issue_key f where f.project_key = $${first} and f.number = $${first + 1}::bigint)))`,
    values: [reference.projectKey, reference.number],
  };
}

export async function readIssue(tx: ReadTx, viewer: Viewer, reference: IssueReference, wanted: ReadonlySet<IssuePart>): Promise<IssueRow | undefined> {
  const where = referencedId(reference, 4);
  const [row] = await tx.sql<IssueRow>(`select ${issueColumns(wanted)} from ${issueSource} where i.id = ${where.sql} and i.trashed_at is null and ${visibleIssue('i', 'p')}`,
    [...viewerValues(viewer), viewer.accountId, ...where.values]);
  return row;
}

export async function readIssues(tx: ReadTx, viewer: Viewer, ids: readonly number[], wanted: ReadonlySet<IssuePart>): Promise<readonly IssueRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.sql<IssueRow>(`select ${issueColumns(wanted)} from ${issueSource} where i.id = any($4::bigint[]) and i.trashed_at is null and ${visibleIssue('i', 'p')}`, [...viewerValues(viewer), viewer.accountId, ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** An issue as a command needs it: where it is, what the viewer may do, and what is locked until the end of the transaction. */
export interface LockedIssue {
  readonly id: number; readonly project_id: number; readonly project_key: string; readonly number: number; readonly level: number; readonly workflow_scheme_id: number | null;
  readonly issue_type_id: number; readonly status_id: number; readonly priority_id: number | null; readonly resolution_id: number | null; readonly security_level: number | null; readonly parent_id: number | null;
  readonly assignee: string | null; readonly reporter: string | null; readonly creator: string | null; readonly summary: Buffer; readonly description: Buffer | null; readonly environment: Buffer | null;
  readonly due_on: string | null; readonly original_estimate_s: number | null; readonly remaining_estimate_s: number | null; readonly time_spent_s: number | null; readonly version: number; readonly project_state: string; readonly project_lead: string | null;
}

export async function lockIssue(tx: ReadTx, viewer: Viewer, reference: IssueReference): Promise<LockedIssue | undefined> {
  const where = referencedId(reference, 3);
  const [row] = await tx.sql<LockedIssue>(
    `select i.id, i.project_id, p.key as project_key, p.state as project_state, p.lead as project_lead, p.workflow_scheme_id, i.number, ${levelOn('p')} as level, i.issue_type_id, i.status_id, i.priority_id, i.resolution_id, i.security_level, i.parent_id,
            i.assignee, i.reporter, i.creator, i.summary, i.description, i.environment, i.due_on::text as due_on, i.original_estimate_s, i.remaining_estimate_s, i.time_spent_s, i.version
       from ${issueSource} where i.id = ${where.sql} and i.trashed_at is null and ${visibleIssue('i', 'p')} for update of i`,
    [...viewerValues(viewer), ...where.values]);
  return row;
}
