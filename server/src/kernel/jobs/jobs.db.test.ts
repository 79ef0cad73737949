/** The job queue: under a login that reaches nothing else, fair between tenants, stopped in order. */
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rolePassword } from '../db/index.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createJobRunner, installJobQueue, jobRole, jobSchema } from './index.ts';

const secret = 'secret of the job tests';
let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'jobs', prepare: (admin) => installJobQueue(admin, 'product', secret) });
  await installJobQueue(database.connection(), 'product', secret);
  const role = jobRole('product');
  pool = new pg.Pool({ ...database.connection({ user: role, password: rolePassword(secret, role) }), max: 6 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => { client.on('error', () => undefined); });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('runs jobs once, at most so many of a tenant at a time, and others meanwhile', async () => {
  const done: string[] = [];
  let together = 0;
  let most = 0;
  const runner = createJobRunner({
    pool, schema: jobSchema('product'), concurrency: 3, perTenant: 1, onError: () => undefined,
    handlers: {
      async work({ payload }) {
        const isBusy = payload['tenant'] === 'busy';
        if (isBusy) most = Math.max(most, (together += 1));
        await sleep(isBusy ? 150 : 5);
        if (isBusy) together -= 1;
        done.push(payload['name'] ?? '');
      },
    },
  });
  for (const name of ['busy 1', 'busy 2', 'busy 3', 'quiet 1']) {
    const tenant = name.split(' ')[0] ?? '';
    await runner.add({ task: 'work', payload: { name, tenant }, key: name, tenant });
  }
  await runner.add({ task: 'work', payload: { name: 'busy 3', tenant: 'busy' }, key: 'busy 3', tenant: 'busy' });
  runner.start();
  await expect.poll(() => done.length, { timeout: 30_000 }).toBe(4);
  await runner.stop();
  expect(done.toSorted()).toEqual(['busy 1', 'busy 2', 'busy 3', 'quiet 1']);
  expect(done.indexOf('quiet 1')).toBeLessThan(done.lastIndexOf('busy 3'));
  expect(most).toBeLessThanOrEqual(2);
});

it('works under a login that can neither make tables nor leave its schema', async () => {
  await expect(pool.query('create table graphile_worker_product.mine (a int)')).rejects.toMatchObject({ code: '42501' });
  await expect(pool.query('create schema mine')).rejects.toMatchObject({ code: '42501' });
});
