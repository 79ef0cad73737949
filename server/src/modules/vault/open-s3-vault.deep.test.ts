/**
 * The vault in a real store with Object Lock: the same contract as the file vault, and every attack that somebody with the
 * bucket's own credentials can make. Deep, because the store takes a quarter of a minute to come up.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../kernel/time/index.ts';
import { openS3Vault, type Anchor, type ManifestHead, type Vault } from './index.ts';
import { createS3Client, valueOf, type S3Client, type S3Request, type S3Settings } from './s3-client.ts';
import { bytesOf, findings, sha256, vaultContract, type VaultUnderTest } from './testing/vault-contract.ts';
import { startS3rver } from './testing/s3rver.ts';
import { installRadosgw, startRadosgw, type ObjectStoreForTests } from './testing/radosgw.ts';

let store: ObjectStoreForTests;
beforeAll(async () => {
  await installRadosgw();
  store = await startRadosgw();
}, 1_200_000);
afterAll(() => store[Symbol.asyncDispose]());

class S3VaultUnderTest implements VaultUnderTest {
  vault!: Vault;
  folder = '';
  settings!: S3Settings;
  client!: S3Client;
  anchored: ManifestHead | undefined;
  readonly anchor: Anchor = { read: () => Promise.resolve(this.anchored), write: (head) => Promise.resolve(void (this.anchored = head)) };

  async begin(): Promise<this> {
    this.folder = await mkdtemp(join(tmpdir(), 'hf-s3-vault-'));
    this.settings = { endpoint: store.endpoint, accessKeyId: store.accessKeyId, secretAccessKey: store.secretAccessKey, region: 'us-east-1', bucket: `vault-${randomBytes(5).toString('hex')}` };
    this.client = createS3Client(this.settings, systemClock);
    await this.open();
    return this;
  }
  async open(): Promise<Vault> {
    return (this.vault = await openS3Vault({ store: this.settings, folder: this.folder, clock: systemClock, anchor: this.anchor, onError: (error) => { throw error; } }));
  }
  async reopen(): Promise<Vault> {
    await this.vault.close();
    return this.open();
  }
  async end(): Promise<void> {
    await this.vault.close();
    await rm(this.folder, { recursive: true, force: true });
  }
  /** What somebody with the credentials asks of the store itself. */
  async attack(request: S3Request): Promise<number> {
    return (await this.client.send(request)).status;
  }
  async versionOf(key: string): Promise<string> {
    return valueOf(await (await this.client.demand({ method: 'GET', query: { versions: '', prefix: key } })).text(), 'VersionId') ?? '';
  }
}

let subject: S3VaultUnderTest;
beforeEach(async () => { subject = await new S3VaultUnderTest().begin(); });
afterEach(() => subject.end());

vaultContract('the vault in a bucket', () => subject);

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe('with the bucket\'s own credentials', () => {
  it('nothing that is locked can be deleted, overwritten, shortened or hidden', async () => {
    await subject.vault.put('a/1', Buffer.from('first'), { lockedUntil: inDays(1) });
    const versionId = await subject.versionOf('a/1');
    const bypass = { 'x-amz-bypass-governance-retention': 'true' };
    const shorter = Buffer.from(`<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>${new Date(Date.now() + 1000).toISOString()}</RetainUntilDate></Retention>`);
    const weaker = Buffer.from(`<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>${inDays(2).toISOString()}</RetainUntilDate></Retention>`);
    for (const attack of [
      { method: 'DELETE', key: 'a/1', query: { versionId } }, { method: 'DELETE', key: 'a/1', query: { versionId }, headers: bypass },
      { method: 'PUT', key: 'a/1', query: { versionId, retention: '' }, body: shorter, headers: bypass }, { method: 'PUT', key: 'a/1', query: { versionId, retention: '' }, body: weaker, headers: bypass },
    ] as const) expect(await subject.attack(attack), JSON.stringify(attack)).toBe(403);
    expect(await subject.attack({ method: 'PUT', key: 'a/1', body: Buffer.from('other') })).toBe(200);
    expect(await subject.attack({ method: 'DELETE', key: 'a/1' })).toBe(204);
    expect((await bytesOf(subject.vault.get('a/1'))).toString()).toBe('first');
    expect((await findings(subject.vault)).map(({ code, name }) => `${code} ${name ?? ''}`)).toEqual(['object_unknown a/1', 'object_unknown a/1']);
    expect(await subject.attack({ method: 'DELETE' })).toBe(409);
  });

  it('an object of many parts is locked, extended and read in ranges', async () => {
    const bytes = randomBytes(19 * 1024 * 1024);
    const stored = await subject.vault.put('large/1', (async function* () { for (let at = 0; at < bytes.length; at += 1_000_000) yield await Promise.resolve(bytes.subarray(at, at + 1_000_000)); })(), { lockedUntil: inDays(1) });
    expect(stored).toMatchObject({ sizeBytes: bytes.length, sha256: sha256(bytes) });
    const versionId = await subject.versionOf('large/1');
    expect(await subject.attack({ method: 'DELETE', key: 'large/1', query: { versionId } })).toBe(403);
    const until = inDays(3);
    await subject.vault.extendLock('large/1', until);
    const { headers } = await subject.client.demand({ method: 'HEAD', key: 'large/1', query: { versionId } });
    expect(Date.parse(headers.get('x-amz-object-lock-retain-until-date') ?? '')).toBeGreaterThanOrEqual(until.getTime());
    expect((await bytesOf(subject.vault.get('large/1', { offset: 17_000_000, length: 1000 }))).equals(bytes.subarray(17_000_000, 17_001_000))).toBe(true);
    expect(await findings(subject.vault)).toEqual([]);
  });

  it('what is past its lock goes, and only then', async () => {
    await subject.vault.put('short/1', Buffer.from('x'), { lockedUntil: new Date(Date.now() + 3000) });
    await expect(subject.vault.remove('short/1')).rejects.toMatchObject({ code: 'vault.object_locked' });
    await sleep(4100);
    await subject.vault.remove('short/1');
    expect(await subject.versionOf('short/1')).toBe('');
    expect(await findings(subject.vault)).toEqual([]);
  });
});

it('refuses a bucket without Object Lock', async () => {
  const settings = { ...subject.settings, bucket: `plain-${randomBytes(5).toString('hex')}` };
  await createS3Client(settings, systemClock).demand({ method: 'PUT' });
  await expect(openS3Vault({ store: settings, folder: subject.folder, clock: systemClock, onError: () => undefined })).rejects.toMatchObject({ code: 'vault.store_refused' });
});

it('refuses wrong credentials', async () => {
  await expect(openS3Vault({ store: { ...subject.settings, secretAccessKey: 'wrong' }, folder: subject.folder, clock: systemClock, onError: () => undefined })).rejects.toMatchObject({ code: 'vault.store_refused' });
});

it('refuses a store that knows no locks (s3rver)', async () => {
  await using s3rver = await startS3rver();
  const settings = { ...s3rver, region: 'us-east-1', bucket: 'vault' };
  await expect(openS3Vault({ store: settings, folder: subject.folder, clock: systemClock, onError: () => undefined })).rejects.toMatchObject({ code: 'vault.store_refused' });
});
