import { expect, it } from 'vitest';
import type { AuditEvent } from '../../api/audit.ts';
import { actorWords, beforeAndAfter, targetWords } from './audit-words.ts';

const event = (attributes: Partial<AuditEvent['attributes']>): AuditEvent => ({ id: '1', attributes: { time: '2026-01-01T00:00:00Z', action: 'group_updated', ...attributes } });

it('names the actor by name, else address, else id', () => {
  expect(actorWords(event({ actor: { id: 'acc_1', name: 'Ann', email: 'a@example.org' } }))).toBe('Ann');
  expect(actorWords(event({ actor: { id: 'acc_1' } }))).toBe('acc_1');
  expect(actorWords(event({}))).toBe('');
});

it('names what was acted on and where', () => {
  expect(targetWords(event({ context: [{ id: 'grp_1', type: 'groups', attributes: { name: 'Writers' } }], container: [{ id: 'org_1', type: 'orgs' }] }))).toBe('Writers · org_1');
});

it('has nothing to compare when neither state was recorded', () => {
  expect(beforeAndAfter(event({ context: [{ id: 'x', type: 'account', attributes: { before: null, after: null } }] }))).toEqual([]);
});

it('shows only the fields that differ, in both directions', () => {
  const context = [{ id: 'x', type: 'groups', attributes: { before: { name: 'A', description: 'same' }, after: { name: 'B', description: 'same', size: 2 } } }];
  expect(beforeAndAfter(event({ context }))).toEqual([
    { field: 'name', before: 'A', after: 'B' },
    { field: 'size', before: '', after: '2' },
  ]);
});
