/**
 * Puts issues before or behind another one. A move writes the moved issues alone; only where keys have grown long is the
 * neighbourhood given new ones, between two short keys, so that nothing else on the board moves.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { errors } from './errors.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { placeOfIssue } from './activity-store.ts';
import { ranksBetween } from './rank.ts';
import { lastRanked, lockRankable, lockRanks, neighbours, rankOf, setRanks, type Ranked, type RankableRow } from './rank-store.ts';

/** Where to: behind or before an issue; null is behind all. */
export type RankTarget = { readonly side: 'before' | 'behind'; readonly issueId: number } | null;

const rankLengthMax = 60;
const windowMax = 500;

/** Ids of issues by keys and ids, all of which one sees. Fails with tracker.issue_not_found. */
export async function idsOf(tx: Tx, ctx: Ctx, references: readonly (string | number)[]): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const reference of references) ids.push((await placeFor(tx, ctx, reference)).issue_id);
  return [...new Set(ids)];
}

async function placeFor(tx: Tx, ctx: Ctx, reference: string | number) {
  const parsed = parseIssueReference(String(reference));
  const place = parsed === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), parsed);
  if (place === undefined) throw errors.issue_not_found();
  return place;
}

export async function targetOf(tx: Tx, ctx: Ctx, input: { readonly rankBeforeIssue?: string | undefined; readonly rankAfterIssue?: string | undefined }): Promise<RankTarget> {
  const reference = input.rankBeforeIssue ?? input.rankAfterIssue;
  if (reference === undefined) return null;
  return { side: input.rankBeforeIssue === undefined ? 'behind' : 'before', issueId: (await placeFor(tx, ctx, reference)).issue_id };
}

/** Locked issues that one may move. */
export async function lockMovable(tx: Tx, ctx: Ctx, ids: readonly number[]): Promise<readonly RankableRow[]> {
  const rows = await lockRankable(tx, viewerOf(ctx), ids);
  if (rows.length < ids.length) throw errors.issue_not_found();
  for (const row of rows) {
    requireLevel(row.level, 'write');
    if (row.project_state !== 'active') throw accessErrors.forbidden({ detail: 'The project is archived.' });
  }
  return rows;
}

export async function rankIssues(ctx: Ctx, references: readonly (string | number)[], input: { readonly rankBeforeIssue?: string | undefined; readonly rankAfterIssue?: string | undefined }): Promise<void> {
  await ctx.tx(async (tx) => {
    const ids = await idsOf(tx, ctx, references);
    const target = await targetOf(tx, ctx, input);
    if (target === null) throw errors.fields_invalid({ errors: [{ field: 'rankBeforeIssue', code: 'required', message: 'Say before or after which issue.' }] });
    const rows = await lockMovable(tx, ctx, ids);
    if (!(await moveRanks(tx, ids, target))) return;
    const [first] = rows;
    if (first === undefined) return;
    tx.record({
      action: 'tracker_issues_ranked', target: { kind: 'issue', id: String(first.id), name: first.key }, container: { kind: 'project', id: String(first.project_id), name: first.project_key },
      after: { issues: rows.map(({ key }) => key), [target.side]: input.rankBeforeIssue ?? input.rankAfterIssue },
    });
  });
}

/** Gives the issues new ranks at the target, in the order given. Tells whether anything moved. */
export async function moveRanks(tx: Tx, ids: readonly number[], target: RankTarget): Promise<boolean> {
  await lockRanks(tx);
  const moved = ids.filter((id) => id !== target?.issueId);
  if (moved.length === 0) return false;
  const place = target === null ? await lastRanked(tx, moved) : await rankOf(tx, target.issueId);
  if (place === undefined) return false;
  const side = target?.side === 'before' ? 'before' : 'behind';
  const [other] = await neighbours(tx, place, side, moved, 1);
  const [low, high] = side === 'before' ? [other, place] : [place, other];
  if (await standsAlready(tx, moved, low, high)) return false;
  const ranks = ranksBetween(low?.rank ?? null, high?.rank ?? null, moved.length);
  if (ranks === undefined || ranks.some((rank) => rank.length > rankLengthMax)) await spread(tx, moved, low, high);
  else await setRanks(tx, moved.map((id, index) => ({ id, rank: ranks[index] ?? '' })));
  return true;
}

async function standsAlready(tx: Tx, moved: readonly number[], low: Ranked | undefined, high: Ranked | undefined): Promise<boolean> {
  const behind = low === undefined ? undefined : await neighbours(tx, low, 'behind', [], moved.length);
  const found = behind ?? (high === undefined ? [] : [...(await neighbours(tx, high, 'before', [], moved.length))].reverse());
  return found.map(({ id }) => id).join(' ') === moved.join(' ');
}

/** New keys for the moved issues and so many around them that all fit between two short keys, or up to an open end. */
async function spread(tx: Tx, moved: readonly number[], low: Ranked | undefined, high: Ranked | undefined): Promise<void> {
  const before = low === undefined ? [] : [low, ...(await neighbours(tx, low, 'before', moved, windowMax))];
  const behind = high === undefined ? [] : [high, ...(await neighbours(tx, high, 'behind', moved, windowMax))];
  for (let width = 8; ; width *= 2) {
    const [left, right] = [before.slice(0, width), behind.slice(0, width)];
    const [leftEdge, rightEdge] = [before[width], behind[width]];
    const all = [...[...left].reverse().map(({ id }) => id), ...moved, ...right.map(({ id }) => id)];
    const ranks = ranksBetween(leftEdge?.rank ?? null, rightEdge?.rank ?? null, all.length);
    const wide = width >= windowMax;
    if (ranks !== undefined && (wide || ranks.every((rank) => rank.length <= rankLengthMax / 2))) {
      await setRanks(tx, all.map((id, index) => ({ id, rank: ranks[index] ?? '' })));
      return;
    }
    if (wide) throw errors.limit_reached({ detail: 'So many issues stand at the same place that there is no room between them.' });
  }
}
