/**
 * Workflows are edited in a draft and take effect when it is published: all at once, for every issue that follows them. Issues
 * whose status goes away are moved as the publisher says, with an entry in their history, or nothing is published.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { groupIds } from '../../kernel/ids/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { sealNamed, sealTransition, workflowStatusTable, workflowTable, workflowTransitionTable } from './configuration-rows.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { bytesOf } from './issue-read-store.ts';
import { recordManyChanges } from './record-changes.ts';
import { insertRows } from './row-batch.ts';
import { systemFieldIds } from './show-configuration.ts';
import { problemsOf, readRules, writeRules, type KnownThings, type StatusPlace, type TransitionContent, type WorkflowContent, type WorkflowProblem } from './workflow-content.ts';
import { clearWorkflow, deleteWorkflowRow, dropDraft, listWorkflows, lockWorkflow, misfitIssues, misfits, putDraft, readWorkflow, schemesUsing, setStatuses, updateWorkflow, type Following, type WorkflowRow } from './workflow-store.ts';

/** `id` is missing where the transition is new. */
export type TransitionInput = Omit<TransitionContent, 'id'> & { readonly id?: number | undefined };
export interface WorkflowInput { readonly name: string; readonly description: string; readonly statuses: readonly StatusPlace[]; readonly transitions: readonly TransitionInput[] }
/** Where issues of a status that goes away are moved; without a type, those of every type. */
export interface StatusMigration { readonly issueType: number | null; readonly from: number; readonly to: number }

const migratedAtOnce = 1_000;

/** What is published. */
export function openWorkflow(tx: Pick<ReadTx, 'sealer'>, row: WorkflowRow): WorkflowContent {
  const { sealer } = tx;
  const columns = sealedIn.transition;
  const byAction = Map.groupBy(row.transitions ?? [], ({ action }) => action);
  return {
    name: sealer.open(sealedIn.workflow.name, row.id, row.name), description: row.description === null ? '' : sealer.open(sealedIn.workflow.description, row.id, row.description),
    statuses: (row.statuses ?? []).map(({ id, x, y }) => ({ id, x, y })),
    transitions: [...byAction].flatMap(([id, rows]) => {
      const [first] = rows;
      if (first === undefined) return [];
      const rules = readRules(first.rules === null ? null : sealer.open(columns.rules, first.id, bytesOf(first.rules)));
      return [{ id, name: sealer.open(columns.name, first.id, bytesOf(first.name)), type: first.kind, from: rows.flatMap(({ from_status_id }) => from_status_id ?? []), to: first.to_status_id, ...rules }];
    }),
  };
}

export function openDraft(tx: Pick<ReadTx, 'sealer'>, row: WorkflowRow): WorkflowContent | null {
  // Written by saveDraft below, and authenticated since.
  return row.draft === null ? null : JSON.parse(tx.sealer.open(sealedIn.workflowDraft.content, row.id, bytesOf(row.draft.content))) as WorkflowContent;
}

export async function knownThings(ctx: Ctx, people: People, configuration: Configuration): Promise<KnownThings> {
  const groups = await people.groups(ctx.tenant.organizationId);
  return {
    statuses: new Set(configuration.status.all.map(({ id }) => id)), roles: new Set(configuration.role.all.map(({ id }) => String(id))), groups: new Set(groups.map(({ id }) => groupIds.format(groupIds.fromUuid(id)))),
    resolutions: new Set(configuration.resolution.all.map(({ id }) => String(id))), fields: new Set([...systemFieldIds, ...configuration.customField.all.map(({ id }) => `customfield_${id}`)]),
  };
}

async function locked(tx: Tx, id: number): Promise<WorkflowRow> {
  const row = await lockWorkflow(tx, id);
  if (row === undefined) throw errors.workflow_not_found();
  return row;
}

