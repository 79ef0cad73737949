/** The drill itself, on a platform with a journal: it strikes for real, everything comes back, and the report says so. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../kernel/time/index.ts';
import { createFolderStore } from '../../modules/media/index.ts';
import { createTestPlatform, type TestPlatform } from '../testing/test-platform.ts';
import { join } from 'node:path';
import { createRansomwareDrill } from './ransomware.ts';

let platform: TestPlatform;
beforeAll(async () => { platform = await createTestPlatform({ journal: true }); });
afterAll(() => platform[Symbol.asyncDispose]());

it('brings back every row and file after rows were overwritten below all doors', async () => {
  const { contexts, tenancy, directory, catalogue, media, databases, recovery, products } = platform;
  const store = await createFolderStore({ root: join(platform.dataFolder, 'media'), clock: systemClock });
  recovery.drills.register('ransomware', createRansomwareDrill({ contexts, tenancy, directory, catalogue, media, importing: products.importing, clock: systemClock, databases, store, recovery, overwriteMs: 600, remove: () => Promise.resolve() }));
  const operator = (await platform.organization('operators')).admin;
  const begun = await operator.post('/api/v1/drills/ransomware/runs');
  expect(begun.status, begun.text).toBe(202);
  expect((await operator.post('/api/v1/drills/ransomware/runs')).json).toMatchObject({ code: 'recovery.drill_running' });
  const state = async () => (await operator.get(`/api/v1/drills/runs/${String(begun.json.id)}`)).json;
  await expect.poll(async () => (await state()).phase, { timeout: 120_000, interval: 200 }).toMatch(/^(?:done|failed)$/);
  expect(await state()).toMatchObject({ failure: null, report: { drill: 'ransomware', sites: 1, restored: 1, differences: 0 } });
  const { reports } = (await operator.get('/api/v1/drills')).json;
  expect(reports[0].details.overwrittenRows).toBeGreaterThan(100);
  expect(reports[0].rpoSeconds).toBeLessThan(2.1);
  expect((await operator.post('/api/v1/drills/flood/runs')).json).toMatchObject({ status: 404, code: 'recovery.drill_unknown' });
}, 180_000);
