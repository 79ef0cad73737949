/**
 * Edits an issue: the row is locked, what differs is written with its history and one audit record, and nothing is written when
 * nothing differs. `update` operations (add, remove, set) are turned into the fields they mean, on the locked state.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { accessErrors } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { requireLevel, viewerOf, type Viewer } from './access.ts';
import { applyCustomFields, applyParts, compareColumns } from './apply-fields.ts';
import { addCommentIn } from './comment-issue.ts';
import type { ChangeItem } from './change-rows.ts';
import { sealedIn } from './columns.ts';
import { chosenLevel, requireStillSeen } from './choose-security-level.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { errors } from './errors.ts';
import { FieldErrors, isRecord, referenceOf } from './field-errors.ts';
import { checkLayout } from './field-layout.ts';
import { liveChildren, readParts, touchIssue, updateIssue, type ColumnChanges } from './issue-change-store.ts';
import { ProjectItems, readFields, type IssueInput } from './issue-input.ts';
import { bytesOf, lockIssue, parseIssueReference, type IssueReference, type LockedIssue } from './issue-read-store.ts';
import { recordChanges } from './record-changes.ts';
import { secureSubtasks } from './security-store.ts';
import { findPeople, PeopleShown } from './show-people.ts';

export interface EditRequest {
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  readonly update?: Readonly<Record<string, unknown>> | undefined;
}

export async function lockEditable(tx: Tx, viewer: Viewer, reference: IssueReference | undefined): Promise<LockedIssue> {
  const issue = reference === undefined ? undefined : await lockIssue(tx, viewer, reference);
  if (issue === undefined) throw errors.issue_not_found();
  requireLevel(issue.level, 'write');
  if (issue.project_state !== 'active') throw accessErrors.forbidden({ detail: 'The project is archived.' });
  return issue;
}

export async function editIssue(ctx: Ctx, people: People, reference: string, request: EditRequest): Promise<void> {
  const viewer = viewerOf(ctx);
  await ctx.tx(async (tx) => {
    const issue = await lockEditable(tx, viewer, parseIssueReference(reference));
    const configuration = await readConfiguration(tx);
    await applyEdit(tx, ctx, people, viewer, issue, configuration, request, 'tracker_issue_updated');
  });
}

/** Applies fields and update operations to a locked issue; `extra` are changes that the caller made itself (a transition). */
export async function applyEdit(tx: Tx, ctx: Ctx, people: People, viewer: Viewer, issue: LockedIssue, configuration: Configuration, request: EditRequest, action: string, extra: { readonly columns: ColumnChanges; readonly items: readonly ChangeItem[] } = { columns: {}, items: [] }): Promise<boolean> {
  const faults = new FieldErrors();
  const context = { tx, ctx, people, configuration, projectId: issue.project_id, typeId: issue.issue_type_id };
  const { fields, comments } = await resolveOperations(tx, issue, request, faults);
  const input = await readFields(context, fields, faults);
  await checkLayout(tx, issue.project_id, issue.issue_type_id, fields, false, faults);
  const typeChange = changeOfType(configuration, issue, fields, faults);
  const parentChange = await changeOfParent(tx, viewer, configuration, issue, typeChange?.typeId ?? issue.issue_type_id, input, faults);
  const securityChange = await changeOfSecurity(tx, configuration, issue, fields, faults);
  faults.throwIfAny();
  const known = await findPeople(tx, ctx, people, [issue.assignee, issue.reporter, issue.project_lead]);
  const names = new PeopleShown(known, '', false);
  const decided: IssueInput = input.assignee === 'automatic' ? { ...input, assignee: issue.project_lead === null ? null : { id: issue.project_lead, name: names.name(issue.project_lead) ?? '' } } : input;
  const difference = compareColumns(tx, configuration, names, issue, decided);
  const items = [...extra.items, ...difference.items, ...(typeChange?.items ?? []), ...(parentChange?.items ?? []), ...(securityChange?.items ?? [])];
  const projectItems = new ProjectItems(context);
  const [components, versions] = decided.components === undefined && decided.fixVersions === undefined && decided.versions === undefined ? [[], []] : [await projectItems.components(), await projectItems.versions()];
  items.push(...(await applyParts(tx, issue.id, false, decided, {
    component: (id) => components.find((item) => item.id === id)?.name ?? String(id), version: (id) => versions.find((item) => item.id === id)?.name ?? String(id),
  })));
  items.push(...(await applyCustomFields(tx, issue.id, false, decided)));
  const columns = { ...difference.columns, ...extra.columns, ...(typeChange === undefined ? {} : { issue_type_id: typeChange.typeId }), ...(parentChange === undefined ? {} : { parent_id: parentChange.parentId }), ...(securityChange === undefined ? {} : { security_level: securityChange.level }) };
  if (items.length === 0 && comments.length === 0) return false;
  if (items.length > 0) await updateIssue(tx, issue.id, columns);
  else touchIssue(tx, issue.id);
  if (securityChange !== undefined) {
    await secureSubtasks(tx, issue.id, configuration.issueType.all.filter(({ flag }) => flag).map(({ id }) => id), securityChange.level);
    await requireStillSeen(tx, viewer, issue.id);
  }
  const changeId = await recordChanges(tx, issue.id, ctx.actor.accountId, items);
  for (const body of comments) await addCommentIn(tx, ctx, issue.id, body);
  tx.record({
    action, target: { kind: 'issue', id: String(issue.id), name: `${issue.project_key}-${issue.number}` }, container: { kind: 'project', id: String(issue.project_id), name: issue.project_key },
    before: Object.fromEntries(items.map(({ field, fromText, from }) => [field, fromText ?? from ?? null])), after: Object.fromEntries(items.map(({ field, toText, to }) => [field, toText ?? to ?? null])),
  });
  tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: issue.id, projectId: issue.project_id, changeId, actor: ctx.actor.accountId } });
  return true;
}

