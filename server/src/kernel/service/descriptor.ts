/**
 * What a module is to the rest of the platform (DESIGN §1 idea 3). Routes, database logins and grants, the
 * allowlist of calls and the reference pages are derived from this and never written twice.
 */
import type { Route } from './route.ts';

export type TrustZone = 'edge' | 'control' | 'keys' | 'product' | 'media' | 'recovery' | 'runtime';
export type RecoveryTier = 'tenant-content' | 'control-state' | 'key-material' | 'derived' | 'none';

/** What a permission asks for at the door; container levels are decided again inside, on the container itself. */
export type PermissionNeed =
  | 'public'
  | 'signed-in'
  | 'operator'
  | 'organization:guest'
  | 'organization:member'
  | 'organization:admin'
  /** Administrators and those who only give access. */
  | 'organization:manage-access'
  /** As manage-access, and auditors: to look, never to change. */
  | 'organization:oversee'
  /** Administrators and auditors. */
  | 'organization:audit'
  | 'site:guest'
  | 'site:member'
  | 'site:admin'
  | 'site:manage-access'
  | 'site:oversee'
  | 'site:audit'
  | 'container:read'
  | 'container:write'
  | 'container:admin';

export interface PermissionDefinition {
  readonly needs: PermissionNeed;
  /** What it allows, in one plain line; goes into docs/reference/permissions.md. */
  readonly title: string;
  /** Scope that an API token must carry: `write:tracker`. Omitted where no token may act. */
  readonly scope?: string;
}

/** Where the routes of a service hang and how its errors look. */
export interface Mount {
  readonly prefix: string;
  readonly errorShape: 'problem' | 'jira' | 'confluence';
  /** The tenant that a request under this prefix means; its path then starts with the site. */
  readonly product?: 'tracker' | 'wiki';
}

export interface StoreOf {
  readonly in: 'control' | 'shard';
  readonly schema: string;
  /** A login that only reads its own tables, because they are written through functions. */
  readonly readOnly?: true;
}

export interface ServiceDescriptor {
  readonly name: string;
  readonly trustZone: TrustZone;
  readonly owner: string;
  readonly recoveryTier: RecoveryTier;
  /** Where the service has tables, and in which schema; the only one its login can reach. */
  readonly stores: readonly StoreOf[];
  /** Databases that its contexts use, also without tables of its own. */
  readonly databases: readonly ('control' | 'shard')[];
  /** Other schemas' tables that the login may read, table by table, with the reason. */
  readonly reads?: readonly { readonly in: 'control' | 'shard'; readonly table: string; readonly reason: string }[];
  /** Why its login may write every table of tenants that comes back by a restore; which those are is derived from their declarations. */
  readonly recovers?: string;
  readonly calls: Readonly<Record<string, readonly string[]>>;
  readonly egress: readonly string[];
  readonly permissions: Readonly<Record<string, PermissionDefinition>>;
  readonly mounts: readonly Mount[];
}

export function defineService<const Descriptor extends ServiceDescriptor>(descriptor: Descriptor): Descriptor {
  return descriptor;
}

/** A descriptor with the routes that its module made. */
export interface Service {
  readonly descriptor: ServiceDescriptor;
  readonly routes: readonly Route[];
}
