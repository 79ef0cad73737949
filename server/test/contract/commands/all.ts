/** Every scenario, module by module. */
import { backupScenarios } from './backups.ts';
import { deletionScenarios } from './deletions.ts';
import { identityScenarios } from './identities.ts';
import { importScenarios } from './imports.ts';
import { organizationScenarios } from './organizations.ts';
import type { Scenario } from './scenario.ts';
import { trackerBoardScenarios } from './tracker-boards.ts';
import { trackerListScenarios } from './tracker-lists.ts';
import { trackerManyScenarios } from './tracker-many.ts';
import { trackerPortalScenarios } from './tracker-portal.ts';
import { trackerSetupScenarios } from './tracker-setup.ts';
import { trackerScenarios } from './tracker.ts';
import { vaultScenarios } from './vault.ts';
import { wikiScenarios } from './wiki.ts';
import { ownWikiScenarios } from './wiki-own.ts';

export const scenarios: readonly Scenario[] = [...organizationScenarios, ...identityScenarios, ...wikiScenarios, ...ownWikiScenarios, ...trackerScenarios, ...trackerListScenarios, ...trackerBoardScenarios, ...trackerSetupScenarios, ...trackerManyScenarios, ...trackerPortalScenarios, ...importScenarios, ...backupScenarios, ...vaultScenarios, ...deletionScenarios];
