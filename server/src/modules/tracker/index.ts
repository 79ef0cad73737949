/** Front door of Tracker: its service for main to mount, its use cases for the modules above it. */
import { jqlFields, jqlFunctions, operatorsOf } from './jql-catalogue.ts';
import { limits } from './limits.ts';
import { reservedWords } from './parse-jql.ts';

export { tracker as trackerDescriptor } from './service.ts';
export { createTracker, type Tracker, type TrackerDependencies } from './tracker.ts';
export { createBulkJobs } from './bulk-jobs.ts';
export { createTrashPurge, type TrashPurge } from './purge-trash.ts';
export * from './importing.ts';

/** What JQL takes, for its reference page. */
export const jqlCatalogue = { fields: jqlFields, functions: jqlFunctions, operatorsOf, limits, reservedWords } as const;
