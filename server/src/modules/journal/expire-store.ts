/** What may go: asked of the index. Nothing is named here that a window within retention, a lock or a hold still needs. */
import type { ServicePool } from '../../kernel/db/index.ts';

async function run(pool: ServicePool, text: string, values: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
  const [result] = await pool.run([{ text, values }]);
  return result?.rows ?? [];
}

/**
 * Segments whose lock is over and of which no tenant's frame is still wanted: each is folded, or lies before the tenant's oldest snapshot that
 * is kept, or belongs to a tenant that has no turn any more (its keys are gone).
 */
export async function expiredSegments(pool: ServicePool, now: Date, limit: number): Promise<readonly { readonly shardId: string; readonly sequence: number }[]> {
  const rows = await run(pool, `
    select s.shard_id, s.sequence from journal.segment s
     where s.locked_until <= $1 and s.sequence < (select c.sequence from journal.chain c where c.shard_id = s.shard_id)
       and not exists (
         select from journal.frame f join journal.turn t on t.tenant_id = f.tenant_id
          where f.shard_id = s.shard_id and f.sequence = s.sequence
            and f.to_lsn > coalesce((select max(o.to_lsn) from journal.fold o where o.tenant_id = f.tenant_id and o.shard_id = f.shard_id), -1)
            and f.to_lsn > coalesce((select min(p.lsn) from journal.snapshot p where p.tenant_id = f.tenant_id and p.shard_id = f.shard_id), -1))
     order by s.locked_until limit $2`, [now, limit]);
  return rows.map((row) => ({ shardId: String(row['shard_id']), sequence: Number(row['sequence']) }));
}

export async function forgetSegment(pool: ServicePool, shardId: string, sequence: number): Promise<void> {
  await pool.run([
    { text: 'delete from journal.frame where shard_id = $1 and sequence = $2', values: [shardId, sequence] },
    { text: 'delete from journal.segment where shard_id = $1 and sequence = $2', values: [shardId, sequence] },
  ]);
}

/**
 * Takes away snapshots before the one that the window begins with, and folds that end before it; their objects are free when their locks
 * end. The newest snapshot always stays.
 */
export async function forgetBefore(pool: ServicePool, tenantId: string, windowFrom: Date): Promise<void> {
  await pool.run([
    {
      text: `delete from journal.snapshot s where s.tenant_id = $1
              and s.at < (select max(k.at) from journal.snapshot k where k.tenant_id = $1 and k.at <= $2)`,
      values: [tenantId, windowFrom],
    },
    {
      text: `delete from journal.fold f where f.tenant_id = $1 and f.locked_until <= $2::timestamptz + interval '100 years'
              and f.to_lsn <= (select min(s.lsn) from journal.snapshot s where s.tenant_id = $1 and s.shard_id = f.shard_id)`,
      values: [tenantId, windowFrom],
    },
    { text: 'delete from journal.hour where tenant_id = $1 and hour < $2', values: [tenantId, windowFrom] },
  ]);
}

/** What a tenant's window still needs: its locks are made longer with each turn. */
export async function neededObjects(pool: ServicePool, tenantId: string, lockedBefore: Date): Promise<readonly string[]> {
  const rows = await run(pool, `
    select p.object from journal.part p where p.tenant_id = $1 and p.locked_until < $2
       and (exists (select from journal.snapshot_part s where s.tenant_id = $1 and s.object = p.object) or exists (select from journal.fold f where f.tenant_id = $1 and f.object = p.object))`, [tenantId, lockedBefore]);
  return rows.map((row) => String(row['object']));
}

/** Objects that nothing refers to, after their lock: of snapshots that are gone, or of a process that died before it used them. */
export async function freeObjects(pool: ServicePool, now: Date, limit: number): Promise<readonly { readonly tenantId: string; readonly object: string }[]> {
  const rows = await run(pool, `
    select p.tenant_id, p.object from journal.part p where p.locked_until <= $1
       and not exists (select from journal.snapshot_part s where s.tenant_id = p.tenant_id and s.object = p.object)
       and not exists (select from journal.fold f where f.tenant_id = p.tenant_id and f.object = p.object) order by p.locked_until limit $2`, [now, limit]);
  return rows.map((row) => ({ tenantId: String(row['tenant_id']), object: String(row['object']) }));
}

export async function forgetObject(pool: ServicePool, tenantId: string, object: string): Promise<void> {
  await pool.run([{ text: 'delete from journal.part where tenant_id = $1 and object = $2', values: [tenantId, object] }]);
}

/** Files of the tenant whose lock ends before the given time. */
export async function mediaLockedBefore(pool: ServicePool, tenantId: string, before: Date): Promise<readonly { readonly address: string; readonly storedAt: Date }[]> {
  const rows = await run(pool, 'select address, stored_at from journal.media where tenant_id = $1 and locked_until < $2 order by address', [tenantId, before]);
  return rows.map((row) => ({ address: String(row['address']), storedAt: row['stored_at'] as Date })); // a timestamp
}

/** Whatever a snapshot names had its lock made longer with each turn; of a tenant whose turns fail (it is locked) nothing goes. */
export async function expiredMedia(pool: ServicePool, now: Date, limit: number): Promise<readonly { readonly tenantId: string; readonly address: string }[]> {
  const rows = await run(pool, `
    select m.tenant_id, m.address from journal.media m where m.locked_until <= $1
       and not exists (select from journal.turn t where t.tenant_id = m.tenant_id and (t.attempts > 0 or t.due_at < $1::timestamptz - interval '2 days'))
     order by m.locked_until limit $2`, [now, limit]);
  return rows.map((row) => ({ tenantId: String(row['tenant_id']), address: String(row['address']) }));
}

export async function moveMediaLock(pool: ServicePool, tenantId: string, address: string, lockedUntil: Date): Promise<void> {
  await pool.run([{ text: 'update journal.media set locked_until = greatest(locked_until, $3) where tenant_id = $1 and address = $2', values: [tenantId, address, lockedUntil] }]);
}

export async function forgetMedia(pool: ServicePool, tenantId: string, address: string): Promise<void> {
  await pool.run([{ text: 'delete from journal.media where tenant_id = $1 and address = $2', values: [tenantId, address] }]);
}
