/**
 * One tracker of 100,000 issues among 100 tenants, and twenty typical queries asked of it as the service's own login, under row
 * security. What is told of each: planning and execution time as PostgreSQL measured them, pages touched, rows; the figures that
 * count on a busy machine are the pages. `--issues 20000` makes it smaller, `--plans` prints the plan of whatever is slow.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { ReadTx } from '../src/kernel/db/index.ts';
import type { Ctx } from '../src/kernel/service/index.ts';
import type { People, Person } from '../src/modules/directory/index.ts';
import { createTestCluster } from '../src/kernel/testing/test-cluster.ts';
import type { TestDatabase } from '../src/kernel/testing/test-database.ts';
import { fillTracker } from './fill-tracker.ts';
import { countIssues, searchIssues } from '../src/modules/tracker/search-issues.ts';
import { prepareShard, startTenantForTests } from '../src/modules/tracker/tenant-for-tests.ts';

const { values: options } = parseArgs({ options: { issues: { type: 'string', default: '100000' }, tenants: { type: 'string', default: '100' }, rounds: { type: 'string', default: '20' }, plans: { type: 'boolean', default: false } } });
const slowMs = 50;

export const typicalQueries: readonly string[] = [
  'ORDER BY updated DESC', 'project = P1 ORDER BY updated DESC', 'project = P1 ORDER BY key DESC', 'project = P1 ORDER BY priority DESC, updated DESC', 'assignee = currentUser() AND resolution = Unresolved ORDER BY updated DESC',
  'reporter = currentUser() ORDER BY created DESC', 'project = P1 AND status in ("To Do", "In Progress") ORDER BY rank', 'statusCategory != Done AND assignee is EMPTY ORDER BY created DESC', 'created >= -7d ORDER BY created DESC', 'updated >= startOfDay() ORDER BY updated DESC',
  'resolved >= startOfMonth(-1) ORDER BY resolved DESC', 'project = P2 AND type = Bug AND priority in (High, Highest) ORDER BY created DESC', 'labels = l7 ORDER BY updated DESC', 'project = P1 AND labels in (l1, l2) AND status != Done ORDER BY key', 'key in (P1-17, P2-99, P3-5)',
  'parent = P1-17', 'due <= endOfWeek() AND resolution is EMPTY ORDER BY due', 'status CHANGED TO Done AFTER -7d BY currentUser() ORDER BY updated DESC', 'project = P3 AND status WAS "In Progress" BEFORE -30d ORDER BY key', 'watcher = currentUser() ORDER BY updated DESC',
];

interface Cost { readonly planningMs: number; readonly executionMs: number; readonly pages: number; readonly rows: number }
interface Plan { readonly 'Planning Time': number; readonly 'Execution Time': number; readonly Plan: { readonly 'Actual Rows': number; readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number } }

/** Runs the work with every statement explained; tells what they cost together. */
async function explained(ctx: Ctx, work: (tx: ReadTx) => Promise<unknown>): Promise<{ readonly cost: Cost; readonly plans: readonly string[] }> {
  const costs: Cost[] = [];
  const plans: string[] = [];
  await ctx.read((tx) => work({
    ...tx,
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
      const [row] = await tx.sql<{ 'QUERY PLAN': readonly [Plan] }>(`explain (analyze, buffers, format json) ${text}`, values);
      const plan = row?.['QUERY PLAN'][0];
      if (plan !== undefined) {
        costs.push({ planningMs: plan['Planning Time'], executionMs: plan['Execution Time'], pages: plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks'], rows: plan.Plan['Actual Rows'] });
        plans.push(`${text}\n${JSON.stringify(plan, null, 1)}`);
      }
      return tx.sql<Row>(text, values);
    },
  }));
  const sum = (of: (cost: Cost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  return { cost: { planningMs: sum((cost) => cost.planningMs), executionMs: sum((cost) => cost.executionMs), pages: sum((cost) => cost.pages), rows: costs.at(-1)?.rows ?? 0 }, plans };
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** A shard of its own in a throw-away cluster; it goes with the process. */
async function freshShard(): Promise<TestDatabase> {
  const cluster = await createTestCluster();
  const name = 'scale';
  const client = new pg.Client(cluster.connection());
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const connection: TestDatabase['connection'] = (login) => cluster.connection({ ...login, database: name });
  await prepareShard(connection());
  const drop = () => cluster.stop();
  return { name, connection, url: (login) => cluster.urlFor({ ...login, database: name }), drop, [Symbol.asyncDispose]: drop };
}

async function main(): Promise<void> {
  const place = await startTenantForTests({ database: await freshShard() });
  try {
    const people: People = {
      byId: (_organization, ids) => Promise.resolve(new Map([...ids].filter((id) => id === place.admin).map((id): [string, Person] => [id, { accountId: place.admin, name: 'Ada', email: 'ada@example.test', active: true, timeZone: 'Etc/UTC', locale: 'en' }]))),
      byEmail: () => Promise.resolve(undefined), search: () => Promise.resolve([]), groups: () => Promise.resolve([]), membersOf: () => Promise.resolve([]),
    };
    await fillTracker(place, { issues: Number(options.issues), otherTenants: Number(options.tenants) - 1 });
    // Not the administrator, who sees everything without grants: somebody of the site.
    const ctx = place.ctx({ role: 'member', accountId: place.admin });
    const rounds = Number(options.rounds);
    const works = [
      ...typicalQueries.map((jql) => ({ jql, work: (tx: ReadTx) => searchIssues(tx, ctx, people, { jql, parts: new Set(['labels']), limit: 50 }) })),
      ...['', 'project = P1', 'statusCategory != Done'].map((jql) => ({ jql: `count: ${jql}`, work: (tx: ReadTx) => countIssues(tx, ctx, people, jql) })),
    ];
    console.log('| query | execution p50 ms | p95 ms | planning ms | pages | rows |\n|---|---|---|---|---|---|');
    const all: number[] = [];
    for (const { jql, work } of works) {
      const found: Awaited<ReturnType<typeof explained>>[] = [];
      for (let round = 0; round < rounds; round += 1) found.push(await explained(ctx, work)); // one after the other: they would measure each other
      const times = found.map(({ cost }) => cost.executionMs).sort((left, right) => left - right);
      const last = found.at(-1);
      all.push(...times);
      console.log(`| ${jql} | ${percentile(times, 0.5).toFixed(1)} | ${percentile(times, 0.95).toFixed(1)} | ${(last?.cost.planningMs ?? 0).toFixed(1)} | ${String(last?.cost.pages)} | ${String(last?.cost.rows)} |`);
      if (options.plans && percentile(times, 0.5) > slowMs) console.log(last?.plans.join('\n'));
    }
    all.sort((left, right) => left - right);
    console.log(`\n${String(works.length)} queries, ${String(rounds)} rounds: p50 ${percentile(all, 0.5).toFixed(1)} ms, p95 ${percentile(all, 0.95).toFixed(1)} ms`);
  } finally {
    await place.stop();
  }
}

await main();
