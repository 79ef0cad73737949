/**
 * Gives a scope its next key-encryption key: every data key is unwrapped with the old and wrapped with the new one, and the old
 * one is taken away, in one transaction. Data keys stay the same, so values, leases and readers notice nothing.
 */
import type { PoolClient } from 'pg';
import { keysErrors } from './errors.ts';
import { deleteScopeKey, insertScopeKey, lockScopeRow, readMaterial, rewrapDataKey, type KeyMaterial, type ScopeKeyRow } from './key-store.ts';
import { withScopeKey } from './load-key-ring.ts';
import { inTransaction } from './transaction.ts';
import { newKey, unwrapDataKey, wrapDataKey } from './wrapped-data-key.ts';
import type { Workings } from './workings.ts';

/**
 * The version that is in use afterwards; when another process rotates at the same time, both get the one that results.
 * Fails with keys.scope_unknown, keys.wrapped_key_broken, keys.unavailable; then nothing was changed.
 */
export async function rotateScopeKey(workings: Workings, scopeId: string): Promise<number> {
  const before = (await readMaterial(workings.pool, scopeId))?.scopeKey;
  if (before === undefined) throw keysErrors.scope_unknown({ scopeId });
  const version = before.version + 1;
  const newScopeKey = newKey();
  try {
    const wrapped = await workings.kms.wrap({ scopeId, keyVersion: version }, newScopeKey);
    const after: ScopeKeyRow = { scopeId, version, masterKeyId: wrapped.masterKeyId, wrapped: wrapped.bytes };
    return await withScopeKey(workings, before, (oldScopeKey) =>
      inTransaction(workings.pool, async (client) => {
        await lockScopeRow(client, scopeId);
        const material = await readMaterial(client, scopeId);
        if (material?.scopeKey === undefined) throw keysErrors.scope_unknown({ scopeId });
        if (material.scopeKey.version !== before.version) return material.scopeKey.version;
        await insertScopeKey(client, after, workings.clock.now());
        await rewrapAll(client, material, { old: oldScopeKey, new: newScopeKey, version });
        await deleteScopeKey(client, scopeId, before.version);
        return version;
      }),
    );
  } finally {
    newScopeKey.fill(0);
  }
}

async function rewrapAll(client: PoolClient, material: KeyMaterial, keys: { old: Buffer; new: Buffer; version: number }): Promise<void> {
  const { scopeId } = material.scope;
  for (const { purpose, version, scopeKeyVersion, wrapped } of material.dataKeys) {
    const dataKey = unwrapDataKey(keys.old, { scopeId, purpose, version, scopeKeyVersion }, wrapped);
    const rewrapped = wrapDataKey(keys.new, { scopeId, purpose, version, scopeKeyVersion: keys.version }, dataKey);
    dataKey.fill(0);
    await rewrapDataKey(client, scopeId, { purpose, version, scopeKeyVersion: keys.version, wrapped: rewrapped });
  }
}
