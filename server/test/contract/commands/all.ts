/** Every scenario, module by module. */
import { identityScenarios } from './identities.ts';
import { importScenarios } from './imports.ts';
import { organizationScenarios } from './organizations.ts';
import type { Scenario } from './scenario.ts';
import { trackerScenarios } from './tracker.ts';
import { wikiScenarios } from './wiki.ts';

export const scenarios: readonly Scenario[] = [...organizationScenarios, ...identityScenarios, ...wikiScenarios, ...trackerScenarios, ...importScenarios];
