/** Front door of Tracker: its service for main to mount, its use cases for the modules above it. */
export { tracker as trackerDescriptor } from './service.ts';
export type { KnownPerson, Media, People, StoredMedia } from './ports.ts';
export * from './importing.ts';
