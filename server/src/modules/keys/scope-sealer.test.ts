import fc from 'fast-check';
import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RowId, SealedColumn } from '../../kernel/seal/index.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { envelopeOverheadBytes } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { testKey, testLease, testRing } from './lease-for-tests.ts';
import { createNonceSource, type NonceSource } from './nonce-source.ts';
import { OpenedValues } from './opened-values.ts';
import { valueMaxBytes } from './payload.ts';
import { ScopeSealer } from './scope-sealer.ts';

const title: SealedColumn = { table: 'tracker.issue', column: 'title' };
const fixedNonce: NonceSource = (target, offset) => {
  for (let index = 0; index < 12; index += 1) target[offset + index] = 0xa0 + index;
};

function sealerOf(options: { scopeId?: string; ring?: KeyRing; nonces?: NonceSource; openedBytes?: number; clock?: ManualClock } = {}) {
  const { lease, renewals } = testLease(options);
  return { sealer: new ScopeSealer(lease, options.nonces ?? createNonceSource(), new OpenedValues(options.openedBytes ?? 1 << 20)), lease, renewals };
}

const rowIds = fc.oneof(fc.uuid(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger());
const texts = fc.oneof(
  fc.string({ maxLength: 2000 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 }).map((units) => String.fromCharCode(...units)), // lone surrogates
);

describe('a sealed value', () => {
  it('opens to exactly the text that was sealed, whatever its characters', () => {
    const { sealer } = sealerOf();
    fc.assert(fc.property(rowIds, texts, (rowId, text) => {
      const sealed = sealer.seal(title, rowId, text);
      expect(sealer.open(title, rowId, sealed)).toBe(text);
      expect(sealer.open(title, rowId, Buffer.from(sealed))).toBe(text);
    }), { numRuns: 150 });
  });

  it('opens to exactly the bytes that were sealed', () => {
    const { sealer } = sealerOf();
    fc.assert(fc.property(rowIds, fc.uint8Array({ maxLength: 4000 }), (rowId, bytes) => {
      const sealed = sealer.sealBytes(title, rowId, Buffer.from(bytes));
      expect(sealer.openBytes(title, rowId, sealed).equals(bytes)).toBe(true);
    }), { numRuns: 100 });
  });

  it('is never the same twice and shows nothing of the text', () => {
    const { sealer } = sealerOf();
    const text = 'canary-8f1c '.repeat(20);
    const first = sealer.seal(title, 1, text);
    expect(first.equals(sealer.seal(title, 1, text))).toBe(false);
    expect(first.includes('canary')).toBe(false);
    expect(first.length).toBe(Buffer.byteLength(text) + envelopeOverheadBytes);
  });

  it('is compressed above 512 bytes when that is shorter', () => {
    const { sealer } = sealerOf();
    expect(sealer.seal(title, 1, 'a'.repeat(512)).length).toBe(512 + envelopeOverheadBytes);
    expect(sealer.seal(title, 1, 'a'.repeat(100_000)).length).toBeLessThan(200);
    expect(sealer.open(title, 1, sealer.seal(title, 1, 'a'.repeat(100_000)))).toBe('a'.repeat(100_000));
  });

  it('treats 5, 5n and "5" as the same row', () => {
    const { sealer } = sealerOf({ openedBytes: 0 });
    const sealed = sealer.seal(title, 5, 'five');
    expect(sealer.open(title, 5n, sealed)).toBe('five');
    expect(sealer.open(title, '5', sealed)).toBe('five');
  });

  it.each<[string, RowId]>([['no text', ''], ['201 bytes', 'é'.repeat(100) + 'x'], ['5,000 bytes', 'x'.repeat(5000)], ['half a surrogate pair', '\ud800'], ['an unsafe integer', 2 ** 53], ['a fraction', 0.5]])(
    'refuses a row id of %s', (_what, rowId) => {
      const { sealer } = sealerOf();
      expect(() => sealer.seal(title, rowId, 'x')).toThrow(expect.objectContaining({ code: 'keys.row_id_malformed' }));
    });

  it('refuses text beyond the limit', () => {
    const { sealer } = sealerOf();
    expect(() => sealer.seal(title, 1, 'x'.repeat(valueMaxBytes + 1))).toThrow(expect.objectContaining({ code: 'keys.value_too_large' }));
  });

  it('gives text that is not well-formed back as text only', () => {
    const { sealer } = sealerOf();
    expect(() => sealer.openBytes(title, 1, sealer.seal(title, 1, 'a\udc00'))).toThrow(expect.objectContaining({ code: 'keys.sealed_value_broken' }));
  });
});

const broken = expect.objectContaining({ code: 'keys.sealed_value_broken' });

describe('a value that was moved or changed', () => {
  const moves: readonly [string, SealedColumn, RowId][] = [
    ['another row', title, 43],
    ['another column', { ...title, column: 'body' }, 42],
    ['another table', { ...title, table: 'wiki.page' }, 42],
    ['a split of the same letters', { table: 'tracker.issuet', column: 'itle' }, 42],
    ['a column that takes a letter of the row id', { ...title, column: 'title4' }, 2],
  ];
  // Both with the value in the cache of opened values and without.
  describe.each([['opened before', 1 << 20], ['never opened', 0]] as const)('%s', (_name, openedBytes) => {
    it.each(moves)('is refused in %s', (_where, column, rowId) => {
      const { sealer } = sealerOf({ openedBytes });
      const sealed = sealer.seal(title, 42, 'secret');
      expect(sealer.open(title, 42, sealed)).toBe('secret');
      expect(() => sealer.open(column, rowId, sealed)).toThrow(broken);
    });

    it('is refused with any one byte changed', () => {
      const { sealer } = sealerOf({ openedBytes });
      for (const text of ['secret', 'long '.repeat(300), '', 'odd \udfff']) {
        const sealed = sealer.seal(title, 42, text);
        expect(sealer.open(title, 42, sealed)).toBe(text);
        for (let at = 0; at < sealed.length; at += 1) {
          for (const change of [0x01, 0x80, 0xff]) {
            const changed = Buffer.from(sealed);
            changed.writeUInt8(changed.readUInt8(at) ^ change, at);
            // Bytes 2 to 5 name the key version: another version is one that is not here.
            const code = at >= 2 && at <= 5 ? 'keys.version_unknown' : 'keys.sealed_value_broken';
            expect(() => sealer.open(title, 42, changed), `byte ${at}`).toThrow(expect.objectContaining({ code }));
          }
        }
      }
    });

    it('is refused when cut or lengthened', () => {
      const { sealer } = sealerOf({ openedBytes });
      const sealed = sealer.seal(title, 42, 'secret');
      sealer.open(title, 42, sealed);
      for (let length = 0; length < sealed.length; length += 1) expect(() => sealer.open(title, 42, sealed.subarray(0, length))).toThrow(broken);
      expect(() => sealer.open(title, 42, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(broken);
    });
  });

  it('is refused in another scope, even one with the same key', () => {
    const sealed = sealerOf({ scopeId: 'tenant-a' }).sealer.seal(title, 42, 'secret');
    expect(() => sealerOf({ scopeId: 'tenant-b' }).sealer.open(title, 42, sealed)).toThrow(broken);
    const otherKeys = testRing('tenant-a', [testKey('content', 1, 99), testKey('token', 1, 98), testKey('media', 1, 97)]);
    expect(() => sealerOf({ scopeId: 'tenant-a', ring: otherKeys }).sealer.open(title, 42, sealed)).toThrow(broken);
  });

  it('is refused under another version of the key', () => {
    const keys = [testKey('content', 1, 1), testKey('content', 2, 2), testKey('token', 1, 3), testKey('media', 1, 4)];
    const { sealer } = sealerOf({ ring: testRing('tenant-a', keys) });
    const sealed = sealer.seal(title, 42, 'secret');
    expect(sealed.readUInt32BE(2)).toBe(2);
    sealed.writeUInt32BE(1, 2);
    expect(() => sealer.open(title, 42, sealed)).toThrow(broken);
  });
});

describe('envelope format 1', () => {
  // Written down once and never to be changed: values of this form lie in backups. Keys are 32 bytes of 0x01 (content) and 0x02 (token).
  const known: readonly [string, SealedColumn, RowId, string, string][] = [
    ['short text', title, '01890a5d-ac96-774b-bcce-b302099a8057', 'Grüße, 世界',
      '010000000001a0a1a2a3a4a5a6a7a8a9aaab9fdbe16c5fa50f67c28f31c11f143d88f7ef256d9cdffed92c4f4d3bef9da9'],
    ['text with a lone surrogate', title, 7n, 'a\ud800b', '010200000001a0a1a2a3a4a5a6a7a8a9aaabb9a92208fe3a72db9fe2a5e7be99e294052cc3d5303c'],
    ['empty text', { table: 'wiki.page', column: 'body' }, 1, '', '010000000001a0a1a2a3a4a5a6a7a8a9aaab90c24d6b40d5f697b298334a23aa96e2'],
  ];
  it.each(known)('seals %s to the bytes that were written down, and opens them', (_name, column, rowId, text, hex) => {
    const { sealer } = sealerOf({ nonces: fixedNonce });
    expect(sealer.seal(column, rowId, text).toString('hex')).toBe(hex);
    expect(sealer.open(column, rowId, Buffer.from(hex, 'hex'))).toBe(text);
  });

  it('opens a compressed value that was written down', () => {
    const hex = '010100000001a0a1a2a3a4a5a6a7a8a9aaabf01c0d2dfcbe68cee26bc11f97edd5ab3c2682ae5683d3aa247c11a767292cb207d3a6f11f0e2651b301';
    expect(sealerOf().sealer.open(title, 3, Buffer.from(hex, 'hex'))).toBe('Holdfast '.repeat(100));
  });

  it('is AES-256-GCM with the documented additional data, as an independent writing of it shows', () => {
    const { sealer } = sealerOf();
    const head = Buffer.from('010000000001', 'hex');
    const nonce = Buffer.alloc(12, 0x5a);
    const part = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
    const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32, 1), nonce);
    cipher.setAAD(Buffer.concat([head, part('tenant-a'), part('tracker.issue'), part('title'), part('42')]));
    const body = Buffer.concat([cipher.update('by hand'), cipher.final()]);
    expect(sealer.open(title, 42, Buffer.concat([head, nonce, body, cipher.getAuthTag()]))).toBe('by hand');
  });

  it('makes the equality token that was written down', () => {
    expect(sealerOf().sealer.token(title, 'roadmap').toString('hex')).toBe('ebaca52b5b5cff4c604a2b2f486539a9');
  });
});

describe('an equality token', () => {
  it('is equal for equal values of one column and scope, and for nothing else', () => {
    const { sealer } = sealerOf();
    const token = sealer.token(title, 'roadmap');
    expect(token.length).toBe(16);
    expect(sealer.token(title, 'roadmap').equals(token)).toBe(true);
    const others = [
      sealer.token(title, 'roadmap '),
      sealer.token({ ...title, column: 'titl' }, 'eroadmap'),
      sealer.token({ ...title, table: 'wiki.page' }, 'roadmap'),
      sealerOf({ ring: testRing('tenant-a', [testKey('content', 1, 1), testKey('token', 1, 9), testKey('media', 1, 3)]) }).sealer.token(title, 'roadmap'),
    ];
    for (const other of others) expect(other.equals(token)).toBe(false);
  });
});

describe('a sealer and its lease', () => {
  it('asks for a renewal once half the time is up, and refuses when all of it is', () => {
    const clock = new ManualClock(new Date(1_000));
    const { sealer, renewals } = sealerOf({ clock });
    const sealed = sealer.seal(title, 1, 'x');
    clock.advanceMs(149_999);
    sealer.open(title, 1, sealed);
    expect(renewals.count).toBe(0);
    clock.advanceMs(1);
    for (let time = 0; time < 3; time += 1) sealer.open(title, 1, sealed);
    expect(renewals.count).toBe(1);
    clock.advanceMs(150_000);
    for (const use of [() => sealer.open(title, 1, sealed), () => sealer.seal(title, 1, 'x'), () => sealer.token(title, 'x')]) {
      expect(use).toThrow(expect.objectContaining({ code: 'keys.lease_ended' }));
    }
  });

  it('refuses at once when the lease is ended, and the key bytes are gone', () => {
    const content = testKey('content', 1, 7);
    const { sealer, lease } = sealerOf({ ring: testRing('tenant-a', [content, testKey('token', 1, 8), testKey('media', 1, 9)]) });
    const sealed = sealer.seal(title, 1, 'x');
    sealer.open(title, 1, sealed);
    lease.end();
    expect(() => sealer.open(title, 1, sealed)).toThrow(expect.objectContaining({ code: 'keys.lease_ended' }));
    expect(content.bytes.equals(Buffer.alloc(32))).toBe(true);
  });

  it('begins to seal under a new version when its time comes, not before', () => {
    const clock = new ManualClock(new Date(1_000));
    const keys = [testKey('content', 1, 1), testKey('content', 2, 2, 61_000), testKey('token', 1, 3), testKey('media', 1, 4)];
    const { sealer } = sealerOf({ clock, ring: testRing('tenant-a', keys, 1_000) });
    const versionNow = () => sealer.seal(title, 1, 'x').readUInt32BE(2);
    expect(versionNow()).toBe(1);
    clock.advanceMs(59_999);
    expect(versionNow()).toBe(1);
    clock.advanceMs(1);
    expect(versionNow()).toBe(2);
  });

  it('asks the key store when a value names a newer version, but not for every damaged one', () => {
    const clock = new ManualClock(new Date(1_000));
    const { sealer, renewals } = sealerOf({ clock });
    const newer = sealer.seal(title, 1, 'x');
    newer.writeUInt32BE(2, 2);
    const unknown = expect.objectContaining({ code: 'keys.version_unknown' });
    expect(() => sealer.open(title, 1, newer)).toThrow(unknown);
    expect(renewals.count).toBe(0);
    clock.advanceMs(1_000);
    for (let time = 0; time < 5; time += 1) expect(() => sealer.open(title, 1, newer)).toThrow(unknown);
    expect(renewals.count).toBe(1);
  });

  it('never uses a nonce twice in 200,000 values', () => {
    const { sealer } = sealerOf();
    const seen = new Set<string>();
    for (let index = 0; index < 200_000; index += 1) seen.add(sealer.seal(title, 1, '').toString('latin1', 6, 18));
    expect(seen.size).toBe(200_000);
  });
});
