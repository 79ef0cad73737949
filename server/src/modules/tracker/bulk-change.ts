/**
 * One change for many issues. Each issue is changed in a transaction of its own, with its own history and audit record, as if the
 * submitter had done it there; what is refused for one holds back no other. The preview does the very same and takes it back, so
 * it cannot say anything else than what would happen.
 *
 * The states: waiting → running → done; waiting or running → cancelled, after the issue that is being changed. Whoever works on
 * it touches its record; a record that nobody touched for a while is taken up by another process from where it stood.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import { isUuid, newUuid } from '../../kernel/ids/index.ts';
import { accessErrors, type AuditEvent, type Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { placeOfIssue } from './activity-store.ts';
import { cancelBulkRow, claimBulk, finishBulk, insertBulk, nextOfBulk, readBulk, setOutcome, touchBulk, type BulkRow } from './bulk-store.ts';
import { sealedIn } from './columns.ts';
import { readConfiguration } from './configuration-store.ts';
import { deleteIssueIn } from './delete-issue.ts';
import { applyEdit, lockEditable } from './edit-issue.ts';
import { errors } from './errors.ts';
import { parseIssueReference, readIssues } from './issue-read-store.ts';
import { moveIssueIn, type MoveTarget } from './move-issue.ts';
import { searchIssues } from './search-issues.ts';
import { readSettings } from './settings-store.ts';
import { transitionIn } from './transition-issue.ts';
import { setPresenceIn } from './watch-issue.ts';

export type BulkChange =
  | { readonly kind: 'fields'; readonly fields?: Readonly<Record<string, unknown>> | undefined; readonly update?: Readonly<Record<string, unknown>> | undefined }
  | { readonly kind: 'transition'; readonly toStatus?: string | undefined; readonly transition?: string | undefined }
  | { readonly kind: 'move'; readonly target: MoveTarget }
  | { readonly kind: 'delete' }
  | { readonly kind: 'watch'; readonly watch: boolean };

export interface Chosen { readonly issues?: readonly (string | number)[] | undefined; readonly jql?: string | undefined }

const staleMs = 60_000;
const claimedAtOnce = 50;
const previewedAtOnce = 20;
/** What nobody sees is told like this, whoever asks. */
const notFound = 'tracker.issue_not_found';

/** Ids of the chosen issues that one sees, in their order; null stands for one that one does not see. */
export async function chooseIssues(ctx: Ctx, people: People, chosen: Chosen): Promise<readonly (number | null)[]> {
  return ctx.read(async (tx) => {
    const { bulkIssuesMax } = await readSettings(tx);
    const tooMany = () => errors.limit_reached({ detail: `One change takes at most ${bulkIssuesMax} issues.` });
    if (chosen.jql === undefined) {
      const references = [...new Set((chosen.issues ?? []).map(String))];
      if (references.length > bulkIssuesMax) throw tooMany();
      const found = await Promise.all(references.map(async (reference) => {
        const parsed = parseIssueReference(reference);
        return parsed === undefined ? undefined : placeOfIssue(tx, viewerOf(ctx), parsed);
      }));
      return found.map((place) => place?.issue_id ?? null);
    }
    const ids: number[] = [];
    let pageToken: string | undefined;
    do {
      const page = await searchIssues(tx, ctx, people, { jql: chosen.jql, parts: new Set(), limit: 100, pageToken });
      ids.push(...page.rows.map(({ id }) => id));
      if (ids.length > bulkIssuesMax) throw tooMany();
      pageToken = page.nextPageToken ?? undefined;
    } while (pageToken !== undefined);
    return ids;
  });
}

