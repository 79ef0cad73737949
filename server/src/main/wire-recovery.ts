/** Restore reaches the journal, the vault's copies of files, the products and the shards' administrators only as wired here. */
import { pipeline } from 'node:stream/promises';
import type { Databases } from '../kernel/db/index.ts';
import type { ShardId } from '../kernel/ids/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { AdminConnection } from '../kernel/postgres/index.ts';
import type { Contexts, ProductType } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory } from '../modules/directory/index.ts';
import type { TenantHistory } from '../modules/journal/index.ts';
import type { ObjectStore } from '../modules/media/index.ts';
import { createPasts, createRecovery, type MediaBytes, type RecoverableProduct, type Recovery } from '../modules/recovery/index.ts';
import type { Catalogue } from '../modules/tenancy/index.ts';
import { descriptors } from './descriptors.ts';
import { migrationsFolder } from './migrations-folder.ts';

export interface RecoveryWiring {
  readonly contexts: Contexts;
  readonly databases: Databases;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly products: Readonly<Record<ProductType, RecoverableProduct>>;
  readonly history: TenantHistory;
  readonly store: ObjectStore;
  /** Sealed bytes of a file by its address; undefined where the vault has none. */
  readonly vaulted: (tenantId: string, address: Buffer) => Promise<AsyncIterable<Uint8Array> | undefined>;
  readonly adminOf: (shardId: ShardId) => AdminConnection;
  readonly databaseSecret: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly afterStep: ((step: string) => Promise<void>) | undefined;
}

/** Before anything is recorded nothing can be brought back, and every door says so. */
export const emptyHistory: TenantHistory = {
  window: () => Promise.resolve(undefined),
  snapshotBefore: () => Promise.reject(new Error('nothing was recorded')),
  changes: () => { throw new Error('nothing was recorded'); },
  changesPerHour: () => Promise.resolve([]),
  caughtUp: () => Promise.resolve(),
};

export function wireRecovery(wiring: RecoveryWiring): Recovery {
  const { contexts, databases, catalogue, directory, products, history, clock, log } = wiring;
  const pasts = createPasts({
    history, databases, adminOf: wiring.adminOf, schema: { folder: migrationsFolder, services: descriptors, secret: wiring.databaseSecret }, clock, keptMs: 10 * 60_000, keptMax: 4,
    onError: (error) => { log.warn('a scratch database could not be removed; the next start removes it', { error }); },
  });
  return createRecovery({
    contexts, databases, tenants: catalogue, products, history, pasts, media: createMediaBytes(wiring.store, wiring.vaulted), clock, log, migrationsFolder, leaseMs: 10_000, planKeptMs: 24 * 3_600_000,
    accessOf: (actor, { siteId, siteSlug, organizationId, product }) => directory.access.onSite(actor, { siteId, siteSlug, organizationId }, product),
    ...(wiring.afterStep === undefined ? {} : { afterStep: wiring.afterStep }),
  });
}

function createMediaBytes(store: ObjectStore, vaulted: RecoveryWiring['vaulted']): MediaBytes {
  async function isThere(tenantId: string, objectId: string): Promise<boolean> {
    const reading = store.read({ tenantId, objectId }, 0, 0)[Symbol.asyncIterator]();
    try {
      await reading.next();
      await reading.return?.();
      return true;
    } catch (error) {
      // The code is undefined for what is no system error.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
  return {
    async bringBack(tenantId, objects, signal) {
      const gone: typeof objects[number][] = [];
      for (const object of objects) {
        signal.throwIfAborted();
        if (await isThere(tenantId, object.id)) continue;
        const bytes = await vaulted(tenantId, object.address);
        if (bytes === undefined) gone.push(object);
        else await putBack(store, { tenantId, objectId: object.id }, bytes);
      }
      return gone;
    },
  };
}

/** The bytes are as they were sealed: the same object, under the same id. */
async function putBack(store: ObjectStore, key: { readonly tenantId: string; readonly objectId: string }, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const incoming = await store.create(key);
  try {
    await pipeline(bytes, incoming.stream);
    await incoming.commit();
  } catch (error) {
    await incoming.discard();
    throw error;
  }
}
