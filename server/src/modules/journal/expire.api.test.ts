/** What no window needs goes after its lock, and nothing before; what a window needs stays, for years. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../kernel/time/index.ts';
import { createTestJournal, type TestJournal } from '../../main/testing/test-journal.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { rowsOf } from './rows-for-tests.ts';

const dayMs = 86_400_000;

/** The machine's time, some days later. */
class LaterClock implements Clock {
  days = 0;
  now(): Date {
    return new Date(Date.now() + this.days * dayMs);
  }
  monotonicMs(): number {
    return performance.now() + this.days * dayMs;
  }
}

const clock = new LaterClock();
let platform: TestPlatform;
let journal: TestJournal;
let acme: TestOrganization;

beforeAll(async () => {
  platform = await createTestPlatform();
  journal = await createTestJournal(platform, { clock });
  acme = await platform.organization('acme');
});
afterAll(async () => {
  await journal[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

const names = async (prefix: string): Promise<string[]> => (await Array.fromAsync(journal.vault.list(prefix))).map(({ name }) => name);

describe('what the vault keeps', () => {
  it('goes when its lock is over and no window needs it, and not a day before', async () => {
    const tenantId = platform.catalogue.tenantsOf(acme.siteId).find(({ product }) => product === 'wiki')?.tenantId;
    const [shardId] = platform.databases.shardIds;
    if (tenantId === undefined || shardId === undefined) throw new Error('no wiki');
    const space = await acme.admin.post(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`, { key: 'KEPT', name: 'Kept' });
    expect(space.status).toBe(201);
    const boundary = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nkept for years\r\n--x--\r\n`;
    await acme.admin.request('POST', `/ex/confluence/${acme.site}/wiki/rest/api/content/${String(space.json.homepageId)}/child/attachment`, Buffer.from(boundary), { 'content-type': 'multipart/form-data; boundary=x' });
    await journal.caughtUp(shardId);
    expect(await names(`media/${tenantId}/`)).toHaveLength(1);
    for (const tenant of platform.catalogue.tenantsOf(acme.siteId)) await journal.runTurn(tenant.tenantId);
    const before = await rowsOf(await journal.snapshotBefore(tenantId, (await journal.window(tenantId))?.to ?? new Date(0)));
    const early = await names(`journal/${shardId}/`);
    expect(early.length).toBeGreaterThan(1);
    clock.days = 30;
    expect(await journal.expire()).toBe(0);
    // Each month's turns carry on what did not change.
    for (const days of [30, 55, 80, 105]) {
      clock.days = days;
      for (const tenant of platform.catalogue.tenantsOf(acme.siteId)) await journal.runTurn(tenant.tenantId);
      await journal.expire();
    }
    const late = new Set(await names(`journal/${shardId}/`));
    expect(early.filter((name) => late.has(name)).length).toBeLessThanOrEqual(1); // the chain's last link stays
    expect(await names(`media/${tenantId}/`)).toHaveLength(1);
    expect(await names(`tenant/${tenantId}/fold/`)).toEqual([]);
    clock.days = 0;
    const after = await rowsOf(await journal.snapshotBefore(tenantId, (await journal.window(tenantId))?.to ?? new Date(0)));
    expect(after).toEqual(before);
  });
});
