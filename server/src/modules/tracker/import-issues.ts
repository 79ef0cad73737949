/**
 * Issues of an imported system, some hundreds at a time: one statement for each table. Ids are kept where they are free; an
 * issue keeps its number, so `TST-17` stays `TST-17`.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { sealedIn } from './columns.ts';
import { keepOrTakeIds, nextIds, raiseNumbers } from './counter-store.ts';
import { BatchTally, checkBatch, clip, newRows, numericId, validDay, validTime } from './import-batch.ts';
import { fieldKinds } from './import-configuration-store.ts';
import { lookUp, lookUpWithPeople, remember, Wanted, type Remembered, type Sources } from './import-map-store.ts';
import { isPersonKind, valueRow, wantValue, type FieldValueRow } from './import-values.ts';
import type { ImportedFieldValue, ImportedIssue, ImportId, PutResult, SourceId } from './importing.ts';
import { fieldValueTable, issueComponentTable, issueLabelTable, issueTable, issueVersionTable } from './issue-rows.ts';
import { labelIds } from './label-store.ts';
import { limits } from './limits.ts';
import { initialRank } from './rank.ts';
import { insertRowsLater, insertRowsReturningIds, type RowOf } from './row-batch.ts';

interface Placed {
  readonly row: ImportedIssue;
  readonly projectId: number;
  readonly typeId: number;
  readonly statusId: number;
}

export async function putIssues(ctx: Ctx, importId: ImportId, rows: readonly ImportedIssue[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const sources = await lookUpWithPeople(tx, importId, wantedBy(rows));
    const placed = newRows('issue', rows, sources, tally).flatMap((row) => place(row, sources, tally));
    const ids = await keepOrTakeIds(tx, 'issue', placed.map(({ row }) => numericId(row.source)));
    const written = await insertRowsReturningIds(tx, issueTable, placed.map((item, index) => issueRow(tx, ids[index] ?? 0, item, sources)), 'on conflict do nothing');
    const kept = placed.flatMap(({ row, projectId }, index) => {
      const id = ids[index] ?? 0;
      if (!written.has(id)) tally.skip(row.source, 'duplicate', `number ${row.number} of project ${row.project}`);
      return written.has(id) ? [{ row, id, projectId }] : [];
    });
    await raiseNumbers(tx, lastNumbers(kept));
    await putParts(tx, kept, sources);
    await insertValues(tx, importId, kept.flatMap(({ row, id }) => (row.values ?? []).map((value) => ({ issueId: id, value }))));
    await remember(tx, importId, kept.map(({ row, id }): Remembered => ({ kind: 'issue', source: row.source, id })));
    tally.added += kept.length;
    return tally.result();
  });
}

function wantedBy(rows: readonly ImportedIssue[]): Wanted {
  const wanted = new Wanted();
  for (const row of rows) {
    wanted.add('issue', row.source);
    wanted.add('project', row.project);
    wanted.add('issuetype', row.type);
    wanted.add('status', row.status);
    wanted.add('priority', row.priority);
    wanted.add('resolution', row.resolution);
    wanted.add('person', row.assignee, row.reporter, row.creator);
    wanted.add('securitylevel', row.securityLevel);
    wanted.add('component', ...(row.components ?? []));
    wanted.add('version', ...(row.fixVersions ?? []), ...(row.affectsVersions ?? []));
  }
  return wanted;
}

function place(row: ImportedIssue, sources: Sources, tally: BatchTally): Placed[] {
  const projectId = sources.id('project', row.project);
  const typeId = sources.id('issuetype', row.type);
  const statusId = sources.id('status', row.status);
  if (projectId === null || typeId === null || statusId === null) {
    tally.skip(row.source, 'dangling', projectId === null ? `project ${row.project}` : typeId === null ? `issuetype ${row.type}` : `status ${row.status}`);
    return [];
  }
  if (!Number.isSafeInteger(row.number) || row.number < 1 || !validTime(row.createdAt) || !validTime(row.updatedAt)) {
    tally.skip(row.source, 'invalid', validTime(row.createdAt) && validTime(row.updatedAt) ? 'number' : 'time');
    return [];
  }
  return [{ row, projectId, typeId, statusId }];
}

/** A level of which the backup says nothing: administrators alone see the issue. */
const levelOfNobody = -1;

