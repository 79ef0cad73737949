/** Front door of the HTTP kernel. */
export { admitActor, admitToPlace } from './admission.ts';
export type { AccessResolver, Authenticated, Authenticator, Credentials, Edge, SitePlace, TenantResolver } from './edge.ts';
export { createFairness, type Fairness } from './fairness.ts';
export { createHttpServer } from './server.ts';
export { openApi } from './openapi.ts';
