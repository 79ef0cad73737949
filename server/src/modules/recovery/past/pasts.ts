/**
 * A tenant as it was, mounted as a place of its own: the product's own code reads it, with the same tenant id and keys, and every
 * write is refused by the fence. One past is built once for whoever asks for the same second, kept while it is used and a
 * while after, and dropped then; few are kept at a time.
 */
import { withClient, type Databases } from '../../../kernel/db/index.ts';
import { newUuid, shardIds, type ShardId } from '../../../kernel/ids/index.ts';
import type { AdminConnection } from '../../../kernel/postgres/index.ts';
import type { TenantContext } from '../../../kernel/service/index.ts';
import type { Clock } from '../../../kernel/time/index.ts';
import { errors } from '../errors.ts';
import type { TenantHistory } from '../../journal/index.ts';
import { loadPast, type LoadProgress } from './load-past.ts';
import { createScratch, prepareTemplate, sweepScratch, type SchemaSource, type Scratch } from './scratch-store.ts';

export interface Past {
  /** The tenant, at the place of the past: contexts made with it read what was. */
  readonly tenant: TenantContext;
  readonly at: Date;
  /** Lets go of it; whoever asks soon gets the same one. */
  release(): void;
}

export interface Pasts {
  /**
   * Fails with recovery.point_out_of_window, recovery.no_history, keys.*, vault.object_broken. `at` must have been reached by the
   * history: whoever restores to «now» waits for it first.
   */
  open(tenant: TenantContext, at: Date, options?: { readonly signal?: AbortSignal; readonly tell?: (progress: LoadProgress) => void }): Promise<Past>;
  /** Removes what killed processes left. */
  sweep(): Promise<number>;
  /** Makes what the first past of this release would have to wait for. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

export interface PastsOptions {
  readonly history: TenantHistory;
  readonly databases: Databases;
  readonly adminOf: (shardId: ShardId) => AdminConnection;
  readonly schema: SchemaSource;
  readonly clock: Clock;
  /** How long one that nobody uses is kept. */
  readonly keptMs: number;
  readonly keptMax: number;
  readonly onError: (error: unknown) => void;
}

interface Kept {
  readonly key: string;
  readonly built: Promise<{ readonly tenant: TenantContext; readonly drop: () => Promise<void> }>;
  users: number;
  lastUsedMs: number;
}

const sweepEveryMs = 30_000;

export function createPasts(options: PastsOptions): Pasts {
  const { clock, onError } = options;
  const kept = new Map<string, Kept>();
  let closed = false;

  async function drop(one: Kept): Promise<void> {
    kept.delete(one.key);
    try {
      await (await one.built).drop();
    } catch (error) {
      onError(error);
    }
  }

  /** Those that were idle for long, and the longest idle ones beyond the number that is kept. */
  async function tidy(): Promise<void> {
    const idle = [...kept.values()].filter((one) => one.users === 0).sort((a, b) => a.lastUsedMs - b.lastUsedMs);
    const tooMany = kept.size - options.keptMax;
    await Promise.all(idle.filter((one, index) => index < tooMany || clock.monotonicMs() - one.lastUsedMs > options.keptMs).map(drop));
  }

  const timer = setInterval(() => void tidy(), sweepEveryMs);
  timer.unref();

  return {
    async open(tenant, at, { signal = new AbortController().signal, tell = () => undefined } = {}) {
      if (closed) throw errors.unavailable();
      const key = `${tenant.tenantId} ${String(tenant.epoch)} ${at.toISOString()}`;
      let one = kept.get(key);
      if (one === undefined) {
        one = { key, built: buildPast(options, tenant, at, signal, tell), users: 0, lastUsedMs: clock.monotonicMs() };
        kept.set(key, one);
        one.built.catch(() => kept.delete(key)); // whoever waits for it is told
      }
      const used = one;
      used.users += 1;
      try {
        const built = await used.built;
        await tidy();
        let released = false;
        return {
          tenant: built.tenant, at,
          release() {
            if (released) return;
            released = true;
            used.users -= 1;
            used.lastUsedMs = clock.monotonicMs();
          },
        };
      } catch (error) {
        used.users -= 1;
        throw error;
      }
    },
    async sweep() {
      let removed = 0;
      for (const shardId of options.databases.shardIds) removed += await sweepScratch(options.adminOf(shardId));
      return removed;
    },
    async prepare() {
      for (const shardId of options.databases.shardIds) await prepareTemplate(options.adminOf(shardId), options.schema);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await Promise.all([...kept.values()].map(drop));
    },
  };
}

async function buildPast(options: PastsOptions, tenant: TenantContext, at: Date, signal: AbortSignal, tell: (progress: LoadProgress) => void): Promise<{ readonly tenant: TenantContext; readonly drop: () => Promise<void> }> {
  const { history, databases } = options;
  await requireInWindow(history, tenant, at);
  const snapshot = await history.snapshotBefore(tenant.tenantId, at);
  const scratch = await createScratch(options.adminOf(tenant.shardId), options.schema, snapshot.migrations);
  try {
    await loadPast(scratch, snapshot, { history, tenantId: tenant.tenantId, at, signal, tell });
    if (!scratch.current) await scratch.migrate();
    await placeTenant(scratch, tenant);
    const placeId = shardIds.fromUuid(newUuid());
    const place = databases.mount(placeId, scratch.admin);
    return {
      tenant: { ...tenant, shardId: placeId, epoch: 1, state: 'active' },
      async drop() {
        await place.unmount();
        await scratch.drop();
      },
    };
  } catch (error) {
    await scratch.drop();
    throw error;
  }
}

async function requireInWindow(history: TenantHistory, { tenantId }: TenantContext, at: Date): Promise<void> {
  const window = await history.window(tenantId);
  if (window === undefined) throw errors.no_history();
  const { from, to, gaps } = window;
  if (at < from || at > to) throw errors.point_out_of_window({ detail: `It must lie between ${from.toISOString()} and ${to.toISOString()}.`, from: from.toISOString(), to: to.toISOString() });
  const gap = gaps.find((one) => at >= one.from && at < one.to);
  if (gap !== undefined) throw errors.point_out_of_window({ detail: `Between ${gap.from.toISOString()} and ${gap.to.toISOString()} nothing was recorded.` });
}

/** Read-only under the one epoch that contexts of this place carry. */
async function placeTenant(scratch: Scratch, tenant: TenantContext): Promise<void> {
  await withClient(scratch.admin, (client) =>
    client.query(
      `insert into hf.placement (tenant_id, site_id, organization_id, product, epoch, state) values ($1, $2, $3, $4, 1, 'read_only')
       on conflict (tenant_id) do update set epoch = 1, state = 'read_only'`, [tenant.tenantId, tenant.siteId, tenant.organizationId, tenant.product]));
}
