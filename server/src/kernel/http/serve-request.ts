/**
 * From a parsed request to a result: proof of identity, CSRF, the place, the right to it, validation, then the
 * handler. Rights come before validation, so that nobody learns an address's shape by guessing.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { timingSafeEqual } from 'node:crypto';
import { isAppError, type AppError } from '../errors/index.ts';
import type { SiteId } from '../ids/index.ts';
import { siteIds } from '../ids/index.ts';
import type { Ctx, GlobalCtx, OrganizationCtx } from '../service/ctx.ts';
import { requestErrors, tenantErrors } from '../service/errors.ts';
import { featureOn, gatedFeatures, planErrors } from '../service/plans.ts';
import type { MountedRoute } from '../service/registry.ts';
import type { FilePart } from '../service/route.ts';
import type { ProductType, TenantContext } from '../service/tenant-context.ts';
import { admitActor, admitToPlace } from './admission.ts';
import type { Authenticated } from './edge.ts';
import type { HttpServerOptions } from './server-options.ts';
import { toAppError } from './render-error.ts';

export interface ServeInput {
  readonly mounted: MountedRoute;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly validationError: unknown;
  readonly bodyIsJson: boolean;
  readonly stream: Readable;
  readonly files: () => AsyncIterable<FilePart>;
  readonly setCookie: (value: string) => void;
}

interface Place {
  readonly ctx: Ctx | OrganizationCtx | GlobalCtx;
  readonly siteId: SiteId | null;
  /** Whose share of the server this request uses. */
  readonly lane: string;
}

const noSite = siteIds.fromUuid('00000000-0000-0000-0000-000000000000');
/** Refusals of one actor that are written to the log in a minute; more are counted only, so that nobody can flood it. */
const refusalsPerMinute = 30;

