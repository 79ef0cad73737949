/**
 * A door. It names its permission, its audit action when it changes something, and the shapes of what goes in
 * and out; without them it does not type-check. The context that it asks for decides what it can reach.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Static, TObject, TSchema } from 'typebox';
import type { ErrorFactory } from '../errors/index.ts';
import type { SiteId } from '../ids/index.ts';
import type { GatedFeature } from './plans.ts';
import type { Ctx, GlobalCtx, OrganizationCtx } from './ctx.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A file part of a multipart request; its stream must be consumed before the next part is asked for. */
export interface FilePart {
  readonly field: string;
  readonly filename: string;
  readonly mediaType: string;
  readonly stream: Readable;
  /** Text fields of the same form by name, in their order: those that came before, and all of them once the last part was asked for. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** What a route that answers something else than JSON returns. */
export class RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Buffer | string | null;
  constructor(status: number, headers: Readonly<Record<string, string>>, body: Readable | Buffer | string | null) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** JSON with a status or headers (cookies, Location) of its own. */
export class JsonReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[]>>;
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string | string[]>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Set for `body: 'stream'`. */
  readonly stream: Readable;
  /** Set for `body: 'multipart'`: the parts as they arrive. */
  readonly files: AsyncIterable<FilePart>;
  readonly headers: IncomingHttpHeaders;
  /** Where this mount answers, without a slash at the end: `http://localhost:8080/ex/jira/site_…`; links are made from it. */
  readonly baseUrl: string;
  /** The site named by the path (`:site`), for site and tenant routes. */
  readonly siteId: SiteId;
}

type Effect =
  /** Changes nothing. The default for GET. */
  | { readonly effect?: 'read'; readonly audit?: never }
  /**
   * Changes something: leaves exactly one record per effective command, none when nothing changed. Several names
   * where the action depends on what was asked; a refusal is recorded under the first.
   */
  | { readonly effect: 'write'; readonly audit: string | readonly [string, ...string[]] };

export interface RouteShape<Params extends TObject, Query extends TObject, Body extends TSchema> {
  readonly method: Method;
  /** Below the mount's prefix; parameters as `:name`. */
  readonly path: string;
  /** Prefix of the mount that it hangs below, where the service has several; the first of the fitting kind otherwise. */
  readonly mount?: string;
  readonly summary: string;
  readonly permission: string;
  /** The door opens only where the organization's plan has this. */
  readonly feature?: GatedFeature;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body | 'stream' | 'multipart';
  /** Largest body in bytes; the configuration's default otherwise. */
  readonly bodyBytesMax?: number;
  /** Schema of each answer; null where there is no body. The first is what a plain return value is sent as. */
  readonly replies: Readonly<Record<number, TSchema | null>>;
  readonly errors?: readonly ErrorFactory[];
  /** Deprecated or duplicate addresses of the compatible APIs are listed but not advertised. */
  readonly hidden?: boolean;
}

type Handler<Context, Params extends TObject, Query extends TObject, Body extends TSchema> = (
  ctx: Context,
  input: RouteInput<Static<Params>, Static<Query>, Static<Body>>,
) => Promise<unknown>;

export type RouteContext = 'tenant' | 'organization' | 'site' | 'global';

/** A route as the registry holds it, with its types erased. */
export interface Route extends Omit<RouteShape<TObject, TObject, TSchema>, 'effect'> {
  readonly context: RouteContext;
  readonly effect: 'read' | 'write';
  readonly audit: readonly string[];
  readonly handle: (ctx: never, input: RouteInput<unknown, unknown, unknown>) => Promise<unknown>;
}

type Definition<Context, Params extends TObject, Query extends TObject, Body extends TSchema> = RouteShape<Params, Query, Body> &
  Effect & { readonly handle: Handler<Context, Params, Query, Body> };

function erase<Context, Params extends TObject, Query extends TObject, Body extends TSchema>(
  context: RouteContext,
  definition: Definition<Context, Params, Query, Body>,
): Route {
  const effect = definition.effect ?? 'read';
  if (definition.method !== 'GET' && definition.method !== 'POST' && effect === 'read') throw new Error(`${definition.method} ${definition.path} must have an effect`);
  // The adapter validates with the very schemas that these types were derived from, and makes the context that `context` names.
  return { ...definition, context, effect, audit: definition.audit === undefined ? [] : typeof definition.audit === 'string' ? [definition.audit] : definition.audit, handle: definition.handle as unknown as Route['handle'] };
}

/** Works on one tenant's content, in its shard. */
export function tenantRoute<Params extends TObject, Query extends TObject, Body extends TSchema>(definition: Definition<Ctx, Params, Query, Body>): Route {
  return erase('tenant', definition);
}

/** Works on one organization (`:org` in the path), in the control database. */
export function organizationRoute<Params extends TObject, Query extends TObject, Body extends TSchema>(definition: Definition<OrganizationCtx, Params, Query, Body>): Route {
  return erase('organization', definition);
}

/** Works on one site (`:site` in the path) of an organization, in the control database. */
export function siteRoute<Params extends TObject, Query extends TObject, Body extends TSchema>(definition: Definition<OrganizationCtx, Params, Query, Body>): Route {
  return erase('site', definition);
}

/** Belongs to no organization: set-up, sign-in, a person's own account, operators. */
export function globalRoute<Params extends TObject, Query extends TObject, Body extends TSchema>(definition: Definition<GlobalCtx, Params, Query, Body>): Route {
  return erase('global', definition);
}
