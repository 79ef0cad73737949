/**
 * One probe: somebody of one organization knocks at any door with ids, keys, cursors and queries that belong to
 * anybody. What comes back may hold nothing of another organization; and a place that is not theirs is not there.
 */
import type { TSchema } from 'typebox';
import type { MountedRoute } from '../../../src/kernel/service/index.ts';
import type { TestClient, TestReply } from '../../../src/main/testing/test-client.ts';
import { doorName } from '../doors.ts';
import type { Random } from './random.ts';
import type { ProbedTenant } from './tenants.ts';

export interface Probe {
  readonly door: string;
  readonly method: MountedRoute['route']['method'];
  readonly url: string;
  readonly body?: unknown;
  readonly by: TestClient;
  /** The organization that the actor is of; none for the anonymous. */
  readonly of: ProbedTenant | undefined;
  /** Whether the place in the address is one that the actor has nothing to do with. */
  readonly foreignPlace: boolean;
  /** What the probe itself sent: it may come back in an echo. */
  readonly sent: readonly string[];
}

export interface ProbeWorld {
  readonly tenants: readonly ProbedTenant[];
  readonly routes: readonly MountedRoute[];
  readonly anonymous: TestClient;
}

/** Doors that change something are only tried where they must not open; reads everywhere. */
export function makeProbe(world: ProbeWorld, random: Random): Probe {
  const { route, address } = random.pick(world.routes);
  const of = random.chance(0.97) ? random.pick(world.tenants) : undefined;
  const global = route.context === 'global';
  const others = world.tenants.filter((tenant) => tenant !== of);
  const foreignPlace = !global && others.length > 0 && (route.effect === 'write' || random.chance(0.4));
  const place = foreignPlace || of === undefined ? random.pick(others) : of;
  const sent: string[] = [];
  const word = (): string => {
    const chosen = randomWord(world, random);
    sent.push(chosen);
    return chosen;
  };
  const path = address.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(name === 'site' ? siteName(place, random) : name === 'org' ? place.organization.id : word()));
  const query = Object.entries(route.query?.properties ?? {}).filter(() => random.chance(0.35)).map(([name]) => `${name}=${encodeURIComponent(valueFor(name, word, world, random, sent))}`);
  const body = bodyOf(route.body, word, world, random, sent);
  return {
    door: doorName({ route, address }), method: route.method, url: `${path}${query.length === 0 ? '' : `?${query.join('&')}`}`, ...(body === undefined ? {} : { body }),
    by: of === undefined ? world.anonymous : random.pick(of.people), of, foreignPlace: foreignPlace && of !== undefined, sent,
  };
}

const siteName = ({ organization }: ProbedTenant, random: Random): string => random.pick([organization.site, organization.siteId, `@${organization.slug}`]);

function randomWord({ tenants }: ProbeWorld, random: Random): string {
  if (random.chance(0.05)) return String(random.below(60) + 1);
  const tenant = random.pick(tenants);
  return random.chance(0.1) ? random.pick(tenant.canaries.made) : random.pick(tenant.vocabulary);
}

function valueFor(name: string, word: () => string, { tenants }: ProbeWorld, random: Random, sent: string[]): string {
  const tenant = random.pick(tenants);
  if (name === 'jql') return random.pick([`project = ${tenant.projectKey}`, `key in (${tenant.projectKey}-1, ${tenant.projectKey}-2)`, `text ~ "${keep(random.pick(tenant.canaries.made), sent)}"`, 'order by created', `labels = ${keep(random.pick(tenant.canaries.made), sent)}`, `id = ${String(random.below(60))}`]);
  if (name === 'cql') return random.pick([`space = ${tenant.spaceKey}`, 'type = page', `text ~ "${keep(random.pick(tenant.canaries.made), sent)}"`, `title ~ "${keep(random.pick(tenant.canaries.made), sent)}"`, 'order by lastmodified']);
  if (/expand/i.test(name)) return 'changelog,renderedFields,transitions,body.storage,body.view,space,version,ancestors,children,renderedBody';
  if (/body-format/.test(name)) return random.pick(['storage', 'view', 'atlas_doc_format']);
  if (/limit|max|start/i.test(name)) return String(random.below(20) + 1);
  return word();
}

function keep(text: string, sent: string[]): string {
  sent.push(text);
  return text;
}

/** Something of the shape that the door takes, as far as it is simple; what does not fit is refused, which is an answer too. */
function bodyOf(body: MountedRoute['route']['body'], word: () => string, world: ProbeWorld, random: Random, sent: string[]): unknown {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return Buffer.from('nothing');
  // TypeBox schemas are JSON Schema; its general type names none of the members.
  const { properties } = body as TSchema & { readonly properties?: Readonly<Record<string, { readonly type?: string }>> };
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, { type }]) => {
    if (type === 'array') return [name, name === 'fields' ? ['*all'] : [word(), word()]];
    if (type === 'integer' || type === 'number') return [name, random.below(20) + 1];
    if (type === 'boolean') return [name, random.chance(0.5)];
    return [name, valueFor(name, word, world, random, sent)];
  }));
}

const knownStatuses = new Set([200, 201, 202, 204, 206, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 416, 429]);

/** What is wrong with an answer, or nothing. */
export function judgeReply(probe: Probe, reply: TestReply, tenants: readonly ProbedTenant[]): string | undefined {
  let seen = `${reply.text}\n${JSON.stringify(reply.headers)}`;
  // Canaries are letters and digits only, so no encoding of an echo changes them.
  for (const canary of probe.sent.join(' ').match(/[a-z]{8}\d{4}[a-z]*/g) ?? []) seen = seen.replaceAll(canary, '');
  for (const tenant of tenants) {
    if (tenant !== probe.of && seen.includes(tenant.canaries.prefix)) return `shows content of ${tenant.organization.slug}: ${seen.slice(Math.max(0, seen.indexOf(tenant.canaries.prefix) - 60)).slice(0, 160)}`;
  }
  if (!knownStatuses.has(reply.status)) return `answered ${String(reply.status)} ${reply.text.slice(0, 200)}`;
  if (probe.foreignPlace && reply.status !== 404) return `answered ${String(reply.status)} at somebody else's place ${reply.text.slice(0, 120)}`;
  if (probe.of === undefined && reply.status < 300 && seen.includes('"id"') && /\/sites?\/|\/orgs\/|\/ex\//.test(probe.url)) return 'answered the anonymous';
  return undefined;
}
