/** The drills themselves, on a platform with a journal: they strike for real, everything comes back, and the reports say so. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../kernel/time/index.ts';
import { createFolderStore } from '../../modules/media/index.ts';
import { createTestPlatform, type TestPerson, type TestPlatform } from '../testing/test-platform.ts';
import { createMassDeletionDrill } from './mass-deletion.ts';
import { createRansomwareDrill } from './ransomware.ts';
import { askAsOwner } from './wire-drills.ts';

let platform: TestPlatform;
let operator: TestPerson;

beforeAll(async () => {
  platform = await createTestPlatform({ journal: true });
  const { contexts, tenancy, directory, catalogue, media, databases, recovery, products, identity, http } = platform;
  const store = await createFolderStore({ root: join(platform.dataFolder, 'media'), clock: systemClock });
  const ground = { contexts, tenancy, directory, catalogue, media, importing: products.importing, clock: systemClock, databases, store, recovery };
  const remove = () => Promise.resolve();
  recovery.drills.register('ransomware', createRansomwareDrill({ ...ground, overwriteMs: 600, remove }));
  recovery.drills.register('mass-deletion', createMassDeletionDrill({ ...ground, ask: askAsOwner({ http, identity, contexts, clock: systemClock }), remove, organizations: 2, sites: 3, scale: 0.05 }));
  operator = (await platform.organization('operators')).admin;
});
afterAll(() => platform[Symbol.asyncDispose]());

async function reportOf(drill: string) {
  const begun = await operator.post(`/api/v1/drills/${drill}/runs`);
  expect(begun.status, begun.text).toBe(202);
  expect((await operator.post(`/api/v1/drills/${drill}/runs`)).json).toMatchObject({ code: 'recovery.drill_running' });
  const state = async () => (await operator.get(`/api/v1/drills/runs/${String(begun.json.id)}`)).json;
  await expect.poll(async () => (await state()).phase, { timeout: 120_000, interval: 200 }).toMatch(/^(?:done|failed)$/);
  return state();
}

describe('a drill', () => {
  it('brings back every row and file after rows were overwritten below all doors', async () => {
    const { failure, report } = await reportOf('ransomware');
    expect({ failure, report }).toMatchObject({ failure: null, report: { drill: 'ransomware', sites: 1, restored: 1, differences: 0 } });
    expect(report.details.overwrittenRows).toBeGreaterThan(100);
    expect(report.rpoSeconds).toBeLessThan(2.1);
  }, 180_000);

  it('brings back every deleted and purged site, row for row and file for file', async () => {
    const { failure, report } = await reportOf('mass-deletion');
    expect({ failure, report }).toMatchObject({ failure: null, report: { drill: 'mass-deletion', sites: 3, restored: 3, differences: 0, rpoSeconds: 0 } });
    expect((await operator.get('/api/v1/drills')).json.reports.map((one: { drill: string }) => one.drill)).toContain('mass-deletion');
  }, 180_000);

  it('is refused when nobody knows it', async () => {
    expect((await operator.post('/api/v1/drills/flood/runs')).json).toMatchObject({ status: 404, code: 'recovery.drill_unknown' });
  });
});
