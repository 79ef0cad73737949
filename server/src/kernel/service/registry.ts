/** All services of this process: what may call what, which permissions exist, which doors there are. */
import type { PermissionDefinition, Service, ServiceDescriptor } from './descriptor.ts';
import type { Route } from './route.ts';

export interface MountedRoute {
  readonly service: ServiceDescriptor;
  readonly mount: ServiceDescriptor['mounts'][number];
  readonly route: Route;
  /** Prefix and path together, parameters as `:name`. */
  readonly address: string;
}

export interface Registry {
  readonly descriptors: readonly ServiceDescriptor[];
  readonly routes: readonly MountedRoute[];
  permission(name: string): PermissionDefinition;
  readonly permissions: ReadonlyMap<string, PermissionDefinition>;
  mayCall(caller: string, callee: string): boolean;
}

/** Fails at start-up for a route whose permission nobody declared, two doors at one address, or a call to nobody. */
export function createRegistry(services: readonly Service[]): Registry {
  const descriptors = services.map((service) => service.descriptor);
  const permissions = collectPermissions(descriptors);
  const routes = collectRoutes(services, permissions);
  const allowed = new Set(descriptors.flatMap((service) => Object.keys(service.calls).map((callee) => `${service.name}>${callee}`)));
  for (const service of descriptors) {
    for (const callee of Object.keys(service.calls)) {
      if (!descriptors.some((other) => other.name === callee)) throw new Error(`${service.name} declares calls to ${callee}, which does not exist`);
    }
  }
  return {
    descriptors,
    routes,
    permissions,
    permission(name) {
      const definition = permissions.get(name);
      if (definition === undefined) throw new Error(`no permission is called ${name}`);
      return definition;
    },
    mayCall: (caller, callee) => caller === callee || allowed.has(`${caller}>${callee}`),
  };
}

function collectPermissions(descriptors: readonly ServiceDescriptor[]): Map<string, PermissionDefinition> {
  const permissions = new Map<string, PermissionDefinition>();
  for (const descriptor of descriptors) {
    for (const [name, definition] of Object.entries(descriptor.permissions)) {
      if (permissions.has(name)) throw new Error(`permission ${name} is declared twice`);
      permissions.set(name, definition);
    }
  }
  return permissions;
}

function collectRoutes(services: readonly Service[], permissions: ReadonlyMap<string, PermissionDefinition>): MountedRoute[] {
  const seen = new Set<string>();
  const routes: MountedRoute[] = [];
  for (const { descriptor, routes: own } of services) {
    for (const route of own) {
      if (!permissions.has(route.permission)) throw new Error(`${route.method} ${route.path} needs ${route.permission}, which nobody declares`);
      const fitting = descriptor.mounts.filter((candidate) => (candidate.product !== undefined) === (route.context === 'tenant'));
      const hung = route.mount === undefined ? fitting.slice(0, 1) : fitting.filter(({ prefix }) => prefix === route.mount);
      if (hung.length === 0) throw new Error(`${route.method} ${route.path} of ${descriptor.name} hangs below no mount`);
      for (const mount of hung) {
        const address = `${mount.prefix}${route.path}`;
        const key = `${route.method} ${address.replaceAll(/:\w+/g, ':')}`;
        if (seen.has(key)) throw new Error(`two doors at ${route.method} ${address}`);
        seen.add(key);
        routes.push({ service: descriptor, mount, route, address });
      }
    }
  }
  return routes;
}
