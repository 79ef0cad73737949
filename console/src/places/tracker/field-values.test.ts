import { describe, expect, it } from 'vitest';
import { choicesOf, formOf, fromMomentInput, sameValue, sendable, toMomentInput } from './field-values.ts';

describe('values of fields', () => {
  it.each([
    [{ type: 'string', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:textfield' }, 'line'],
    [{ type: 'string', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:textarea' }, 'text'],
    [{ type: 'string', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:readonlyfield' }, 'readonly'],
    [{ type: 'array', items: 'component' }, 'choices'],
    [{ type: 'array', items: 'user' }, 'people'],
    [{ type: 'array', items: 'string' }, 'labels'],
    [{ type: 'option-with-child' }, 'branches'],
    [{ type: 'group' }, 'readonly'],
    [{ type: 'any' }, 'readonly'],
  ])('edit %j as %s', (schema, form) => {
    expect(formOf(schema)).toBe(form);
  });

  it('send back what was told, so that an undo restores it', () => {
    expect(sendable({ type: 'user' }, { accountId: 'a-1', displayName: 'Ann' })).toEqual({ accountId: 'a-1' });
    expect(sendable({ type: 'option-with-child' }, { id: '1', value: 'Fruit', child: { id: '2', value: 'Pear' } })).toEqual({ id: '1', child: { id: '2' } });
    expect(sendable({ type: 'array', items: 'version' }, [{ id: '7', name: '1.0' }])).toEqual([{ id: '7' }]);
    expect(sendable({ type: 'array', items: 'string' }, ['a', 'b'])).toEqual(['a', 'b']);
    expect(sendable({ type: 'array', items: 'string' }, null)).toEqual([]);
    expect(sendable({ type: 'number' }, 0)).toBe(0);
    expect(sendable({ type: 'date' }, '')).toBeNull();
  });

  it('know when nothing changed', () => {
    expect(sameValue({ type: 'option' }, { id: '1', value: 'Old words' }, { id: '1', name: 'New words' })).toBe(true);
    expect(sameValue({ type: 'array', items: 'component' }, [], undefined)).toBe(true);
    expect(sameValue({ type: 'number' }, 1, 2)).toBe(false);
  });

  it('name choices by their name or value', () => {
    expect(choicesOf([{ id: '1', value: 'Fruit', children: [{ id: '2', value: 'Pear' }] }, { id: '3', name: 'High' }])).toEqual([
      { id: '1', label: 'Fruit', children: [{ id: '2', label: 'Pear', children: [] }] },
      { id: '3', label: 'High', children: [] },
    ]);
  });

  it('keep a moment over the way to a control and back', () => {
    const told = '2026-05-01T09:30:00.000+0000';
    expect(fromMomentInput(toMomentInput(told))).toBe(told);
    expect(fromMomentInput('')).toBeNull();
    expect(toMomentInput('yesterday')).toBe('');
  });
});