/** Changes one issue, within the caller's transaction. Its audit record tells what changed; none was when nothing did. */
async function changeOne(tx: Tx, ctx: Ctx, people: People, id: number, change: BulkChange): Promise<void> {
  const viewer = viewerOf(ctx);
  if (change.kind === 'watch') {
    if (ctx.actor.accountId === null) throw accessErrors.forbidden();
    await setPresenceIn(tx, ctx, 'watcher', String(id), ctx.actor.accountId, change.watch);
    return;
  }
  const issue = await lockEditable(tx, viewer, { id });
  switch (change.kind) {
    case 'fields': await applyEdit(tx, ctx, people, viewer, issue, await readConfiguration(tx), change, 'tracker_issue_updated'); return;
    case 'transition':
      if (change.toStatus === String(issue.status_id)) return;
      await transitionIn(tx, ctx, people, issue, ({ action, to_status_id }) => (change.transition === undefined ? String(to_status_id) === change.toStatus : String(action) === change.transition), {});
      return;
    case 'move': await moveIssueIn(tx, ctx, issue, change.target); return;
    case 'delete': await deleteIssueIn(tx, ctx, issue, true);
  }
}

export interface PreviewItem {
  readonly id: string | null; readonly key: string | null; readonly summary: string | null; readonly outcome: 'change' | 'unchanged' | 'refused'; readonly reason?: string;
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
}

class TakenBack extends Error {}

/** What the change would do to each of these. Nothing of it stays. */
export async function previewBulk(ctx: Ctx, people: People, ids: readonly (number | null)[], change: BulkChange): Promise<readonly PreviewItem[]> {
  const visible = ids.filter((id) => id !== null);
  const rows = await ctx.read(async (tx) => (await readIssues(tx, viewerOf(ctx), visible, new Set())).map((row) => ({ id: row.id, key: `${row.project_key}-${row.number}`, summary: tx.sealer.open(sealedIn.issue.summary, row.id, row.summary) })));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const items: PreviewItem[] = [];
  for (let at = 0; at < ids.length; at += previewedAtOnce) {
    // Short transactions: a preview holds nobody up for long.
    for (const item of await tryChanges(ctx, people, ids.slice(at, at + previewedAtOnce), change)) {
      const row = item.id === null ? undefined : byId.get(item.id);
      items.push({ ...item, id: item.id === null ? null : String(item.id), key: row?.key ?? null, summary: row?.summary ?? null });
    }
  }
  return items;
}

type Tried = Omit<PreviewItem, 'id' | 'key' | 'summary'> & { readonly id: number | null };

async function tryChanges(ctx: Ctx, people: People, ids: readonly (number | null)[], change: BulkChange): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  try {
    await ctx.tx(async (tx) => {
      for (const id of ids) tried.push(id === null ? { id, outcome: 'refused', reason: notFound, changes: [] } : await tryOne(tx, ctx, people, id, change));
      throw new TakenBack('a preview leaves nothing');
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
  return tried;
}

async function tryOne(tx: Tx, ctx: Ctx, people: People, id: number, change: BulkChange): Promise<Tried> {
  const records: AuditEvent[] = [];
  try {
    await changeOne({ ...tx, record: (event) => void records.push(event), emit: () => undefined }, ctx, people, id, change);
  } catch (error) {
    return { id, outcome: 'refused', reason: reasonOf(error), changes: [] };
  }
  const [record] = records;
  return record === undefined ? { id, outcome: 'unchanged', changes: [] } : { id, outcome: 'change', changes: changesOf(record) };
}

/** Refusals are told by their code and what they say of fields; anything else is a failure of ours and ends the whole. */
function reasonOf(error: unknown): string {
  if (!isAppError(error) || error.status >= 500) throw error;
  const faults = (error.params['errors'] ?? []) as readonly { readonly field: string; readonly message: string }[]; // as FieldErrors makes them
  return [error.code, ...faults.map(({ field, message }) => `${field}: ${message}`)].join(' ').slice(0, 1_000);
}

function changesOf({ before, after }: AuditEvent): PreviewItem['changes'] {
  const [from, to] = [before, after].map((value) => (typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {})); // records hold plain objects
  return [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].map((field) => ({ field, from: from?.[field] ?? null, to: to?.[field] ?? null }));
}

/** Keeps the change and lets a job do it. Fails with tracker.limit_reached, tracker.issue_not_found when none of them is seen. */
export async function startBulk(ctx: Ctx, people: People, chosen: Chosen, change: BulkChange, quiet: boolean): Promise<string> {
  const ids = (await chooseIssues(ctx, people, chosen)).filter((id) => id !== null);
  if (ids.length === 0) throw errors.issue_not_found();
  return ctx.tx(async (tx) => {
    if (change.kind !== 'watch') await requireSomethingToDo(tx, ctx, ids);
    const id = newUuid(ctx.now.getTime());
    await insertBulk(tx, { id, kind: change.kind, request: tx.sealer.seal(sealedIn.bulkChange.request, id, JSON.stringify(change)), quiet, by: ctx.actor.accountId, issues: ids });
    tx.record({ action: 'tracker_bulk_change_started', target: { kind: 'bulk-change', id }, after: { change, issues: ids.length } });
    tx.emit({ topic: 'tracker.bulk_change_started', payload: { bulkId: id } });
    return id;
  });
}

/** Where nothing at all may be changed, the whole is refused, and recorded so. */
async function requireSomethingToDo(tx: Tx, ctx: Ctx, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const issue = await placeOfIssue(tx, viewerOf(ctx), { id });
    if (issue !== undefined && issue.level >= 2) return;
  }
  throw accessErrors.forbidden();
}

export async function cancelBulk(ctx: Ctx, id: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = isUuid(id) ? await readBulk(tx, id, ctx.actor.accountId, ctx.access.siteRole === 'admin') : undefined;
    if (row === undefined) throw errors.bulk_change_not_found();
    if (!(await cancelBulkRow(tx, id))) return;
    tx.record({ action: 'tracker_bulk_change_cancelled', target: { kind: 'bulk-change', id }, before: { state: row.state } });
  });
}

