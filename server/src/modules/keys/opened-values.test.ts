import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OpenedValues, type OpenedSlot } from './opened-values.ts';

const title = { table: 'tracker.issue', column: 'title' };

function filled(values: OpenedValues, slot: OpenedSlot, count: number): Buffer[] {
  return Array.from({ length: count }, (_, row) => {
    const sealed = randomBytes(100);
    values.put(slot, title, row, sealed, `title ${row}`);
    return sealed;
  });
}

describe('the cache of opened values', () => {
  it('never grows beyond its bytes, over all scopes', () => {
    const values = new OpenedValues(50_000);
    const slots = Array.from({ length: 10 }, (): OpenedSlot => new Map());
    for (const slot of slots) {
      filled(values, slot, 500);
      expect(values.sizeBytes).toBeLessThanOrEqual(50_000);
    }
    const entries = slots.reduce((sum, slot) => sum + slot.size, 0);
    expect(entries).toBeGreaterThan(50);
    for (const slot of slots) values.drop(slot);
    expect(values.sizeBytes).toBe(0);
  });

  it('keeps what is read before what is not', () => {
    const values = new OpenedValues(50_000);
    const slot: OpenedSlot = new Map();
    const kept = filled(values, slot, 1)[0] ?? Buffer.alloc(0);
    for (let round = 0; round < 20; round += 1) {
      expect(values.get(slot, title, 0, kept)).toBe('title 0');
      filled(values, slot, 50);
    }
  });

  it('forgets a scope whole when its keys go, and no other', () => {
    const values = new OpenedValues(1_000_000);
    const [first, second]: [OpenedSlot, OpenedSlot] = [new Map(), new Map()];
    const ofFirst = filled(values, first, 20);
    const ofSecond = filled(values, second, 20);
    values.drop(first);
    expect(ofFirst.map((sealed, row) => values.get(first, title, row, sealed)).filter((text) => text !== undefined)).toEqual([]);
    expect(values.get(second, title, 3, ofSecond[3] ?? Buffer.alloc(0))).toBe('title 3');
  });

  it('keeps no long values', () => {
    const values = new OpenedValues(1_000_000);
    const slot: OpenedSlot = new Map();
    values.put(slot, title, 1, randomBytes(513), 'x');
    values.put(slot, title, 1, randomBytes(100), 'x'.repeat(1025));
    expect(slot.size).toBe(0);
  });

  it('is not changed by what happens to the buffer that it was given', () => {
    const values = new OpenedValues(1_000_000);
    const slot: OpenedSlot = new Map();
    const sealed = randomBytes(100);
    values.put(slot, title, 1, sealed, 'x');
    const changed = Buffer.from(sealed);
    sealed.fill(0, 0, 50);
    expect(values.get(slot, title, 1, sealed)).toBeUndefined();
    expect(values.get(slot, title, 1, changed)).toBe('x');
  });
});
