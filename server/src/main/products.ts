/** The products and what serves them: Tracker, Wiki, import. Wired apart from the platform so that each list stays short. */
import type { Config } from '../kernel/config/index.ts';
import type { Databases } from '../kernel/db/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { OutboxHandler } from '../kernel/outbox/index.ts';
import type { Contexts, ProductType, Service } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory } from '../modules/directory/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import type { Media } from '../modules/media/index.ts';
import type { Catalogue, ProductSeeder } from '../modules/tenancy/index.ts';
import { trackerDescriptor } from '../modules/tracker/index.ts';
import { createWiki } from '../modules/wiki/index.ts';
import type { ProductPeople } from './product-people.ts';

export interface ProductOptions {
  readonly contexts: Contexts;
  readonly people: ProductPeople;
  readonly media: Media;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly config: Config;
  readonly dataFolder: string;
  readonly databases: Databases;
  readonly log: Log;
}

export interface Products {
  readonly services: readonly Service[];
  readonly seeders: Readonly<Record<ProductType, ProductSeeder>>;
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
  start(): void;
  stop(): Promise<void>;
}

export function createProducts(options: ProductOptions): Products {
  const { people, media, directory } = options;
  const wiki = createWiki({ people, media, groups: { groups: (ctx) => directory.groupsOf(ctx.tenant.organizationId) } });
  media.registerHolder('wiki', wiki.mediaHolder);
  return {
    services: [{ descriptor: trackerDescriptor, routes: [] }, wiki.service],
    seeders: { tracker: { seedTenant: () => Promise.resolve() }, wiki: { seedTenant: (ctx) => wiki.seedTenant(ctx) } },
    outboxHandlers: {},
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
}
