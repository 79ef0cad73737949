/**
 * Every door of the running platform, found from the registry and from the HTTP server's own routing table, so
 * that one added past the registry is seen as well.
 */
import type { FastifyInstance } from 'fastify';
import type { MountedRoute, Registry } from '../../src/kernel/service/index.ts';

/** Doors of the process itself: they show nothing of any tenant. A new one is added here by hand, and reviewed. */
export const systemDoors = new Set(['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /openapi.json', 'GET /api', 'GET /api/errors', 'GET /', 'GET /*', 'OPTIONS *']);

/** Doors that anybody may knock at. This list only shrinks; a new public door is a decision. */
export const publicDoors = new Set([
  'GET /api/v1/state', 'POST /api/v1/setup', 'POST /api/v1/session', 'DELETE /api/v1/session', 'POST /api/v1/password-reset', 'POST /api/v1/password-reset/:secret',
  'GET /api/v1/public/sites/:site/wiki/spaces', 'GET /api/v1/public/sites/:site/wiki/spaces/:key', 'GET /api/v1/public/sites/:site/wiki/spaces/:key/tree', 'GET /api/v1/public/sites/:site/wiki/pages/:id',
  'GET /api/v1/public/sites/:site/wiki/files/:id', 'GET /api/v1/public/sites/:site/wiki/links/:secret', 'GET /api/v1/public/sites/:site/wiki/links/:secret/files/:id',
  'GET /api/v1/invitations/:secret', 'POST /api/v1/invitations/:secret/accept',
]);

export const doorName = ({ route, address }: Pick<MountedRoute, 'route' | 'address'>): string => `${route.method} ${address}`;

/** `METHOD /path` of everything that the server's router knows. */
export function routedDoors(http: FastifyInstance): string[] {
  const doors: string[] = [];
  const stack: string[] = [];
  for (const line of http.printRoutes({ commonPrefix: false }).split('\n')) {
    const found = /^([│ ├└─]*)(\S.*?) \(([A-Z, ]+)\)$/u.exec(line) ?? /^([│ ├└─]*)(\S.*)$/u.exec(line);
    if (found === null) continue;
    const depth = Math.floor((found[1] ?? '').length / 4);
    stack.length = Math.max(0, depth - 1);
    stack.push(found[2] ?? '');
    const path = stack.join('');
    for (const method of (found[3] ?? '').split(', ').filter((word) => word !== '' && word !== 'HEAD')) doors.push(`${method} ${path}`);
  }
  return doors;
}

/** Doors that are neither in the registry nor on the list of system doors, and public ones nobody listed. */
export function unprotectedDoors(http: FastifyInstance, registry: Registry): string[] {
  // Where two doors name the same parameter differently, the router's own listing writes `:id|:owner`.
  const shape = (door: string): string => door.replaceAll(/:\w+(?:\|:\w+)*/g, ':');
  const known = new Set(registry.routes.map((mounted) => shape(doorName(mounted))));
  const past = routedDoors(http).filter((door) => !known.has(shape(door)) && !systemDoors.has(door)).map((door) => `${door}: not in the registry`);
  const open = registry.routes.filter(({ route }) => registry.permission(route.permission).needs === 'public').map(doorName).filter((door) => !publicDoors.has(door)).map((door) => `${door}: public, and not on the list of public doors`);
  return [...past, ...open];
}

/** The address with something plausible in every parameter; rights are judged before any of it is looked at. */
export function fillAddress(address: string, values: Readonly<Record<string, string>>): string {
  return address.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(values[name] ?? '10001'));
}
