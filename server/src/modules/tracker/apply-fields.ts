/** From what was sent to what changes: columns to set, parts to replace, and the history of both. What is equal already changes nothing. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import { adfToText, type AdfDocument } from '../richtext/index.ts';
import type { ChangeItem } from './change-rows.ts';
import { sealedIn } from './columns.ts';
import type { Configuration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { customRow, inputOf, presentValue, type CustomValue } from './custom-field-input.ts';
import { clearParts, clearValues, readParts, readValues, type ColumnChanges } from './issue-change-store.ts';
import type { IssueInput, NamedId } from './issue-input.ts';
import { bytesOf } from './issue-read-store.ts';
import { fieldValueTable, issueComponentTable, issueLabelTable, issueVersionTable } from './issue-rows.ts';
import { labelIds } from './label-store.ts';
import { insertRows } from './row-batch.ts';
import { fieldKind, isMany } from './show-configuration.ts';
import { openAdf } from './show-issue.ts';

/** The issue before the change, as far as fields compare with it; nothing for a new one. */
export interface Current {
  readonly id: number;
  readonly summary: Buffer | null;
  readonly description: Buffer | null;
  readonly environment: Buffer | null;
  readonly priority_id: number | null;
  readonly resolution_id: number | null;
  readonly assignee: string | null;
  readonly reporter: string | null;
  readonly due_on: string | null;
  readonly original_estimate_s: number | null;
  readonly remaining_estimate_s: number | null;
}

export function blankIssue(id: number): Current {
  return { id, summary: null, description: null, environment: null, priority_id: null, resolution_id: null, assignee: null, reporter: null, due_on: null, original_estimate_s: null, remaining_estimate_s: null };
}

export interface PeopleNames { name(id: string | null): string | null }

export interface Difference {
  readonly columns: ColumnChanges;
  readonly items: ChangeItem[];
}

/** Column changes; `input.assignee` must have been decided when it was `automatic`. */
export function compareColumns(tx: Tx, configuration: Configuration, names: PeopleNames, current: Current, input: IssueInput): Difference {
  const columns: ColumnChanges = {};
  const items: ChangeItem[] = [];
  compareSummary(tx.sealer, current, input, columns, items);
  for (const name of ['description', 'environment'] as const) compareText(tx.sealer, current, name, input[name], columns, items);
  for (const name of ['priority', 'resolution'] as const) {
    const value = input[name];
    const column = `${name}_id` as const;
    if (value === undefined || (value?.id ?? null) === current[column]) continue;
    const before = configuration[name].get(current[column]);
    columns[column] = value?.id ?? null;
    items.push({ field: name, fieldId: name, fieldType: 'jira', from: idText(before?.id), fromText: before?.name, to: idText(value?.id), toText: value?.name, fromId: before?.id ?? null, toId: value?.id ?? null });
  }
  if ('resolution_id' in columns) columns.resolved_at = columns.resolution_id === null ? null : tx.now;
  for (const name of ['assignee', 'reporter'] as const) {
    const value = input[name];
    if (value === undefined || value === 'automatic' || (value?.id ?? null) === current[name]) continue;
    columns[name] = value?.id ?? null;
    items.push({ field: name, fieldId: name, fieldType: 'jira', from: current[name] ?? undefined, fromText: names.name(current[name]) ?? undefined, to: value?.id, toText: value?.name, fromPerson: current[name], toPerson: value?.id ?? null });
  }
  comparePlain(current, input, columns, items);
  return { columns, items };
}

function idText(id: number | undefined): string | undefined {
  return id === undefined ? undefined : String(id);
}

function compareSummary(sealer: Sealer, current: Current, { summary }: IssueInput, columns: ColumnChanges, items: ChangeItem[]): void {
  if (summary === undefined) return;
  const before = current.summary === null ? undefined : sealer.open(sealedIn.issue.summary, current.id, current.summary);
  if (before === summary) return;
  columns.summary = sealer.seal(sealedIn.issue.summary, current.id, summary);
  items.push({ field: 'summary', fieldId: 'summary', fieldType: 'jira', fromText: before, toText: summary });
}

function compareText(sealer: Sealer, current: Current, name: 'description' | 'environment', value: AdfDocument | null | undefined, columns: ColumnChanges, items: ChangeItem[]): void {
  if (value === undefined) return;
  const sealed = current[name];
  const before = sealed === null ? null : openAdf(sealer, sealedIn.issue[name], current.id, sealed);
  if (JSON.stringify(before) === JSON.stringify(value)) return;
  columns[name] = value === null ? null : sealer.seal(sealedIn.issue[name], current.id, JSON.stringify(value));
  // The original markup belongs to the text that was imported, not to this one.
  columns[`${name}_source`] = null;
  items.push({ field: name, fieldId: name, fieldType: 'jira', fromText: before === null ? undefined : adfToText(before), toText: value === null ? undefined : adfToText(value), fromValue: before });
}

