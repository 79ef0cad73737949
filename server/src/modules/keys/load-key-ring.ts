/** Reads the wrapped keys of one scope and unwraps them into memory: the scope key only for as long as that takes. */
import { keysErrors } from './errors.ts';
import { KeyRing, type DataKey } from './key-ring.ts';
import { readMaterial, type KeyMaterial, type ScopeKeyRow } from './key-store.ts';
import { unwrapDataKey } from './wrapped-data-key.ts';
import type { Workings } from './workings.ts';

/** Fails with keys.scope_unknown, keys.scope_locked, keys.scope_destroyed, keys.wrapped_key_broken, and what database and KMS fail with. */
export async function loadKeyRing(workings: Workings, scopeId: string): Promise<KeyRing> {
  const material = await readMaterial(workings.pool, scopeId);
  if (material === undefined) throw keysErrors.scope_unknown({ scopeId });
  if (material.scope.state === 'destroyed') throw keysErrors.scope_destroyed({ scopeId });
  if (material.scope.state === 'locked') throw scopeLocked(material.scope.lockReason ?? 'unknown');
  const { scopeKey } = material;
  if (scopeKey === undefined) throw keysErrors.wrapped_key_broken({ detail: '(the scope has no scope key)', scopeId });
  return withScopeKey(workings, scopeKey, (key) => ringOf(material, key, workings));
}

/** `detail` is for people, `reason` for programs. */
export function scopeLocked(reason: string) {
  return keysErrors.scope_locked({ reason, detail: `(${reason})` });
}

/** Unwraps a scope key for the time of `work` and overwrites it afterwards. */
export async function withScopeKey<T>(workings: Workings, scopeKey: ScopeKeyRow, work: (key: Buffer) => T | Promise<T>): Promise<T> {
  const key = await workings.kms.unwrap({ scopeId: scopeKey.scopeId, keyVersion: scopeKey.version }, scopeKey.wrapped);
  try {
    return await work(key);
  } finally {
    key.fill(0);
  }
}

function ringOf(material: KeyMaterial, scopeKey: Buffer, { clock }: Workings): KeyRing {
  const { scopeId } = material.scope;
  const keys: DataKey[] = [];
  // Stored times are wall-clock times; a lease counts on the monotonic clock.
  const toMonotonicMs = clock.monotonicMs() - clock.now().getTime();
  try {
    for (const row of material.dataKeys) {
      const { purpose, version, scopeKeyVersion } = row;
      const bytes = unwrapDataKey(scopeKey, { scopeId, purpose, version, scopeKeyVersion }, row.wrapped);
      keys.push({ purpose, version, bytes, sealsFromMs: row.sealsFrom.getTime() + toMonotonicMs });
    }
    return new KeyRing(scopeId, keys, clock.monotonicMs());
  } catch (error) {
    for (const key of keys) key.bytes.fill(0);
    throw error;
  }
}
