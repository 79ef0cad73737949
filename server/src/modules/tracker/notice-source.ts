/** Whom events of issues concern: who is mentioned, who got it, who follows it. Comments that only some may read tell nobody. */
import { accountIds } from '../../kernel/ids/index.ts';
import type { NoticeSource } from '../notification/index.ts';
import { mentionsIn, type AdfDocument } from '../richtext/index.ts';
import { viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { bytesOf, readIssues } from './issue-read-store.ts';
import { changeRow, followersOf, openComment } from './notice-store.ts';
import { openAdf } from './show-issue.ts';

/** Accounts that a text mentions; other people's ids name nobody here. */
function mentioned(adf: AdfDocument): readonly string[] {
  return [...mentionsIn(adf)].flatMap((id) => {
    try {
      return [accountIds.parse(id)];
    } catch {
      return []; // a mention of somebody who has no account
    }
  });
}

const numberIn = (payload: Readonly<Record<string, unknown>>, name: string): number => Number(payload[name] ?? -1);

export const trackerNotices: NoticeSource = {
  product: 'tracker',
  subjectKind: 'issue',
  topics: ['tracker.issue_created', 'tracker.issue_updated', 'tracker.comment_added'],
  concerned: (ctx, topic, payload) => ctx.read(async (tx) => {
    const issueId = numberIn(payload, 'issueId');
    const issue = await followersOf(tx, issueId);
    if (issue === undefined) return null;
    const people = (...ids: readonly (string | null | undefined)[]): readonly string[] => ids.filter((id) => typeof id === 'string');
    const followers = people(issue.assignee, ...(issue.watchers ?? []));
    const about = { subjectKind: 'issue' as const, subjectId: issueId, partId: null };
    if (topic === 'tracker.comment_added') {
      const commentId = numberIn(payload, 'commentId');
      const comment = await openComment(tx, commentId);
      if (comment === undefined) return null;
      return { ...about, partId: commentId, actor: comment.author, notices: [{ kind: 'mention', people: mentioned(openAdf(tx.sealer, sealedIn.comment.body, commentId, bytesOf(comment.body))) }, { kind: 'comment', people: followers }] };
    }
    const texts = issue.description === null ? [] : mentioned(openAdf(tx.sealer, sealedIn.issue.description, issueId, issue.description));
    if (topic === 'tracker.issue_created') return { ...about, actor: issue.creator, notices: [{ kind: 'assigned', people: people(issue.assignee) }, { kind: 'mention', people: texts }] };
    const change = payload['changeId'] === undefined || payload['changeId'] === null ? undefined : await changeRow(tx, numberIn(payload, 'changeId'));
    if (change === undefined) return null;
    const fields = change.fields ?? [];
    const assigned = (change.to ?? []).filter((_person, index) => fields[index] === 'assignee');
    return { ...about, actor: change.author, notices: [{ kind: 'assigned', people: people(...assigned) }, { kind: fields.includes('status') ? 'transition' : 'updated', people: followers }] };
  }),
  subjects: (ctx, ids) => ctx.read(async (tx) => new Map((await readIssues(tx, viewerOf(ctx), ids, new Set())).map((row) => [row.id, {
    kind: 'issue', key: `${row.project_key}-${String(row.number)}`, title: tx.sealer.open(sealedIn.issue.summary, row.id, row.summary),
    container: { key: row.project_key, name: tx.sealer.open(sealedIn.project.name, row.project_id, row.project_name) }, link: `/tracker/issues/${row.project_key}-${String(row.number)}`,
  }]))),
};