async function freeName(tx: Tx, name: string, own: number | null): Promise<void> {
  const wanted = name.trim().toLowerCase();
  const taken = (await listWorkflows(tx)).some((row) => row.id !== own && tx.sealer.open(sealedIn.workflow.name, row.id, row.name).toLowerCase() === wanted);
  if (taken) throw errors.name_taken({ errors: [{ field: 'name', code: 'taken', message: 'Another workflow has this name.' }] });
}

/** A new workflow with what another one says; published at once, because nothing follows it yet. */
export async function createWorkflow(ctx: Ctx, input: { readonly name: string; readonly description: string; readonly copyOf: number | null }): Promise<number> {
  return ctx.tx(async (tx) => {
    const name = input.name.trim();
    if (name === '' || name.length > 255) throw errors.fields_invalid({ errors: [{ field: 'name', code: 'required', message: 'A name has 1 to 255 characters.' }] });
    await freeName(tx, name, null);
    const all = await listWorkflows(tx);
    const source = input.copyOf === null ? all.find(({ is_default }) => is_default) : all.find(({ id }) => id === input.copyOf);
    if (source === undefined) throw errors.workflow_not_found();
    const id = await nextIds(tx, 'workflow', 1);
    await insertRows(tx, workflowTable, [{ ...sealNamed(tx.sealer, 'workflow', { id, name, description: input.description }), descriptor: null, is_default: false }]);
    await writeContent(tx, id, { ...openWorkflow(tx, source), name, description: input.description });
    tx.record({ action: 'tracker_workflow_created', target: { kind: 'workflow', id: String(id), name }, after: { name, copyOf: source.id } });
    return id;
  });
}

async function writeContent(tx: Tx, id: number, content: WorkflowContent): Promise<void> {
  await clearWorkflow(tx, id);
  await insertRows(tx, workflowStatusTable, content.statuses.map(({ id: status, x, y }, index) => ({ workflow_id: id, status_id: status, step: index + 1, x, y })));
  const rows = content.transitions.flatMap((transition) => (transition.type === 'directed' ? transition.from : [null]).map((from) => ({ transition, from })));
  const first = await nextIds(tx, 'workflow_transition', rows.length);
  await insertRows(tx, workflowTransitionTable, rows.map(({ transition, from }, index) => {
    const rules = writeRules(transition);
    return sealTransition(tx.sealer, first + index, id, index, { action: transition.id, kind: transition.type, from, to: transition.to, name: transition.name, ...(rules === undefined ? {} : { rules }) });
  }));
}

/** New transitions get the next free number of this workflow, so that numbers of old ones are never given again while it lives. */
function numbered(input: WorkflowInput, published: WorkflowContent, draft: WorkflowContent | null): WorkflowContent {
  let next = Math.max(0, ...[...published.transitions, ...(draft?.transitions ?? []), ...input.transitions].map(({ id }) => id ?? 0));
  return { ...input, transitions: input.transitions.map((transition) => ({ ...transition, id: transition.id ?? (next += 1) })) };
}

/** `version` is the draft's that was read, 0 when there was none. Fails with tracker.version_conflict. */
export async function saveDraft(ctx: Ctx, id: number, input: WorkflowInput, version: number | undefined): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await locked(tx, id);
    const [published, before] = [openWorkflow(tx, row), openDraft(tx, row)];
    if (version !== undefined && version !== (row.draft?.version ?? 0)) throw errors.version_conflict();
    const after = numbered(input, published, before);
    if (JSON.stringify(after) === JSON.stringify(before ?? published)) return;
    await putDraft(tx, id, tx.sealer.seal(sealedIn.workflowDraft.content, id, JSON.stringify(after)), (row.draft?.version ?? 0) + 1, ctx.actor.accountId);
    tx.record({ action: 'tracker_workflow_draft_saved', target: { kind: 'workflow', id: String(id), name: published.name }, after: { statuses: after.statuses.length, transitions: after.transitions.length } });
  });
}

export async function discardDraft(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await locked(tx, id);
    if ((await dropDraft(tx, id)) === 0) return;
    tx.record({ action: 'tracker_workflow_draft_discarded', target: { kind: 'workflow', id: String(id), name: openWorkflow(tx, row).name } });
  });
}

