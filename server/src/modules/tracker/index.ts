/** Front door of Tracker: its service for main to mount, its use cases for the modules above it. */
export { tracker as trackerDescriptor } from './service.ts';
export { seedTenant } from './seed-tenant.ts';
export { createImporting } from './create-importing.ts';
export * from './importing.ts';
