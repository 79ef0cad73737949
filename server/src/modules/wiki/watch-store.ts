/** Rows of wiki.watch: who follows which content, space or blog, once each. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export interface WatchTarget {
  readonly kind: 'content' | 'space' | 'blog';
  readonly id: number;
}

export async function isWatching(tx: ReadTx, { kind, id }: WatchTarget, person: string): Promise<boolean> {
  return (await tx.sql('select 1 as one from wiki.watch where target_kind = $1 and target_id = $2 and person = $3', [kind, id, person])).length > 0;
}

export async function countWatchers(tx: ReadTx, { kind, id }: WatchTarget): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from wiki.watch where target_kind = $1 and target_id = $2', [kind, id]);
  return row?.count ?? 0;
}

export async function addWatch(tx: Tx, tenantId: string, { kind, id }: WatchTarget, person: string): Promise<boolean> {
  return (await tx.changeSql('insert into wiki.watch (tenant_id, target_kind, target_id, person, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing', [tenantId, kind, id, person, tx.now])) > 0;
}

export async function removeWatch(tx: Tx, { kind, id }: WatchTarget, person: string): Promise<boolean> {
  return (await tx.changeSql('delete from wiki.watch where target_kind = $1 and target_id = $2 and person = $3', [kind, id, person])) > 0;
}
