import { describe, expect, it } from 'vitest';
import { silentLog } from '../../kernel/log/log.ts';
import type { CountedKey } from './key-store.ts';
import { SealCounter } from './seal-counter.ts';

function counterOver(write: (counts: readonly CountedKey[]) => Promise<readonly CountedKey[]>) {
  const rotated: string[] = [];
  const store = { write };
  const counter = new SealCounter({
    write: (counts) => store.write(counts),
    rotate: (scopeId) => Promise.resolve(rotated.push(scopeId)),
    log: silentLog,
  });
  return { counter, rotated, store };
}

describe('the seal counter', () => {
  it('adds up by scope and version, writes once, and rotates what has sealed enough', async () => {
    const written: (readonly CountedKey[])[] = [];
    const { counter, rotated } = counterOver((counts) => {
      written.push(counts);
      return Promise.resolve(counts.filter((count) => count.seals >= 10));
    });
    counter.add([{ scopeId: 'a', version: 1, seals: 4 }, { scopeId: 'b', version: 1, seals: 1 }]);
    counter.add([{ scopeId: 'a', version: 1, seals: 6 }, { scopeId: 'a', version: 2, seals: 2 }]);
    await counter.flush();
    await counter.flush();
    expect(written).toEqual([[{ scopeId: 'a', version: 1, seals: 10 }, { scopeId: 'b', version: 1, seals: 1 }, { scopeId: 'a', version: 2, seals: 2 }]]);
    expect(rotated).toEqual(['a']);
  });

  it('keeps what could not be written', async () => {
    const { counter, store } = counterOver(() => Promise.reject(new Error('down')));
    counter.add([{ scopeId: 'a', version: 1, seals: 4 }]);
    await counter.flush();
    counter.add([{ scopeId: 'a', version: 1, seals: 5 }]);
    let total = 0;
    store.write = (counts) => {
      total += counts.reduce((sum, count) => sum + count.seals, 0);
      return Promise.resolve([]);
    };
    await counter.flush();
    expect(total).toBe(9);
  });

  it('stays bounded while nothing can be written', async () => {
    const { counter, store } = counterOver(() => Promise.reject(new Error('down')));
    counter.add(Array.from({ length: 50_000 }, (_, n) => ({ scopeId: `s${n}`, version: 1, seals: 1 })));
    await counter.flush();
    let kept = 0;
    store.write = (counts) => {
      kept = counts.length;
      return Promise.resolve([]);
    };
    await counter.flush();
    expect(kept).toBe(20_000);
  });
});
