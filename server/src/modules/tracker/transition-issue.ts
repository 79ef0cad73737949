/** Moves an issue through its workflow: only along a transition that leaves its present status. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf, type Viewer } from './access.ts';
import type { ChangeItem } from './change-rows.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { applyEdit, lockEditable, type EditRequest } from './edit-issue.ts';
import { errors } from './errors.ts';
import { transitionsOf, type TransitionRow } from './issue-change-store.ts';
import { parseIssueReference, type LockedIssue } from './issue-read-store.ts';
import { effectOf, permitted, rulesOf, validate, type JudgedIssue } from './workflow-rules.ts';

/** Those that leave the issue's status and that the viewer may take; one that leads back to where it stands is left out unless it is the workflow's own loop. */
export async function availableTransitions(tx: ReadTx, viewer: Viewer, issue: Pick<LockedIssue, 'workflow_scheme_id' | 'issue_type_id' | 'status_id'> & JudgedIssue): Promise<readonly TransitionRow[]> {
  const rows = await transitionsOf(tx, issue.workflow_scheme_id, issue.issue_type_id);
  return permitted(tx, viewer, issue, rows.filter(({ kind, from_status_id, to_status_id }) => (kind === 'global' && to_status_id !== issue.status_id) || (kind === 'directed' && from_status_id === issue.status_id)));
}

export async function transitionIssue(ctx: Ctx, people: People, reference: string, transition: string, request: EditRequest): Promise<void> {
  await ctx.tx(async (tx) => {
    const issue = await lockEditable(tx, viewerOf(ctx), parseIssueReference(reference));
    await transitionIn(tx, ctx, people, issue, ({ action }) => String(action) === transition, request);
  });
}

/** Takes the first transition that the issue can take and that is wanted. Fails with tracker.transition_invalid where there is none. */
export async function transitionIn(tx: Tx, ctx: Ctx, people: People, issue: LockedIssue, wanted: (row: TransitionRow) => boolean, request: EditRequest): Promise<void> {
  const viewer = viewerOf(ctx);
  const chosen = (await availableTransitions(tx, viewer, issue)).find(wanted);
  if (chosen === undefined) throw errors.transition_invalid();
  const configuration = await readConfiguration(tx);
  const rules = rulesOf(tx, chosen);
  await validate(tx, issue.id, rules, request.fields ?? {});
  // Post functions have the last word, as in the original.
  const fields = { ...resolutionAfter(configuration, issue, chosen, request), ...request.fields, ...effectOf(rules, issue, ctx.actor.accountId) };
  await applyEdit(tx, ctx, people, viewer, issue, configuration, { ...request, fields }, 'tracker_issue_transitioned', {
    columns: { status_id: chosen.to_status_id, status_changed_at: tx.now }, items: [statusChange(configuration, issue, chosen)],
  });
}

function statusChange(configuration: Configuration, issue: LockedIssue, chosen: TransitionRow): ChangeItem {
  return {
    field: 'status', fieldId: 'status', fieldType: 'jira', from: String(issue.status_id), fromText: configuration.status.get(issue.status_id)?.name, to: String(chosen.to_status_id),
    toText: configuration.status.get(chosen.to_status_id)?.name, fromId: issue.status_id, toId: chosen.to_status_id,
  };
}

/** What is done has a resolution, what is taken up again has none, unless the request says otherwise. */
function resolutionAfter(configuration: Configuration, issue: LockedIssue, chosen: TransitionRow, request: EditRequest): Readonly<Record<string, unknown>> {
  if (request.fields !== undefined && 'resolution' in request.fields) return {};
  const done = configuration.status.get(chosen.to_status_id)?.category === 'done';
  if (!done) return issue.resolution_id === null ? {} : { resolution: null };
  const standard = configuration.resolution.all.find(({ flag }) => flag) ?? configuration.resolution.all[0];
  return issue.resolution_id !== null || standard === undefined ? {} : { resolution: { id: String(standard.id) } };
}
