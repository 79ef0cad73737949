import fc from 'fast-check';
import { createCipheriv, createHash, hkdfSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../kernel/time/index.ts';
import { testKey, testLease, testRing } from './lease-for-tests.ts';
import { createMediaSealer, type MediaSealer, type OpenStream, type SealedSource } from './media-sealer.ts';
import { chunkBytes, plainStreamBytes, sealedChunkBytes, sealedStreamBytes, streamHeaderBytes } from './stream-format.ts';

const objectId = 'blob-1';
const broken = { code: 'keys.sealed_value_broken' };

function mediaOf(options: Parameters<typeof testLease>[0] = {}): MediaSealer {
  return createMediaSealer(testLease(options).lease);
}

/** Bytes that differ everywhere, so that a wrong chunk or offset shows. */
function pattern(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes + 4);
  for (let at = 0; at < sizeBytes; at += 4) bytes.writeUInt32LE(Math.imul(at + 1, 2654435761) >>> 0, at);
  return bytes.subarray(0, sizeBytes);
}

async function sealed(media: MediaSealer, plain: Buffer, pieceBytes = 300_000): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < plain.length; at += pieceBytes) pieces.push(plain.subarray(at, at + pieceBytes));
  return buffer(Readable.from(pieces, { objectMode: false }).pipe(media.sealStream({ objectId })));
}

function sourceOf(bytes: Buffer, pieceBytes = 777_777): SealedSource {
  return async function* (first, last) {
    for (let at = first; at <= last && at < bytes.length; at += pieceBytes) yield bytes.subarray(at, Math.min(at + pieceBytes, last + 1));
  };
}

async function opened(media: MediaSealer, bytes: Buffer, more: Partial<OpenStream> = {}): Promise<Buffer> {
  return buffer(media.openStream({ objectId, sealedBytes: bytes.length, source: sourceOf(bytes), ...more }));
}

describe('a sealed stream', () => {
  const sizes = [0, 1, 1000, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 3 * chunkBytes + 17];
  it.each(sizes)('of %i bytes opens to the same bytes and is as long as foretold', async (sizeBytes) => {
    const media = mediaOf();
    const plain = pattern(sizeBytes);
    const bytes = await sealed(media, plain);
    expect(bytes.length).toBe(sealedStreamBytes(sizeBytes));
    expect(plainStreamBytes(bytes.length)).toBe(sizeBytes);
    expect((await opened(media, bytes)).equals(plain)).toBe(true);
  });

  it('shows nothing of the plain bytes and is never the same twice', async () => {
    const media = mediaOf();
    const plain = Buffer.from('canary-8f1c '.repeat(1000));
    const first = await sealed(media, plain);
    expect(first.includes('canary')).toBe(false);
    expect(first.subarray(streamHeaderBytes).equals((await sealed(media, plain)).subarray(streamHeaderBytes))).toBe(false);
  });

  it('gives any range as that part of the whole', async () => {
    const media = mediaOf();
    const plain = pattern(2 * chunkBytes + 5000);
    const bytes = await sealed(media, plain);
    const edges = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes - 1, 2 * chunkBytes, plain.length - 1];
    const position = fc.oneof(fc.constantFrom(...edges), fc.nat(plain.length - 1));
    await fc.assert(fc.asyncProperty(position, position, fc.integer({ min: 1, max: 2 * chunkBytes }), async (a, b, pieceBytes) => {
      const range = { first: Math.min(a, b), last: Math.max(a, b) };
      const part = await opened(media, bytes, { range, source: sourceOf(bytes, Math.max(pieceBytes, 20_000)) });
      expect(part.equals(plain.subarray(range.first, range.last + 1))).toBe(true);
    }), { numRuns: 60 });
  });

  it('reads only the chunks that a range needs', async () => {
    const media = mediaOf();
    const bytes = await sealed(media, pattern(4 * chunkBytes));
    const asked: number[] = [];
    const source: SealedSource = (first, last) => {
      asked.push(last - first + 1);
      return sourceOf(bytes)(first, last);
    };
    await opened(media, bytes, { source, range: { first: chunkBytes + 5, last: chunkBytes + 9 } });
    expect(asked).toEqual([streamHeaderBytes, sealedChunkBytes]);
  });

  it.each([[-1, 5], [3, 2], [0, 1000], [1000, 1000], [0.5, 2]])('refuses the range %d to %d of 1,000 bytes', async (first, last) => {
    const media = mediaOf();
    const bytes = await sealed(media, pattern(1000));
    expect(() => media.openStream({ objectId, sealedBytes: bytes.length, source: sourceOf(bytes), range: { first, last } }))
      .toThrow(expect.objectContaining({ code: 'keys.range_invalid' }));
  });
});

