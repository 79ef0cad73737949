/** Workflows and their schemes as an imported system had them: the descriptor whole, and read into statuses and transitions. */
import type { Tx } from '../../kernel/db/index.ts';
import { sealedIn } from './columns.ts';
import { sealNamed, sealTransition, workflowSchemeEntryTable, workflowSchemeTable, workflowStatusTable, workflowTable, workflowTransitionTable, type TransitionItem } from './configuration-rows.ts';
import { keepOrTakeIds, nextIds } from './counter-store.ts';
import { newRows, numericId, type BatchTally } from './import-batch.ts';
import { lookUp, remember, Wanted, type Remembered, type Sources } from './import-map-store.ts';
import type { ImportedWorkflow, ImportedWorkflowScheme, ImportId } from './importing.ts';
import { classicWorkflow, parseWorkflow, type ParsedWorkflow } from './parse-workflow.ts';
import { insertRowsLater } from './row-batch.ts';

export async function putWorkflows(tx: Tx, importId: ImportId, rows: readonly ImportedWorkflow[], tally: BatchTally): Promise<void> {
  const wanted = new Wanted();
  const parsed = new Map<ImportedWorkflow, ParsedWorkflow | null>();
  for (const row of rows) {
    wanted.add('workflow', row.source);
    const workflow = row.descriptor === undefined ? classicWorkflow : parseWorkflow(row.descriptor);
    parsed.set(row, workflow);
    wanted.add('status', ...(workflow?.steps.map(({ status }) => status) ?? []));
  }
  const sources = await lookUp(tx, importId, wanted);
  const fresh = newRows('workflow', rows, sources, tally);
  const ids = await keepOrTakeIds(tx, 'workflow', fresh.map(({ source }) => numericId(source)));
  insertRowsLater(tx, workflowTable, fresh.map((row, index) => {
    const id = ids[index] ?? 0;
    return {
      ...sealNamed(tx.sealer, 'workflow', { id, name: row.name, description: row.description, pendingImport: importId }),
      descriptor: row.descriptor === undefined ? null : tx.sealer.seal(sealedIn.workflow.descriptor, id, row.descriptor), is_default: false,
    };
  }));
  const statuses = fresh.flatMap((row, index) => statusesOf(parsed.get(row) ?? null, sources).map(({ statusId, step }) => ({ workflow_id: ids[index] ?? 0, status_id: statusId, step, x: null, y: null })));
  insertRowsLater(tx, workflowStatusTable, statuses, 'on conflict do nothing');
  const transitions = fresh.flatMap((row, index) => transitionsOf(parsed.get(row) ?? null, sources).map((item, sequence) => ({ workflowId: ids[index] ?? 0, item, sequence })));
  const firstTransition = await nextIds(tx, 'workflow_transition', transitions.length);
  insertRowsLater(tx, workflowTransitionTable, transitions.map(({ workflowId, item, sequence }, index) => sealTransition(tx.sealer, firstTransition + index, workflowId, sequence, item)));
  await remember(tx, importId, fresh.map((row, index): Remembered => ({ kind: 'workflow', source: row.source, id: ids[index] ?? 0 })));
  tally.added += fresh.length;
}

function statusesOf(workflow: ParsedWorkflow | null, sources: Sources): readonly { statusId: number; step: number }[] {
  return (workflow?.steps ?? []).flatMap(({ step, status }) => {
    const statusId = sources.id('status', status);
    return statusId === null ? [] : [{ statusId, step }];
  });
}

function transitionsOf(workflow: ParsedWorkflow | null, sources: Sources): TransitionItem[] {
  if (workflow === null) return [];
  const statusOfStep = new Map(statusesOf(workflow, sources).map(({ statusId, step }) => [step, statusId]));
  return workflow.actions.flatMap((action): TransitionItem[] => {
    const to = action.toStep === null ? undefined : statusOfStep.get(action.toStep);
    if (action.kind !== 'directed') return to === undefined ? [] : [{ action: action.action, kind: action.kind, from: null, to, name: action.name }];
    return action.fromSteps.flatMap((step): TransitionItem[] => {
      const from = statusOfStep.get(step);
      const target = action.toStep === null ? from : to;
      return from === undefined || target === undefined ? [] : [{ action: action.action, kind: 'directed', from, to: target, name: action.name }];
    });
  });
}

export async function putWorkflowSchemes(tx: Tx, importId: ImportId, rows: readonly ImportedWorkflowScheme[], tally: BatchTally): Promise<void> {
  const wanted = new Wanted();
  for (const row of rows) {
    wanted.add('workflowscheme', row.source);
    wanted.add('workflow', ...row.entries.map(({ workflow }) => workflow));
    wanted.add('issuetype', ...row.entries.map(({ issueType }) => issueType));
  }
  const sources = await lookUp(tx, importId, wanted);
  const fresh = newRows('workflowscheme', rows, sources, tally);
  const ids = await keepOrTakeIds(tx, 'workflow_scheme', fresh.map(({ source }) => numericId(source)));
  insertRowsLater(tx, workflowSchemeTable, fresh.map((row, index) => {
    const id = ids[index] ?? 0;
    return {
      id, name: tx.sealer.seal(sealedIn.workflowScheme.name, id, row.name),
      description: row.description === undefined ? null : tx.sealer.seal(sealedIn.workflowScheme.description, id, row.description), pending_import: importId,
    };
  }));
  const entries = fresh.flatMap((row, index) => row.entries.flatMap(({ issueType, workflow }) => {
    const workflowId = sources.id('workflow', workflow);
    const issueTypeId = issueType === '0' || issueType === '' ? 0 : sources.id('issuetype', issueType);
    if (workflowId === null || issueTypeId === null) {
      tally.skip(row.source, 'dangling', workflowId === null ? `workflow ${workflow}` : `issuetype ${issueType}`);
      return [];
    }
    return [{ scheme_id: ids[index] ?? 0, issue_type_id: issueTypeId, workflow_id: workflowId }];
  }));
  insertRowsLater(tx, workflowSchemeEntryTable, entries, 'on conflict do nothing');
  await remember(tx, importId, fresh.map((row, index): Remembered => ({ kind: 'workflowscheme', source: row.source, id: ids[index] ?? 0 })));
  tally.added += fresh.length;
}
