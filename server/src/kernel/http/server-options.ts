/** What the edge works with: the doors, the ports that modules implement, and its limits. */
import type { Log } from '../log/index.ts';
import type { Contexts } from '../service/contexts.ts';
import type { MountedRoute, Registry } from '../service/registry.ts';
import type { Clock } from '../time/index.ts';
import type { Edge } from './edge.ts';
import type { Fairness } from './fairness.ts';

export interface HttpServerOptions {
  readonly registry: Registry;
  readonly edge: Edge;
  readonly contexts: Contexts;
  readonly fairness: Fairness;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  /** `http://localhost:8080`, without a slash at the end. */
  readonly publicUrl: string;
  readonly bodyBytesMax: number;
  readonly fileBytesMax: number;
  readonly trustedProxies: readonly string[];
  readonly observe?: (mounted: MountedRoute, status: number, durationMs: number) => void;
}