interface Operations {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly comments: readonly unknown[];
}

const setLike = new Set(['labels', 'components', 'fixVersions', 'versions']);

/** `update: {labels: [{add: 'x'}]}` becomes the whole list that the field will have. */
async function resolveOperations(tx: Tx, issue: LockedIssue, request: EditRequest, faults: FieldErrors): Promise<Operations> {
  const fields: Record<string, unknown> = { ...request.fields };
  const comments: unknown[] = [];
  const operations = Object.entries(request.update ?? {});
  const parts = operations.some(([name]) => setLike.has(name)) ? await readParts(tx, issue.id) : undefined;
  for (const [name, list] of operations) {
    if (!Array.isArray(list)) {
      faults.add(name, 'Operations are a list such as [{"set": …}].');
      continue;
    }
    if (name in fields) {
      faults.add(name, 'A field is either in "fields" or in "update".');
      continue;
    }
    if (name === 'comment') comments.push(...list.flatMap((operation: unknown) => (isRecord(operation) && isRecord(operation['add']) ? [operation['add']['body']] : [])));
    else if (setLike.has(name)) fields[name] = applyToList(name, list, currentList(tx, name, parts), faults);
    else fields[name] = list.reduce((value: unknown, operation: unknown) => (isRecord(operation) && 'set' in operation ? operation['set'] : isRecord(operation) && 'edit' in operation ? operation['edit'] : value), undefined);
  }
  return { fields, comments };
}

function currentList(tx: Tx, name: string, parts: Awaited<ReturnType<typeof readParts>> | undefined): readonly string[] {
  if (parts === undefined) return [];
  if (name === 'labels') return (parts.labels ?? []).map((label) => tx.sealer.open(sealedIn.label.name, label.id, bytesOf(label.name)));
  return ((name === 'components' ? parts.components : name === 'fixVersions' ? parts.fix_versions : parts.affects_versions) ?? []).map(String);
}

