/**
 * Ranks in the database. Whoever moves issues holds the tenant's rank lock until the end of the transaction, so that two people
 * who put issues at the same place at the same time get different keys; reading needs no lock.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visibleIssue } from './access-store.ts';
import { createCounters } from './counter-store.ts';
import { issueSource } from './issue-read-store.ts';

/** A counter that counts nothing: its row is the lock. */
const lockName = 'rank lock';

export async function lockRanks(tx: Tx): Promise<void> {
  const read = () => tx.sql('select next from tracker.counter where name = $1 for update', [lockName]);
  if ((await read()).length > 0) return;
  await createCounters(tx, { [lockName]: 1 });
  await read();
}

export interface Ranked { readonly id: number; readonly rank: string }

/** The rank of one issue, also of one in the trash. */
export async function rankOf(tx: ReadTx, id: number): Promise<Ranked | undefined> {
  const [row] = await tx.sql<Ranked>('select id, rank from tracker.issue where id = $1', [id]);
  return row;
}

/** The next issues before or behind a place, the nearest first, none of `without`. */
export async function neighbours(tx: ReadTx, place: Ranked, side: 'before' | 'behind', without: readonly number[], limit: number): Promise<readonly Ranked[]> {
  const [operator, direction] = side === 'before' ? ['<', ' desc'] : ['>', ''];
  return tx.sql(
    `select i.id, i.rank from tracker.issue i where (i.rank, i.id) ${operator} ($1::text, $2::bigint) and not (i.id = any($3::bigint[])) order by i.rank${direction}, i.id${direction} limit $4`,
    [place.rank, place.id, without, limit]);
}

/** The last issue of all, none of `without`. */
export async function lastRanked(tx: ReadTx, without: readonly number[]): Promise<Ranked | undefined> {
  const [row] = await tx.sql<Ranked>('select i.id, i.rank from tracker.issue i where i.rank is not null and not (i.id = any($1::bigint[])) order by i.rank desc, i.id desc limit 1', [without]);
  return row;
}

export async function setRanks(tx: Tx, ranks: readonly Ranked[]): Promise<void> {
  await tx.changeSql(
    'update tracker.issue i set rank = w.rank, version = i.version + 1 from unnest($1::bigint[], $2::text[]) as w (id, rank) where i.id = w.id',
    [ranks.map(({ id }) => id), ranks.map(({ rank }) => rank)]);
}

export interface RankableRow { readonly id: number; readonly rank: string; readonly key: string; readonly number: number; readonly project_id: number; readonly project_key: string; readonly project_state: string; readonly level: number; readonly status_id: number; readonly parent_id: number | null; readonly issue_type_id: number }

/** Issues by id as far as moving them needs, locked; in the order asked for. */
export async function lockRankable(tx: Tx, viewer: Viewer, ids: readonly number[]): Promise<readonly RankableRow[]> {
  const rows = await tx.sql<RankableRow>(
    `select i.id, i.rank, p.key || '-' || i.number as key, i.number, i.project_id, p.key as project_key, p.state as project_state, ${levelOn('p')} as level, i.status_id, i.parent_id, i.issue_type_id
       from ${issueSource} where i.id = any($3::bigint[]) and i.trashed_at is null and ${visibleIssue('i', 'p')} order by i.id for update of i`, [...viewerValues(viewer), ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
