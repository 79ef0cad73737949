/**
 * Doors of the process itself: health, readiness, metrics, the API's description and its readable page. They show
 * nothing of any tenant. Metrics are for this machine only unless a token is configured.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../kernel/config/index.ts';
import type { Databases } from '../kernel/db/index.ts';
import { openApi } from '../kernel/http/index.ts';
import type { Registry } from '../kernel/service/index.ts';
import type { Journal } from '../modules/journal/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import type { Catalogue } from '../modules/tenancy/index.ts';
import { apiPage } from './api-page.ts';
import { version } from './release.ts';
import type { Telemetry } from './telemetry.ts';

export interface SystemRouteOptions {
  readonly registry: Registry;
  readonly databases: Databases;
  readonly catalogue: Catalogue;
  readonly keys: Keys;
  readonly telemetry: Telemetry;
  readonly config: Config;
  readonly journal: Pick<Journal, 'lag' | 'status'>;
}

export async function createSystemRoutes(http: FastifyInstance, options: SystemRouteOptions): Promise<void> {
  const { registry, telemetry, config } = options;
  telemetry.gauge('catalogue_sites', 'Sites in the tenant context read model', () => options.catalogue.siteCount);
  telemetry.gauge('catalogue_version', 'Version of the tenant context read model', () => options.catalogue.version);
  telemetry.gauge('key_leases', 'Key scopes whose keys are in memory', () => options.keys.status().leases);
  const lags = () => [...options.journal.lag().values()];
  telemetry.gauge('journal_behind_bytes', 'Log of a shard that its journal has not put away yet, the most', () => Math.max(0, ...lags().map(({ behindBytes }) => behindBytes)));
  telemetry.gauge('journal_alarms', 'Shards whose journal is behind or lost', () => lags().filter(({ alarm }) => alarm !== 'none').length);
  telemetry.gauge('journal_dropped_frames', 'Frames of tenants whose keys are gone, which were not kept', () => [...options.journal.status().values()].reduce((sum, { dropped }) => sum + dropped, 0));
  const description = JSON.stringify(openApi(registry, version));
  const page = apiPage(registry, version);

  await http.register((app, _options, done) => {
    app.get('/healthz', () => ({ status: 'ok', version }));
    app.get('/readyz', async (_request, reply) => {
      const checks = await readiness(options);
      // A journal that is behind is an alarm, not a reason to serve nobody.
      const journal = Object.fromEntries([...options.journal.lag().values()].map(({ alarm }, index) => [`journal ${String(index + 1)}`, alarm === 'none' ? 'ok' : alarm]));
      return reply.code(Object.values(checks).every((state) => state === 'ok') ? 200 : 503).send({ checks: { ...checks, ...journal } });
    });
    app.get('/metrics', async (request, reply) => {
      if (!config.metrics.enabled || !mayReadMetrics(request, config.metrics.token)) return reply.callNotFound();
      return reply.header('content-type', telemetry.contentType).send(await telemetry.text());
    });
    app.get('/openapi.json', (_request, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(description));
    app.get('/api', (_request, reply) => reply.header('content-type', 'text/html; charset=utf-8').send(page));
    app.get('/api/errors', (_request, reply) => reply.redirect('/api#errors'));
    done();
  });
}

function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip);
  const sent = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}

async function readiness({ databases, keys }: SystemRouteOptions): Promise<Record<string, string>> {
  const probe = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work();
      return 'ok';
    } catch {
      return 'unavailable'; // the reason is in the log of whoever owns the connection; outsiders get no more than this
    }
  };
  const select = { text: 'select 1', values: [] };
  const entries = await Promise.all([
    probe(() => databases.control('tenancy').run([select])).then((state) => ['control', state] as const),
    probe(() => keys.check()).then((state) => ['keys', state] as const),
    ...databases.shardIds.map((shardId, index) => probe(() => databases.shard(shardId, 'tracker').run([select])).then((state) => [`shard ${String(index + 1)}`, state] as const)),
  ]);
  return Object.fromEntries(entries);
}
