import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoardView } from '../../api/boards.ts';
import { limitState, moveCard, stepOf } from './board-moves.ts';

const card = (key: string) => ({ id: key, key, fields: { summary: key } });
const board = (...columns: readonly (readonly string[])[]): BoardView => ({
  sprints: [], lanes: [],
  columns: columns.map((keys, index) => ({ index, name: `Column ${index}`, statuses: [String(index)], count: keys.length, issues: keys.map(card) })),
});
const keysOf = (view: BoardView | undefined): readonly (readonly string[])[] | undefined => view?.columns.map((column) => column.issues.map(({ key }) => key));

describe('moving a card', () => {
  it.each([
    ['down its column, after the card it is dropped on', [['A', 'B', 'C'], []], 'A', { column: 0, beside: 'C' }, [['B', 'C', 'A'], []], { rankAfter: 'C' }],
    ['up its column, before it', [['A', 'B', 'C'], []], 'C', { column: 0, beside: 'A' }, [['C', 'A', 'B'], []], { rankBefore: 'A' }],
    ['into another column, before the card it is dropped on', [['A'], ['B', 'C']], 'A', { column: 1, beside: 'C' }, [[], ['B', 'A', 'C']], { rankBefore: 'C' }],
    ['into an empty column', [['A'], []], 'A', { column: 1 }, [[], ['A']], {}],
    ['onto a column, to its end', [['A'], ['B', 'C']], 'A', { column: 1 }, [[], ['B', 'C', 'A']], { rankAfter: 'C' }],
  ] as const)('%s', (_what, before, key, target, after, place) => {
    const moved = moveCard(board(...before), key, target);
    expect(keysOf(moved?.view)).toEqual(after);
    expect(moved?.place).toEqual(place);
    expect(moved?.view.columns.map(({ count }) => count)).toEqual(after.map((keys) => keys.length));
  });

  it('changes nothing when it is dropped where it was, or when it is not there', () => {
    expect(moveCard(board(['A', 'B']), 'A', { column: 0, beside: 'A' })).toBeUndefined();
    expect(moveCard(board(['A', 'B']), 'A', { column: 0 })).toBeUndefined();
    expect(moveCard(board(['A']), 'Z', { column: 0 })).toBeUndefined();
    expect(moveCard(board(['A']), 'A', { column: 7 })).toBeUndefined();
  });

  it('claims no place at the end of a column that is not wholly loaded', () => {
    const view = board(['A'], ['B']);
    const part: BoardView = { ...view, columns: view.columns.map((column) => (column.index === 1 ? { ...column, nextPageToken: 'more', count: 900 } : column)) };
    expect(moveCard(part, 'A', { column: 1 })?.place).toEqual({});
  });

  it('never loses or doubles a card', () => {
    const layout = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(layout, fc.nat(), fc.nat(), fc.nat(), (sizes, which, where, besideAt) => {
        let next = 0;
        const view = board(...sizes.map((size) => Array.from({ length: size }, () => `K-${next++}`)));
        const all = view.columns.flatMap((column) => column.issues.map(({ key }) => key));
        fc.pre(all.length > 0);
        const column = where % sizes.length;
        const beside = view.columns[column]?.issues[besideAt % 5]?.key;
        const moved = moveCard(view, all[which % all.length] ?? '', { column, beside });
        if (moved !== undefined) expect(keysOf(moved.view)?.flat().toSorted()).toEqual(all.toSorted());
      }),
      { numRuns: 200 },
    );
  });
});

describe('one step by keys', () => {
  it('goes to the neighbouring column or past a neighbour, and stops at the edges', () => {
    const view = board(['A', 'B'], ['C']);
    expect(stepOf(view, 'B', 'up')).toEqual({ column: 0, beside: 'A' });
    expect(stepOf(view, 'A', 'right')).toEqual({ column: 1, beside: 'C' });
    expect(stepOf(view, 'A', 'up')).toBeUndefined();
    expect(stepOf(view, 'A', 'left')).toBeUndefined();
    expect(stepOf(view, 'C', 'right')).toBeUndefined();
  });
});

describe('limits of a column', () => {
  it.each([
    [{ count: 4, max: 3 }, 'over'],
    [{ count: 3, max: 3 }, 'within'],
    [{ count: 1, min: 2 }, 'under'],
    [{ count: 9, limitCount: 2, max: 3 }, 'within'],
    [{ count: 100 }, 'within'],
  ] as const)('%j is %s', (column, state) => {
    expect(limitState(column)).toBe(state);
  });
});