/** Works on a change until it is done. `asSubmitter` is the context of who asked for it, with the rights that they have now. */
export async function runBulk(ctx: Ctx, people: People, id: string, asSubmitter: (accountId: string | null) => Promise<Ctx>): Promise<void> {
  const claimed = await ctx.tx(async (tx) => ((await claimBulk(tx, id, new Date(ctx.now.getTime() - staleMs))) ? readBulk(tx, id, null, true) : undefined));
  if (claimed === undefined) return;
  const change = openBulk(await ctx.read((tx) => Promise.resolve(tx.sealer)), claimed);
  for (;;) {
    const batch = await ctx.read((tx) => nextOfBulk(tx, id, claimedAtOnce));
    if (batch.length === 0) break;
    for (const { position, issue_id } of batch) {
      ctx.signal.throwIfAborted();
      const submitter = await asSubmitter(claimed.submitted_by);
      if (!(await submitter.tx((tx) => touchBulk(tx, id, submitter.now)))) {
        await submitter.tx((tx) => finishBulk(tx, id, submitter.now));
        return;
      }
      await changeAndNote(submitter, people, { id, position, issueId: issue_id, change, quiet: claimed.quiet });
    }
  }
  const last = await asSubmitter(claimed.submitted_by);
  await last.tx((tx) => finishBulk(tx, id, last.now));
}

function openBulk(sealer: Tx['sealer'], row: BulkRow): BulkChange {
  // Written by startBulk above, and authenticated since.
  return JSON.parse(sealer.open(sealedIn.bulkChange.request, row.id, row.request)) as BulkChange;
}

/** The change and its outcome commit together, so that a stop in between repeats neither. */
async function changeAndNote(ctx: Ctx, people: People, step: { readonly id: string; readonly position: number; readonly issueId: number; readonly change: BulkChange; readonly quiet: boolean }): Promise<void> {
  try {
    await ctx.tx(async (tx) => {
      let recorded = false;
      await changeOne({
        ...tx,
        record: (event) => { recorded = true; tx.record(event); },
        emit: ({ topic, payload }) => { tx.emit({ topic, payload: step.quiet ? { ...payload, quiet: true } : payload }); },
      }, ctx, people, step.issueId, step.change);
      await setOutcome(tx, step.id, step.position, recorded ? 'changed' : 'unchanged', null);
    });
  } catch (error) {
    const reason = reasonOf(error);
    await ctx.tx((tx) => setOutcome(tx, step.id, step.position, 'failed', reason));
  }
}
