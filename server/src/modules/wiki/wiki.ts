/** Puts the wiki together from what it needs of others. */
import { createContentReading, type ContentReading, type Ctx, type Service } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { RulesOfItem } from '../directory/index.ts';
import type { Media, MediaHolder } from '../media/index.ts';
import type { NoticeSource } from '../notification/index.ts';
import type { RecoverableProduct } from '../recovery/index.ts';
import type { SearchSource } from '../search/index.ts';
import { accessRoutes } from './api/access-routes.ts';
import { createApi, type Groups } from './api/api.ts';
import { attachmentRoutes } from './api/attachment-routes.ts';
import { commentRoutes } from './api/comment-routes.ts';
import { contentRoutes } from './api/content-routes.ts';
import { editingRoutes } from './api/editing-routes.ts';
import { exportRoutes } from './api/export-routes.ts';
import { issueRoutes } from './api/issue-routes.ts';
import { labelRoutes } from './api/label-routes.ts';
import { oldContentRoutes } from './api/old-content-routes.ts';
import { peopleRoutes } from './api/people-routes.ts';
import { propertyRoutes } from './api/property-routes.ts';
import { restrictionRoutes } from './api/restriction-routes.ts';
import { publicRoutes } from './api/public-routes.ts';
import { searchRoutes } from './api/search-routes.ts';
import { socialRoutes } from './api/social-routes.ts';
import { spaceRoutes } from './api/space-routes.ts';
import { togetherRoutes } from './api/together-routes.ts';
import { trashRoutes } from './api/trash-routes.ts';
import { treeOwnRoutes } from './api/tree-own-routes.ts';
import { treeRoutes } from './api/tree-routes.ts';
import { createListeners } from './together/listeners.ts';
import type { Renew } from './together/stream-changes.ts';
import { importing } from './importing/create-importing.ts';
import { sealingRules } from './sealing-rules.ts';
import type { WikiImporting } from './importing/importing.ts';
import type { IssueSource } from './issues.ts';
import type { People } from './people.ts';
import { wikiSearch } from './search/search-source.ts';
import { recoverable } from './recovering/recoverable.ts';
import { rulesOfItem } from './rules-of-item.ts';
import { wikiNotices } from './notice-source.ts';
import { seedTenant } from './seed-tenant.ts';
import { wiki as descriptor } from './service.ts';
import { purgeTrash } from './trash/purge-trash.ts';
import { heldMedia } from './version-store.ts';

export interface WikiDependencies {
  readonly people: People;
  readonly groups: Groups;
  readonly media: Media;
  readonly clock: Clock;
  /** Judges the proof of somebody who listens for long anew; undefined when it no longer holds. */
  readonly renew: Renew;
  readonly issues: IssueSource;
}

export interface Wiki {
  readonly service: Service;
  readonly importing: WikiImporting;
  /** Everything that a tenant has, for exports. */
  readonly reading: ContentReading;
  /** Ends what is listened to; the server can stop then. */
  endStreams(): void;
  /** Deletes for ever what has been in the trash for longer than the site allows; for each tenant, once a day. */
  purgeTrash(ctx: Ctx): Promise<number>;
  /** For media's sweep. */
  readonly mediaHolder: MediaHolder;
  readonly searchSource: SearchSource;
  readonly noticeSource: NoticeSource;
  /** Idempotent; called when a tenant is set up. */
  seedTenant(ctx: Ctx): Promise<void>;
  /** For the answers to *who can reach this?*. */
  readonly rulesOfItem: RulesOfItem;
  readonly recoverable: RecoverableProduct;
}

export function createWiki(dependencies: WikiDependencies): Wiki {
  const listeners = createListeners(dependencies.clock);
  const api = createApi({ ...dependencies, listeners });
  const routes = [
    ...spaceRoutes(api), ...contentRoutes(api), ...treeRoutes(api), ...commentRoutes(api), ...attachmentRoutes(api), ...labelRoutes(api),
    ...propertyRoutes(api), ...restrictionRoutes(api), ...searchRoutes(), ...peopleRoutes(api), ...oldContentRoutes(api), ...accessRoutes(api), ...editingRoutes(api), ...togetherRoutes(api), ...issueRoutes(api),
    ...treeOwnRoutes(api), ...trashRoutes(api), ...socialRoutes(api), ...publicRoutes(api), ...exportRoutes(api),
  ];
  return {
    service: { descriptor, routes },
    importing,
    reading: createContentReading('wiki', sealingRules),
    endStreams: () => { listeners.stop(); },
    mediaHolder: { heldOf: (ctx, mediaIds) => ctx.read((tx) => heldMedia(tx, mediaIds)) },
    searchSource: wikiSearch,
    purgeTrash,
    noticeSource: wikiNotices,
    seedTenant,
    rulesOfItem,
    recoverable,
  };
}