function issueRow(tx: Tx, id: number, { row, projectId, typeId, statusId }: Placed, sources: Sources): RowOf<typeof issueTable.columns> {
  const columns = sealedIn.issue;
  const { sealer } = tx;
  const format = row.description?.format ?? row.environment?.format ?? null;
  return {
    id, project_id: projectId, number: row.number, issue_type_id: typeId, status_id: statusId,
    priority_id: sources.id('priority', row.priority), resolution_id: sources.id('resolution', row.resolution), security_level: row.securityLevel === undefined ? null : (sources.id('securitylevel', row.securityLevel) ?? levelOfNobody),
    parent_id: null, parent_sequence: null,
    assignee: sources.person(row.assignee), reporter: sources.person(row.reporter), creator: sources.person(row.creator),
    summary: sealer.seal(columns.summary, id, row.summary),
    description: row.description === undefined ? null : sealer.seal(columns.description, id, JSON.stringify(row.description.adf)),
    environment: row.environment === undefined ? null : sealer.seal(columns.environment, id, JSON.stringify(row.environment.adf)),
    source_format: format,
    description_source: row.description === undefined ? null : sealer.seal(columns.description_source, id, row.description.source),
    environment_source: row.environment === undefined ? null : sealer.seal(columns.environment_source, id, row.environment.source),
    due_on: validDay(row.dueOn), created_at: row.createdAt, updated_at: row.updatedAt,
    resolved_at: validTime(row.resolvedAt) ? row.resolvedAt : null, status_changed_at: null,
    original_estimate_s: whole(row.originalEstimateS), remaining_estimate_s: whole(row.remainingEstimateS), time_spent_s: whole(row.timeSpentS), rank: row.rank !== undefined && /^[\x21-\x7d]{1,250}$/.test(row.rank) ? row.rank : initialRank(id),
  };
}

function whole(number: number | undefined): number | null {
  return number !== undefined && Number.isSafeInteger(number) ? number : null;
}

function lastNumbers(kept: readonly { readonly row: ImportedIssue; readonly projectId: number }[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const { row, projectId } of kept) last.set(projectId, Math.max(last.get(projectId) ?? 0, row.number));
  return last;
}

async function putParts(tx: Tx, kept: readonly { readonly row: ImportedIssue; readonly id: number }[], sources: Sources): Promise<void> {
  const labels = kept.flatMap(({ row, id }) => [...new Set(row.labels ?? [])].filter((label) => label !== '').map((label) => ({ id, label: clip(label, limits.labelCharacters) })));
  const byText = await labelIds(tx, new Set(labels.map(({ label }) => label)));
  insertRowsLater(tx, issueLabelTable, labels.flatMap(({ id, label }) => {
    const labelId = byText.get(label);
    return labelId === undefined ? [] : [{ issue_id: id, label_id: labelId }];
  }), 'on conflict do nothing');
  const components = kept.flatMap(({ row, id }) => (row.components ?? []).map((component) => ({ issue_id: id, component_id: sources.id('component', component) })));
  insertRowsLater(tx, issueComponentTable, components.filter(({ component_id }) => component_id !== null), 'on conflict do nothing');
  const versions = kept.flatMap(({ row, id }) => [
    ...(row.fixVersions ?? []).map((version) => ({ issue_id: id, relation: 'fix', version_id: sources.id('version', version) })),
    ...(row.affectsVersions ?? []).map((version) => ({ issue_id: id, relation: 'affects', version_id: sources.id('version', version) })),
  ]);
  insertRowsLater(tx, issueVersionTable, versions.filter(({ version_id }) => version_id !== null), 'on conflict do nothing');
}

/** Writes values of issues that exist, and remembers them. Returns the source ids of those whose field nobody put. */
export async function insertValues(tx: Tx, importId: ImportId, items: readonly { readonly issueId: number; readonly value: ImportedFieldValue }[]): Promise<ReadonlySet<SourceId>> {
  if (items.length === 0) return new Set();
  const wanted = new Wanted();
  for (const { value } of items) wantValue(wanted, value);
  const first = await lookUp(tx, importId, wanted);
  const kinds = await fieldKinds(tx, [...new Set(items.flatMap(({ value }) => first.id('customfield', value.field) ?? []))]);
  const kindOf = (value: ImportedFieldValue) => kinds.get(first.id('customfield', value.field) ?? 0) ?? 'other';
  const people = new Wanted();
  const groups = new Wanted();
  for (const { value } of items) {
    if (isPersonKind(kindOf(value))) people.add('person', value.string);
    if (kindOf(value).startsWith('group')) groups.add('group', value.string);
  }
  const byPerson = await lookUpWithPeople(tx, importId, people);
  const byGroup = await lookUp(tx, importId, groups);
  const dangling = new Set<SourceId>();
  const known = items.filter(({ value }) => {
    if (first.id('customfield', value.field) === null) dangling.add(value.source);
    return first.id('customfield', value.field) !== null;
  });
  const firstId = await nextIds(tx, 'custom_field_value', known.length);
  const rows = known.map(({ issueId, value }, index): FieldValueRow => {
    const kind = kindOf(value);
    const sources = isPersonKind(kind) ? byPerson : kind.startsWith('group') ? byGroup : first;
    return valueRow({ tx, sources, kind }, firstId + index, issueId, first.id('customfield', value.field) ?? 0, value, index);
  });
  insertRowsLater(tx, fieldValueTable, rows);
  await remember(tx, importId, known.map(({ value }, index): Remembered => ({ kind: 'value', source: value.source, id: firstId + index })));
  return dangling;
}
