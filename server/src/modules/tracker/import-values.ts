/** A custom-field value as its source had it, made into the row that this field's kind asks for. What cannot be understood is kept as text. */
import type { Tx } from '../../kernel/db/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { clip, validTime } from './import-batch.ts';
import type { Sources, Wanted } from './import-map-store.ts';
import type { ImportedFieldValue } from './importing.ts';
import type { fieldValueTable } from './issue-rows.ts';
import type { RowOf } from './row-batch.ts';

export type FieldValueRow = RowOf<typeof fieldValueTable.columns>;

const tokenCharactersMax = 1_000;

/** What a value may refer to; its field's kind decides later which it is. */
export function wantValue(wanted: Wanted, value: ImportedFieldValue): void {
  wanted.add('customfield', value.field);
  wanted.add('option', value.parent);
  if (value.string !== undefined && /^\d{1,15}$/.test(value.string)) {
    wanted.add('option', value.string);
    wanted.add('project', value.string);
    wanted.add('version', value.string);
  }
  const whole = wholeNumber(value.number);
  if (whole !== undefined) {
    wanted.add('version', whole);
    wanted.add('project', whole);
  }
}

/** `10000.0`, as Jira writes references in number columns. */
function wholeNumber(text: string | undefined): string | undefined {
  const match = /^(\d{1,15})(?:\.0+)?$/.exec(text ?? '');
  return match?.[1];
}

export function isPersonKind(kind: string): boolean {
  return kind === 'person' || kind === 'people';
}

interface Context {
  readonly tx: Tx;
  readonly sources: Sources;
  readonly kind: string;
}

const empty = { value: null, value_token: null, at: null, option_id: null, parent_id: null, person: null, item_id: null, source: null } as const;

export function valueRow({ tx, sources, kind }: Context, id: number, issueId: number, fieldId: number, value: ImportedFieldValue, sequence: number): FieldValueRow {
  const row = { id, issue_id: issueId, field_id: fieldId, sequence, ...empty };
  const columns = sealedIn.value;
  const text = (raw: string, of: 'string' | 'text') => ({
    ...row, kind: of, value: tx.sealer.seal(columns.value, id, raw), value_token: raw.length <= tokenCharactersMax ? nameToken(tx.sealer, columns.value_token, raw) : null,
    parent_id: sources.id('option', value.parent),
  });
  const reference = value.string ?? wholeNumber(value.number);
  if (kind === 'option' || kind === 'options' || kind === 'cascade') {
    const option = sources.id('option', reference);
    if (option !== null) return { ...row, kind: 'option', option_id: option, parent_id: sources.id('option', value.parent) };
  }
  if (isPersonKind(kind)) {
    const person = sources.person(value.string);
    if (person !== null) return { ...row, kind: 'person', person };
  }
  if (kind === 'version' || kind === 'versions' || kind === 'project' || kind === 'group' || kind === 'groups') {
    const item = sources.id(kind === 'project' ? 'project' : kind.startsWith('group') ? 'group' : 'version', kind.startsWith('group') ? value.string : wholeNumber(reference));
    if (item !== null) return { ...row, kind: 'item', item_id: item };
  }
  if (validTime(value.date)) return { ...row, kind: kind === 'date' ? 'date' : 'datetime', at: value.date };
  if (value.number !== undefined) {
    const canonical = Number.isFinite(Number(value.number)) ? String(Number(value.number)) : value.number;
    return { ...row, kind: 'number', value: tx.sealer.seal(columns.value, id, value.number), value_token: nameToken(tx.sealer, columns.value_token, clip(canonical, tokenCharactersMax)) };
  }
  if (typeof value.text === 'object') {
    return { ...row, kind: 'adf', value: tx.sealer.seal(columns.value, id, JSON.stringify(value.text.adf)), source: tx.sealer.seal(columns.source, id, value.text.source) };
  }
  return typeof value.text === 'string' ? text(value.text, 'text') : text(value.string ?? '', 'string');
}
