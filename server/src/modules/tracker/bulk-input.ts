/** Fields of the public API's bulk edit (`editedFieldsInput`), each kind of field in a member of its own, as the fields of an ordinary edit. */
import type { BulkChange } from './bulk-change.ts';
import { FieldErrors, isRecord, referenceOf } from './field-errors.ts';

type Fields = Record<string, unknown>;

const operations: Readonly<Record<string, string>> = { ADD: 'add', REMOVE: 'remove', REPLACE: 'set', REMOVE_ALL: 'set' };

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.filter(isRecord) : isRecord(value) ? [value] : []);
const idOf = (entry: Readonly<Record<string, unknown>>): string => referenceOf(entry['fieldId']) ?? '';

/** Fails with tracker.fields_invalid for members that are not known here. */
export function readBulkInput(input: Readonly<Record<string, unknown>>): BulkChange {
  const fields: Fields = {};
  const update: Fields = {};
  const faults = new FieldErrors();
  for (const [member, value] of Object.entries(input)) if (!readMember(member, value, fields, update)) faults.add(member, 'Fields of this kind are not changed in bulk here.', 'unknown');
  faults.throwIfAny();
  return { kind: 'fields', fields, update };
}

function readMember(member: string, value: unknown, fields: Fields, update: Fields): boolean {
  const each = (of: (entry: Readonly<Record<string, unknown>>) => unknown): true => {
    for (const entry of list(value)) fields[idOf(entry)] = of(entry);
    return true;
  };
  switch (member) {
    case 'priority': fields['priority'] = isRecord(value) ? { id: referenceOf(value['priorityId']) } : null; return true;
    case 'issueType': fields['issuetype'] = isRecord(value) ? { id: referenceOf(value['issueTypeId']) } : null; return true;
    case 'singleLineTextFields': return each((entry) => entry['text']);
    case 'richTextFields': return each((entry) => (isRecord(entry['richText']) ? entry['richText']['adfValue'] : null));
    case 'datePickerFields': return each((entry) => (isRecord(entry['date']) ? entry['date']['formattedDate'] : null));
    case 'dateTimePickerFields': return each((entry) => (isRecord(entry['dateTime']) ? entry['dateTime']['formattedDateTime'] : null));
    case 'clearableNumberFields': return each((entry) => entry['value'] ?? null);
    case 'singleSelectClearableUserPickerFields': return each((entry) => (isRecord(entry['user']) ? { accountId: entry['user']['accountId'] } : null));
    case 'singleSelectFields': return each((entry) => (isRecord(entry['option']) ? { id: referenceOf(entry['option']['optionId']) } : null));
    case 'multipleSelectFields': return each((entry) => list(entry['options']).map((option) => ({ id: referenceOf(option['optionId']) })));
    case 'labelsFields': return operate(value, update, (entry) => list(entry['labels']).map((label) => label['name']));
    case 'multiselectComponents': return operate(value, update, (entry) => list(entry['components']).map((component) => ({ id: referenceOf(component['componentId']) })));
    case 'multipleVersionPickerFields': return operate(value, update, (entry) => list(entry['versions']).map((version) => ({ id: referenceOf(version['versionId']) })));
    default: return false;
  }
}

function operate(value: unknown, update: Fields, itemsOf: (entry: Readonly<Record<string, unknown>>) => readonly unknown[]): boolean {
  for (const entry of list(value)) {
    const option = referenceOf(entry['bulkEditMultiSelectFieldOption']) ?? referenceOf(entry['labelProperties']) ?? 'ADD';
    const operation = operations[option];
    if (operation === undefined) return false;
    const items = option === 'REMOVE_ALL' ? [] : itemsOf(entry);
    update[idOf(entry)] = operation === 'set' ? [{ set: items }] : items.map((item) => ({ [operation]: item }));
  }
  return true;
}
