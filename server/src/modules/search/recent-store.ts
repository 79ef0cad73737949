/** What a person looked at last in a tenant: one sealed list, rewritten as a whole. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { ItemKind } from './search-source.ts';

const column = { table: 'search.recent', column: 'items' };

export interface RecentItem {
  readonly kind: ItemKind;
  readonly id: number;
  readonly atMs: number;
}

export async function readRecent(tx: ReadTx, person: string, lock = false): Promise<readonly RecentItem[]> {
  const [row] = await tx.sql<{ items: Buffer }>(`select items from search.recent where person = $1::uuid ${lock ? 'for update' : ''}`, [person]);
  // Written below, and authenticated since.
  return row === undefined ? [] : (JSON.parse(tx.sealer.open(column, person, row.items)) as RecentItem[]);
}

export async function writeRecent(tx: Tx, person: string, items: readonly RecentItem[]): Promise<void> {
  await tx.changeSql('insert into search.recent (person, items) values ($1::uuid, $2) on conflict (tenant_id, person) do update set items = excluded.items', [person, tx.sealer.seal(column, person, JSON.stringify(items))]);
}
