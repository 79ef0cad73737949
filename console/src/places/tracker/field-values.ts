// Values of fields between the three forms they have: as the platform tells them, as a form holds them (texts
// and ids), and as the platform wants them sent. Whatever is told can be sent back, which is what undo does.
import type { FieldMeta, FieldSchema } from '../../api/issue-work.ts';
import { wordsOf } from './custom-facts.ts';

export type FieldForm = 'line' | 'text' | 'number' | 'date' | 'moment' | 'choice' | 'choices' | 'branches' | 'person' | 'people' | 'labels' | 'readonly';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const forms: Readonly<Record<string, FieldForm>> = {
  number: 'number', date: 'date', datetime: 'moment', option: 'choice', priority: 'choice', resolution: 'choice', version: 'choice', 'option-with-child': 'branches', user: 'person',
};
const listForms: Readonly<Record<string, FieldForm>> = { option: 'choices', version: 'choices', component: 'choices', user: 'people', string: 'labels' };

export function formOf(schema: FieldSchema): FieldForm {
  if (schema.type === 'array') return listForms[schema.items ?? ''] ?? 'readonly';
  if (schema.type === 'string') {
    if (schema.custom?.endsWith(':readonlyfield') === true) return 'readonly';
    return schema.custom?.endsWith(':textarea') === true || schema.system === 'environment' || schema.system === 'description' ? 'text' : 'line';
  }
  return forms[schema.type] ?? 'readonly';
}

function idOf(value: unknown): string {
  const id = isRecord(value) ? (value['accountId'] ?? value['id'] ?? value['value']) : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** What the platform told, as it wants it back. */
export function sendable(schema: FieldSchema, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return schema.type === 'array' ? [] : null;
  if (Array.isArray(value)) return value.map((item) => sendable({ type: schema.items ?? 'any' }, item));
  if (!isRecord(value) || value['type'] === 'doc') return value;
  if (schema.type === 'user') return { accountId: idOf(value) };
  const child = value['child'];
  return { id: idOf(value), ...(isRecord(child) ? { child: { id: idOf(child) } } : {}) };
}

export type Choice = { readonly id: string; readonly label: string; readonly children: readonly Choice[] };

export const choicesOf = (allowed: FieldMeta['allowedValues']): readonly Choice[] =>
  (allowed ?? []).map((item) => ({
    id: item.id, label: item.name ?? item.value ?? item.id, children: (item.children ?? []).map((child) => ({ id: child.id, label: child.value, children: [] })),
  }));

/** The ids that a choice or several choices hold now. */
export const chosenIds = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(idOf) : value === null || value === undefined ? [] : [idOf(value)]);

/** What is held now stays a choice, also where it is offered no longer. */
export const withNow = (choices: readonly Choice[], id: string, label: string): readonly Choice[] =>
  id === '' || choices.some((choice) => choice.id === id) ? choices : [{ id, label, children: [] }, ...choices];

/** The value that the screen shows until the platform answers. */
export const toldChoice = (choice: Choice, child?: Choice): Record<string, unknown> => ({
  id: choice.id, name: choice.label, value: choice.label, ...(child === undefined ? {} : { child: { id: child.id, value: child.label } }),
});

export const sameValue = (schema: FieldSchema, one: unknown, other: unknown): boolean => JSON.stringify(sendable(schema, one)) === JSON.stringify(sendable(schema, other));

export const isEmptyValue = (value: unknown): boolean => wordsOf(value) === '';

/** `2026-05-01T09:30` of a time control, in the browser's zone, from and to what the platform speaks. */
export function toMomentInput(value: unknown): string {
  if (typeof value !== 'string' || value === '') return '';
  const at = new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at.getTime())) return '';
  const two = (count: number): string => String(count).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export const fromMomentInput = (text: string): string | null => {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? null : at.toISOString().replace('Z', '+0000');
};
