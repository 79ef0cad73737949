/**
 * Which database a service reaches and under which login. A module never sees a connection string: its
 * contexts are bound to its own pools, one per (database, service).
 */
import { createHmac } from 'node:crypto';
import type { ShardId } from '../ids/index.ts';
import { createServicePool, refuseUnsafeLogin, type ConnectionSettings, type ServicePool } from './service-pool.ts';

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly ssl?: boolean;
}

export interface Databases {
  control(service: string): ServicePool;
  shard(shardId: ShardId, service: string): ServicePool;
  /** A login that row security lets see every tenant, for work that serves no person; the reason is logged and listed. */
  system(reason: string, where: 'control' | ShardId): ServicePool;
  readonly shardIds: readonly ShardId[];
  addShard(shardId: ShardId, address: DatabaseAddress): void;
  /** A place of its own that is no shard: nothing that goes through all shards meets it. `unmount` ends its pools. */
  mount(placeId: ShardId, address: DatabaseAddress): { unmount(): Promise<void> };
  end(): Promise<void>;
}

export const systemRole = 'hf_system';

/** Name of a service's login; the same in every database that it reaches. */
export function roleOf(service: string): string {
  return `hf_${service}`;
}

/** Passwords of service logins are derived, so that no list of them has to be kept or passed around. */
export function rolePassword(secret: string, role: string): string {
  return createHmac('sha256', secret).update(`holdfast database login ${role}`).digest('base64url');
}

export function createDatabases(options: {
  readonly control: DatabaseAddress;
  readonly shards: ReadonlyMap<ShardId, DatabaseAddress>;
  readonly secret: string;
  readonly maxConnectionsPerService: number;
  readonly onError: (error: unknown) => void;
  readonly onSystemUse?: (reason: string) => void;
}): Databases {
  const pools = new Map<string, ServicePool>();
  let ending = false;
  /** Connections that break while everything stops are no news. */
  const onError = (error: unknown): void => {
    if (!ending) options.onError(error);
  };
  const shards = new Map(options.shards);
  const mounted = new Map<ShardId, DatabaseAddress>();

  function poolFor(place: string, address: DatabaseAddress, role: string): ServicePool {
    const key = `${place}/${role}`;
    const known = pools.get(key);
    if (known !== undefined) return known;
    const settings: ConnectionSettings = { ...address, user: role, password: rolePassword(options.secret, role) };
    const pool = createServicePool(settings, { maxConnections: options.maxConnectionsPerService, onError });
    pools.set(key, pool);
    return pool;
  }

  function shardAddress(shardId: ShardId): DatabaseAddress {
    const address = shards.get(shardId) ?? mounted.get(shardId);
    if (address === undefined) throw new Error(`shard ${shardId} is not configured in this process`);
    return address;
  }

  return {
    control: (service) => poolFor('control', options.control, roleOf(service)),
    shard: (shardId, service) => poolFor(shardId, shardAddress(shardId), roleOf(service)),
    system(reason, where) {
      options.onSystemUse?.(reason);
      return poolFor(where, where === 'control' ? options.control : shardAddress(where), systemRole);
    },
    get shardIds() {
      return [...shards.keys()];
    },
    addShard: (shardId, address) => void shards.set(shardId, address),
    mount(placeId, address) {
      mounted.set(placeId, address);
      return {
        async unmount() {
          mounted.delete(placeId);
          const opened = [...pools].filter(([key]) => key.startsWith(`${placeId}/`));
          for (const [key] of opened) pools.delete(key);
          await Promise.all(opened.map(([, pool]) => pool.end()));
        },
      };
    },
    async end() {
      ending = true;
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      pools.clear();
    },
  };
}

/** Start-up refusal of unsafe logins (DESIGN §3 *Scope*), over every pool that services will use. */
export async function refuseUnsafeLogins(databases: Databases, services: readonly { name: string; in: readonly ('control' | 'shard')[] }[]): Promise<void> {
  for (const service of services) {
    if (service.in.includes('control')) await refuseUnsafeLogin(databases.control(service.name));
    if (!service.in.includes('shard')) continue;
    for (const shardId of databases.shardIds) await refuseUnsafeLogin(databases.shard(shardId, service.name));
  }
}
