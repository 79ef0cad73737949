/** Creates an issue with everything that was sent, in one transaction: number, fields, first status, history's beginning. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { requireLevel, viewerOf, type Viewer } from './access.ts';
import { applyCustomFields, applyParts, blankIssue, compareColumns } from './apply-fields.ts';
import { chosenLevel, requireStillSeen } from './choose-security-level.ts';
import { readConfiguration, type Configuration, type ConfiguredItem } from './configuration-store.ts';
import { nextIdsOf, nextNumbers } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors, referenceOf } from './field-errors.ts';
import { checkLayout } from './field-layout.ts';
import { transitionsOf } from './issue-change-store.ts';
import { findPerson, readFields, type IssueInput } from './issue-input.ts';
import { lockIssue, parseIssueReference, type LockedIssue } from './issue-read-store.ts';
import { issueTable, watcherTable } from './issue-rows.ts';
import { readProject, type ProjectRow } from './project-store.ts';
import { initialRank } from './rank.ts';
import { insertRows } from './row-batch.ts';

export interface CreatedIssue { readonly id: number; readonly key: string }

export async function createIssue(ctx: Ctx, people: People, fields: Readonly<Record<string, unknown>>): Promise<CreatedIssue> {
  return ctx.tx((tx) => createIssueIn(tx, ctx, people, fields));
}

/** Within the caller's transaction; `as` is what the record calls it, where it is no plain creation. */
export async function createIssueIn(tx: Tx, ctx: Ctx, people: People, fields: Readonly<Record<string, unknown>>, as: { readonly action: string; readonly from?: string } = { action: 'tracker_issue_created' }): Promise<CreatedIssue> {
  const viewer = viewerOf(ctx);
  const faults = new FieldErrors();
  const configuration = await readConfiguration(tx);
  const { project, parent } = await placeOf(tx, viewer, fields, faults);
  const type = typeOf(configuration, project, fields, parent, faults);
  const input = await readFields({ tx, ctx, people, configuration, projectId: project.id, typeId: type.id }, fields, faults);
  const [, chosen] = await Promise.all([checkLayout(tx, project.id, type.id, fields, true, faults), type.flag ? parent?.security_level : chosenLevel(tx, project.id, fields, true, faults)]);
  const level = chosen ?? null;
  if (!('summary' in fields)) faults.add('summary', 'You must give the issue a summary.', 'required');
  faults.throwIfAny();
  const status = (await transitionsOf(tx, project.workflow_scheme_id, type.id)).find(({ kind }) => kind === 'initial')?.to_status_id ?? configuration.status.all[0]?.id;
  if (status === undefined) throw new Error('the tracker has no status: it was never seeded');
  const id = (await nextIdsOf(tx, { issue: 1 })).get('issue') ?? 0;
  const number = await nextNumbers(tx, project.id, 1);
  const decided = await withDefaults(tx, ctx, people, configuration, project, input);
  const { columns } = compareColumns(tx, configuration, { name: () => null }, blankIssue(id), decided);
  await insertRows(tx, issueTable, [{
    id, project_id: project.id, number, issue_type_id: type.id, status_id: status, priority_id: null, resolution_id: null, security_level: level, parent_id: parent?.id ?? null, parent_sequence: null,
    assignee: null, reporter: null, creator: ctx.actor.accountId, description: null, environment: null, source_format: null, description_source: null, environment_source: null, due_on: null,
    created_at: tx.now, updated_at: tx.now, resolved_at: null, status_changed_at: tx.now, original_estimate_s: null, remaining_estimate_s: null, time_spent_s: null, rank: initialRank(id), summary: null,
    ...columns,
  }]);
  await applyParts(tx, id, true, decided, { component: String, version: String });
  await applyCustomFields(tx, id, true, decided);
  if (level !== null && 'security' in fields) await requireStillSeen(tx, viewer, id);
  if (ctx.actor.accountId !== null) await insertRows(tx, watcherTable, [{ issue_id: id, person: ctx.actor.accountId, created_at: tx.now }]);
  const key = `${project.key}-${number}`;
  tx.record({ action: as.action, target: { kind: 'issue', id: String(id), name: key }, container: { kind: 'project', id: String(project.id), name: project.key }, after: { key, summary: decided.summary, ...(as.from === undefined ? {} : { from: as.from }) } });
  tx.emit({ topic: 'tracker.issue_created', payload: { issueId: id, projectId: project.id, actor: ctx.actor.accountId } });
  return { id, key };
}

async function placeOf(tx: Tx, viewer: Viewer, fields: Readonly<Record<string, unknown>>, faults: FieldErrors): Promise<{ project: ProjectRow; parent: LockedIssue | undefined }> {
  const parentReference = fields['parent'] === null ? undefined : referenceOf(fields['parent'], 'key', 'id');
  const parsed = parentReference === undefined ? undefined : parseIssueReference(parentReference);
  const parent = parsed === undefined ? undefined : await lockIssue(tx, viewer, parsed);
  const reference = referenceOf(fields['project'], 'id', 'key') ?? (parent === undefined ? undefined : String(parent.project_id));
  const project = reference === undefined ? undefined : await readProject(tx, viewer, reference);
  if (project === undefined) {
    // Without a project nothing else can be checked. An unknown one and an invisible one answer alike.
    faults.add('project', 'A valid project is required.', 'required');
    faults.throwIfAny();
    throw errors.project_not_found();
  }
  requireLevel(project.level, 'write');
  if (project.state !== 'active') faults.add('project', 'The project is archived.');
  if (parentReference !== undefined && parent === undefined) faults.add('parent', 'The parent does not exist, or you may not see it.');
  return { project, parent };
}

function typeOf(configuration: Configuration, project: ProjectRow, fields: Readonly<Record<string, unknown>>, parent: LockedIssue | undefined, faults: FieldErrors): ConfiguredItem {
  const reference = referenceOf(fields['issuetype'], 'id', 'name');
  const type = reference === undefined ? undefined : configuration.issueType.find(reference);
  if (type === undefined || (project.issue_types !== null && !project.issue_types.includes(type.id))) {
    faults.add('issuetype', 'The issue type selected is invalid.', 'required');
    faults.throwIfAny();
    throw errors.fields_invalid();
  }
  if (type.flag && parent === undefined) faults.add('parent', 'A sub-task needs a parent.', 'required');
  if (type.flag && parent !== undefined && parent.project_id !== project.id) faults.add('parent', 'A sub-task is in the project of its parent.');
  if (parent !== undefined && (configuration.issueType.get(parent.issue_type_id)?.level ?? 0) <= type.level) faults.add('parent', 'An issue of this type cannot be below that parent.');
  return type;
}

async function withDefaults(tx: Tx, ctx: Ctx, people: People, configuration: Configuration, project: ProjectRow, input: IssueInput): Promise<IssueInput> {
  const priority = configuration.priority.all.find(({ flag }) => flag);
  const person = async (id: string | null) => (id === null ? null : ((await findPerson({ tx, ctx, people }, id)) ?? null));
  const automatic = project.assignee_type === 'PROJECT_LEAD' ? project.lead : null;
  const assignee = input.assignee === 'automatic' || input.assignee === undefined ? await person(automatic) : input.assignee;
  const reporter = input.reporter === undefined ? await person(ctx.actor.accountId) : input.reporter;
  return { ...(priority === undefined ? {} : { priority: { id: priority.id, name: priority.name } }), ...input, assignee, reporter };
}
