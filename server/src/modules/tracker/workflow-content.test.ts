/** Which workflows may be published: a table of what is wrong, and reachability against a walk of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf, type KnownThings, type TransitionContent, type WorkflowContent } from './workflow-content.ts';

const known: KnownThings = { statuses: new Set([1, 2, 3, 4, 5, 6]), roles: new Set(['10101']), groups: new Set(['g']), resolutions: new Set(['1']), fields: new Set(['summary', 'duedate']) };
const transition = (id: number, type: TransitionContent['type'], from: readonly number[], to: number, more: Partial<TransitionContent> = {}): TransitionContent =>
  ({ id, name: `T${String(id)}`, description: '', type, from, to, conditions: [], validators: [], postFunctions: [], ...more });
const workflow = (statuses: readonly number[], transitions: readonly TransitionContent[]): WorkflowContent => ({ name: 'W', description: '', statuses: statuses.map((id) => ({ id, x: null, y: null })), transitions });
const begin = transition(1, 'initial', [], 1);

describe('a workflow', () => {
  it.each<readonly [string, WorkflowContent]>([
    ['no_initial', workflow([1], [transition(1, 'global', [], 1)])],
    ['two_initial', workflow([1], [begin, transition(2, 'initial', [], 1)])],
    ['status_unreachable', workflow([1, 2], [begin])],
    ['status_unreachable', workflow([1, 2, 3], [begin, transition(2, 'directed', [2], 3), transition(3, 'directed', [3], 2)])],
    ['status_unknown', workflow([1, 9], [begin, transition(2, 'global', [], 9)])],
    ['transition_leads_out', workflow([1], [begin, transition(2, 'directed', [1], 2)])],
    ['transition_from_nowhere', workflow([1], [begin, transition(2, 'directed', [], 1)])],
    ['condition_at_beginning', workflow([1], [transition(1, 'initial', [], 1, { conditions: [{ type: 'assignee' }] })])],
    ['role_unknown', workflow([1], [begin, transition(2, 'global', [], 1, { conditions: [{ type: 'role', role: 'x' }] })])],
    ['field_unknown', workflow([1], [begin, transition(2, 'global', [], 1, { postFunctions: [{ type: 'clear-field', field: 'summary' }] })])],
    ['resolution_unknown', workflow([1], [begin, transition(2, 'global', [], 1, { postFunctions: [{ type: 'set-resolution', resolution: '2' }] })])],
  ])('is refused for %s', (code, content) => {
    expect(problemsOf(content, known).map((problem) => problem.code)).toContain(code);
  });

  it('may be published exactly when every status is reached from its beginning', () => {
    const edges = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })), { maxLength: 10 });
    fc.assert(fc.property(edges, (pairs) => {
      const content = workflow([1, 2, 3, 4, 5, 6], [begin, ...pairs.map(([from, to], index) => transition(index + 2, 'directed', [from], to))]);
      const seen = new Set<number>();
      const visit = (status: number): void => {
        if (seen.has(status)) return;
        seen.add(status);
        for (const [from, to] of pairs) if (from === status) visit(to);
      };
      visit(1);
      expect(problemsOf(content, known).map(({ status }) => status)).toEqual([1, 2, 3, 4, 5, 6].filter((status) => !seen.has(status)));
    }), { numRuns: 100 });
  });
});
