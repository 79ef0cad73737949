/** Rows of the index: what stands in it for an item, and what differs from what should. */
import type { Tx } from '../../kernel/db/index.ts';
import { itemTokens, packTokens, unpackTokens } from './item-tokens.ts';
import type { ItemKind, ItemTexts } from './search-source.ts';

/** Locks the items' entries, so that of two who index the same item the later one has read the later text. */
export async function lockItems(tx: Tx, kind: ItemKind, ids: readonly number[]): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  await tx.changeSql(`insert into search.item (kind, item_id, indexed_at) select $1, id, $3::timestamptz from unnest($2::bigint[]) id order by id on conflict do nothing`, [kind, ids, tx.now]);
  const rows = await tx.sql<{ item_id: number; tokens: Buffer }>(`select item_id, tokens from search.item where kind = $1 and item_id = any($2::bigint[]) order by item_id for update`, [kind, ids]);
  return new Map(rows.map(({ item_id: id, tokens }) => [id, unpackTokens(tokens)]));
}

export interface IndexChange {
  readonly written: number;
  readonly removed: number;
}

/** Writes what differs; items without texts leave the index. */
export async function writeItems(tx: Tx, kind: ItemKind, before: ReadonlyMap<number, ReadonlyMap<string, number>>, texts: ReadonlyMap<number, ItemTexts>): Promise<IndexChange> {
  const put: { readonly tokens: Buffer[]; readonly ids: number[]; readonly weights: number[] } = { tokens: [], ids: [], weights: [] };
  const drop: { readonly tokens: Buffer[]; readonly ids: number[] } = { tokens: [], ids: [] };
  const kept: { readonly ids: number[]; readonly packed: Buffer[] } = { ids: [], packed: [] };
  const gone: number[] = [];
  for (const [id, old] of before) {
    const item = texts.get(id);
    const next = item === undefined ? new Map<string, number>() : itemTokens(tx.sealer, kind, item);
    for (const [token, weight] of next) {
      if (old.get(token) === weight) continue;
      put.tokens.push(Buffer.from(token, 'hex'));
      put.ids.push(id);
      put.weights.push(weight);
    }
    for (const token of old.keys()) {
      if (next.has(token)) continue;
      drop.tokens.push(Buffer.from(token, 'hex'));
      drop.ids.push(id);
    }
    if (item === undefined) gone.push(id);
    else {
      kept.ids.push(id);
      kept.packed.push(packTokens(next));
    }
  }
  // What must no longer be found goes first.
  if (drop.ids.length > 0) await tx.changeSql(`delete from search.posting p using unnest($1::bytea[], $2::bigint[]) as d (token, item_id) where p.token = d.token and p.item_id = d.item_id`, [drop.tokens, drop.ids]);
  if (gone.length > 0) await tx.changeSql('delete from search.item where kind = $1 and item_id = any($2::bigint[])', [kind, gone]);
  if (put.ids.length > 0) {
    await tx.changeSql(`insert into search.posting (token, item_id, weight) select * from unnest($1::bytea[], $2::bigint[], $3::smallint[])
      on conflict (tenant_id, token, item_id) do update set weight = excluded.weight`, [put.tokens, put.ids, put.weights]);
  }
  if (kept.ids.length > 0) {
    await tx.changeSql(`update search.item i set tokens = k.tokens, indexed_at = $4 from unnest($2::bigint[], $3::bytea[]) as k (item_id, tokens) where i.kind = $1 and i.item_id = k.item_id`, [kind, kept.ids, kept.packed, tx.now]);
  }
  return { written: put.ids.length, removed: drop.ids.length };
}
