/**
 * What every KMS must keep, whatever is behind it. A test file calls `kmsContract` with a way to open the KMS under test;
 * each `open` reaches the same master keys.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Kms } from './kms.ts';
import { newKey } from './wrapped-data-key.ts';

export function kmsContract(name: string, makeOpener: () => Promise<() => Promise<Kms>>): void {
  const opened: Kms[] = [];
  const opener = async (): Promise<() => Promise<Kms>> => {
    const open = await makeOpener();
    return async () => {
      const kms = await open();
      opened.push(kms);
      return kms;
    };
  };
  const context = { scopeId: 'tenant-a', keyVersion: 1 };
  const refused = { code: 'keys.wrapped_key_broken' };
  afterEach(async () => {
    for (const kms of opened.splice(0)) await kms.close();
  });

  describe(`${name} keeps the contract of a KMS`, () => {
    it('gives back the key that was wrapped, to this caller and to one that opens it later', async () => {
      const open = await opener();
      const [kms, key] = [await open(), newKey()];
      const wrapped = await kms.wrap(context, key);
      expect((await kms.unwrap(context, wrapped.bytes)).equals(key)).toBe(true);
      expect((await (await open()).unwrap(context, wrapped.bytes)).equals(key)).toBe(true);
      expect(wrapped.bytes.includes(key)).toBe(false);
      expect((await kms.wrap(context, key)).bytes.equals(wrapped.bytes)).toBe(false);
    });

    it('leaves the key to the caller and gives out buffers of its own', async () => {
      const kms = await (await opener())();
      const key = newKey();
      const wrapped = await kms.wrap(context, key);
      const first = await kms.unwrap(context, wrapped.bytes);
      first.fill(0);
      expect((await kms.unwrap(context, wrapped.bytes)).equals(key)).toBe(true);
    });

    it('refuses another context', async () => {
      const kms = await (await opener())();
      const { bytes } = await kms.wrap(context, newKey());
      await expect(kms.unwrap({ ...context, scopeId: 'tenant-b' }, bytes)).rejects.toMatchObject(refused);
      await expect(kms.unwrap({ ...context, keyVersion: 2 }, bytes)).rejects.toMatchObject(refused);
    });

    it('refuses a wrapped key that was changed anywhere or cut', async () => {
      const kms = await (await opener())();
      const { bytes } = await kms.wrap(context, newKey());
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ 0x01, at);
        await expect(kms.unwrap(context, changed), `byte ${String(at)}`).rejects.toMatchObject(refused);
      }
      await expect(kms.unwrap(context, bytes.subarray(0, -1))).rejects.toMatchObject(refused);
      await expect(kms.unwrap(context, Buffer.alloc(0))).rejects.toMatchObject(refused);
    });

    it('refuses what another KMS of its kind wrapped', async () => {
      const kms = await (await opener())();
      const stranger = await (await opener())();
      const { bytes } = await stranger.wrap(context, newKey());
      await expect(kms.unwrap(context, bytes)).rejects.toMatchObject(refused);
    });

    it('rotates: wraps under the new version, says so, and opens what older versions wrapped', async () => {
      const open = await opener();
      const kms = await open();
      const before = await kms.describe();
      const key = newKey();
      const old = await kms.wrap(context, key);
      expect(old.masterKeyId).toBe(before.masterKeyId);
      const after = await kms.rotate(before.masterKeyId);
      expect(after.masterKeyId).not.toBe(before.masterKeyId);
      expect(after.provider).toBe(before.provider);
      const fresh = await kms.wrap(context, key);
      expect(fresh.masterKeyId).toBe(after.masterKeyId);
      for (const reader of [kms, await open()]) {
        expect((await reader.unwrap(context, old.bytes)).equals(key)).toBe(true);
        expect((await reader.unwrap(context, fresh.bytes)).equals(key)).toBe(true);
        expect(await reader.describe()).toEqual(after);
      }
    });

    it('serves another process the version that it rotated to', async () => {
      const open = await opener();
      const [first, second] = [await open(), await open()];
      const key = newKey();
      await first.rotate((await first.describe()).masterKeyId);
      const wrapped = await first.wrap(context, key);
      expect((await second.unwrap(context, wrapped.bytes)).equals(key)).toBe(true);
    });

    it('makes one new version when several rotate from the same one at once', async () => {
      const open = await opener();
      const all = await Promise.all(Array.from({ length: 5 }, open));
      const from = (await all[0]?.describe())?.masterKeyId ?? '';
      const results = await Promise.all(all.map((kms) => kms.rotate(from)));
      expect(new Set(results.map((result) => result.masterKeyId)).size).toBe(1);
      expect(results[0]?.masterKeyId).not.toBe(from);
    });
  });
}
