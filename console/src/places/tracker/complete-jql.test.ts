import { describe, expect, it } from 'vitest';
import type { JqlWords } from '../../api/tracker-lists.ts';
import { accept, offersFor, placeAt } from './complete-jql.ts';

const field = (value: string, kind: string, operators: readonly string[]) => ({ value, displayName: value, operators, auto: 'true', orderable: 'true', searchable: 'true', kind });
const words: JqlWords = {
  visibleFieldNames: [field('status', 'status', ['=', '!=', 'in', 'was', 'changed']), field('assignee', 'person', ['=', 'in', 'is']), field('Story Points', 'number', ['=', '>']), field('created', 'moment', ['>'])],
  visibleFunctionNames: [{ value: 'currentUser()', displayName: 'currentUser()', kinds: ['person'], isList: 'false' }, { value: 'membersOf()', displayName: 'membersOf(…)', kinds: ['person'], isList: 'true' }, { value: 'now()', displayName: 'now()', kinds: ['moment'], isList: 'false' }],
  jqlReservedWords: ['and', 'or', 'order'],
};
const offered = (text: string): readonly string[] => offersFor(placeAt(text, text.length), words).map(({ insert }) => insert);

describe('completion of JQL', () => {
  it.each([
    ['', ['status', 'assignee', '"Story Points"', 'created', 'NOT']], ['st', ['status', '"Story Points"']], ['status ', ['=', '!=', 'IN', 'WAS', 'CHANGED']], ['status = Done ', ['AND', 'OR', 'ORDER BY']], ['status = Done an', ['AND']], ['status = Done and as', ['assignee']],
    ['assignee = ', ['currentUser()', 'membersOf()', 'EMPTY']], ['assignee in ', ['(', 'currentUser()', 'membersOf()']], ['assignee in (', ['currentUser()', 'membersOf()', 'EMPTY']], ['assignee in (a, cur', ['currentUser()']], ['assignee in (a ', [',', ')']], ['assignee is ', ['EMPTY', 'NOT EMPTY']],
    ['status was Done ', ['AND', 'OR', 'ORDER BY', 'AFTER', 'BEFORE', 'BY', 'DURING', 'ON', 'FROM', 'TO']], ['status changed by ', ['currentUser()', 'membersOf()', 'EMPTY']], ['status changed after n', ['now()']], ['status = Done order ', ['BY']], ['status = Done order by as', ['assignee']], ['order by status ', ['ASC', 'DESC', ',']],
    ['not (status = Done) ', ['AND', 'OR', 'ORDER BY']], ['assignee = currentUser() a', ['AND']], ['"Story Points" ', ['=', '>']],
  ])('offers after «%s»', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });

  it('asks for values of the field that the cursor stands in', () => {
    expect(placeAt('status = "In Pr', 15)).toMatchObject({ wanted: { kind: 'value', field: 'status' }, typed: 'In Pr', from: 9, to: 15 });
    expect(placeAt('status = Op and x = 1', 11)).toMatchObject({ typed: 'Op', from: 9, to: 11 });
    expect(placeAt('assignee = mia or status changed to Do', 38).wanted).toEqual({ kind: 'value', field: 'status', list: false, predicate: 'to' });
  });

  it('puts the offer in the place of what was written', () => {
    const put = (text: string, insert: string) => accept(text, placeAt(text, text.length), { insert, shown: insert, hint: 'value' });
    expect(put('st', 'status')).toEqual({ text: 'status ', cursor: 7 });
    expect(put('status = "In Pr', '"In Progress"')).toEqual({ text: 'status = "In Progress" ', cursor: 23 });
    expect(put('assignee = cu', 'membersOf()')).toEqual({ text: 'assignee = membersOf()', cursor: 21 });
  });
});
