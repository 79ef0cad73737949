/**
 * Drill *mass-deletion*: sites of many organizations are deleted through their doors and purged at once, rows and files really gone and only
 * the keys still there; then every one is undone from the journal, and every row and file is compared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { organizationIds, siteIds, type AccountId } from '../../kernel/ids/index.ts';
import type { Databases } from '../../kernel/db/index.ts';
import type { ObjectStore } from '../../modules/media/index.ts';
import type { Drill, DrillRun, Recovery } from '../../modules/recovery/index.ts';
import { differencesBetween, digestsOf, type PlaceDigests } from './compare-places.ts';
import { makeOrganization, makeOwner, makeSite, randomOf, sizeOf, type DrillGround, type DrillPlace } from './drill-places.ts';

/** Requests as the owner of the drill's places makes them. */
export type Ask = (owner: AccountId, method: 'GET' | 'POST', url: string) => Promise<{ readonly status: number; readonly json: Readonly<Record<string, unknown>> }>;

export interface MassDeletionOptions extends DrillGround {
  readonly databases: Databases;
  readonly store: ObjectStore;
  readonly recovery: Recovery;
  readonly ask: Ask;
  readonly organizations: number;
  readonly sites: number;
  /** 1 is the size of the committed generator: on average 150 issues, 30 pages and 3 MB of files a site. */
  readonly scale: number;
  readonly remove: (place: DrillPlace) => Promise<void>;
}

const atOnce = 2;
const seed = 883;

interface Struck {
  readonly place: DrillPlace;
  readonly before: readonly PlaceDigests[];
  deletion: string;
}

async function inTurns<Item>(items: readonly Item[], { signal }: DrillRun, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      signal.throwIfAborted();
      await work(item);
    }
  }));
}

async function make(options: MassDeletionOptions, run: DrillRun, owner: AccountId): Promise<Struck[]> {
  const next = randomOf(seed);
  const batch = options.clock.now().getTime().toString(36);
  const struck: Struck[] = [];
  for (let at = 0; at < options.organizations; at += 1) {
    const slug = `drill-${batch}-${String(at)}`;
    const organizationId = await makeOrganization(options, owner, slug, run.signal);
    // The first ones have more than one site.
    const sites = Math.floor(options.sites / options.organizations) + (at < options.sites % options.organizations ? 1 : 0);
    for (let index = 0; index < sites; index += 1) {
      run.signal.throwIfAborted();
      run.tell(`making site ${String(struck.length + 1)} of ${String(options.sites)}`);
      const size = sizeOf(next);
      const scaled = { issues: Math.round(size.issues * options.scale), pages: Math.round(size.pages * options.scale), attachmentBytes: Math.round(size.attachmentBytes * options.scale) };
      const place = await makeSite(options, owner, organizationId, `${slug}-${String(index)}`, scaled, seed + struck.length, run.signal);
      struck.push({ place, before: [], deletion: '' });
    }
  }
  return Promise.all(struck.map(async (one) => ({ ...one, before: await Promise.all(one.place.tenants.map((tenant) => digestsOf(options.databases, options.store, tenant))) })));
}

async function strike(options: MassDeletionOptions, owner: AccountId, one: Struck): Promise<void> {
  const { organizationId, siteId, tenants } = one.place;
  const deleted = await options.ask(owner, 'POST', `/api/v1/sites/${siteIds.format(siteId)}/delete`);
  if (deleted.status !== 200) throw new Error(`a site was not deleted: ${JSON.stringify(deleted.json)}`);
  one.deletion = String(deleted.json['id']);
  if (!(await options.tenancy.purgeNow(organizationId, one.deletion))) throw new Error('a site was not purged');
  for (const tenant of tenants) {
    const left = await digestsOf(options.databases, options.store, tenant);
    if ([...left.values()].some((digests) => digests.size > 0)) throw new Error('rows or files of a purged site are still there');
  }
}

async function bringBack(options: MassDeletionOptions, owner: AccountId, one: Struck, { signal }: DrillRun): Promise<void> {
  const organization = organizationIds.format(one.place.organizationId);
  const undone = await options.ask(owner, 'POST', `/api/v1/orgs/${organization}/deletions/${one.deletion}/undo`);
  if (undone.status >= 300) throw new Error(`a site was not brought back: ${JSON.stringify(undone.json)}`);
  for (;;) {
    const { json } = await options.ask(owner, 'GET', `/api/v1/orgs/${organization}/deletions`);
    const items = (json['items'] ?? []) as readonly { readonly id: string; readonly state: string }[]; // the door's own shape
    if (items.find(({ id }) => id === one.deletion)?.state === 'undone' || !items.some(({ id }) => id === one.deletion)) return;
    await sleep(100, undefined, { signal });
  }
}

export function createMassDeletionDrill(options: MassDeletionOptions): Drill {
  return async (run) => {
    const owner = await makeOwner(options, run.signal);
    const struck = await make(options, run, owner);
    try {
      for (const shardId of options.databases.shardIds) await options.recovery.caughtUp(shardId);
      run.tell('deleting');
      await inTurns(struck, run, (one) => strike(options, owner, one));
      const knownMs = options.clock.monotonicMs();
      let back = 0;
      await inTurns(struck, run, async (one) => {
        await bringBack(options, owner, one, run);
        run.tell(`brought back ${String(back += 1)} of ${String(struck.length)}`);
      });
      const rtoSeconds = (options.clock.monotonicMs() - knownMs) / 1000;
      run.tell('comparing');
      let differences = 0;
      let restored = 0;
      for (const { place, before } of struck) {
        let own = 0;
        for (const [index, tenant] of place.tenants.entries()) own += differencesBetween(before[index] ?? new Map(), await digestsOf(options.databases, options.store, tenant));
        differences += own;
        if (own === 0) restored += 1;
      }
      return { sites: struck.length, restored, differences, rtoSeconds, rpoSeconds: 0, details: { organizations: options.organizations } };
    } finally {
      for (const { place } of struck) await options.remove(place);
    }
  };
}
