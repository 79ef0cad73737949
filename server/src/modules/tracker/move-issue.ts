/**
 * An issue goes to another project, with its sub-tasks, or becomes a sub-task, or stops being one. It gets a new key there; the
 * old one keeps leading to it. What the other project does not have (components, versions, a status) is matched by name or left.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import type { ChangeItem } from './change-rows.ts';
import { sealedIn } from './columns.ts';
import { readConfiguration, type Configuration, type ConfiguredItem } from './configuration-store.ts';
import { nextNumbers } from './counter-store.ts';
import { lockEditable } from './edit-issue.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { clearParts, liveChildren, liveSubtasks, readParts, transitionsOf, updateIssue, type ColumnChanges } from './issue-change-store.ts';
import { lockIssue, parseIssueReference, type LockedIssue } from './issue-read-store.ts';
import { formerKeyTable, issueComponentTable, issueVersionTable } from './issue-rows.ts';
import { componentsOf, readProject, versionsOf, workflowStatuses, type ProjectRow } from './project-store.ts';
import { recordChanges } from './record-changes.ts';
import { insertRows } from './row-batch.ts';

export interface MoveTarget { readonly project: string; readonly issueType?: string | undefined; readonly status?: string | undefined }

export async function moveIssue(ctx: Ctx, reference: string, target: MoveTarget): Promise<{ readonly key: string; readonly formerKey: string }> {
  return ctx.tx(async (tx) => moveIssueIn(tx, ctx, await lockEditable(tx, viewerOf(ctx), parseIssueReference(reference)), target));
}

export async function moveIssueIn(tx: Tx, ctx: Ctx, issue: LockedIssue, target: MoveTarget): Promise<{ readonly key: string; readonly formerKey: string }> {
  const formerKey = `${issue.project_key}-${issue.number}`;
  const project = await readProject(tx, viewerOf(ctx), target.project);
  if (project === undefined) throw errors.project_not_found();
  requireLevel(project.level, 'write');
  const configuration = await readConfiguration(tx);
  const faults = new FieldErrors();
  if (project.state !== 'active') faults.add('project', 'The project is archived.');
  if (configuration.issueType.get(issue.issue_type_id)?.flag === true) faults.add('project', 'A sub-task goes with its parent. Move that one, or turn it into an issue first.');
  faults.throwIfAny();
  if (project.id === issue.project_id) return { key: formerKey, formerKey };
  const children = await liveSubtasks(tx, issue.id);
  const key = await takeOver(tx, ctx, configuration, issue, project, target);
  for (const { id } of children) {
    const child = await lockIssue(tx, viewerOf(ctx), { id });
    if (child !== undefined) await takeOver(tx, ctx, configuration, child, project, {});
  }
  tx.record({ action: 'tracker_issue_moved', target: { kind: 'issue', id: String(issue.id), name: key }, container: { kind: 'project', id: String(project.id), name: project.key }, before: { key: formerKey }, after: { key, subtasks: children.length } });
  return { key, formerKey };
}

async function takeOver(tx: Tx, ctx: Ctx, configuration: Configuration, issue: LockedIssue, project: ProjectRow, target: { readonly issueType?: string | undefined; readonly status?: string | undefined }): Promise<string> {
  const type = typeThere(configuration, project, target.issueType ?? String(issue.issue_type_id), configuration.issueType.get(issue.issue_type_id)?.flag === true);
  const status = await fittingStatus(tx, configuration, project.workflow_scheme_id, type.id, issue.status_id, target.status);
  const number = await nextNumbers(tx, project.id, 1);
  const [formerKey, key] = [`${issue.project_key}-${issue.number}`, `${project.key}-${number}`];
  await insertRows(tx, formerKeyTable, [{ project_key: issue.project_key, number: issue.number, issue_id: issue.id }], 'on conflict (tenant_id, project_key, number) do update set issue_id = excluded.issue_id');
  await updateIssue(tx, issue.id, { project_id: project.id, number, issue_type_id: type.id, status_id: status, ...(status === issue.status_id ? {} : { status_changed_at: tx.now }) });
  await matchParts(tx, ctx, issue, project);
  const changeId = await recordChanges(tx, issue.id, ctx.actor.accountId, [
    { field: 'project', fieldId: 'project', fieldType: 'jira', from: String(issue.project_id), fromText: issue.project_key, to: String(project.id), toText: project.key, fromId: issue.project_id, toId: project.id },
    { field: 'Key', fieldId: 'issuekey', fieldType: 'jira', fromText: formerKey, toText: key }, ...typeItem(configuration, issue, type), ...statusItem(configuration, issue, status),
  ]);
  tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: issue.id, projectId: project.id, changeId, actor: ctx.actor.accountId } });
  return key;
}

function typeThere(configuration: Configuration, project: ProjectRow, reference: string, subtask: boolean): ConfiguredItem {
  const type = configuration.issueType.find(reference);
  const faults = new FieldErrors();
  if (type === undefined || type.flag !== subtask || (project.issue_types !== null && !project.issue_types.includes(type.id))) faults.add('issueType', 'The project does not take issues of this type.');
  faults.throwIfAny();
  if (type === undefined) throw errors.fields_invalid();
  return type;
}

/** The wanted status, else the present one, else the one in which the workflow begins; always one that the workflow has. */
async function fittingStatus(tx: Tx, configuration: Configuration, scheme: number | null, type: number, present: number, wanted: string | undefined): Promise<number> {
  const rows = await workflowStatuses(tx, scheme);
  const own = rows.filter(({ issue_type_id }) => issue_type_id === type);
  const statuses = (own.length > 0 ? own : rows.filter(({ issue_type_id }) => issue_type_id === 0)).map(({ status_id }) => status_id);
  if (wanted !== undefined) {
    const status = configuration.status.find(wanted);
    if (status === undefined || !statuses.includes(status.id)) throw errors.fields_invalid({ errors: [{ field: 'status', code: 'invalid', message: 'The workflow there has no such status.' }] });
    return status.id;
  }
  if (statuses.includes(present)) return present;
  const initial = (await transitionsOf(tx, scheme, type)).find(({ kind }) => kind === 'initial')?.to_status_id ?? statuses[0];
  if (initial === undefined) throw errors.workflow_not_found();
  return initial;
}

