import { describe, expect, it } from 'vitest';
import type { WorkflowContent, WorkflowTransition } from '../../api/workflows.ts';
import { shiftStatus, unreachable, withoutStatus, withStatus, withTransition } from './workflow-changes.ts';

const way = (name: string, from: readonly string[], to: string, type: WorkflowTransition['type'] = 'directed'): WorkflowTransition => ({ name, type, from, to, conditions: [], validators: [], postFunctions: [] });
const workflow: WorkflowContent = {
  name: 'W', statuses: [{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }, { id: 'c', name: 'C' }],
  transitions: [way('create', [], 'a', 'initial'), way('go', ['a'], 'b'), way('end', ['a', 'b'], 'c'), way('anywhere', [], 'b', 'global')],
};

describe('changing a workflow', () => {
  it('takes the ways to a status along when it goes, and keeps the others', () => {
    expect(withoutStatus(workflow, 'b').transitions.map(({ name, from }) => [name, from])).toEqual([['create', []], ['end', ['a']]]);
    expect(withoutStatus(workflow, 'a').transitions.find(({ type }) => type === 'initial')?.to).toBe('b');
  });
  it('adds a status once, and orders statuses', () => {
    expect(withStatus(workflow, { id: 'a', name: 'A' })).toBe(workflow);
    expect(shiftStatus(workflow, 'c', -1).statuses.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(shiftStatus(workflow, 'c', 1)).toBe(workflow);
  });
  it('finds the statuses that nothing leads to', () => {
    expect(unreachable(workflow)).toEqual([]);
    expect(unreachable(withStatus(workflow, { id: 'd', name: 'D' }))).toEqual(['d']);
    expect(unreachable(withTransition(withStatus(workflow, { id: 'd', name: 'D' }), undefined, way('on', ['c'], 'd')))).toEqual([]);
    expect(unreachable(withTransition(withStatus(workflow, { id: 'd', name: 'D' }), undefined, way('loop', ['d'], 'd')))).toEqual(['d']);
  });
});
