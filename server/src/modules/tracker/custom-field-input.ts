/** Values of custom fields as clients send them, checked and made into rows. */
import type { Tx } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import { parseAdf, type AdfDocument } from '../richtext/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import type { ConfiguredItem } from './configuration-store.ts';
import { contextOptions, type ContextOptionRow } from './field-setup-store.ts';
import { contextsAt, optionsIn } from './manage-fields.ts';
import { isRecord, referenceOf, type FieldErrors } from './field-errors.ts';
import type { FieldValueRow } from './import-values.ts';
import type { ValueRow } from './issue-change-store.ts';
import { limits } from './limits.ts';
import { fieldKind, isMany } from './show-configuration.ts';
import { personKey } from './show-people.ts';
import type { Sealer } from '../../kernel/seal/index.ts';

export interface CustomInput {
  readonly field: ConfiguredItem;
  /** Empty clears the field. */
  readonly values: readonly CustomValue[];
}

export type CustomValue =
  | { readonly kind: 'string' | 'number'; readonly text: string }
  | { readonly kind: 'adf'; readonly document: AdfDocument }
  | { readonly kind: 'date' | 'datetime'; readonly at: Date }
  | { readonly kind: 'option'; readonly option: number; readonly parent: number | null }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'item'; readonly item: number };

export interface CustomLookups {
  readonly person: (accountId: string) => Promise<string | undefined>;
  readonly version: (reference: string) => number | undefined;
}

const textMax = limits.descriptionCharacters;

export async function readCustomField(tx: Tx, field: ConfiguredItem, input: unknown, place: { readonly project: number; readonly type: number }, lookups: CustomLookups, faults: FieldErrors): Promise<CustomInput | undefined> {
  const id = `customfield_${field.id}`;
  if (input === null || input === undefined || input === '') return { field, values: [] };
  const kind = fieldKind(field);
  const items: readonly unknown[] = isMany(kind) ? (Array.isArray(input) ? input : [input]) : [input];
  if (items.length > limits.valuesPerField) {
    faults.add(id, `A field has at most ${limits.valuesPerField} values.`, 'too_many');
    return undefined;
  }
  const context = (await contextsAt(tx, [field.id], place.project, place.type)).get(field.id);
  if (context === undefined) {
    faults.add(id, 'The field is not shown for this type of issue here.', 'hidden');
    return undefined;
  }
  const options = kind === 'option' || kind === 'options' || kind === 'cascade' ? optionsIn(await contextOptions(tx, [field.id]), field.id, context).filter(({ disabled }) => !disabled) : [];
  const values: CustomValue[] = [];
  for (const item of items) {
    const value = await readValue(tx, field, item, options, lookups);
    if (typeof value === 'string') {
      faults.add(id, value);
      return undefined;
    }
    values.push(value);
  }
  return { field, values };
}

/** The value, or what is wrong with it. */
async function readValue(tx: Tx, field: ConfiguredItem, input: unknown, options: readonly ContextOptionRow[], lookups: CustomLookups): Promise<CustomValue | string> {
  const kind = fieldKind(field);
  switch (kind) {
    case 'number': return typeof input === 'number' && Number.isFinite(input) ? { kind: 'number', text: String(input) } : 'A number is expected.';
    case 'date': return typeof input === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(input) && !Number.isNaN(Date.parse(input)) ? { kind: 'date', at: new Date(`${input}T00:00:00Z`) } : 'A date is expected: yyyy-mm-dd.';
    case 'datetime': return typeof input === 'string' && !Number.isNaN(Date.parse(input.replace(/\+0000$/, 'Z'))) ? { kind: 'datetime', at: new Date(input.replace(/\+0000$/, 'Z')) } : 'A time is expected: yyyy-mm-ddThh:mm:ss.sss+0000.';
    case 'paragraph': return readDocument(input);
    case 'option': case 'options': case 'cascade': return readOption(tx, input, options, null);
    case 'person': case 'people': {
      const person = referenceOf(input, 'accountId', 'id');
      const found = person === undefined ? undefined : await lookups.person(person);
      return found === undefined ? 'There is no such person on this site.' : { kind: 'person', person: found };
    }
    case 'version': case 'versions': {
      const found = lookups.version(referenceOf(input, 'id', 'name') ?? '');
      return found === undefined ? 'There is no such version in the project.' : { kind: 'item', item: found };
    }
    case 'text': case 'url': case 'labels': case 'group': case 'groups': case 'project': case 'other': {
      const text = referenceOf(input, 'value', 'name', 'key', 'id');
      return text !== undefined && text.length <= textMax ? { kind: 'string', text } : `A text of at most ${textMax} characters is expected.`;
    }
  }
}

