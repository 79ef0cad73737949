/** Watching and voting: whoever sees an issue may do both for themselves; for others, whoever may write there. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { placeOfIssue, removePerson } from './activity-store.ts';
import { issueTarget } from './comment-issue.ts';
import { errors } from './errors.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { voteTable, watcherTable } from './issue-rows.ts';
import { insertRows } from './row-batch.ts';

export async function setPresence(ctx: Ctx, kind: 'watcher' | 'vote', reference: string, person: string, present: boolean): Promise<void> {
  await ctx.tx((tx) => setPresenceIn(tx, ctx, kind, reference, person, present));
}

export async function setPresenceIn(tx: Tx, ctx: Ctx, kind: 'watcher' | 'vote', reference: string, person: string, present: boolean): Promise<void> {
  const parsed = parseIssueReference(reference);
  const place = parsed === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), parsed);
  if (place === undefined) throw errors.issue_not_found();
  if (person !== ctx.actor.accountId) requireLevel(place.level, 'write');
  const changed = present
    ? await insertRows(tx, kind === 'watcher' ? watcherTable : voteTable, [{ issue_id: place.issue_id, person, created_at: tx.now }], 'on conflict do nothing')
    : await removePerson(tx, kind, place.issue_id, person);
  if (changed === 0) return;
  const { name, container } = issueTarget(place);
  tx.record({ action: `tracker_${kind}_${present ? 'added' : 'removed'}`, target: { kind: 'issue', id: String(place.issue_id), name }, container, after: { person } });
}
