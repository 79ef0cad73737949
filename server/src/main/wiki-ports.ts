/** What the wiki asks of the rest of the platform: who a listener is now, and what the person finds in Tracker. */
import { isAppError } from '../kernel/errors/index.ts';
import { admitActor, admitToPlace, type Edge } from '../kernel/http/index.ts';
import { siteIds } from '../kernel/ids/index.ts';
import type { Contexts, Ctx, MountedRoute, Registry } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { FoundIssues, IssueSource, Renew } from '../modules/wiki/index.ts';

export interface WikiPortOptions {
  readonly contexts: Contexts;
  readonly clock: Clock;
  /** Made after the products. */
  readonly edge: () => Edge;
  readonly registry: () => Registry;
}

const placeOf = ({ tenant }: Ctx) => ({ siteId: tenant.siteId, siteSlug: tenant.siteSlug, organizationId: tenant.organizationId });

/** Session or token, rights on the site and state of the tenant, judged again as the edge judges them. */
export function createRenew({ contexts, clock, edge }: WikiPortOptions): Renew {
  return async (ctx) => {
    const { authenticator, access, tenants } = edge();
    const now = clock.now();
    if (!(await authenticator.stillHolds(ctx.actor, now))) return undefined;
    const place = placeOf(ctx);
    const [held, tenant] = [await access.onSite(ctx.actor, place, ctx.tenant.product), await tenants.tenant(place, ctx.tenant.product)];
    if (tenant?.state !== 'active' || held.siteRole === null) return undefined;
    return contexts.tenant(ctx.service, { requestId: ctx.requestId, now, signal: ctx.signal, actor: ctx.actor }, tenant, held);
  };
}

const searchAddress = 'POST /ex/jira/:site/rest/api/3/search';
const fields = ['summary', 'status', 'issuetype', 'priority', 'assignee', 'updated'];

/** Asks Tracker through its own door, as the person: her rights there, her token's scopes, her site. */
export function createIssueSource({ contexts, edge, registry }: WikiPortOptions): IssueSource {
  return async (ctx, { jql, limit }) => {
    const mounted = registry().routes.find(({ route, address }) => `${route.method} ${address}` === searchAddress);
    if (mounted === undefined) return { items: [], total: null, error: 'request.not_found' };
    try {
      return await search(ctx, mounted, { jql, limit });
    } catch (error) {
      if (isAppError(error) && error.status < 500) return { items: [], total: null, error: error.code };
      throw error;
    }
  };

  async function search(ctx: Ctx, { route, service }: MountedRoute, { jql, limit }: { readonly jql: string; readonly limit: number }): Promise<FoundIssues> {
    const place = placeOf(ctx);
    const permission = registry().permission(route.permission);
    admitActor(ctx.actor, permission);
    const held = await edge().access.onSite(ctx.actor, place, 'tracker');
    admitToPlace(held, permission, 'tenant');
    const tenant = await edge().tenants.tenant(place, 'tracker');
    if (tenant?.state !== 'active') return { items: [], total: null, error: 'tenant.context_missing' };
    const asked = contexts.tenant(service.name, { requestId: ctx.requestId, now: ctx.now, signal: ctx.signal, actor: ctx.actor }, tenant, held);
    const site = siteIds.format(tenant.siteId);
    // The registry keeps handlers with their types erased; this one takes a tenant's context and answers the public shape of a search.
    const reply = await route.handle(asked as never, { params: { site }, query: {}, body: { jql, startAt: 0, maxResults: limit, fields }, headers: {}, baseUrl: `/ex/jira/${site}`, siteId: tenant.siteId, stream: undefined as never, files: undefined as never });
    return readIssues(reply);
  }
}

interface SearchReply {
  readonly total?: number;
  readonly issues: readonly { readonly key: string; readonly fields: Readonly<Record<string, { readonly name?: string; readonly displayName?: string; readonly statusCategory?: { readonly key?: string } } | string | null | undefined>> }[];
}

function readIssues(reply: unknown): FoundIssues {
  const found = reply as SearchReply; // the public shape, held by Tracker's contract tests
  return {
    error: null, total: found.total ?? null,
    items: found.issues.map(({ key, fields: values }) => {
      const part = (name: string) => (typeof values[name] === 'object' ? values[name] : null);
      const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
      return {
        key, summary: text('summary'), updated: text('updated'), type: part('issuetype')?.name ?? '', status: part('status')?.name ?? '', statusCategory: part('status')?.statusCategory?.key ?? '',
        priority: part('priority')?.name ?? null, assignee: part('assignee')?.displayName ?? null,
      };
    }),
  };
}
