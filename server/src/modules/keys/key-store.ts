/**
 * The only file that names the tables of the key store (`server/migrations/keys`). Rows in, rows out; nothing here
 * decides, and everything that passes through is wrapped.
 */
import type { Pool, PoolClient } from 'pg';
import { isPurpose, type Purpose } from './key-ring.ts';

export type Queryable = Pick<Pool | PoolClient, 'query'>;

export interface ScopeRow {
  readonly scopeId: string;
  readonly organizationId: string | null;
  readonly state: 'active' | 'locked' | 'destroyed';
  readonly lockReason: string | null;
}

export interface ScopeKeyRow {
  readonly scopeId: string;
  readonly version: number;
  readonly masterKeyId: string;
  readonly wrapped: Buffer;
}

export interface DataKeyRow {
  readonly purpose: Purpose;
  readonly version: number;
  readonly scopeKeyVersion: number;
  readonly wrapped: Buffer;
  readonly sealsFrom: Date;
  /** Of a journal key, the half that seals. */
  readonly publicKey?: Buffer | undefined;
}

/** A scope with its scope key in use and all data keys, read in one statement and so of one moment. */
export interface KeyMaterial {
  readonly scope: ScopeRow;
  readonly scopeKey: ScopeKeyRow | undefined;
  readonly dataKeys: readonly DataKeyRow[];
}

interface MaterialRecord {
  readonly scope_id: string;
  readonly organization_id: string | null;
  readonly state: 'active' | 'locked' | 'destroyed';
  readonly lock_reason: string | null;
  readonly scope_key_version: number | null;
  readonly master_key_id: string | null;
  readonly scope_key_wrapped: Buffer | null;
  readonly purpose: string | null;
  readonly version: number | null;
  readonly wrapped: Buffer | null;
  readonly seals_from: Date | null;
}

const readMaterialQuery = {
  name: 'keys_read_material',
  text: `
    select s.scope_id, s.organization_id, s.state, s.lock_reason,
           k.version as scope_key_version, k.master_key_id, k.wrapped as scope_key_wrapped,
           d.purpose, d.version, d.wrapped, d.seals_from
      from keys.scope s
      left join lateral (select * from keys.scope_key where scope_id = s.scope_id order by version desc limit 1) k on true
      left join keys.data_key d on d.scope_id = s.scope_id and d.scope_key_version = k.version
     where s.scope_id = $1`,
};

export async function readMaterial(db: Queryable, scopeId: string): Promise<KeyMaterial | undefined> {
  const { rows } = await db.query<MaterialRecord>({ ...readMaterialQuery, values: [scopeId] });
  const first = rows[0];
  if (first === undefined) return undefined;
  return {
    scope: { scopeId, organizationId: first.organization_id, state: first.state, lockReason: first.lock_reason },
    scopeKey:
      first.scope_key_version === null || first.master_key_id === null || first.scope_key_wrapped === null
        ? undefined
        : { scopeId, version: first.scope_key_version, masterKeyId: first.master_key_id, wrapped: first.scope_key_wrapped },
    dataKeys: rows.flatMap(dataKeyOf),
  };
}

function dataKeyOf(row: MaterialRecord): DataKeyRow[] {
  if (row.purpose === null || !isPurpose(row.purpose) || row.version === null || row.wrapped === null) return [];
  if (row.seals_from === null || row.scope_key_version === null) return [];
  return [{ purpose: row.purpose, version: row.version, scopeKeyVersion: row.scope_key_version, wrapped: row.wrapped, sealsFrom: row.seals_from }];
}

/** Makes the row when it is not there, then locks it until the transaction ends: changes of one scope come one after another. */
export async function insertScope(db: Queryable, scope: { scopeId: string; organizationId: string | null; at: Date }): Promise<void> {
  await db.query(
    `insert into keys.scope (scope_id, organization_id, created_at, changed_at) values ($1, $2, $3, $3) on conflict (scope_id) do nothing`,
    [scope.scopeId, scope.organizationId, scope.at],
  );
}

/** False when there is no such scope. */
export async function lockScopeRow(db: Queryable, scopeId: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from keys.scope where scope_id = $1 for update`, [scopeId]);
  return rowCount === 1;
}

/** False when there is no such scope, or its keys are destroyed. */
export async function setScopeState(db: Queryable, scopeId: string, lockReason: string | null, at: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `update keys.scope set state = case when $2::text is null then 'active' else 'locked' end, lock_reason = $2, changed_at = $3 where scope_id = $1 and state <> 'destroyed'`,
    [scopeId, lockReason, at],
  );
  return rowCount === 1;
}

export async function insertScopeKey(db: Queryable, key: ScopeKeyRow, at: Date): Promise<void> {
  await db.query(
    `insert into keys.scope_key (scope_id, version, master_key_id, wrapped, created_at) values ($1, $2, $3, $4, $5)`,
    [key.scopeId, key.version, key.masterKeyId, key.wrapped, at],
  );
}

export async function deleteScopeKey(db: Queryable, scopeId: string, version: number): Promise<void> {
  await db.query(`delete from keys.scope_key where scope_id = $1 and version = $2`, [scopeId, version]);
}

export async function insertDataKey(db: Queryable, scopeId: string, key: DataKeyRow, at: Date): Promise<void> {
  await db.query(
    `insert into keys.data_key (scope_id, purpose, version, scope_key_version, wrapped, seals_from, created_at, public_key) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [scopeId, key.purpose, key.version, key.scopeKeyVersion, key.wrapped, key.sealsFrom, at, key.publicKey ?? null],
  );
}