function applyToList(name: string, operations: readonly unknown[], before: readonly string[], faults: FieldErrors): readonly unknown[] {
  const key = (value: unknown) => referenceOf(value, 'id', 'name') ?? '';
  return operations.reduce<readonly unknown[]>((list, operation) => {
    if (isRecord(operation) && 'add' in operation) return list.some((item) => key(item) === key(operation['add'])) ? list : [...list, operation['add']];
    if (isRecord(operation) && 'remove' in operation) return list.filter((item) => key(item) !== key(operation['remove']));
    if (isRecord(operation) && Array.isArray(operation['set'])) return operation['set'];
    faults.add(name, 'An operation is add, remove or set.');
    return list;
  }, before);
}

function changeOfType(configuration: Configuration, issue: LockedIssue, fields: Readonly<Record<string, unknown>>, faults: FieldErrors): { readonly typeId: number; readonly items: readonly ChangeItem[] } | undefined {
  if (!('issuetype' in fields)) return undefined;
  const type = configuration.issueType.find(referenceOf(fields['issuetype'], 'id', 'name') ?? '');
  const before = configuration.issueType.get(issue.issue_type_id);
  if (type === undefined) faults.add('issuetype', 'The issue type selected is invalid.');
  else if (type.flag !== (before?.flag ?? false)) faults.add('issuetype', 'A sub-task stays one, and an issue does not become one.');
  if (type === undefined || type.id === issue.issue_type_id) return undefined;
  return { typeId: type.id, items: [{ field: 'issuetype', fieldId: 'issuetype', fieldType: 'jira', from: String(issue.issue_type_id), fromText: before?.name, to: String(type.id), toText: type.name, fromId: issue.issue_type_id, toId: type.id }] };
}

/** Names of levels stay out of the history: whoever reads it may not belong to the level that was. */
async function changeOfSecurity(tx: Tx, configuration: Configuration, issue: LockedIssue, fields: Readonly<Record<string, unknown>>, faults: FieldErrors): Promise<{ readonly level: number | null; readonly items: readonly ChangeItem[] } | undefined> {
  const level = await chosenLevel(tx, issue.project_id, fields, false, faults);
  if (level === undefined || level === issue.security_level) return undefined;
  if (configuration.issueType.get(issue.issue_type_id)?.flag === true) {
    faults.add('security', 'A sub-task has the security level of its parent.');
    return undefined;
  }
  return { level, items: [{ field: 'security', fieldId: 'security', fieldType: 'jira', from: issue.security_level === null ? undefined : String(issue.security_level), to: level === null ? undefined : String(level), fromId: issue.security_level, toId: level }] };
}

async function changeOfParent(tx: Tx, viewer: Viewer, configuration: Configuration, issue: LockedIssue, typeId: number, input: IssueInput, faults: FieldErrors): Promise<{ readonly parentId: number | null; readonly items: readonly ChangeItem[] } | undefined> {
  if (input.parent === undefined) return undefined;
  const type = configuration.issueType.get(typeId);
  if (input.parent === null) {
    if (type?.flag === true) faults.add('parent', 'A sub-task needs a parent.', 'required');
    return issue.parent_id === null ? undefined : { parentId: null, items: [{ field: 'parent', fieldId: 'parent', fieldType: 'jira', from: String(issue.parent_id) }] };
  }
  const reference = parseIssueReference(input.parent);
  const parent = reference === undefined ? undefined : await lockIssue(tx, viewer, reference);
  if (parent === undefined || parent.id === issue.id) faults.add('parent', 'The parent does not exist, or you may not see it.');
  else if ((configuration.issueType.get(parent.issue_type_id)?.level ?? 0) <= (type?.level ?? 0)) faults.add('parent', 'An issue of this type cannot be below that parent.');
  else if ((await liveChildren(tx, issue.id)).some(({ id }) => id === parent.id)) faults.add('parent', 'An issue cannot be below its own sub-task.');
  else if (parent.id !== issue.parent_id) {
    return { parentId: parent.id, items: [{ field: 'parent', fieldId: 'parent', fieldType: 'jira', from: issue.parent_id === null ? undefined : String(issue.parent_id), to: String(parent.id), toText: `${parent.project_key}-${parent.number}` }] };
  }
  return undefined;
}
