/** A slot that was lost, a table that was emptied by TRUNCATE, a migration amid a snapshot: what the log does not tell is admitted, and the history goes on behind it. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropSlots } from '../../main/testing/drop-slots.ts';
import { createTestJournal, type TestJournal } from '../../main/testing/test-journal.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let journal: TestJournal;
let acme: TestOrganization;
let amidSnapshot: (() => Promise<unknown>) | undefined;

beforeAll(async () => {
  platform = await createTestPlatform();
  journal = await createTestJournal(platform, {
    sizes: { partBytes: 500 },
    around: (vault) => ({
      ...vault,
      async put(name, bytes, options) {
        const happens = name.includes('snapshot') ? amidSnapshot : undefined;
        if (happens !== undefined) amidSnapshot = undefined;
        await happens?.();
        return vault.put(name, bytes, options);
      },
    }),
  });
  acme = await platform.organization('acme');
});
afterAll(async () => {
  await journal[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

function wikiOf(organization: TestOrganization) {
  const tenantId = platform.catalogue.tenantsOf(organization.siteId).find(({ product }) => product === 'wiki')?.tenantId;
  const [shardId] = platform.databases.shardIds;
  if (tenantId === undefined || shardId === undefined) throw new Error('no wiki');
  return { tenantId, shardId };
}

describe('a snapshot of the database', () => {
  it('is refused when a migration came while it was read, and right the next time', async () => {
    const { tenantId } = wikiOf(acme);
    const client = new pg.Client(platform.databaseOf.shard.connection());
    await client.connect();
    try {
      amidSnapshot = () => client.query(`insert into hf.migration (name, sha256) values ('shard/9999-amid.sql', '')`);
      await expect(journal.fold(tenantId, { fromDatabase: true })).rejects.toMatchObject({ code: 'journal.behind' });
      expect(amidSnapshot).toBeUndefined();
      expect(await journal.fold(tenantId)).toMatchObject({ takenFrom: 'database' });
      expect(await journal.verify(tenantId)).toMatchObject({ differences: 0 });
    } finally {
      await client.end();
    }
  }, 60_000);
});

describe('changes that PostgreSQL no longer had', () => {
  it('are an admitted gap; everybody gets a fresh snapshot, and the history goes on behind it', async () => {
    const { tenantId, shardId } = wikiOf(acme);
    const admin = platform.databaseOf.shard.connection();
    const client = new pg.Client(admin);
    await client.connect();
    // That the tenant came is in the journal before the slot is lost: only then is there a history that can have a gap.
    await journal.caughtUp(shardId);
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
