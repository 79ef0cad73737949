import { describe, expect, it } from 'vitest';
import { bucketOf, SpoolWriter } from './spool-writer.ts';

describe('the spool', () => {
  it('gathers lines by kind and bucket, in order, and says when it is full', () => {
    const spool = new SpoolWriter();
    spool.add('issue', 0, 'a');
    spool.add('issue', 1, 'b');
    spool.add('issue', 0, 'c');
    expect(spool.take()).toEqual([{ kind: 'issue', bucket: 0, text: 'a\nc' }, { kind: 'issue', bucket: 1, text: 'b' }]);
    expect(spool.take()).toEqual([]);
    for (let index = 0; index < 9; index += 1) spool.add('issue', 0, 'x'.repeat(1_048_576));
    expect(spool.isFull).toBe(true);
    expect(spool.take()).toHaveLength(9);
    expect(spool.isFull).toBe(false);
  });

  it('spreads ids over all buckets, the same id always alike', () => {
    const counts = new Map<number, number>();
    for (let id = 10_000; id < 20_000; id += 1) counts.set(bucketOf(String(id), 16), (counts.get(bucketOf(String(id), 16)) ?? 0) + 1);
    expect(counts.size).toBe(16);
    expect(Math.max(...counts.values()) / Math.min(...counts.values())).toBeLessThan(1.5);
    expect(bucketOf('10042', 16)).toBe(bucketOf('10042', 16));
  });
});