export function createRequestHandler(options: HttpServerOptions): (input: ServeInput) => Promise<unknown> {
  const { edge, registry, contexts, fairness, clock } = options;
  const mayRecordRefusal = createRefusalLimit(clock);

  return async function serve(input) {
    const { mounted } = input;
    const permission = registry.permission(mounted.route.permission);
    const now = clock.now();
    const proof = await prove(input, now);
    if (proof.setCookie !== null) input.setCookie(proof.setCookie);
    checkCsrf(mounted, proof, input.headers);
    const facts = { requestId: input.requestId, now, signal: input.signal, actor: proof.actor };
    let place: Place = { ctx: contexts.global(mounted.service.name, facts), siteId: null, lane: `account ${proof.actor.accountId ?? input.address}` };
    try {
      admitActor(proof.actor, permission);
      await enterPlace(input, facts, (found) => {
        place = found;
      });
      await admitFeature(input, place, now);
      if (input.validationError !== undefined) throw toAppError(input.validationError);
      if (!input.bodyIsJson) throw requestErrors.unsupported_media_type({ detail: 'Send application/json.' });
      return await fairness.run(place.lane, () => handle(input, place));
    } catch (error) {
      if (!isAppError(error) || error.status !== 403) throw error;
      await recordRefusal(input, await placeOfRefusal(input, facts, place), error);
      throw await withWhomToAsk(place, error);
    }
  };

  /** Whoever is not known, or not proven, uses up the share of their network address. */
  async function prove(input: ServeInput, now: Date): Promise<Authenticated> {
    try {
      const proof = await edge.authenticator.authenticate({
        authorization: input.headers.authorization ?? null,
        sessionCookie: input.cookies[edge.authenticator.sessionCookieName] ?? null,
        address: input.address,
        userAgent: input.headers['user-agent'] ?? null,
        now,
      });
      if (proof.actor.accountId === null) fairness.admitAnonymous(input.address);
      return proof;
    } catch (error) {
      if (isAppError(error) && error.status === 401) fairness.admitAnonymous(input.address);
      throw error;
    }
  }

  /** Tells the place as soon as it is known, so that a refusal is recorded where it belongs; then asks for the right to it. */
  async function enterPlace(input: ServeInput, facts: Parameters<typeof contexts.global>[1], enter: (place: Place) => void): Promise<void> {
    const { route, service } = input.mounted;
    if (route.context === 'global') return;
    const permission = registry.permission(route.permission);
    if (route.context === 'organization') {
      const organizationId = await edge.tenants.organization(input.params['org'] ?? '');
      if (organizationId === undefined) throw tenantErrors.context_missing();
      const access = await edge.access.onOrganization(facts.actor, organizationId);
      enter({ ctx: contexts.organization(service.name, facts, organizationId, access), siteId: null, lane: organizationId });
      admitToPlace(access, permission, 'organization');
      return;
    }
    const site = await edge.tenants.site(input.params['site'] ?? '');
    if (site === undefined) throw tenantErrors.context_missing();
    if (route.context === 'site') {
      const access = await edge.access.onSite(facts.actor, site, productNamed(input.params['product']));
      enter({ ctx: contexts.organization(service.name, facts, site.organizationId, access), siteId: site.siteId, lane: site.siteId });
      admitToPlace(access, permission, 'site');
      return;
    }
    const product = input.mounted.mount.product ?? 'tracker';
    const access = await edge.access.onSite(facts.actor, site, product);
    const tenant = await edge.tenants.tenant(site, product);
    if (tenant === undefined) throw tenantErrors.context_missing();
    enter({ ctx: contexts.tenant(service.name, facts, tenant, access), siteId: site.siteId, lane: tenant.tenantId });
    admitToPlace(access, permission, 'tenant');
    if (tenant.state === 'suspended' || tenant.state === 'deleting') throw permission.needs === 'public' ? tenantErrors.context_missing() : closed(tenant);
    if (tenant.state === 'provisioning') throw tenantErrors.not_ready();
  }

  /** After the right to it: nobody learns an organization's plan at a door that is not theirs. */
  async function admitFeature({ mounted: { route } }: ServeInput, { ctx }: Place, now: Date): Promise<void> {
    if (route.feature === undefined || !('access' in ctx)) return;
    const facts = await edge.tenants.planOf('tenant' in ctx ? ctx.tenant.organizationId : ctx.organizationId);
    if (featureOn(facts, route.feature, now)) return;
    const { from, title } = gatedFeatures[route.feature];
    throw planErrors.feature_missing({ detail: `It comes with the plan ${from}.`, rule: { permission: title, needs: `plan:${from}` } });
  }

  /** A token without the scope is refused before the place is looked up; its refusal belongs there, if its owner may see it. */
  async function placeOfRefusal(input: ServeInput, facts: Parameters<typeof contexts.global>[1], place: Place): Promise<Place['ctx']> {
    if (input.mounted.route.context === 'global' || 'access' in place.ctx) return place.ctx;
    let found = place;
    try {
      await enterPlace(input, facts, (entered) => {
        found = entered;
      });
    } catch (error) {
      if (!isAppError(error) || error.status === 404) return place.ctx;
    }
    return found.ctx;
  }

  /** A refusal tells who could change it, where the place has such people and may be known; never instead of the refusal. */
  async function withWhomToAsk(place: Place, error: AppError): Promise<AppError> {
    const { ctx } = place;
    if (!('access' in ctx) || error.code.startsWith('tenant.')) return error;
    try {
      const askWhom = await edge.access.whomToAsk('tenant' in ctx ? ctx.tenant.organizationId : ctx.organizationId, place.siteId);
      return askWhom.length === 0 ? error : error.with({ askWhom });
    } catch (failure) {
      options.log.error('whom to ask could not be told', { requestId: ctx.requestId, error: failure });
      return error;
    }
  }

  function handle(input: ServeInput, place: Place): Promise<unknown> {
    const { route, mount } = input.mounted;
    const prefix = mount.prefix.replaceAll(/:(\w+)/g, (_whole, name: string) => input.params[name] ?? '');
    // `place.ctx` is of the kind that `route.context` names: enterPlace made it from the same word.
    return route.handle(place.ctx as never, {
      params: input.params, query: input.query, body: input.body, stream: input.stream,
      get files() {
        return input.files();
      },
      headers: input.headers,
      baseUrl: `${options.publicUrl}${prefix}`,
      siteId: place.siteId ?? noSite,
    });
  }

  async function recordRefusal(input: ServeInput, ctx: Place['ctx'], error: AppError): Promise<void> {
    const { route, address, service } = input.mounted;
    // A place that nobody may know of has no log of theirs, and a product's login does not reach the platform's.
    if (!('tenant' in ctx) && !service.databases.includes('control')) return;
    if (!mayRecordRefusal(ctx.actor.accountId ?? input.address)) return;
    const action = route.audit[0] ?? route.permission.replaceAll(/[.-]/g, '_');
    try {
      await contexts.recordRefusal(ctx, { action, target: { kind: 'door', id: `${route.method} ${address}` } }, error.code);
    } catch (failure) {
      options.log.error('a refusal could not be recorded', { requestId: input.requestId, error: failure });
    }
  }
}

const productNamed = (name: string | undefined): ProductType | null => (name === 'tracker' || name === 'wiki' ? name : null);

/** A cookie travels by itself, so an unsafe request with one must prove that our own page sent it (ASVS 4.0 V4.2.2). */
function checkCsrf(mounted: MountedRoute, proof: Authenticated, headers: IncomingHttpHeaders): void {
  if (proof.csrfToken === null || mounted.route.method === 'GET') return;
  const sent = headers['x-csrf-token'];
  const expected = Buffer.from(proof.csrfToken);
  const found = Buffer.from(typeof sent === 'string' ? sent : '');
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) throw requestErrors.csrf();
}

function createRefusalLimit(clock: HttpServerOptions['clock']): (key: string) => boolean {
  const counts = new Map<string, number>();
  let minute = 0;
  return (key) => {
    const current = Math.floor(clock.now().getTime() / 60_000);
    if (current !== minute) {
      minute = current;
      counts.clear();
    }
    const count = (counts.get(key) ?? 0) + 1;
    if (counts.size < 100_000 || counts.has(key)) counts.set(key, count);
    return count <= refusalsPerMinute;
  };
}

/** Why a place is closed, for those who may know of it. */
function closed(tenant: TenantContext): AppError {
  if (tenant.state !== 'deleting') return tenantErrors.suspended();
  return tenantErrors.deleting(tenant.undoUntil === undefined ? {} : { detail: `It can be undone until ${tenant.undoUntil}.`, undoUntil: tenant.undoUntil });
}
