/** Front door of audit: the log as the events API shows it, and the sequencer that numbers it. */
import type { Databases } from '../../kernel/db/index.ts';
import type { Service } from '../../kernel/service/index.ts';
import { createAuditRoutes, type AuditRouteOptions } from './routes.ts';
import { createSequencer, type Sequencer } from './sequencer.ts';
import { auditDescriptor } from './service.ts';

export { auditDescriptor } from './service.ts';
export { auditErrors } from './errors.ts';
export { describeAction } from './describe-action.ts';

export interface Audit {
  readonly service: Service;
  readonly sequencer: Sequencer;
}

export function createAudit(options: AuditRouteOptions & { readonly databases: Databases; readonly onError: (error: unknown) => void }): Audit {
  return {
    service: { descriptor: auditDescriptor, routes: createAuditRoutes(options) },
    sequencer: createSequencer({ databases: options.databases, everyMs: 1000, onError: options.onError }),
  };
}
