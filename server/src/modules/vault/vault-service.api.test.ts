/** The operator's doors to the vault, over the wired platform: what is there, and what a verification finds. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let operator: TestOrganization;
let other: TestOrganization;

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  operator = await platform.organization('operators');
  other = await platform.organization('other');
  const lockedUntil = new Date(Date.now() + 86_400_000);
  for (const name of ['control/wal/1', 'control/wal/2', 'shard/x/base/1']) await platform.vault.put(name, Buffer.from(name), { lockedUntil });
});
afterAll(() => platform[Symbol.asyncDispose]());

async function verify(): Promise<unknown> {
  const { json } = await operator.admin.post('/api/v1/vault/verifications', {});
  return vi.waitFor(async () => {
    const reply = await operator.admin.get(`/api/v1/vault/verifications/${String(json.id)}`);
    expect(reply.json.state).not.toBe('running');
    return reply.json as unknown;
  }, 10_000);
}

it('shows what is in the vault, in pages, and says what is enforced', async () => {
  expect((await operator.admin.get('/api/v1/vault')).json).toMatchObject({ kind: 'file', objects: 3, enforcement: { level: 'read-only-files' }, broken: null });
  const first = await operator.admin.get('/api/v1/vault/objects?prefix=control/&limit=1');
  expect(first.json).toMatchObject({ items: [{ name: 'control/wal/1', sizeBytes: 13 }], nextCursor: 'control/wal/1' });
  expect((await operator.admin.get('/api/v1/vault/objects?prefix=control/&cursor=control/wal/1')).json).toMatchObject({ items: [{ name: 'control/wal/2' }] });
  expect((await operator.admin.get('/api/v1/vault/object?name=shard/x/base/1')).json).toMatchObject({ name: 'shard/x/base/1' });
  expect((await operator.admin.get('/api/v1/vault/object?name=shard/x/base/2')).json).toMatchObject({ code: 'vault.object_unknown' });
});

it('is for operators only', async () => {
  expect((await other.admin.get('/api/v1/vault')).status).toBe(403);
  expect((await other.admin.post('/api/v1/vault/verifications', {})).status).toBe(403);
});

it('verifies, keeps its head apart, and names what was changed', async () => {
  expect(await verify()).toMatchObject({ state: 'sound', objects: 3, findings: [] });
  await vi.waitFor(async () => {
    const found = await platform.databases.system('look at the anchor', 'control').run([{ text: 'select sequence from vault.anchor', values: [] }]);
    expect(found[0]?.rows).toMatchObject([{ sequence: 4 }]);
  }, 10_000);
  const file = join(platform.dataFolder, 'vault/objects/control/wal/2@');
  await chmod(file, 0o600);
  await writeFile(file, 'control/wal/3');
  expect(await verify()).toMatchObject({ state: 'findings', found: 2, findings: [{ code: 'object_changed', name: 'control/wal/2' }, { code: 'object_writable', name: 'control/wal/2' }] });
});