/** Components and versions of the same name there take the place of those here. */
async function matchParts(tx: Tx, ctx: Ctx, issue: LockedIssue, project: ProjectRow): Promise<void> {
  const parts = await readParts(tx, issue.id);
  const viewer = viewerOf(ctx);
  const named = async (kind: 'component' | 'version', projectId: number) =>
    (kind === 'component' ? await componentsOf(tx, viewer, projectId) : await versionsOf(tx, viewer, projectId)).map((row) => ({ id: row.id, name: tx.sealer.open(sealedIn[kind].name, row.id, row.name).toLowerCase() }));
  const match = async (kind: 'component' | 'version', ids: readonly number[]) => {
    if (ids.length === 0) return [];
    const [here, there] = [await named(kind, issue.project_id), await named(kind, project.id)];
    return ids.flatMap((id) => there.find(({ name }) => name === here.find((item) => item.id === id)?.name)?.id ?? []);
  };
  if (parts.components !== null) {
    const kept = await match('component', parts.components);
    await clearParts(tx, issue.id, 'component');
    await insertRows(tx, issueComponentTable, kept.map((id) => ({ issue_id: issue.id, component_id: id })));
  }
  for (const [relation, ids] of [['fix', parts.fix_versions], ['affects', parts.affects_versions]] as const) {
    if (ids === null) continue;
    const kept = await match('version', ids);
    await clearParts(tx, issue.id, relation);
    await insertRows(tx, issueVersionTable, kept.map((id) => ({ issue_id: issue.id, relation, version_id: id })));
  }
}