describe('a sealed stream that was changed', () => {
  it('is refused with a byte changed in its header, a chunk or a tag', async () => {
    const media = mediaOf();
    const bytes = await sealed(media, pattern(chunkBytes + 100));
    const inHeader = Array.from({ length: streamHeaderBytes }, (_, at) => at);
    const inChunks = [streamHeaderBytes, streamHeaderBytes + sealedChunkBytes - 1, streamHeaderBytes + sealedChunkBytes, bytes.length - 1];
    for (const at of [...inHeader, ...inChunks]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x01, at);
      const code = at >= 2 && at <= 5 ? 'keys.version_unknown' : broken.code;
      await expect(opened(media, changed), `byte ${at}`).rejects.toMatchObject({ code });
    }
  });

  const head = (bytes: Buffer) => bytes.subarray(0, streamHeaderBytes);
  const chunk = (bytes: Buffer, number: number) => bytes.subarray(streamHeaderBytes + number * sealedChunkBytes, streamHeaderBytes + (number + 1) * sealedChunkBytes);
  const tampered: readonly [string, (a: Buffer, b: Buffer) => Buffer][] = [
    ['its last chunk cut off', (a) => a.subarray(0, streamHeaderBytes + 2 * sealedChunkBytes)],
    ['all chunks but one cut off', (a) => Buffer.concat([head(a), chunk(a, 0)])],
    ['bytes cut off its last chunk', (a) => a.subarray(0, a.length - 1)],
    ['two chunks exchanged', (a) => Buffer.concat([head(a), chunk(a, 1), chunk(a, 0), chunk(a, 2)])],
    ['a chunk repeated', (a) => Buffer.concat([head(a), chunk(a, 0), chunk(a, 0), chunk(a, 2)])],
    ['a chunk of another stream', (a, b) => Buffer.concat([head(a), chunk(a, 0), chunk(b, 1), chunk(a, 2)])],
    ['the header of another stream', (a, b) => Buffer.concat([head(b), a.subarray(streamHeaderBytes)])],
    ['another last chunk put behind it', (a) => Buffer.concat([a, chunk(a, 0)])],
  ];
  it.each(tampered)('is refused with %s', async (_what, change) => {
    const media = mediaOf();
    const plain = pattern(2 * chunkBytes + 100);
    const changed = change(await sealed(media, plain), await sealed(media, plain));
    await expect((async () => opened(media, changed))()).rejects.toMatchObject(broken);
  });

  it('is refused as another object and in another scope', async () => {
    const bytes = await sealed(mediaOf(), pattern(1000));
    await expect(opened(mediaOf(), bytes, { objectId: 'blob-2' })).rejects.toMatchObject(broken);
    await expect(opened(mediaOf({ scopeId: 'tenant-b' }), bytes)).rejects.toMatchObject(broken);
  });

  it('is refused when its source gives less or more than it was asked for', async () => {
    const media = mediaOf();
    const bytes = await sealed(media, pattern(1000));
    await expect(opened(media, bytes, { sealedBytes: bytes.length + 1 })).rejects.toMatchObject(broken);
    await expect(opened(media, bytes, { source: async function* () { yield bytes; } })).rejects.toMatchObject(broken);
  });

  it.each([0, 45, 46, 61, 46 + sealedChunkBytes + 15])('is refused when no stream is %i bytes long', (sealedBytes) => {
    expect(() => plainStreamBytes(sealedBytes)).toThrow(expect.objectContaining(broken));
  });
});

