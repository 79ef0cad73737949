/** Front door of the service kernel: descriptors, routes, contexts. */
export * from './actor.ts';
export * from './audit-event.ts';
export * from './content-reading.ts';
export * from './contexts.ts';
export * from './ctx.ts';
export * from './descriptor.ts';
export * from './errors.ts';
export * from './plans.ts';
export * from './registry.ts';
export * from './route.ts';
export * from './tenant-context.ts';
