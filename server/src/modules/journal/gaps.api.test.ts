/** A slot that was lost, a table that was emptied by TRUNCATE: what the log no longer has is admitted, and the history goes on behind it. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropSlots } from '../../main/testing/drop-slots.ts';
import { createTestJournal, type TestJournal } from '../../main/testing/test-journal.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let journal: TestJournal;
let acme: TestOrganization;

beforeAll(async () => {
  platform = await createTestPlatform();
  journal = await createTestJournal(platform);
  acme = await platform.organization('acme');
});
afterAll(async () => {
  await journal[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

describe('changes that PostgreSQL no longer had', () => {
  it('are an admitted gap; everybody gets a fresh snapshot, and the history goes on behind it', async () => {
    const tenantId = platform.catalogue.tenantsOf(acme.siteId).find(({ product }) => product === 'wiki')?.tenantId;
    const [shardId] = platform.databases.shardIds;
    if (tenantId === undefined || shardId === undefined) throw new Error('no wiki');
    const admin = platform.databaseOf.shard.connection();
    const client = new pg.Client(admin);
    await client.connect();
    await journal.stop();
    await dropSlots(admin);
    const lost = await acme.admin.post(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`, { key: 'LOST', name: 'Written while nobody listened' });
    expect(lost.status).toBe(201);
    const next = await journal.another();
    next.start();
    try {
      await next.ready();
      expect((await next.window(tenantId))?.gaps).toHaveLength(1);
      await next.runTurn(tenantId);
      const [gap] = (await next.window(tenantId))?.gaps ?? [];
      await expect(next.snapshotBefore(tenantId, new Date(((gap?.from.getTime() ?? 0) + (gap?.to.getTime() ?? 0)) / 2))).rejects.toMatchObject({ code: 'journal.point_in_gap' });
      expect(await next.verify(tenantId)).toMatchObject({ differences: 0 });
      // TRUNCATE says nothing of rows: it is a gap too.
      await client.query('truncate wiki.page_view');
      await expect.poll(async () => (await next.window(tenantId))?.gaps.length, { timeout: 20_000 }).toBe(2);
      await expect.poll(() => next.status().get(shardId)?.state, { timeout: 20_000 }).toBe('following');
      await next.runTurn(tenantId);
      expect(await next.verify(tenantId)).toMatchObject({ differences: 0 });
    } finally {
      await next.stop();
      await client.end();
    }
  }, 60_000);
});
