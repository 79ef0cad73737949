/** Deleting moves an issue into the trash, with its sub-tasks when that was asked for; its key is never given to another. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { lockEditable } from './edit-issue.ts';
import { errors } from './errors.ts';
import { liveSubtasks, trashIssues } from './issue-change-store.ts';
import { parseIssueReference, type LockedIssue } from './issue-read-store.ts';

/** Fails with tracker.has_subtasks unless `deleteSubtasks`. */
export async function deleteIssue(ctx: Ctx, reference: string, deleteSubtasks: boolean): Promise<void> {
  await ctx.tx(async (tx) => deleteIssueIn(tx, ctx, await lockEditable(tx, viewerOf(ctx), parseIssueReference(reference)), deleteSubtasks));
}

export async function deleteIssueIn(tx: Tx, ctx: Ctx, issue: LockedIssue, deleteSubtasks: boolean): Promise<void> {
  const children = await liveSubtasks(tx, issue.id);
  if (children.length > 0 && !deleteSubtasks) throw errors.has_subtasks();
  await trashIssues(tx, [issue.id, ...children.map(({ id }) => id)], issue.id, ctx.actor.accountId);
  tx.record({
    action: 'tracker_issue_deleted', target: { kind: 'issue', id: String(issue.id), name: `${issue.project_key}-${issue.number}` }, container: { kind: 'project', id: String(issue.project_id), name: issue.project_key },
    before: { summary: tx.sealer.open(sealedIn.issue.summary, issue.id, issue.summary), subtasks: children.map(({ number }) => `${issue.project_key}-${number}`) },
  });
  tx.emit({ topic: 'tracker.issue_deleted', payload: { issueId: issue.id, projectId: issue.project_id, actor: ctx.actor.accountId } });
}