describe('stream format 1', () => {
  it('is what the documentation says, as an independent writing of it shows', async () => {
    const header = Buffer.concat([Buffer.from('01000000000114', 'hex'), Buffer.alloc(32, 0x11), Buffer.alloc(7, 0x22)]);
    const part = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
    const info = Buffer.concat([Buffer.from('holdfast media stream 1\0'), header, part('tenant-a'), part(objectId)]);
    const key = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 3), Buffer.alloc(32, 0x11), info, 32));
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.concat([Buffer.alloc(7, 0x22), Buffer.from([0, 0, 0, 0, 1])]));
    const bytes = Buffer.concat([header, cipher.update('by hand'), cipher.final(), cipher.getAuthTag()]);
    expect((await opened(mediaOf(), bytes)).toString()).toBe('by hand');
  });

  it('opens what was written down', async () => {
    const bytes = Buffer.from('01000000000114000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425265f286fc39b5c983aca04c0a8e9431ffd0859664c96f39d2ddf79d8f64c', 'hex');
    expect((await opened(mediaOf(), bytes)).toString()).toBe('an attachment');
  });
});

describe('a stream and its lease', () => {
  it('stops when the keys are taken away while it runs, sealing and opening', async () => {
    const { lease } = testLease();
    const media = createMediaSealer(lease);
    const plain = pattern(5 * chunkBytes);
    const bytes = await sealed(media, plain);
    const source: SealedSource = async function* (first, last) {
      for await (const piece of sourceOf(bytes, sealedChunkBytes)(first, last)) {
        yield piece;
        if (first > 0 || last > streamHeaderBytes) lease.end();
      }
    };
    await expect(opened(media, bytes, { source })).rejects.toMatchObject({ code: 'keys.lease_ended' });

    const second = testLease();
    const pieces = async function* () {
      yield plain;
      second.lease.end();
      yield plain;
    };
    const sealing = pipeline(pieces, createMediaSealer(second.lease).sealStream({ objectId }), async (out) => { for await (const _ of out); });
    await expect(sealing).rejects.toMatchObject({ code: 'keys.lease_ended' });
  });

  it('opens old streams after a rotation of the media key', async () => {
    const keys = [testKey('content', 1, 1), testKey('token', 1, 2), testKey('media', 1, 3), testKey('media', 2, 4)];
    const bytes = await sealed(mediaOf(), pattern(1000));
    const rotated = mediaOf({ ring: testRing('tenant-a', keys) });
    expect((await opened(rotated, bytes)).equals(pattern(1000))).toBe(true);
    expect((await sealed(rotated, pattern(10))).readUInt32BE(2)).toBe(2);
  });
});

describe('a media address', () => {
  const digest = createHash('sha256').update('file').digest();
  it('is the same for the same bytes in one scope, and another in every other scope, and after a rotation', () => {
    const address = mediaOf().mediaAddress(digest);
    expect(address.length).toBe(32);
    expect(mediaOf().mediaAddress(digest).equals(address)).toBe(true);
    const otherKeys = [testKey('content', 1, 1), testKey('token', 1, 2), testKey('media', 1, 30)];
    expect(mediaOf({ ring: testRing('tenant-a', otherKeys) }).mediaAddress(digest).equals(address)).toBe(false);

    const clock = new ManualClock(new Date(1_000));
    const rotating = mediaOf({ clock, ring: testRing('tenant-a', [...otherKeys.slice(0, 2), testKey('media', 1, 3), testKey('media', 2, 4, 5_000)], 1_000) });
    expect(rotating.mediaAddress(digest).equals(address)).toBe(true);
    clock.advanceMs(4_000);
    expect(rotating.mediaAddress(digest).equals(address)).toBe(false);
  });

  it('is not made from anything but a SHA-256 digest', () => {
    expect(() => mediaOf().mediaAddress(Buffer.alloc(20))).toThrow(RangeError);
  });
});
