/** Tracker's rows as search asks for them: the words of issues and projects, and who sees which. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues, visible, visibleIssue } from './access-store.ts';
import { issueSource, readable, type HexBytes } from './issue-read-store.ts';

export interface IssueWords {
  readonly id: number; readonly number: number; readonly project_key: string; readonly project_id: number; readonly project_name: Buffer; readonly assignee: string | null; readonly updated_at: Date;
  readonly summary: Buffer; readonly description: Buffer | null; readonly environment: Buffer | null;
  readonly comments: readonly { readonly id: number; readonly body: HexBytes; readonly restricted: boolean }[] | null;
  readonly custom_values: readonly { readonly id: number; readonly kind: string; readonly value: HexBytes }[] | null;
  readonly files: readonly { readonly id: number; readonly name: HexBytes }[] | null;
}

const words = `i.id, i.number, p.key as project_key, p.id as project_id, p.name as project_name, i.assignee, i.updated_at, i.summary, i.description, i.environment,
  (select json_agg(json_build_object('id', c.id, 'body', c.body, 'restricted', c.visible_to_group is not null or c.visible_to_role is not null) order by c.id)
     from (select * from tracker.comment c where c.issue_id = i.id and c.trashed_at is null and ${readable('c')} order by c.id desc limit 500) c) as comments,
  (select json_agg(json_build_object('id', v.id, 'kind', v.kind, 'value', v.value) order by v.id) from tracker.custom_field_value v where v.issue_id = i.id and v.value is not null and v.kind in ('string', 'text', 'adf')) as custom_values,
  (select json_agg(json_build_object('id', a.id, 'name', a.file_name) order by a.id) from tracker.attachment a where a.issue_id = i.id and a.trashed_at is null) as files`;

/** What the viewer sees of these issues. */
export async function issueWords(tx: ReadTx, viewer: Viewer, ids: readonly number[]): Promise<readonly IssueWords[]> {
  return tx.sql(`select ${words} from ${issueSource} where i.id = any($3::bigint[]) and i.trashed_at is null and ${visibleIssue('i', 'p')}`, [...viewerValues(viewer), ids]);
}

/** Whatever the state of their project: what is being imported is found as soon as it is published. */
export async function allIssueWords(tx: ReadTx, ids: readonly number[]): Promise<readonly IssueWords[]> {
  return tx.sql(`select ${words} from ${issueSource} where i.id = any($3::bigint[]) and i.trashed_at is null and ($1::boolean or $2::uuid[] is null)`, [true, [], ids]);
}

export interface ProjectWords { readonly id: number; readonly key: string; readonly name: Buffer; readonly updated_at: Date }

export async function projectWords(tx: ReadTx, viewer: Viewer | null, ids: readonly number[]): Promise<readonly ProjectWords[]> {
  if (viewer === null) return tx.sql('select p.id, p.key, p.name, p.updated_at from tracker.project p where p.id = any($1::bigint[])', [ids]);
  return tx.sql(`select p.id, p.key, p.name, p.updated_at from tracker.project p where p.id = any($3::bigint[]) and ${visible('p')}`, [...viewerValues(viewer), ids]);
}

export async function idsAfter(tx: ReadTx, kind: 'issue' | 'project', after: number, limit: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number }>(`select id from tracker.${kind} where id > $1::bigint order by id limit $2`, [after, limit]);
  return rows.map(({ id }) => id);
}

export interface IssueFilters {
  readonly project?: string | undefined; readonly person?: string | undefined; readonly label?: Buffer | undefined; readonly updatedAfter?: Date | undefined; readonly updatedBefore?: Date | undefined;
}

export function visibleIssues(viewer: Viewer, filters: IssueFilters): { readonly from: string; readonly where: string; readonly id: string; readonly changedAt: string; readonly values: unknown[] } {
  const values: unknown[] = [...viewerValues(viewer)];
  const bind = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = ['i.trashed_at is null', visibleIssue('i', 'p')];
  if (filters.project !== undefined) conditions.push(`p.id in (select k.project_id from tracker.project_key k where k.key = ${bind(filters.project.toUpperCase())})`);
  if (filters.person !== undefined) {
    const person = `${bind(filters.person)}::uuid`;
    conditions.push(`(i.assignee = ${person} or i.reporter = ${person})`);
  }
  if (filters.label !== undefined) conditions.push(`i.id in (select x.issue_id from tracker.issue_label x join tracker.label l on l.tenant_id = x.tenant_id and l.id = x.label_id where l.name_token = ${bind(filters.label)}::bytea)`);
  if (filters.updatedAfter !== undefined) conditions.push(`i.updated_at >= ${bind(filters.updatedAfter)}::timestamptz`);
  if (filters.updatedBefore !== undefined) conditions.push(`i.updated_at < ${bind(filters.updatedBefore)}::timestamptz`);
  return { from: issueSource, where: conditions.join(' and '), id: 'i.id', changedAt: 'i.updated_at', values };
}

export function visibleProjects(viewer: Viewer): ReturnType<typeof visibleIssues> {
  return { from: 'tracker.project p', where: visible('p'), id: 'p.id', changedAt: 'p.updated_at', values: [...viewerValues(viewer)] };
}
