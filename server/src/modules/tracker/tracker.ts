/** Puts Tracker together from what it needs of others. */
import { createContentReading, type ContentReading, type Ctx, type Service } from '../../kernel/service/index.ts';
import type { People, RulesOfItem } from '../directory/index.ts';
import type { Media, MediaHolder } from '../media/index.ts';
import type { NoticeSource } from '../notification/index.ts';
import type { RecoverableProduct } from '../recovery/index.ts';
import type { SearchSource } from '../search/index.ts';
import { heldMedia } from './activity-store.ts';
import { createAccessRoutes } from './api/access-routes.ts';
import { createActivityRoutes } from './api/activity-routes.ts';
import { createAttachmentRoutes } from './api/attachment-routes.ts';
import { createBoardRoutes } from './api/board-routes.ts';
import { createBoardViewRoutes } from './api/board-view-routes.ts';
import { createColumnRoutes } from './api/column-routes.ts';
import { createConfigurationRoutes } from './api/configuration-routes.ts';
import { createDashboardRoutes } from './api/dashboard-routes.ts';
import { createFigureRoutes } from './api/figure-routes.ts';
import { createBulkRoutes } from './api/bulk-routes.ts';
import { createConfigurationChangeRoutes } from './api/configuration-change-routes.ts';
import { createDepthRoutes } from './api/depth-routes.ts';
import { createFieldRoutes } from './api/field-routes.ts';
import { createFilterRoutes } from './api/filter-routes.ts';
import { createIssueRoutes } from './api/issue-routes.ts';
import { createJqlRoutes } from './api/jql-routes.ts';
import { createPeopleRoutes } from './api/people-routes.ts';
import { createPortalRoutes } from './api/portal-routes.ts';
import { createProjectItemRoutes } from './api/project-item-routes.ts';
import { createProjectRoutes } from './api/project-routes.ts';
import { createProjectSetupRoutes } from './api/project-setup-routes.ts';
import { createSearchRoutes } from './api/search-routes.ts';
import { createSprintRoutes } from './api/sprint-routes.ts';
import { createStatusRoutes } from './api/status-routes.ts';
import { createAttachmentTrashRoutes } from './api/attachment-trash-routes.ts';
import { createTrashRoutes } from './api/trash-routes.ts';
import { createWorkflowRoutes } from './api/workflow-routes.ts';
import { createWorkflowSchemeRoutes } from './api/workflow-scheme-routes.ts';
import { createImporting } from './create-importing.ts';
import type { Importing } from './importing.ts';
import { sealingRules } from './sealing-rules.ts';
import { trackerSearch } from './search-source.ts';
import { recoverable } from './recoverable.ts';
import { rulesOfItem } from './rules-of-item.ts';
import { trackerNotices } from './notice-source.ts';
import { seedTenant } from './seed-tenant.ts';
import { tracker as descriptor } from './service.ts';

export interface TrackerDependencies {
  readonly people: People;
  readonly media: Media;
}

export interface Tracker {
  readonly service: Service;
  readonly importing: Importing;
  /** Everything that a tenant has, for exports. */
  readonly reading: ContentReading;
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

export function createTracker(dependencies: TrackerDependencies): Tracker {
  const routes = [
    ...createIssueRoutes(dependencies), ...createActivityRoutes(dependencies), ...createAttachmentRoutes(dependencies), ...createSearchRoutes(dependencies), ...createJqlRoutes(dependencies), ...createDashboardRoutes(dependencies), ...createFigureRoutes(dependencies), ...createColumnRoutes(), ...createProjectRoutes(dependencies),
    ...createProjectItemRoutes(dependencies), ...createConfigurationRoutes(dependencies), ...createFilterRoutes(dependencies), ...createPeopleRoutes(dependencies), ...createAccessRoutes(dependencies),
    ...createBoardRoutes(dependencies), ...createBoardViewRoutes(dependencies), ...createSprintRoutes(dependencies), ...createWorkflowRoutes(dependencies), ...createWorkflowSchemeRoutes(dependencies),
    ...createConfigurationChangeRoutes(), ...createStatusRoutes(), ...createFieldRoutes(), ...createTrashRoutes(dependencies), ...createAttachmentTrashRoutes(dependencies), ...createBulkRoutes(dependencies), ...createDepthRoutes(dependencies), ...createProjectSetupRoutes(dependencies), ...createPortalRoutes(dependencies),
  ];
  return {
    service: { descriptor, routes },
    importing: createImporting(),
    reading: createContentReading('tracker', sealingRules),
    mediaHolder: { heldOf: (ctx, mediaIds) => ctx.read((tx) => heldMedia(tx, mediaIds)) },
    searchSource: trackerSearch,
    noticeSource: trackerNotices,
    seedTenant,
    rulesOfItem,
    recoverable,
  };
}
