/**
 * The other side of the protection tax (R52): Fastify and `pg` with the same routes, statements and answers on plain
 * columns. No sign-in, tenant, policy, row security, sealing, audit, outbox or security headers.
 */
import Fastify, { type FastifyRequest } from 'fastify';
import pg from 'pg';
import { Readable } from 'node:stream';
import { JsonReply, type Route } from '../src/kernel/service/index.ts';
import type { People } from '../src/modules/directory/index.ts';
import { seedTenant } from '../src/modules/tracker/seed-tenant.ts';
import { createActivityRoutes } from '../src/modules/tracker/api/activity-routes.ts';
import { createIssueRoutes } from '../src/modules/tracker/api/issue-routes.ts';
import { createProjectRoutes } from '../src/modules/tracker/api/project-routes.ts';
import { createSearchRoutes } from '../src/modules/tracker/api/search-routes.ts';
import { bareAccount, bareContext, cloneTables } from './bare-context.ts';

export interface BareOrder {
  readonly database: { readonly host: string; readonly port: number; readonly user: string; readonly password: string; readonly database: string };
  readonly account: string;
  readonly connections: number;
}

async function start({ database, account, connections }: BareOrder): Promise<number> {
  const pool = new pg.Pool({ ...database, max: connections, idleTimeoutMillis: 60_000 });
  pool.on('error', () => undefined); // the installation below it stops first, at the end
  await cloneTables(pool);
  const accountId = bareAccount(account);
  const person = { accountId, name: 'Bench Admin', email: 'bench@example.test', active: true, timeZone: 'UTC', locale: 'en' };
  const people: People = {
    byId: (_organization, ids) => Promise.resolve(new Map([...ids].includes(accountId) ? [[accountId, person]] : [])),
    byEmail: () => Promise.resolve(undefined), search: () => Promise.resolve([person]), groups: () => Promise.resolve([]), membersOf: () => Promise.resolve([]),
  };
  await seedTenant(bareContext(pool, accountId));
  await pool.query('insert into bare.configuration_version (version) values (1)'); // nothing is configured anew while it runs
  const refuse = (): never => { throw new Error('no files here'); };
  const dependencies = { people, media: { put: refuse, open: refuse, remove: refuse, registerHolder: refuse, sweep: refuse } as never }; // no route of the benchmark touches files
  const app = Fastify({ logger: false });
  const routes: readonly Route[] = [...createIssueRoutes(dependencies), ...createActivityRoutes(dependencies), ...createSearchRoutes(dependencies), ...createProjectRoutes(dependencies)];
  for (const route of routes) {
    app.route({
      method: route.method, url: `/ex/jira/:site${route.path}`,
      handler: async (request, reply) => {
        const result = await route.handle(bareContext(pool, accountId) as never, input(request)); // every one of these routes is a tenant's
        const [status, body] = result instanceof JsonReply ? [result.status, result.body] : [Number(Object.keys(route.replies)[0] ?? 200), result];
        return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
      },
    });
  }
  await app.listen({ host: '127.0.0.1', port: 0 });
  process.on('disconnect', () => void app.close().then(() => pool.end()).then(() => process.exit(0)));
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function input(request: FastifyRequest): Parameters<Route['handle']>[1] {
  const query = { ...request.query as Record<string, string> }; // Fastify made it from the address
  const numbers = Object.fromEntries(['maxResults', 'startAt'].flatMap((name) => (query[name] === undefined ? [] : [[name, Number(query[name])]])));
  return {
    params: request.params, query: { ...query, ...numbers, ...(query['fields'] === undefined ? {} : { fields: [query['fields']] }) }, body: request.body, stream: Readable.from([]), files: noFiles(),
    headers: request.headers, baseUrl: `http://${request.headers.host ?? ''}/ex/jira/${(request.params as { site: string }).site}`, siteId: bareContextSite,
  };
}
async function* noFiles(): AsyncGenerator<never> { /* none */ }
const bareContextSite = '00000000-0000-7000-8000-000000000001' as never; // no route of the benchmark reads it

process.on('message', (order: BareOrder) => {
  start(order).then((port) => process.send?.({ port }), (error: unknown) => process.send?.({ failure: error instanceof Error ? error.stack : String(error) }));
});
