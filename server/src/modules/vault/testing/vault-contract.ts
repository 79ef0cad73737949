/** What every vault promises, whatever it is made of: one suite, run against each implementation. */
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../kernel/time/index.ts';
import type { Vault, VaultFinding } from '../index.ts';

const dayMs = 86_400_000;

/** Wall and monotonic time, moved apart. */
export class SetClock implements Clock {
  wallMs: number;
  elapsedMs = 0;
  constructor(start = Date.parse('2026-03-01T10:00:00Z')) {
    this.wallMs = start;
  }
  now(): Date {
    return new Date(this.wallMs);
  }
  monotonicMs(): number {
    return this.elapsedMs;
  }
  /** Time goes by. */
  pass(ms: number): void {
    this.wallMs += ms;
    this.elapsedMs += ms;
  }
}

export interface VaultUnderTest {
  readonly vault: Vault;
  /** Days until a lock ends that this run can wait for, and how time goes by. Absent where the medium has its own clock. */
  readonly clock?: SetClock;
  /** Ends and opens again, as after a restart. */
  reopen(): Promise<Vault>;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const bytesOf = async (chunks: AsyncIterable<Buffer>): Promise<Buffer> => Buffer.concat(await Array.fromAsync(chunks));
export const namesIn = async (vault: Vault, prefix: string, after?: string): Promise<string[]> => (await Array.fromAsync(vault.list(prefix, after))).map(({ name }) => name);
export const findings = (vault: Vault, prefix?: string): Promise<VaultFinding[]> => Array.fromAsync(vault.verify(prefix === undefined ? {} : { prefix }));

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export function vaultContract(name: string, subject: () => VaultUnderTest): void {
  const vault = (): Vault => subject().vault;
  const until = (days = 30): Date => new Date((subject().clock?.wallMs ?? Date.now()) + days * dayMs);
  const put = (object: string, bytes: Uint8Array = Buffer.from(object)) => vault().put(object, bytes, { lockedUntil: until() });

  describe(`${name} keeps`, () => {
    it.each([0, 1, 100_000, 3_000_000])('%i bytes as they were, whole and in parts', async (size) => {
      const bytes = randomBytes(size);
      const stored = await vault().put(`kept/${String(size)}`, inPieces(bytes, 70_000), { lockedUntil: until() });
      expect(stored).toMatchObject({ name: `kept/${String(size)}`, sizeBytes: size, sha256: sha256(bytes) });
      expect((await bytesOf(vault().get(stored.name))).equals(bytes)).toBe(true);
      expect((await bytesOf(vault().get(stored.name, { offset: 0, length: 0 }))).length).toBe(0);
      const [offset, length] = [Math.floor(size / 3), Math.floor(size / 2)];
      expect((await bytesOf(vault().get(stored.name, { offset, length }))).equals(bytes.subarray(offset, offset + length))).toBe(true);
      expect((await bytesOf(vault().get(stored.name, { offset }))).equals(bytes.subarray(offset))).toBe(true);
      await expect(bytesOf(vault().get(stored.name, { offset: 0, length: size + 1 }))).rejects.toMatchObject({ code: 'vault.range_invalid' });
    });

    it('the end of the lock and the time of storing, also over a restart', async () => {
      const lockedUntil = until(7);
      const stored = await vault().put('again/one', Buffer.from('1'), { lockedUntil });
      expect(stored.lockedUntil).toEqual(lockedUntil);
      const again = await subject().reopen();
      expect(await again.head('again/one')).toEqual(stored);
      expect(await namesIn(again, 'again/')).toEqual(['again/one']);
      expect(await findings(again)).toEqual([]);
    });

    it('names in order, under a prefix and after a name', async () => {
      for (const object of ['order/b/2', 'order/a', 'order/b/10', 'order/b', 'orders']) await put(object);
      expect(await namesIn(vault(), 'order/')).toEqual(['order/a', 'order/b', 'order/b/10', 'order/b/2']);
      expect(await namesIn(vault(), 'order/', 'order/b')).toEqual(['order/b/10', 'order/b/2']);
      expect(await namesIn(vault(), 'nothing/')).toEqual([]);
    });
  });

  describe(`${name} refuses`, () => {
    it('a second put of a name, and tells what is there', async () => {
      await put('once/a', Buffer.from('first'));
      const refusal = { code: 'vault.object_exists', params: { sha256: sha256(Buffer.from('first')), sizeBytes: 5 } };
      await expect(put('once/a', Buffer.from('second'))).rejects.toMatchObject(refusal);
      await expect(put('once/a', Buffer.from('first'))).rejects.toMatchObject(refusal);
      expect((await bytesOf(vault().get('once/a'))).toString()).toBe('first');
    });

    it('all but one of many puts of a name at once', async () => {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => put('once/race', Buffer.from(`writer ${String(index)}`))));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'vault.object_exists' });
    });

    it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', '.hidden', 'A', 'a b', 'a@', 'ä', 'a'.repeat(129), `a/${'b/'.repeat(16)}c`, 'a\0b'])('the name %j', async (object) => {
      await expect(put(object)).rejects.toMatchObject({ code: 'vault.name_invalid' });
      await expect(vault().head(object)).rejects.toMatchObject({ code: 'vault.name_invalid' });
    });

    it.each([['now', 0], ['the past', -1], ['a thousand years', 366_000], ['no date', Number.NaN]])('a lock until %s', async (_what, days) => {
      await expect(vault().put('lock/wrong', Buffer.from('x'), { lockedUntil: until(days) })).rejects.toMatchObject({ code: 'vault.lock_invalid' });
      expect(await vault().head('lock/wrong')).toBeUndefined();
    });

    it('to remove what is locked, and to shorten a lock', async () => {
      const { lockedUntil } = await put('locked/a');
      await expect(vault().remove('locked/a')).rejects.toMatchObject({ code: 'vault.object_locked' });
      await expect(vault().extendLock('locked/a', new Date(lockedUntil.getTime() - 1000))).rejects.toMatchObject({ code: 'vault.lock_shortened' });
      expect(await vault().extendLock('locked/a', lockedUntil)).toMatchObject({ lockedUntil });
      const longer = new Date(lockedUntil.getTime() + dayMs);
      expect(await vault().extendLock('locked/a', longer)).toMatchObject({ lockedUntil: longer });
      expect(await vault().head('locked/a')).toMatchObject({ lockedUntil: longer });
      await expect(vault().extendLock('locked/a', lockedUntil)).rejects.toMatchObject({ code: 'vault.lock_shortened' });
    });

    it('what it does not have', async () => {
      expect(await vault().head('absent/a')).toBeUndefined();
      await expect(bytesOf(vault().get('absent/a'))).rejects.toMatchObject({ code: 'vault.object_unknown' });
      await expect(vault().remove('absent/a')).rejects.toMatchObject({ code: 'vault.object_unknown' });
      await expect(vault().extendLock('absent/a', until())).rejects.toMatchObject({ code: 'vault.object_unknown' });
    });

    it('bytes whose source fails, and leaves nothing of them', async () => {
      async function* failing(): AsyncGenerator<Buffer> {
        yield Buffer.from('half');
        await Promise.reject(new Error('the source broke'));
      }
      await expect(vault().put('failed/a', failing(), { lockedUntil: until() })).rejects.toThrow('the source broke');
      expect(await vault().head('failed/a')).toBeUndefined();
      expect(await put('failed/a')).toMatchObject({ sizeBytes: 8 });
      expect(await findings(vault(), 'failed/')).toEqual([]);
    });
  });
}