/** The public journal keys in use, of those scopes that have one; whether a scope is locked plays no part. */
export async function publicJournalKeys(db: Queryable, scopeIds: readonly string[], at: Date): Promise<{ scopeId: string; version: number; bytes: Buffer }[]> {
  const { rows } = await db.query<{ scope_id: string; version: number; public_key: Buffer }>(
    `select distinct on (scope_id) scope_id, version, public_key from keys.data_key
      where scope_id = any($1) and purpose = 'journal' and seals_from <= $2 order by scope_id, version desc`,
    [scopeIds, at],
  );
  return rows.map((row) => ({ scopeId: row.scope_id, version: row.version, bytes: row.public_key }));
}

/** Those of the scopes that have keys, but no journal key yet. */
export async function scopesWithoutJournalKey(db: Queryable, scopeIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ scope_id: string }>(
    `select k.scope_id from keys.scope_key k where k.scope_id = any($1)
        and not exists (select from keys.data_key d where d.scope_id = k.scope_id and d.purpose = 'journal')`,
    [scopeIds],
  );
  return rows.map((row) => row.scope_id);
}

export async function rewrapDataKey(db: Queryable, scopeId: string, key: Omit<DataKeyRow, 'sealsFrom'>): Promise<void> {
  await db.query(
    `update keys.data_key set scope_key_version = $4, wrapped = $5 where scope_id = $1 and purpose = $2 and version = $3`,
    [scopeId, key.purpose, key.version, key.scopeKeyVersion, key.wrapped],
  );
}

/** Scope keys that another master key than the one given wrapped, in the order of their scopes. */
export async function scopeKeysNotUnder(db: Queryable, masterKeyId: string, afterScopeId: string, limit: number): Promise<ScopeKeyRow[]> {
  const { rows } = await db.query<{ scope_id: string; version: number; master_key_id: string; wrapped: Buffer }>(
    `select scope_id, version, master_key_id, wrapped from keys.scope_key
      where scope_id > $2 and master_key_id <> $1 order by scope_id, version limit $3`,
    [masterKeyId, afterScopeId, limit],
  );
  return rows.map((row) => ({ scopeId: row.scope_id, version: row.version, masterKeyId: row.master_key_id, wrapped: row.wrapped }));
}

/** Exchanges the wrapping of one scope key if it still is the one that was read. */
export async function rewrapScopeKey(db: Queryable, before: ScopeKeyRow, after: Pick<ScopeKeyRow, 'masterKeyId' | 'wrapped'>): Promise<boolean> {
  const { rowCount } = await db.query(
    `update keys.scope_key set master_key_id = $4, wrapped = $5 where scope_id = $1 and version = $2 and wrapped = $3`,
    [before.scopeId, before.version, before.wrapped, after.masterKeyId, after.wrapped],
  );
  return rowCount === 1;
}

/** Any few scope keys, to see whether the KMS at hand is the one that wrapped them. */
export async function someScopeKeys(db: Queryable, limit: number): Promise<ScopeKeyRow[]> {
  const { rows } = await db.query<{ scope_id: string; version: number; master_key_id: string; wrapped: Buffer }>(
    `select distinct on (master_key_id) scope_id, version, master_key_id, wrapped from keys.scope_key order by master_key_id, scope_id limit $1`,
    [limit],
  );
  return rows.map((row) => ({ scopeId: row.scope_id, version: row.version, masterKeyId: row.master_key_id, wrapped: row.wrapped }));
}

export interface CountedKey {
  readonly scopeId: string;
  readonly version: number;
  readonly seals: number;
}

/** Adds to the counts of content keys; gives back those that now stand at `limit` or above and are the newest of their scope. */
export async function addSealCounts(db: Queryable, counts: readonly CountedKey[], limit: number): Promise<CountedKey[]> {
  const { rows } = await db.query<{ scope_id: string; version: number; seal_count: string }>(
    `with counted as (
       select scope_id, version, sum(seals)::bigint as seals
         from unnest($1::text[], $2::int[], $3::bigint[]) as c (scope_id, version, seals) group by 1, 2),
     locked as materialized (
       select d.scope_id, d.version, c.seals from keys.data_key d join counted c using (scope_id, version)
        where d.purpose = 'content' order by d.scope_id, d.version for update of d),
     added as (
       update keys.data_key d set seal_count = d.seal_count + l.seals from locked l
        where d.scope_id = l.scope_id and d.purpose = 'content' and d.version = l.version
       returning d.scope_id, d.version, d.seal_count)
     select a.scope_id, a.version, a.seal_count from added a
      where a.seal_count >= $4
        and not exists (select from keys.data_key n where n.scope_id = a.scope_id and n.purpose = 'content' and n.version > a.version)`,
    [counts.map((c) => c.scopeId), counts.map((c) => c.version), counts.map((c) => c.seals), limit],
  );
  return rows.map((row) => ({ scopeId: row.scope_id, version: row.version, seals: Number(row.seal_count) }));
}
