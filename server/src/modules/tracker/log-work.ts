/** Worklogs: how long somebody worked on an issue, when, and on what. The issue's time spent and remaining follow. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { parseAdf } from '../richtext/index.ts';
import { viewerOf } from './access.ts';
import { addTimeSpent, placeOfIssue, readWritten, trashRow, updateWorklog } from './activity-store.ts';
import { sealedIn } from './columns.ts';
import { issueTarget, requireAuthor, writablePlace } from './comment-issue.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors, parseDuration } from './field-errors.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { worklogTable } from './issue-rows.ts';
import { recordChanges } from './record-changes.ts';
import { insertRows } from './row-batch.ts';

export interface WorklogInput {
  readonly comment?: unknown;
  readonly started?: string | undefined;
  readonly timeSpent?: string | undefined;
  readonly timeSpentSeconds?: number | undefined;
}

export interface EstimateInput {
  readonly adjustEstimate?: string | undefined;
  readonly newEstimate?: string | undefined;
}

function readTimeSpent(input: WorklogInput, faults: FieldErrors): number | undefined {
  const seconds = input.timeSpentSeconds ?? (input.timeSpent === undefined ? undefined : parseDuration(input.timeSpent));
  if (seconds === undefined && input.timeSpentSeconds === undefined && input.timeSpent === undefined) return undefined;
  if (seconds === undefined || seconds <= 0 || seconds > 10 * 365 * 86_400) faults.add('timeLogged', 'Time spent is a duration such as "3h 30m".');
  return seconds;
}

function readStarted(input: WorklogInput, faults: FieldErrors): Date | undefined {
  if (input.started === undefined) return undefined;
  const time = new Date(input.started.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(time.getTime())) faults.add('started', 'A time is expected: yyyy-mm-ddThh:mm:ss.sss+0000.');
  return time;
}

function remainingOf(estimate: EstimateInput): number | 'auto' | 'leave' {
  if (estimate.adjustEstimate === 'leave') return 'leave';
  const seconds = estimate.adjustEstimate === 'new' && estimate.newEstimate !== undefined ? parseDuration(estimate.newEstimate) : undefined;
  return seconds ?? 'auto';
}

export async function addWorklog(ctx: Ctx, reference: string, input: WorklogInput, estimate: EstimateInput): Promise<{ readonly issueId: number; readonly id: number }> {
  return ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, reference);
    const faults = new FieldErrors();
    const seconds = readTimeSpent(input, faults);
    if (seconds === undefined) faults.add('timeLogged', 'Time spent is required.', 'required');
    const started = readStarted(input, faults) ?? tx.now;
    const body = input.comment === undefined || input.comment === null ? null : JSON.stringify(parseAdf(input.comment));
    faults.throwIfAny();
    const id = await nextIds(tx, 'worklog', 1);
    await insertRows(tx, worklogTable, [{
      id, issue_id: place.issue_id, author: ctx.actor.accountId, update_author: ctx.actor.accountId, body: body === null ? null : tx.sealer.seal(sealedIn.worklog.body, id, body), source_format: null, body_source: null,
      visible_to_group: null, visible_to_role: null, created_at: tx.now, updated_at: tx.now, started_at: started, time_spent_s: seconds ?? 0,
    }]);
    await addTimeSpent(tx, place.issue_id, seconds ?? 0, remainingOf(estimate));
    await recordChanges(tx, place.issue_id, ctx.actor.accountId, [{ field: 'timespent', fieldId: 'timespent', fieldType: 'jira', to: String(seconds), toText: String(seconds) }, { field: 'WorklogId', fieldId: 'worklog', fieldType: 'jira', to: String(id), toText: String(id) }]);
    const { name, container } = issueTarget(place);
    tx.record({ action: 'tracker_worklog_added', target: { kind: 'worklog', id: String(id), name }, container, after: { timeSpentSeconds: seconds } });
    tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: place.issue_id, projectId: place.project_id } });
    return { issueId: place.issue_id, id };
  });
}

async function lockWorklog(tx: Tx, ctx: Ctx, reference: string, worklogId: number) {
  const viewer = viewerOf(ctx);
  const parsed = parseIssueReference(reference);
  const place = parsed === undefined ? undefined : await placeOfIssue(tx, viewer, parsed);
  const worklog = place === undefined ? undefined : await readWritten(tx, viewer, 'worklog', place.issue_id, worklogId, true);
  if (worklog === undefined) throw errors.worklog_not_found();
  requireAuthor(ctx, worklog);
  return worklog;
}

export async function changeWorklog(ctx: Ctx, reference: string, worklogId: number, input: WorklogInput): Promise<{ readonly issueId: number }> {
  return ctx.tx(async (tx) => {
    const worklog = await lockWorklog(tx, ctx, reference, worklogId);
    const faults = new FieldErrors();
    const seconds = readTimeSpent(input, faults) ?? worklog.time_spent_s;
    const startedAt = readStarted(input, faults) ?? new Date(worklog.started_at);
    faults.throwIfAny();
    const sealedBefore = worklog.body === null ? null : Buffer.from(worklog.body.slice(2), 'hex');
    const before = sealedBefore === null ? null : tx.sealer.open(sealedIn.worklog.body, worklog.id, sealedBefore);
    const after = input.comment === undefined ? before : input.comment === null ? null : JSON.stringify(parseAdf(input.comment));
    const sameText = after === before;
    if (sameText && seconds === worklog.time_spent_s && startedAt.getTime() === new Date(worklog.started_at).getTime()) return { issueId: worklog.issue_id };
    const body = sameText ? sealedBefore : after === null ? null : tx.sealer.seal(sealedIn.worklog.body, worklog.id, after);
    await updateWorklog(tx, worklog.id, ctx.actor.accountId, { body, keepSource: sameText, startedAt, timeSpentS: seconds });
    await addTimeSpent(tx, worklog.issue_id, seconds - worklog.time_spent_s, 'auto');
    const { name, container } = issueTarget(worklog);
    tx.record({ action: 'tracker_worklog_updated', target: { kind: 'worklog', id: String(worklog.id), name }, container, before: { timeSpentSeconds: worklog.time_spent_s }, after: { timeSpentSeconds: seconds } });
    return { issueId: worklog.issue_id };
  });
}

export async function deleteWorklog(ctx: Ctx, reference: string, worklogId: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const worklog = await lockWorklog(tx, ctx, reference, worklogId);
    await trashRow(tx, 'worklog', worklog.id, ctx.actor.accountId);
    await addTimeSpent(tx, worklog.issue_id, -worklog.time_spent_s, 'leave');
    const { name, container } = issueTarget(worklog);
    tx.record({ action: 'tracker_worklog_deleted', target: { kind: 'worklog', id: String(worklog.id), name }, container, before: { timeSpentSeconds: worklog.time_spent_s } });
  });
}
