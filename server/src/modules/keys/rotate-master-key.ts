/**
 * A new version of the KMS's master key, and every scope key wrapped under it. The new version is there before the first scope key is
 * wrapped anew and older versions still open, so nothing waits. Interrupted, it is finished by `rewrapScopeKeys`.
 */
import { rewrapScopeKey, scopeKeysNotUnder, type ScopeKeyRow } from './key-store.ts';
import { withScopeKey } from './load-key-ring.ts';
import type { Workings } from './workings.ts';

const batchRows = 200;
/** A KMS outside answers in milliseconds and refuses floods. */
const atOnce = 8;

export interface RotatedMasterKey {
  readonly masterKeyId: string;
  readonly rewrappedScopes: number;
}

/** Fails with keys.unavailable, keys.wrapped_key_broken, keys.version_limit. */
export async function rotateMasterKey(workings: Workings): Promise<RotatedMasterKey> {
  const before = await workings.kms.describe();
  const { masterKeyId } = await workings.kms.rotate(before.masterKeyId);
  return { masterKeyId, rewrappedScopes: await rewrapScopeKeys(workings) };
}

/** Wraps under the master key in use every scope key that is not; returns how many were. */
export async function rewrapScopeKeys(workings: Workings): Promise<number> {
  const { masterKeyId } = await workings.kms.describe();
  let rewrapped = 0;
  let after = '';
  for (;;) {
    const batch = await scopeKeysNotUnder(workings.pool, masterKeyId, after, batchRows);
    const last = batch.at(-1);
    if (last === undefined) return rewrapped;
    after = last.scopeId;
    for (let at = 0; at < batch.length; at += atOnce) {
      const done = await Promise.all(batch.slice(at, at + atOnce).map((row) => rewrapOne(workings, row)));
      rewrapped += done.filter(Boolean).length;
    }
  }
}

/** False when the scope key was rotated meanwhile: then it is under the newest master key already. */
async function rewrapOne(workings: Workings, row: ScopeKeyRow): Promise<boolean> {
  const wrapped = await withScopeKey(workings, row, (key) => workings.kms.wrap({ scopeId: row.scopeId, keyVersion: row.version }, key));
  return rewrapScopeKey(workings.pool, row, { masterKeyId: wrapped.masterKeyId, wrapped: wrapped.bytes });
}
