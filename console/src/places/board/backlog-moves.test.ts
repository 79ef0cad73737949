import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backlog } from '../../api/boards.ts';
import { moveInBacklog, stepInBacklog } from './backlog-moves.ts';

const rows = (...keys: readonly string[]) => keys.map((key) => ({ id: key, key, fields: { summary: key } }));
const backlogOf = (sprint: readonly string[], rest: readonly string[]): Backlog => ({
  sprints: [{ id: 1, name: 'Sprint 1', state: 'future', count: sprint.length, issues: rows(...sprint) }],
  backlog: { count: rest.length, issues: rows(...rest) },
});
const keysOf = (backlog: Backlog | undefined) => backlog && [...backlog.sprints, backlog.backlog].map((part) => part.issues.map(({ key }) => key));

describe('planning', () => {
  it.each([
    ['down the backlog', [[], ['A', 'B', 'C']], 'A', 'backlog', 'C', [[], ['B', 'C', 'A']], { rankAfter: 'C' }],
    ['up the backlog', [[], ['A', 'B', 'C']], 'C', 'backlog', 'A', [[], ['C', 'A', 'B']], { rankBefore: 'A' }],
    ['into a sprint, before a row', [['X', 'Y'], ['A']], 'A', 1, 'Y', [['X', 'A', 'Y'], []], { rankBefore: 'Y' }],
    ['into an empty sprint', [[], ['A']], 'A', 1, undefined, [['A'], []], {}],
    ['back to the end of the backlog', [['X'], ['A']], 'X', 'backlog', undefined, [[], ['A', 'X']], { rankAfter: 'A' }],
  ] as const)('%s', (_what, [sprint, rest], key, to, beside, after, place) => {
    const moved = moveInBacklog(backlogOf(sprint, rest), key, to, beside);
    expect(keysOf(moved?.backlog)).toEqual(after);
    expect(moved?.place).toEqual(place);
    expect([moved?.backlog.sprints[0]?.count, moved?.backlog.backlog.count]).toEqual(after.map((part) => part.length));
  });

  it('changes nothing on itself, and steps over the edge of a part', () => {
    const backlog = backlogOf(['X'], ['A', 'B']);
    expect(moveInBacklog(backlog, 'A', 'backlog', 'A')).toBeUndefined();
    expect(moveInBacklog(backlog, 'A', 'backlog', undefined)).toBeUndefined();
    expect(stepInBacklog(backlog, 'X', 1)).toEqual({ to: 'backlog', beside: 'A' });
    expect(stepInBacklog(backlog, 'A', -1)).toEqual({ to: 1, beside: undefined });
    expect(stepInBacklog(backlog, 'B', 1)).toBeUndefined();
  });

  it('never loses or doubles a row', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(4), fc.nat(), fc.boolean(), fc.nat(), (inSprint, inRest, which, toSprint, besideAt) => {
        fc.pre(inSprint + inRest > 0);
        const keys = Array.from({ length: inSprint + inRest }, (_, index) => `K-${index}`);
        const backlog = backlogOf(keys.slice(0, inSprint), keys.slice(inSprint));
        const moved = moveInBacklog(backlog, keys[which % keys.length] ?? '', toSprint ? 1 : 'backlog', keys[besideAt % (keys.length + 1)]);
        if (moved !== undefined) expect(keysOf(moved.backlog)?.flat().toSorted()).toEqual(keys.toSorted());
      }),
      { numRuns: 200 },
    );
  });
});
