/** A page tree out of whatever a source says, always a tree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeInOrder } from './finish-import.ts';

const page = (id: number, parentId: number | null, title = `P${String(id)}`, position = '') => ({ id, parentId, title, position });

describe('a page tree', () => {
  it('is a tree of at most 100 levels that loses no page, whatever the parents are', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 60 })), { maxLength: 50 }), (given) => {
      const pages = given.map((parent, index) => page(index + 1, parent));
      const { places } = treeInOrder(pages, null);
      expect(places.map(({ id }) => id).sort((a, b) => a - b)).toEqual(pages.map(({ id }) => id));
      const parents = new Map(places.map(({ id, parentId }) => [id, parentId]));
      for (const { id } of places) {
        let steps = 0;
        for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null) {
          expect(parents.has(at)).toBe(true);
          steps += 1;
          expect(steps).toBeLessThanOrEqual(101);
        }
      }
    }));
  });

  it('changes nothing about a tree that is one', () => {
    const pages = [page(1, null), page(2, 1), page(3, 2), page(4, 1)];
    const { places, movedToTop } = treeInOrder(pages, 1);
    expect(movedToTop).toBe(0);
    expect(places.map(({ id, parentId }) => [id, parentId]).sort(([a], [b]) => (a ?? 0) - (b ?? 0))).toEqual([[1, null], [2, 1], [3, 2], [4, 1]]);
  });

  it('cuts a chain that is too deep, in one walk over each page', () => {
    const pages = Array.from({ length: 50_000 }, (_unused, index) => page(index + 1, index === 0 ? null : index));
    expect(treeInOrder(pages, null).movedToTop).toBe(Math.floor(50_000 / 101));
  });
});
