/**
 * What travels with every request: who acts, where, when, and the only way to data.
 *
 * `Ctx` is one tenant in its shard; `OrganizationCtx` one organization in the control database; `GlobalCtx` has
 * neither and serves sign-in, set-up and a person's own account. Each is bound to one service and its database
 * login; `as(service)` crosses to another service's login and is refused unless both descriptors allow it.
 */
import type { ReadTx, Tx } from '../db/transaction.ts';
import type { OrganizationId } from '../ids/index.ts';
import type { Actor, SiteAccess } from './actor.ts';
import type { TenantContext } from './tenant-context.ts';

export interface RequestFacts {
  readonly requestId: string;
  /** When the request began. */
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly actor: Actor;
  /** Name of the service whose login this context uses. */
  readonly service: string;
}

export interface DataAccess {
  /** One transaction; commits when `work` returns. */
  tx<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Reads only; each statement is its own implicit transaction in one round trip. */
  read<Result>(work: (tx: ReadTx) => Promise<Result>): Promise<Result>;
}

export interface Ctx extends RequestFacts, DataAccess {
  readonly tenant: TenantContext;
  readonly access: SiteAccess;
  as(service: string): Ctx;
}

export interface OrganizationCtx extends RequestFacts, DataAccess {
  readonly organizationId: OrganizationId;
  /** On the organization, and on the site when the route names one. */
  readonly access: SiteAccess;
  as(service: string): OrganizationCtx;
}

export interface GlobalCtx extends RequestFacts, DataAccess {
  as(service: string): GlobalCtx;
}
