/**
 * Takes back the last change of an issue, by whoever made it and as long as nothing newer stands on it. The history says what
 * every field was; taking back is an edit like any other and gets an entry of its own.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { listChanges, type ChangeRow } from './activity-store.ts';
import { openChangeItem, type ChangeItem, type OpenedChangeItem } from './change-rows.ts';
import { readConfiguration } from './configuration-store.ts';
import { applyEdit, lockEditable } from './edit-issue.ts';
import { errors } from './errors.ts';
import type { ColumnChanges } from './issue-change-store.ts';
import { bytesOf, parseIssueReference } from './issue-read-store.ts';
import { personKey } from './show-people.ts';

type Entry = NonNullable<ChangeRow['items']>[number];
interface Undoing { readonly fields: Record<string, unknown>; readonly update: Record<string, unknown[]>; columns: ColumnChanges; readonly items: ChangeItem[] }

/** Tells which entry was taken back. `wanted` is the one that the person saw. Fails with tracker.undo_impossible. */
export async function undoChange(ctx: Ctx, people: People, reference: string, wanted: number | undefined): Promise<number> {
  return ctx.tx(async (tx) => {
    const issue = await lockEditable(tx, viewerOf(ctx), parseIssueReference(reference));
    const [last] = (await listChanges(tx, issue.id, { offset: 0, limit: 1, descending: true })).rows;
    if (last === undefined || last.author === null || last.author !== ctx.actor.accountId || (wanted !== undefined && wanted !== last.id)) throw errors.undo_impossible();
    const undoing: Undoing = { fields: {}, update: {}, columns: {}, items: [] };
    for (const entry of last.items ?? []) if (!takeBack(tx, entry, undoing)) throw errors.undo_impossible({ detail: 'Files, links, comments, work and moves are not taken back here.' });
    await applyEdit(tx, ctx, people, viewerOf(ctx), issue, await readConfiguration(tx), { fields: undoing.fields, update: undoing.update }, 'tracker_issue_change_undone', { columns: undoing.columns, items: undoing.items });
    return last.id;
  });
}

/** Adds what sets the field back; false for what cannot be. */
function takeBack(tx: Tx, entry: Entry, undoing: Undoing): boolean {
  const item = openChangeItem(tx.sealer, entry.id, bytesOf(entry.item));
  const { fields } = undoing;
  const field = entry.field ?? '';
  if (field.startsWith('customfield_')) {
    if (item.fromValue === undefined) return false; // an older entry, which does not say
    fields[field] = item.fromValue;
    return true;
  }
  switch (field) {
    case 'summary': fields[field] = item.fromText ?? ''; return true;
    case 'description': case 'environment': fields[field] = item.fromValue ?? item.fromText ?? null; return true;
    case 'priority': case 'resolution': fields[field] = entry.from_id === null ? null : { id: String(entry.from_id) }; return true;
    case 'assignee': case 'reporter': fields[field] = entry.from_person === null ? null : { accountId: personKey(entry.from_person) }; return true;
    case 'labels': fields[field] = (item.fromText ?? '').split(' ').filter((label) => label !== ''); return true;
    case 'duedate': fields[field] = item.fromText; return true;
    case 'issuetype': fields[field] = { id: String(entry.from_id) }; return true;
    case 'parent': fields[field] = item.from === null ? null : { id: item.from }; return true;
    case 'timeoriginalestimate': case 'timeestimate': return takeBackEstimate(field, item, undoing);
    case 'components': case 'fixVersions': case 'versions': return takeBackPart(field, entry, undoing);
    case 'status': return takeBackStatus(entry, item, tx.now, undoing);
    default: return false;
  }
}

function takeBackEstimate(field: string, item: OpenedChangeItem, { fields }: Undoing): true {
  const minutes = item.fromText === null ? null : String(Math.round(Number(item.fromText) / 60));
  const before = fields['timetracking'];
  fields['timetracking'] = { ...(typeof before === 'object' && before !== null ? before : {}), [field === 'timeestimate' ? 'remainingEstimate' : 'originalEstimate']: minutes };
  return true;
}

function takeBackPart(field: string, entry: Entry, { update }: Undoing): true {
  const operations = (update[field] ??= []);
  if (entry.from_id !== null) operations.push({ add: { id: String(entry.from_id) } });
  if (entry.to_id !== null) operations.push({ remove: { id: String(entry.to_id) } });
  return true;
}

/** Back to where it stood, whatever ways the workflow has: it was there a moment ago. */
function takeBackStatus(entry: Entry, item: OpenedChangeItem, now: Date, undoing: Undoing): boolean {
  if (entry.from_id === null) return false;
  undoing.columns = { ...undoing.columns, status_id: entry.from_id, status_changed_at: now };
  undoing.items.push({ field: 'status', fieldId: 'status', fieldType: 'jira', from: item.to ?? undefined, fromText: item.toText ?? undefined, to: item.from ?? undefined, toText: item.fromText ?? undefined, fromId: entry.to_id, toId: entry.from_id });
  return true;
}
