/** Files of tenants: sealed on the disk, stored once, read in parts, never left over. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../kernel/ids/index.ts';
import { systemActor, type Ctx, type TenantContext } from '../../kernel/service/index.ts';
import { createSweeper } from './index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let tenant: TenantContext;
let otherTenant: TenantContext;

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('acme');
  tenant = await wikiOf(acme);
  otherTenant = await wikiOf(await platform.organization('other'));
});
afterAll(() => platform[Symbol.asyncDispose]());

async function wikiOf(organization: TestOrganization): Promise<TenantContext> {
  const place = await platform.catalogue.site(organization.site);
  const found = place === undefined ? undefined : await platform.catalogue.tenant(place, 'wiki');
  if (found === undefined) throw new Error('the organization has no wiki');
  return found;
}

const dayMs = 86_400_000;

function ctxOf(of: TenantContext, options: { afterMs?: number; signal?: AbortSignal } = {}): Ctx {
  const facts = { requestId: newUuid(), now: new Date(Date.now() + (options.afterMs ?? 0)), signal: options.signal ?? new AbortController().signal, actor: systemActor };
  return platform.contexts.tenant('wiki', facts, of, { organizationRole: null, siteRole: 'admin', principals: [] });
}

async function filesOf(of: TenantContext): Promise<string[]> {
  const root = join(platform.dataFolder, 'media', of.tenantId);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []); // nothing stored yet
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const incoming = () => readdir(join(platform.dataFolder, 'media', 'incoming'));
const put = (of: TenantContext, bytes: Buffer) => platform.media.put(ctxOf(of), Readable.from([bytes]));

describe('media', () => {
  it.each([0, 1, 1_048_575, 1_048_576, 1_048_577, 3_500_000])('gives %i bytes back, whole and in parts', async (size) => {
    const bytes = randomBytes(size);
    const stored = await put(tenant, bytes);
    expect(stored.sizeBytes).toBe(size);
    expect((await buffer((await platform.media.open(ctxOf(tenant), stored.mediaId)).stream)).equals(bytes)).toBe(true);
    if (size < 2) return;
    const range = { first: Math.floor(size / 3), last: size - 2 };
    expect((await buffer((await platform.media.open(ctxOf(tenant), stored.mediaId, { range })).stream)).equals(bytes.subarray(range.first, range.last + 1))).toBe(true);
    await expect(platform.media.open(ctxOf(tenant), stored.mediaId, { range: { first: 0, last: size } })).rejects.toMatchObject({ code: 'media.range_invalid' });
  });

  it('stores the same bytes once in a tenant, and apart in another, where the id means nothing', async () => {
    const bytes = randomBytes(1000);
    const before = (await filesOf(tenant)).length;
    const [first, second] = [await put(tenant, bytes), await put(tenant, bytes)];
    expect(second.mediaId).toBe(first.mediaId);
    expect((await filesOf(tenant)).length).toBe(before + 1);
    const other = await put(otherTenant, bytes);
    expect(other.mediaId).not.toBe(first.mediaId);
    await expect(platform.media.open(ctxOf(otherTenant), first.mediaId)).rejects.toMatchObject({ code: 'media.not_found' });
    await expect(platform.media.open(ctxOf(tenant), 'nonsense')).rejects.toMatchObject({ code: 'media.not_found' });
  });

  it('holds ciphertext only, and refuses bytes that were changed or cut', async () => {
    const canary = 'a canary that nobody may find on the disk';
    const known = new Set(await filesOf(tenant));
    const { mediaId } = await put(tenant, Buffer.from(canary.repeat(100)));
    const added = (await filesOf(tenant)).filter((path) => !known.has(path));
    expect(added).toHaveLength(1);
    const [path = ''] = added;
    const sealed = await readFile(path);
    expect(sealed.includes(canary.slice(0, 20))).toBe(false);
    sealed.writeUInt8(sealed.readUInt8(100) ^ 1, 100);
    await writeFile(path, sealed);
    await expect(platform.media.open(ctxOf(tenant), mediaId).then(({ stream }) => buffer(stream))).rejects.toMatchObject({ code: 'keys.sealed_value_broken' });
    await truncate(path, 60);
    await expect(platform.media.open(ctxOf(tenant), mediaId).then(({ stream }) => buffer(stream))).rejects.toMatchObject({ code: 'keys.sealed_value_broken' });
  });

  it('leaves nothing behind when an upload is too long, breaks off or is called off', async () => {
    const before = (await filesOf(tenant)).length;
    await expect(platform.media.put(ctxOf(tenant), Readable.from([randomBytes(600), randomBytes(600)]), { sizeBytesMax: 1000 })).rejects.toMatchObject({ code: 'media.too_large' });
    const broken = new Readable({ read() { this.push(randomBytes(10)); this.destroy(); } });
    await expect(platform.media.put(ctxOf(tenant), broken)).rejects.toMatchObject({ code: 'media.upload_aborted' });
    const called = new AbortController();
    const endless = new Readable({ read() { this.push(randomBytes(65_536)); setImmediate(() => { called.abort(); }); } });
    await expect(platform.media.put(ctxOf(tenant, { signal: called.signal }), endless)).rejects.toMatchObject({ code: 'media.upload_aborted' });
    expect((await filesOf(tenant)).length).toBe(before);
    expect(await incoming()).toEqual([]);
  });

  it('sweeps what nothing refers to after a day, keeps what is young, kept or held, and bytes without a row', async () => {
    const space = await acme.admin.post(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`, { key: 'SWEEP', name: 'Sweep' });
    const body = Buffer.from(`--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${newUuid()}\r\n--x--\r\n`);
    await acme.admin.request('POST', `/ex/confluence/${acme.site}/wiki/rest/api/content/${String(space.json.homepageId)}/child/attachment`, body, { 'content-type': 'multipart/form-data; boundary=x' });
    const [attachment] = (await acme.admin.get(`/ex/confluence/${acme.site}/wiki/api/v2/pages/${String(space.json.homepageId)}/attachments`)).json.results;
    const unheld = await put(tenant, randomBytes(500));
    const kept = await put(tenant, randomBytes(500));
    expect((await platform.media.sweep(ctxOf(tenant))).removed).toBe(0);
    await platform.media.keep(ctxOf(tenant, { afterMs: 2 * dayMs }), [kept.mediaId]);
    const folder = dirname((await filesOf(tenant))[0] ?? '');
    await writeFile(join(folder, `${newUuid().slice(0, -2)}${basename(folder)}`), 'left by a crash');
    const swept = await platform.media.sweep(ctxOf(tenant, { afterMs: 2 * dayMs }));
    expect(swept.removed).toBeGreaterThan(0);
    expect(swept.strays).toBe(1);
    await expect(platform.media.open(ctxOf(tenant), unheld.mediaId)).rejects.toMatchObject({ code: 'media.not_found' });
    expect((await platform.media.open(ctxOf(tenant), kept.mediaId)).sizeBytes).toBe(500);
    expect((await platform.media.open(ctxOf(tenant), String(attachment.fileId))).sizeBytes).toBe(36);
    expect((await platform.media.totals(ctxOf(tenant))).objects).toBe((await filesOf(tenant)).length);
    const again = await put(tenant, randomBytes(500));
    expect((await platform.media.open(ctxOf(tenant), again.mediaId)).sizeBytes).toBe(500);
  });
});

describe('the sweeper', () => {
  it('sweeps every tenant, also behind one that fails, and stops when asked', async () => {
    const unheld = await put(tenant, randomBytes(700));
    const reports: object[] = [];
    const failed: string[] = [];
    const gone: TenantContext = { ...otherTenant, epoch: 99 };
    const sweeper = createSweeper({
      media: platform.media, tenants: (signal) => [ctxOf(gone, { signal }), ctxOf(tenant, { afterMs: 9 * dayMs, signal })],
      onSwept: (report) => { reports.push(report); }, onError: (_error, tenantId) => { failed.push(tenantId); },
    });
    await sweeper.sweepAll();
    expect(failed).toEqual([gone.tenantId]);
    expect(reports).toMatchObject([{ tenants: 1 }]);
    await expect(platform.media.open(ctxOf(tenant), unheld.mediaId)).rejects.toMatchObject({ code: 'media.not_found' });
    sweeper.start();
    await sweeper.stop();
    await sweeper.sweepAll();
    expect(reports).toHaveLength(1);
  });
});
