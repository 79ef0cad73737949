/**
 * Gives a scope its keys: one scope key, and one data key for each purpose. A step of sagas: doing it again, in another process or after a
 * crash, changes nothing and ends with the same keys; whatever is missing is added.
 */
import type { PoolClient } from 'pg';
import { scopePrefix } from './envelope.ts';
import { keysErrors } from './errors.ts';
import { publicHalf } from './journal-key.ts';
import { purposes } from './key-ring.ts';
import { insertDataKey, insertScope, insertScopeKey, lockScopeRow, readMaterial, type KeyMaterial, type ScopeKeyRow } from './key-store.ts';
import { withScopeKey } from './load-key-ring.ts';
import { inTransaction } from './transaction.ts';
import { newKey, wrapDataKey } from './wrapped-data-key.ts';
import type { Workings } from './workings.ts';

export interface CreateScopeOptions {
  readonly organizationId?: string;
  /** A transaction on the key store that the caller has open and will commit. */
  readonly tx?: PoolClient;
}

/** The first version of a key seals from always, so that no process's clock can be too slow for it. */
const fromAlways = new Date(0);

/** True when anything was created. Fails with keys.scope_malformed, keys.scope_conflict, keys.scope_destroyed, keys.unavailable. */
export async function createScope(workings: Workings, scopeId: string, options: CreateScopeOptions = {}): Promise<boolean> {
  scopePrefix(scopeId);
  const organizationId = options.organizationId ?? null;
  const found = await readMaterial(options.tx ?? workings.pool, scopeId);
  if (found !== undefined) refuseOther(found, organizationId);
  if (isComplete(found)) return false;
  // The KMS may be far away: it is asked before the row is locked, at the cost of a key that loses the race and is thrown away.
  const offeredKey = newKey();
  try {
    const wrapped = await workings.kms.wrap({ scopeId, keyVersion: 1 }, offeredKey);
    const offered: OfferedScopeKey = { key: offeredKey, row: { scopeId, version: 1, masterKeyId: wrapped.masterKeyId, wrapped: wrapped.bytes } };
    const work = (client: PoolClient) => createMissing(workings, client, offered, organizationId);
    return await (options.tx === undefined ? inTransaction(workings.pool, work) : work(options.tx));
  } finally {
    offeredKey.fill(0);
  }
}

interface OfferedScopeKey {
  readonly key: Buffer;
  readonly row: ScopeKeyRow;
}

async function createMissing(workings: Workings, client: PoolClient, offered: OfferedScopeKey, organizationId: string | null): Promise<boolean> {
  const { scopeId } = offered.row;
  const at = workings.clock.now();
  await insertScope(client, { scopeId, organizationId, at });
  await lockScopeRow(client, scopeId);
  const material = await readMaterial(client, scopeId);
  if (material === undefined) throw keysErrors.unavailable({ detail: '(the scope vanished while it was created)' });
  refuseOther(material, organizationId);
  if (isComplete(material)) return false;
  const addDataKeys = async (scopeKey: Buffer, scopeKeyVersion: number): Promise<void> => {
    for (const purpose of purposes.filter((wanted) => !material.dataKeys.some((key) => key.purpose === wanted))) {
      const dataKey = newKey();
      const wrapped = wrapDataKey(scopeKey, { scopeId, purpose, version: 1, scopeKeyVersion }, dataKey);
      const publicKey = purpose === 'journal' ? publicHalf(dataKey) : undefined;
      dataKey.fill(0);
      await insertDataKey(client, scopeId, { purpose, version: 1, scopeKeyVersion, wrapped, sealsFrom: fromAlways, publicKey }, at);
    }
  };
  if (material.scopeKey === undefined) {
    await insertScopeKey(client, offered.row, at);
    await addDataKeys(offered.key, offered.row.version);
  } else {
    const { version } = material.scopeKey;
    await withScopeKey(workings, material.scopeKey, (key) => addDataKeys(key, version));
  }
  return true;
}

function isComplete(material: KeyMaterial | undefined): boolean {
  return material?.scopeKey !== undefined && purposes.every((purpose) => material.dataKeys.some((key) => key.purpose === purpose));
}

/** Another organization's, or one whose keys were destroyed: new keys would only hide that. */
function refuseOther(material: KeyMaterial, organizationId: string | null): void {
  if (material.scope.state === 'destroyed') throw keysErrors.scope_destroyed();
  if (organizationId !== null && material.scope.organizationId !== organizationId) throw keysErrors.scope_conflict();
}
