/** Front door of Tracker: its service for main to mount, its use cases for the modules above it. */
export { tracker as trackerDescriptor } from './service.ts';
export { createTracker, type Tracker, type TrackerDependencies } from './tracker.ts';
export * from './importing.ts';
