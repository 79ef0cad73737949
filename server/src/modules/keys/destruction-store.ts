/** The rows of keys.destruction, and what destroying does to the keys of a scope: the rows go, the scope stays known as destroyed. */
import { createHash } from 'node:crypto';
import type { Queryable } from './key-store.ts';

export interface DestructionOrder {
  /** UUID of the destruction. */
  readonly destructionId: string;
  readonly scopes: readonly string[];
  readonly organizationId: string;
  /** What the keys were for, in words that tell nothing of content: `site site_…`. */
  readonly subject: string;
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string;
  /** There was nobody else to approve; everybody who could have objected was told. */
  readonly alone: boolean;
  readonly dueAt: string;
}

/** One wrapped key that was removed: told by its hash, which opens nothing. */
export interface RemovedKey {
  readonly scope: string;
  readonly key: string;
  readonly sha256: string;
}

export interface DestructionRow {
  readonly ordered: DestructionOrder & { readonly masterKeyId: string };
  readonly begunAt: Date;
  readonly removed: readonly RemovedKey[] | null;
  readonly document: string | null;
  readonly signature: string | null;
}

export async function readDestruction(db: Queryable, id: string): Promise<DestructionRow | undefined> {
  const { rows } = await db.query<{ ordered: DestructionRow['ordered']; begun_at: Date; removed: readonly RemovedKey[] | null; document: string | null; signature: string | null }>(
    'select ordered, begun_at, removed, document, signature from keys.destruction where destruction_id = $1', [id]);
  const [row] = rows;
  return row === undefined ? undefined : { ordered: row.ordered, begunAt: row.begun_at, removed: row.removed, document: row.document, signature: row.signature };
}

/** The first one counts. */
export async function insertDestruction(db: Queryable, order: DestructionRow['ordered'], at: Date): Promise<void> {
  await db.query('insert into keys.destruction (destruction_id, ordered, begun_at) values ($1, $2::jsonb, $3) on conflict (destruction_id) do nothing', [order.destructionId, JSON.stringify(order), at]);
}

/** Within one transaction: all keys of the scopes are gone, or none. When another process was quicker, what it removed. */
export async function removeKeys(db: Queryable, id: string, scopes: readonly string[], at: Date): Promise<readonly RemovedKey[]> {
  const { rows: locked } = await db.query<{ removed: readonly RemovedKey[] | null }>('select removed from keys.destruction where destruction_id = $1 for update', [id]);
  const [found] = locked;
  if (found !== undefined && found.removed !== null) return found.removed;
  const { rows } = await db.query<{ scope: string; key: string; wrapped: Buffer }>(
    `with scopes as (select scope_id from keys.scope where scope_id = any($1::text[]) order by scope_id for update),
       data as (delete from keys.data_key d using scopes s where d.scope_id = s.scope_id returning d.scope_id as scope, d.purpose || '/' || d.version as key, d.wrapped)
     select * from data order by scope, key`, [scopes]);
  const { rows: scopeKeys } = await db.query<{ scope: string; key: string; wrapped: Buffer }>(
    `delete from keys.scope_key where scope_id = any($1::text[]) returning scope_id as scope, 'scope/' || version as key, wrapped`, [scopes]);
  await db.query(`update keys.scope set state = 'destroyed', lock_reason = null, changed_at = $2 where scope_id = any($1::text[])`, [scopes, at]);
  const removed = [...scopeKeys, ...rows].map(({ scope, key, wrapped }) => ({ scope, key, sha256: createHash('sha256').update(wrapped).digest('hex') }));
  await db.query('update keys.destruction set removed = $2::jsonb where destruction_id = $1', [id, JSON.stringify(removed)]);
  return removed;
}

export async function keepSigned(db: Queryable, id: string, signed: { readonly document: string; readonly signature: string }): Promise<void> {
  await db.query('update keys.destruction set document = $2, signature = $3 where destruction_id = $1 and document is null', [id, signed.document, signed.signature]);
}

/** Scopes of these that are neither locked nor destroyed: nobody may use them any more before their keys go. */
export async function lockForDestruction(db: Queryable, scopes: readonly string[], at: Date): Promise<void> {
  await db.query(`update keys.scope set state = 'locked', lock_reason = 'destroying', changed_at = $2 where scope_id = any($1::text[]) and state <> 'destroyed'`, [scopes, at]);
}
