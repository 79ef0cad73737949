/** Comments, worklogs, attachments and history of some issues. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { rowsOf, type ExportSource } from '../export-plan.ts';
import { markup, type IssueBatch } from './issue-batch.ts';
import { compose, keep, numeric, time, type Field, type Original } from './jira-element.ts';
import type { JiraNames } from './names.ts';

function written(row: DeclaredRow, original: Original | undefined, names: JiraNames, groupField: 'level' | 'grouplevel') {
  const group = row.number('visible_to_group');
  const role = row.number('visible_to_role');
  // Restricted to somebody whom nobody knows: as it came, or to a group that no backup has.
  const shown = (local: number | undefined, known: string | undefined, field: string): Field => (local === undefined ? (original?.fields[field] === '' ? keep : undefined) : (known ?? (original?.fields[field] === undefined ? '(nobody)' : keep)));
  return {
    id: row.id(), issue: row.id('issue_id'), author: names.personIn(original, 'author', row.text('author')), updateauthor: names.personIn(original, 'updateauthor', row.text('update_author')),
    created: original !== undefined && original.fields['created'] === undefined ? undefined : time(original, 'created', row.date('created_at')), updated: original !== undefined && original.fields['updated'] === undefined ? undefined : time(original, 'updated', row.date('updated_at')),
    [groupField]: shown(group, names.groups.get(group ?? 0)?.name, groupField), rolelevel: shown(role, names.id('role', role), 'rolelevel'),
    body: markup(row.text('body'), row.text('body_source'), row.text('source_format')),
  };
}

export async function writeActivity(source: ExportSource, names: JiraNames, batch: IssueBatch): Promise<readonly string[]> {
  const { originals } = batch;
  const text: string[] = [];
  for (const row of await batch.hanging('comment')) {
    const original = originals.find('Action', row.id());
    text.push(compose('Action', original, { ...written(row, original, names, 'level'), type: 'comment' }));
  }
  for (const row of await batch.hanging('worklog')) {
    const original = originals.find('Worklog', row.id());
    text.push(compose('Worklog', original, { ...written(row, original, names, 'grouplevel'), startdate: original !== undefined && original.fields['startdate'] === undefined ? undefined : time(original, 'startdate', row.date('started_at')), timeworked: numeric(original, 'timeworked', row.number('time_spent_s')) }));
  }
  for (const row of await batch.hanging('attachment')) {
    const original = originals.find('FileAttachment', row.id());
    text.push(compose('FileAttachment', original, {
      id: row.id(), issue: row.id('issue_id'), mimetype: original !== undefined && original.fields['mimetype'] === undefined ? undefined : row.text('media_type'), filename: row.text('file_name'), created: time(original, 'created', row.date('created_at')),
      filesize: numeric(original, 'filesize', row.number('size_bytes')), author: names.personIn(original, 'author', row.text('author')),
    }));
  }
  const changes = await batch.hanging('change');
  for (const row of changes) {
    const original = originals.find('ChangeGroup', row.id());
    text.push(compose('ChangeGroup', original, { id: row.id(), issue: row.id('issue_id'), author: names.personIn(original, 'author', row.text('author')), created: time(original, 'created', row.date('created_at')) }));
  }
  for await (const row of rowsOf(source, 'change_item', { change_id: changes.map((change) => change.id()) })) {
    const item = JSON.parse(row.text('item') ?? '{}') as Readonly<Record<'field' | 'fieldType' | 'from' | 'fromText' | 'to' | 'toText', string | null>>; // as changeItemRow of Tracker writes it
    text.push(compose('ChangeItem', originals.find('ChangeItem', row.id()), {
      id: row.id(), group: row.id('change_id'), fieldtype: item.fieldType ?? 'jira', field: item.field ?? '', oldvalue: item.from ?? undefined, oldstring: item.fromText ?? undefined, newvalue: item.to ?? undefined, newstring: item.toText ?? undefined,
    }));
  }
  return text;
}