function typeItem(configuration: Configuration, issue: LockedIssue, type: ConfiguredItem): readonly ChangeItem[] {
  return type.id === issue.issue_type_id ? [] : [{ field: 'issuetype', fieldId: 'issuetype', fieldType: 'jira', from: String(issue.issue_type_id), fromText: configuration.issueType.get(issue.issue_type_id)?.name, to: String(type.id), toText: type.name, fromId: issue.issue_type_id, toId: type.id }];
}

function statusItem(configuration: Configuration, issue: LockedIssue, status: number): readonly ChangeItem[] {
  return status === issue.status_id ? [] : [{ field: 'status', fieldId: 'status', fieldType: 'jira', from: String(issue.status_id), fromText: configuration.status.get(issue.status_id)?.name, to: String(status), toText: configuration.status.get(status)?.name, fromId: issue.status_id, toId: status }];
}

/** From sub-task to issue, or with a parent the other way round. */
export async function convertIssue(ctx: Ctx, reference: string, target: { readonly issueType: string; readonly parent?: string | undefined }): Promise<void> {
  const viewer = viewerOf(ctx);
  await ctx.tx(async (tx) => {
    const issue = await lockEditable(tx, viewer, parseIssueReference(reference));
    const configuration = await readConfiguration(tx);
    const project = await readProject(tx, viewer, String(issue.project_id));
    const type = configuration.issueType.find(target.issueType);
    const parsed = target.parent === undefined ? undefined : parseIssueReference(target.parent);
    const parent = parsed === undefined ? undefined : await lockIssue(tx, viewer, parsed);
    const faults = new FieldErrors();
    if (type === undefined || (project?.issue_types !== null && project?.issue_types.includes(type.id) === false)) faults.add('issueType', 'The project does not take issues of this type.');
    else if (type.flag && (parent === undefined || parent.project_id !== issue.project_id || parent.id === issue.id)) faults.add('parent', 'A sub-task has a parent in its project.', 'required');
    else if (type.flag && configuration.issueType.get(parent?.issue_type_id)?.flag === true) faults.add('parent', 'A sub-task has no sub-tasks.');
    else if (type.flag && (await liveChildren(tx, issue.id)).length > 0) faults.add('issueType', 'It has issues below it. Move or convert those first.');
    faults.throwIfAny();
    if (type === undefined) throw errors.fields_invalid();
    const parentId = type.flag ? (parent?.id ?? null) : null;
    if (type.id === issue.issue_type_id && parentId === issue.parent_id) return;
    const status = await fittingStatus(tx, configuration, issue.workflow_scheme_id, type.id, issue.status_id, undefined);
    const columns: ColumnChanges = { issue_type_id: type.id, parent_id: parentId, status_id: status, ...(status === issue.status_id ? {} : { status_changed_at: tx.now }) };
    await updateIssue(tx, issue.id, columns);
    const changeId = await recordChanges(tx, issue.id, ctx.actor.accountId, [
      ...typeItem(configuration, issue, type), ...statusItem(configuration, issue, status),
      ...(parentId === issue.parent_id ? [] : [{ field: 'parent', fieldId: 'parent', fieldType: 'jira', from: issue.parent_id === null ? undefined : String(issue.parent_id), to: parentId === null ? undefined : String(parentId), toText: parent === undefined ? undefined : `${parent.project_key}-${parent.number}` }]),
    ]);
    tx.record({
      action: 'tracker_issue_converted', target: { kind: 'issue', id: String(issue.id), name: `${issue.project_key}-${issue.number}` }, container: { kind: 'project', id: String(issue.project_id), name: issue.project_key },
      before: { issueType: configuration.issueType.get(issue.issue_type_id)?.name }, after: { issueType: type.name, parent: parent === undefined ? null : `${parent.project_key}-${parent.number}` },
    });
    tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: issue.id, projectId: issue.project_id, changeId, actor: ctx.actor.accountId } });
  });
}
