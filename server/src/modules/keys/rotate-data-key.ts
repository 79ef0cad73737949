/**
 * Gives one purpose of a scope its next data key. What was sealed before stays and opens; what comes later is sealed
 * under the new version, from the moment on at which every process must have it: the longest lease and the clocks' possible
 * difference from now. So no reader ever meets a version that it does not have, and rotation fails no read.
 *
 * `immediately` is for a key that is known to be out: the version seals at once, and a process that has not heard of it yet
 * answers keys.version_unknown for the new values until it has asked the key store.
 */
import { keysErrors } from './errors.ts';
import type { Purpose } from './key-ring.ts';
import { publicHalf } from './journal-key.ts';
import { insertDataKey, lockScopeRow, readMaterial, type KeyMaterial, type ScopeKeyRow } from './key-store.ts';
import { leaseMaxMs } from './leases.ts';
import { withScopeKey } from './load-key-ring.ts';
import { inTransaction } from './transaction.ts';
import { newKey, wrapDataKey } from './wrapped-data-key.ts';
import { attemptsMax, dataKeyVersionsMax, type Workings } from './workings.ts';

/** Clocks of processes that share a key store may differ by this much. */
const clockSkewMaxMs = 30_000;

export interface RotatedDataKey {
  readonly version: number;
  /** From when on it seals. */
  readonly sealsFrom: Date;
}

/**
 * When another process rotates at the same time, or a rotation waits for its moment, all get the one version that results.
 * Fails with keys.scope_unknown, keys.purpose_not_rotatable (equality tokens would stop matching), keys.version_limit, keys.unavailable.
 */
export async function rotateDataKey(
  workings: Workings,
  scopeId: string,
  purpose: Purpose,
  options: { readonly immediately?: boolean } = {},
): Promise<RotatedDataKey> {
  if (purpose === 'token') throw keysErrors.purpose_not_rotatable({ purpose });
  const nowMs = workings.clock.now().getTime();
  const sealsFrom = new Date(options.immediately === true ? nowMs - clockSkewMaxMs : nowMs + leaseMaxMs + clockSkewMaxMs);
  const before = await readMaterial(workings.pool, scopeId);
  const newest = newestOf(before, purpose);
  // A rotation that is under way is the rotation asked for.
  if (newest !== undefined && newest.sealsFrom.getTime() > nowMs && options.immediately !== true) return { version: newest.version, sealsFrom: newest.sealsFrom };
  const from = newest?.version;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const material = attempt === 1 ? before : await readMaterial(workings.pool, scopeId);
    if (material?.scopeKey === undefined || from === undefined) throw keysErrors.scope_unknown({ scopeId });
    if (from >= dataKeyVersionsMax) throw keysErrors.version_limit({ purpose });
    const next = { purpose, version: from + 1, sealsFrom };
    const { scopeKey } = material;
    const done = await withScopeKey(workings, scopeKey, (key) => addVersion(workings, scopeKey, key, next));
    if (done !== 'scope key changed') return done;
  }
  throw keysErrors.unavailable({ detail: '(the scope changed again and again)' });
}

async function addVersion(
  workings: Workings,
  scopeKey: ScopeKeyRow,
  key: Buffer,
  next: { readonly purpose: Purpose; readonly version: number; readonly sealsFrom: Date },
): Promise<RotatedDataKey | 'scope key changed'> {
  const { scopeId } = scopeKey;
  return inTransaction(workings.pool, async (client) => {
    await lockScopeRow(client, scopeId);
    const material = await readMaterial(client, scopeId);
    const newest = newestOf(material, next.purpose);
    if (material === undefined || newest === undefined) throw keysErrors.scope_unknown({ scopeId });
    if (newest.version >= next.version) return { version: newest.version, sealsFrom: newest.sealsFrom };
    if (material.scopeKey?.version !== scopeKey.version) return 'scope key changed';
    const dataKey = newKey();
    const wrapped = wrapDataKey(key, { scopeId, purpose: next.purpose, version: next.version, scopeKeyVersion: scopeKey.version }, dataKey);
    const publicKey = next.purpose === 'journal' ? publicHalf(dataKey) : undefined;
    dataKey.fill(0);
    await insertDataKey(client, scopeId, { ...next, scopeKeyVersion: scopeKey.version, wrapped, publicKey }, workings.clock.now());
    return { version: next.version, sealsFrom: next.sealsFrom };
  });
}

function newestOf(material: KeyMaterial | undefined, purpose: Purpose) {
  return material?.dataKeys.filter((key) => key.purpose === purpose).reduce<KeyMaterial['dataKeys'][number] | undefined>(
    (newest, key) => (newest === undefined || key.version > newest.version ? key : newest),
    undefined,
  );
}