function readDocument(input: unknown): CustomValue | string {
  if (typeof input === 'string') return input.length <= textMax ? { kind: 'string', text: input } : `A text of at most ${textMax} characters is expected.`;
  try {
    return { kind: 'adf', document: parseAdf(input) };
  } catch (error) {
    if (isAppError(error)) return error.message;
    throw error;
  }
}

function readOption(tx: Tx, input: unknown, options: readonly ContextOptionRow[], parent: number | null): CustomValue | string {
  const reference = referenceOf(input, 'id', 'value');
  const found = options.find((option) => option.parent_id === parent && (String(option.id) === reference || tx.sealer.open(sealedIn.option.value, option.id, option.value) === reference));
  if (found === undefined) return 'There is no such option.';
  const child = isRecord(input) ? input['child'] : undefined;
  if (child === undefined || child === null || parent !== null) return { kind: 'option', option: found.id, parent };
  return readOption(tx, child, options, found.id);
}

export function customRow(tx: Tx, id: number, issueId: number, fieldId: number, value: CustomValue, sequence: number): FieldValueRow {
  const columns = sealedIn.value;
  const row = { id, issue_id: issueId, field_id: fieldId, kind: value.kind, value: null, value_token: null, at: null, option_id: null, parent_id: null, person: null, item_id: null, source: null, sequence };
  switch (value.kind) {
    case 'string': case 'number': return { ...row, value: tx.sealer.seal(columns.value, id, value.text), value_token: value.text.length <= 1_000 ? nameToken(tx.sealer, columns.value_token, value.text) : null };
    case 'adf': return { ...row, value: tx.sealer.seal(columns.value, id, JSON.stringify(value.document)) };
    case 'date': case 'datetime': return { ...row, at: value.at };
    case 'option': return { ...row, option_id: value.option, parent_id: value.parent };
    case 'person': return { ...row, person: value.person };
    case 'item': return { ...row, item_id: value.item };
  }
}

/** A kept value in the form in which a sent one comes out of reading, so that the two can be compared. */
export function presentValue(sealer: Sealer, row: ValueRow): CustomValue {
  const text = () => (row.value === null ? '' : sealer.open(sealedIn.value.value, row.id, row.value));
  switch (row.kind) {
    case 'adf': return { kind: 'adf', document: JSON.parse(text()) as AdfDocument }; // written by customRow above, and authenticated since
    case 'date': case 'datetime': return { kind: row.kind, at: row.at ?? new Date(0) };
    case 'option': return { kind: 'option', option: row.option_id ?? 0, parent: row.parent_id };
    case 'person': return { kind: 'person', person: row.person ?? '' };
    case 'item': return { kind: 'item', item: row.item_id ?? 0 };
    default: return { kind: row.kind === 'number' ? 'number' : 'string', text: text() };
  }
}

/** A value as the API takes it, to be set again. */
export function inputOf(value: CustomValue): unknown {
  switch (value.kind) {
    case 'string': return value.text;
    case 'number': return Number(value.text);
    case 'adf': return value.document;
    case 'date': return value.at.toISOString().slice(0, 10);
    case 'datetime': return value.at.toISOString();
    case 'option': return value.parent === null ? { id: String(value.option) } : { id: String(value.parent), child: { id: String(value.option) } };
    case 'person': return { accountId: personKey(value.person) };
    case 'item': return { id: String(value.item) };
  }
}