const asErrors = (problems: readonly WorkflowProblem[]) => problems.map(({ code, message, status, transition }) => ({ field: transition === undefined ? (status === undefined ? 'workflow' : `status ${status}`) : `transition ${transition}`, code, message }));

/** Fails with tracker.workflow_invalid, tracker.migration_needed. Without a draft nothing happens. */
export async function publishWorkflow(ctx: Ctx, people: People, id: number, migrations: readonly StatusMigration[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await locked(tx, id);
    const [before, after] = [openWorkflow(tx, row), openDraft(tx, row)];
    if (after === null) return;
    const configuration = await readConfiguration(tx);
    const problems = problemsOf(after, await knownThings(ctx, people, configuration));
    if (problems.length > 0) throw errors.workflow_invalid({ errors: asErrors(problems) });
    await freeName(tx, after.name, id);
    await updateWorkflow(tx, id, {
      name: tx.sealer.seal(sealedIn.workflow.name, id, after.name), name_token: nameToken(tx.sealer, sealedIn.workflow.name_token, after.name), description: after.description === '' ? null : tx.sealer.seal(sealedIn.workflow.description, id, after.description),
    });
    await writeContent(tx, id, after);
    const moved = await migrateStatuses(tx, ctx, configuration, { workflow: id }, migrations);
    await dropDraft(tx, id);
    tx.record({ action: 'tracker_workflow_published', target: { kind: 'workflow', id: String(id), name: after.name }, before, after: { ...after, issuesMoved: moved } });
  });
}

/** Moves every issue that stands outside of the workflow that it follows now. Fails with tracker.migration_needed when one is not provided for. */
export async function migrateStatuses(tx: Tx, ctx: Ctx, configuration: Configuration, following: Following, migrations: readonly StatusMigration[]): Promise<number> {
  let moved = 0;
  for (const { issue_type_id, status_id } of await misfits(tx, following)) {
    const migration = migrations.find(({ issueType, from }) => from === status_id && issueType === issue_type_id) ?? migrations.find(({ issueType, from }) => from === status_id && issueType === null);
    if (migration === undefined) continue;
    for (;;) {
      const ids = await misfitIssues(tx, following, issue_type_id, status_id, migratedAtOnce);
      if (ids.length === 0) break;
      await setStatuses(tx, ids, migration.to);
      const item = {
        field: 'status', fieldId: 'status', fieldType: 'jira', from: String(status_id), fromText: configuration.status.get(status_id)?.name, to: String(migration.to), toText: configuration.status.get(migration.to)?.name, fromId: status_id, toId: migration.to,
      };
      await recordManyChanges(tx, ctx.actor.accountId, ids.map((issueId) => ({ issueId, items: [item] })));
      moved += ids.length;
      // Where it leads to is outside as well: the same issues would come again for ever.
      if ((await misfits(tx, following)).some((rest) => rest.issue_type_id === issue_type_id && rest.status_id === migration.to)) break;
    }
  }
  const left = await misfits(tx, following);
  if (left.length > 0) {
    throw errors.migration_needed({ errors: left.map(({ issue_type_id, status_id, count }) => ({ field: `status ${status_id}`, code: 'migration_needed', message: `${count} issues of type ${issue_type_id} have this status.` })) });
  }
  return moved;
}

export async function deleteWorkflow(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await locked(tx, id);
    if (row.is_default || (await schemesUsing(tx, id)) > 0) throw errors.in_use({ detail: 'Projects follow this workflow, or it is the one that all follow who have none.' });
    await deleteWorkflowRow(tx, id);
    tx.record({ action: 'tracker_workflow_deleted', target: { kind: 'workflow', id: String(id), name: openWorkflow(tx, row).name }, before: openWorkflow(tx, row) });
  });
}

export async function workflowById(tx: ReadTx, id: number): Promise<WorkflowRow> {
  const row = await readWorkflow(tx, id);
  if (row === undefined) throw errors.workflow_not_found();
  return row;
}
