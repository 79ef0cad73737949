import { describe, expect, it } from 'vitest';
import { filtersOf, issueKeyOf, jqlOf, sortOf } from './jql.ts';

describe('the issue filters as JQL', () => {
  it.each([
    [{}, 'ORDER BY updated DESC'],
    [{ project: 'ABC' }, 'project = "ABC" ORDER BY updated DESC'],
    [{ project: 'ABC', status: 'In Progress', sort: 'key.asc' }, 'project = "ABC" AND status = "In Progress" ORDER BY key ASC'],
    [{ q: 'lost mail' }, 'text ~ "lost mail" ORDER BY updated DESC'],
    [{ q: 'abc-7' }, 'key = "ABC-7" ORDER BY updated DESC'],
    [{ assignee: 'me' }, 'assignee = currentUser() ORDER BY updated DESC'],
    [{ assignee: 'none' }, 'assignee IS EMPTY ORDER BY updated DESC'],
    [{ jql: 'labels = a OR labels = b order by created asc' }, 'labels = a OR labels = b ORDER BY created asc'],
    [{ project: 'ABC', jql: 'labels = a OR labels = b' }, 'project = "ABC" AND (labels = a OR labels = b) ORDER BY updated DESC'],
  ])('turns %j into %s', (filters, jql) => {
    expect(jqlOf(filters)).toBe(jql);
  });

  it.each([
    [{ q: 'lost mail', status: 'In Progress', sort: 'key.asc' }], [{ assignee: 'me', label: 'a "b"', sort: 'updated.desc' }], [{ assignee: 'none', type: 'Bug', sort: 'created.desc' }], [{ project: 'ABC', assignee: 'mia@example.test', sort: 'priority.desc' }],
  ])('comes back from JQL as %j', (filters) => {
    expect(filtersOf(jqlOf(filters))).toEqual(filters);
  });

  it.each(['status = a OR status = b', 'status in (a, b)', 'NOT status = a', 'status WAS a', 'status = a AND status = b', 'text ~ "a AND b" OR x = 1', 'status = a ORDER BY rank'])('does not pretend that filters say «%s»', (jql) => {
    expect(filtersOf(jql)).toBeUndefined();
  });

  it('keeps quotes and backslashes inside the value', () => {
    expect(jqlOf({ q: 'a" OR project = "X\\' })).toBe('text ~ "a\\" OR project = \\"X\\\\" ORDER BY updated DESC');
  });

  it('recognises an issue key and nothing else', () => {
    expect(issueKeyOf(' abc-12 ')).toBe('ABC-12');
    expect(issueKeyOf('a-12')).toBeUndefined();
    expect(issueKeyOf('abc 12')).toBeUndefined();
  });

  it('falls back to the newest first when the sort in the address is unknown', () => {
    expect(sortOf('password.asc')).toEqual({ field: 'updated', direction: 'asc' });
    expect(sortOf(undefined)).toEqual({ field: 'updated', direction: 'desc' });
  });
});
