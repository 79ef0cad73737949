/** What a tracker is set up with is read once per version, and every change of it is seen by the next read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ctx } from '../../kernel/service/index.ts';
import { readConfiguration } from './configuration-store.ts';
import { startTenantForTests, type TenantForTests } from './tenant-for-tests.ts';

let place: TenantForTests;
beforeAll(async () => { place = await startTenantForTests(); });
afterAll(() => place.stop());

const priorities = (ctx: Ctx) => ctx.read(async (tx) => (await readConfiguration(tx)).priority.all.map(({ id, sequence }) => `${String(id)}:${String(sequence)}`));
const versionOf = (ctx: Ctx) => ctx.read(async (tx) => (await tx.sql<{ version: number }>('select version from tracker.configuration_version'))[0]?.version ?? 0);

it('is the same object while nothing changes, and another after a change', async () => {
  const ctx = place.ctx();
  const first = await ctx.read(readConfiguration);
  expect(await ctx.read(readConfiguration)).toBe(first);
  await ctx.tx((tx) => tx.changeSql('update tracker.priority set sequence = sequence + 1'));
  const second = await ctx.read(readConfiguration);
  expect(second).not.toBe(first);
  expect(second.priority.all.map(({ sequence }) => sequence)).toEqual(first.priority.all.map(({ sequence }) => sequence + 1));
});

it('forgets nothing of a transaction that was undone, and keeps nothing of it', async () => {
  const ctx = place.ctx();
  const before = await priorities(ctx);
  const version = await versionOf(ctx);
  await expect(ctx.tx(async (tx) => {
    await tx.changeSql('delete from tracker.priority');
    expect((await readConfiguration(tx)).priority.all).toEqual([]);
    throw new Error('undo');
  })).rejects.toThrow('undo');
  expect(await priorities(ctx)).toEqual(before);
  expect(await versionOf(ctx)).toBe(version);
});

it('raises the version for every kind of change of every table that is read', async () => {
  const ctx = place.ctx();
  for (const table of ['issue_type', 'priority', 'resolution', 'status', 'link_type', 'project_role']) {
    const before = await versionOf(ctx);
    await ctx.tx((tx) => tx.changeSql(`update tracker.${table} set pending_import = null where id = (select min(id) from tracker.${table})`));
    expect(await versionOf(ctx), table).toBe(before + 1);
  }
});
