/**
 * Keeps the index true: twice a second it takes the notes that triggers left, reads the items through their product and writes what
 * differs. Between such rounds it builds, a few items at a time and one tenant after the other, what has no index yet: after an
 * upgrade, a restore, or a change of how words are cut. Stopping anywhere loses nothing: a note goes when its work is committed.
 */
import type { Databases } from '../../kernel/db/index.ts';
import { tenantIds, type ShardId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts, type Ctx, type ProductType, type TenantContext } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { analysisVersion } from './analyse.ts';
import { moveBuild, takeBuild } from './build-store.ts';
import { builtTenants, forgetChanges, postponeChanges, removeChanges, takeChanges, type TakenChange } from './change-store.ts';
import { lockItems, writeItems } from './index-store.ts';
import type { ItemKind, SearchSource } from './search-source.ts';

export interface IndexerOptions {
  readonly contexts: Contexts;
  readonly databases: Databases;
  readonly clock: Clock;
  readonly tenants: { context(tenantId: string): TenantContext | undefined; all(): Iterable<TenantContext> };
  readonly sources: Readonly<Record<ProductType, SearchSource>>;
  readonly pollMs: number;
  readonly onError: (error: unknown, tenantId: string) => void;
}

export interface Indexer {
  start(): void;
  /** Indexes everything that is committed and not yet indexed. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const changesPerRound = 1_000;
const itemsPerTransaction = 50;
const buildBatch = 200;

export function createIndexer(options: IndexerOptions): Indexer {
  const { databases, clock, sources } = options;
  const built = new Set<string>();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const contextOf = (tenant: TenantContext): Ctx => options.contexts.tenant('search', systemFacts(systemActor, clock.now(), abort.signal), tenant, noAccess);

  async function index(tenant: TenantContext, kind: ItemKind, ids: readonly number[]): Promise<void> {
    const source = sources[tenant.product];
    for (let at = 0; at < ids.length; at += itemsPerTransaction) {
      const some = ids.slice(at, at + itemsPerTransaction);
      const ctx = contextOf(tenant);
      await ctx.tx(async (tx) => {
        const before = await lockItems(tx, kind, some);
        await writeItems(tx, kind, before, await source.texts(ctx.as(tenant.product), kind, some));
      });
    }
  }

  async function workOff(shardId: ShardId): Promise<number> {
    const system = databases.system('index what changed', shardId);
    const [taken] = await system.run([{ text: takeChanges, values: [clock.now(), changesPerRound] }]);
    // The columns are those that `takeChanges` returns.
    const changes = (taken?.rows ?? []) as unknown as readonly TakenChange[];
    for (const [tenantId, ofTenant] of Map.groupBy(changes, (change) => change.tenant_id)) {
      const noted = ofTenant.map(({ id }) => id);
      const tenant = options.tenants.context(tenantId);
      try {
        if (tenant === undefined && ofTenant.every(({ attempts }) => attempts > 10)) await system.run([{ text: forgetChanges, values: [tenantId] }]);
        if (tenant?.state !== 'active' && tenant?.state !== 'provisioning') throw new Error('the tenant cannot be entered now');
        for (const [kind, ofKind] of Map.groupBy(ofTenant, (change) => change.kind)) {
          // The database allows these kinds only.
          await index(tenant, kind as ItemKind, [...new Set(ofKind.map((change) => change.item_id))].sort((a, b) => a - b));
        }
        await system.run([{ text: removeChanges, values: [noted] }]);
      } catch (error) {
        if (tenant !== undefined) options.onError(error, tenantId);
        const attempts = Math.max(...ofTenant.map((change) => change.attempts));
        await system.run([{ text: postponeChanges, values: [noted, new Date(clock.now().getTime() + Math.min(3_600_000, 1_000 * 2 ** attempts))] }]);
      }
    }
    return changes.length;
  }

  /** One batch of one tenant's building; false when it is done or somebody else has it. */
  async function build(tenant: TenantContext): Promise<boolean> {
    const source = sources[tenant.product];
    const ctx = contextOf(tenant);
    const position = await ctx.tx((tx) => takeBuild(tx, analysisVersion, source.kinds[0]));
    if (position === undefined) return false;
    // Only kinds of this source are ever written there.
    const kind = position.kind as ItemKind;
    const ids = await source.idsAfter(ctx.as(tenant.product), kind, position.after, buildBatch);
    await index(tenant, kind, ids);
    const last = ids.length < buildBatch;
    const next = source.kinds[source.kinds.indexOf(kind) + 1];
    await ctx.tx((tx) => moveBuild(tx, !last ? { kind, after: ids[ids.length - 1] ?? position.after } : next === undefined ? 'done' : { kind: next, after: -1 }));
    return !last || next !== undefined;
  }

  async function buildRound(shardId: ShardId): Promise<boolean> {
    const waiting = [...options.tenants.all()].filter((tenant) => tenant.shardId === shardId && tenant.state === 'active' && !built.has(tenant.tenantId));
    if (waiting.length === 0) return false;
    const [rows] = await databases.system('find tenants without a search index', shardId).run([{ text: builtTenants, values: [analysisVersion] }]);
    for (const row of rows?.rows ?? []) built.add(String(row['tenant_id']));
    let more = false;
    for (const tenant of waiting.filter(({ tenantId }) => !built.has(tenantId))) {
      if (abort.signal.aborted) return false;
      try {
        more = (await build(tenant)) || more;
      } catch (error) {
        options.onError(error, tenantIds.format(tenant.tenantId));
      }
    }
    return more;
  }

  async function round(untilDone: boolean): Promise<void> {
    for (const shardId of databases.shardIds) {
      let more = true;
      while (more && !abort.signal.aborted) {
        const changed = await workOff(shardId);
        more = (await buildRound(shardId)) && untilDone;
        more ||= changed === changesPerRound;
      }
    }
  }

  const run = (untilDone: boolean): Promise<void> => {
    running ??= round(untilDone).finally(() => { running = undefined; });
    return running;
  };
  return {
    start() {
      timer ??= setInterval(() => void run(false).catch((error: unknown) => { options.onError(error, ''); }), options.pollMs);
    },
    async drain() {
      await running?.catch(() => undefined); // told where it was started
      await run(true);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      abort.abort();
      await running?.catch(() => undefined); // told where it was started
    },
  };
}