function comparePlain(current: Current, input: IssueInput, columns: ColumnChanges, items: ChangeItem[]): void {
  if (input.dueOn !== undefined && input.dueOn !== current.due_on) {
    columns.due_on = input.dueOn;
    items.push({ field: 'duedate', fieldId: 'duedate', fieldType: 'jira', from: current.due_on ?? undefined, fromText: current.due_on ?? undefined, to: input.dueOn ?? undefined, toText: input.dueOn ?? undefined });
  }
  for (const [key, column, name] of [['originalEstimateS', 'original_estimate_s', 'timeoriginalestimate'], ['remainingEstimateS', 'remaining_estimate_s', 'timeestimate']] as const) {
    const value = input[key];
    if (value === undefined || value === current[column]) continue;
    columns[column] = value;
    const text = (seconds: number | null) => (seconds === null ? undefined : String(seconds));
    items.push({ field: name, fieldId: name, fieldType: 'jira', from: text(current[column]), fromText: text(current[column]), to: text(value), toText: text(value) });
  }
}

/** Replaces labels, components and versions that were sent and differ. Names of what goes are opened by `nameOf`. */
export async function applyParts(tx: Tx, id: number, isNew: boolean, input: IssueInput, names: { readonly component: (id: number) => string; readonly version: (id: number) => string }): Promise<ChangeItem[]> {
  if (input.labels === undefined && input.components === undefined && input.fixVersions === undefined && input.versions === undefined) return [];
  const before = isNew ? { labels: null, components: null, fix_versions: null, affects_versions: null } : await readParts(tx, id);
  const items: ChangeItem[] = [];
  if (input.labels !== undefined) {
    const old = (before.labels ?? []).map((label) => tx.sealer.open(sealedIn.label.name, label.id, bytesOf(label.name)));
    if ([...old].sort().join('\n') !== [...input.labels].sort().join('\n')) {
      if (old.length > 0) await clearParts(tx, id, 'label');
      const ids = await labelIds(tx, new Set(input.labels));
      await insertRows(tx, issueLabelTable, input.labels.map((label) => ({ issue_id: id, label_id: ids.get(label) ?? null })));
      items.push({ field: 'labels', fieldId: 'labels', fieldType: 'jira', fromText: old.join(' '), toText: input.labels.join(' ') });
    }
  }
  if (input.components !== undefined && differ(before.components, input.components)) {
    if (before.components !== null) await clearParts(tx, id, 'component');
    await insertRows(tx, issueComponentTable, input.components.map((component) => ({ issue_id: id, component_id: component.id })));
    items.push(...itemChanges('Component', 'components', before.components ?? [], input.components, names.component));
  }
  for (const [key, relation, column, field] of [['fixVersions', 'fix', 'fix_versions', 'Fix Version'], ['versions', 'affects', 'affects_versions', 'Version']] as const) {
    const wanted = input[key];
    if (wanted === undefined || !differ(before[column], wanted)) continue;
    if (before[column] !== null) await clearParts(tx, id, relation);
    await insertRows(tx, issueVersionTable, wanted.map((version) => ({ issue_id: id, relation, version_id: version.id })));
    items.push(...itemChanges(field, key, before[column] ?? [], wanted, names.version));
  }
  return items;
}

function differ(before: readonly number[] | null, after: readonly NamedId[]): boolean {
  const ids = after.map(({ id }) => id).sort((left, right) => left - right);
  return (before ?? []).join(' ') !== ids.join(' ');
}

/** One entry for each that came or went, as the original writes them. */
function itemChanges(field: string, fieldId: string, before: readonly number[], after: readonly NamedId[], nameOf: (id: number) => string): ChangeItem[] {
  const gone = before.filter((id) => !after.some((item) => item.id === id));
  const come = after.filter(({ id }) => !before.includes(id));
  return [
    ...gone.map((id): ChangeItem => ({ field, fieldId, fieldType: 'jira', from: String(id), fromText: nameOf(id), fromId: id })),
    ...come.map(({ id, name }): ChangeItem => ({ field, fieldId, fieldType: 'jira', to: String(id), toText: name, toId: id })),
  ];
}

export async function applyCustomFields(tx: Tx, id: number, isNew: boolean, input: IssueInput): Promise<ChangeItem[]> {
  if (input.custom.length === 0) return [];
  const former = isNew ? [] : await readValues(tx, id, input.custom.map(({ field }) => field.id));
  const before = new Map(input.custom.map(({ field }) => [field.id, former.filter(({ field_id }) => field_id === field.id).map((row) => presentValue(tx.sealer, row))]));
  // What is the same already is left alone.
  const changed = input.custom.filter(({ field, values }) => JSON.stringify(before.get(field.id)) !== JSON.stringify(values));
  if (changed.length === 0) return [];
  if (!isNew) await clearValues(tx, id, changed.map(({ field }) => field.id));
  const rows = changed.flatMap(({ field, values }) => values.map((value, sequence) => ({ field, value, sequence })));
  const first = await nextIds(tx, 'custom_field_value', rows.length);
  await insertRows(tx, fieldValueTable, rows.map(({ field, value, sequence }, index) => customRow(tx, first + index, id, field.id, value, sequence)));
  const text = (values: readonly CustomValue[]) => values.map((value) => ('text' in value ? value.text : '')).join(' ').trim();
  return changed.map(({ field, values }): ChangeItem => {
    const was = before.get(field.id) ?? [];
    const inputs = was.map(inputOf);
    return { field: field.name, fieldId: `customfield_${field.id}`, fieldType: 'custom', ...(was.length === 0 ? {} : { fromText: text(was) }), toText: text(values), fromValue: isMany(fieldKind(field)) ? inputs : (inputs[0] ?? null) };
  });
}
