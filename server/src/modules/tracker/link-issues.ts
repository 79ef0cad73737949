/** Links between issues. Whoever may write at one end and see the other may link them. */
import type { Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { countLinks, placeOfIssue, readLink } from './activity-store.ts';
import type { ChangeItem } from './change-rows.ts';
import { addCommentIn, issueTarget } from './comment-issue.ts';
import { readConfiguration, type ConfiguredItem } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors, isRecord, referenceOf } from './field-errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { issueLinkTable } from './issue-rows.ts';
import { limits } from './limits.ts';
import { deleteRow } from './project-store.ts';
import { recordChanges } from './record-changes.ts';
import { insertRows } from './row-batch.ts';

export interface LinkInput {
  readonly type: unknown;
  /** The one that the link points away from is `outwardIssue` in the public API: "inward issue blocks outward issue". */
  readonly inwardIssue: unknown;
  readonly outwardIssue: unknown;
  readonly comment?: unknown;
}

export async function linkIssues(ctx: Ctx, input: LinkInput): Promise<void> {
  const viewer = viewerOf(ctx);
  await ctx.tx(async (tx) => {
    const find = async (reference: unknown) => {
      const parsed = parseIssueReference(referenceOf(reference, 'key', 'id') ?? '');
      return parsed === undefined ? undefined : placeOfIssue(tx, viewer, parsed);
    };
    const type = (await readConfiguration(tx)).linkType.find(referenceOf(input.type, 'id', 'name') ?? '');
    const source = await find(input.inwardIssue);
    const target = await find(input.outwardIssue);
    if (source === undefined || target === undefined) throw errors.issue_not_found();
    const faults = new FieldErrors();
    if (type === undefined) faults.add('type', 'There is no such link type.');
    if (source.issue_id === target.issue_id) faults.add('outwardIssue', 'An issue is not linked to itself.');
    faults.throwIfAny();
    if (type === undefined) throw errors.fields_invalid();
    requireLevel(Math.max(source.level, target.level), 'write');
    if ((await countLinks(tx, source.issue_id)) >= limits.linksPerIssue) throw errors.limit_reached({ detail: `An issue has at most ${limits.linksPerIssue} links.` });
    const id = await nextIds(tx, 'issue_link', 1);
    const written = await insertRows(tx, issueLinkTable, [{ id, link_type_id: type.id, source_id: source.issue_id, target_id: target.issue_id, sequence: null, created_at: tx.now }], 'on conflict do nothing');
    if (written === 0) return; // linked like this already
    const [sourceKey, targetKey] = [`${source.project_key}-${source.number}`, `${target.project_key}-${target.number}`];
    await recordChanges(tx, source.issue_id, ctx.actor.accountId, [linkChange(type, type.outward, targetKey, true)]);
    await recordChanges(tx, target.issue_id, ctx.actor.accountId, [linkChange(type, type.inward, sourceKey, true)]);
    touchIssue(tx, source.issue_id);
    touchIssue(tx, target.issue_id);
    if (isRecord(input.comment) && input.comment['body'] !== undefined) await addCommentIn(tx, ctx, source.issue_id, input.comment['body']);
    tx.record({ action: 'tracker_issue_linked', target: { kind: 'issue', id: String(source.issue_id), name: sourceKey }, container: issueTarget(source).container, after: { type: type.name, to: targetKey } });
    tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: source.issue_id, projectId: source.project_id } });
  });
}

function linkChange(type: ConfiguredItem, words: string, key: string, added: boolean): ChangeItem {
  const text = `This issue ${words} ${key}`;
  return { field: 'Link', fieldId: 'issuelinks', fieldType: 'jira', ...(added ? { to: key, toText: text } : { from: key, fromText: text }) };
}

export async function unlinkIssues(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const link = await readLink(tx, viewerOf(ctx), id);
    if (link === undefined) throw errors.link_not_found();
    requireLevel(link.level, 'write');
    const type = (await readConfiguration(tx)).linkType.get(link.link_type_id);
    await deleteRow(tx, 'issue_link', id);
    if (type !== undefined) {
      await recordChanges(tx, link.source_id, ctx.actor.accountId, [linkChange(type, type.outward, link.target_key, false)]);
      await recordChanges(tx, link.target_id, ctx.actor.accountId, [linkChange(type, type.inward, link.source_key, false)]);
    }
    tx.record({ action: 'tracker_issue_unlinked', target: { kind: 'issue', id: String(link.source_id), name: link.source_key }, container: { kind: 'project', id: String(link.project_id) }, before: { type: type?.name, to: link.target_key } });
  });
}
