/** Issues and everything that hangs on them, some issues at a time. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { rowsOf, type ExportSource } from '../export-plan.ts';
import { writeActivity } from './activity.ts';
import { gather, markup, type IssueBatch } from './issue-batch.ts';
import { IssueOriginals } from './issue-originals.ts';
import { compose, day, keep, nameIn, numeric, time, timeText, type Field, type Fields, type Original } from './jira-element.ts';
import type { JiraNames } from './names.ts';
import type { Projects } from './read-projects.ts';

export async function writeIssues(source: ExportSource, names: JiraNames, projects: Projects, rows: readonly DeclaredRow[]): Promise<{ readonly text: string; readonly records: number }> {
  const ids = rows.map((row) => row.id());
  const values = await gather(source, 'custom_field_value', { issue_id: ids });
  const batch: IssueBatch = { rows, ids, originals: await IssueOriginals.of(source, ids, values.map((row) => row.id())), hanging: (table) => gather(source, table, { issue_id: ids }) };
  const text: string[] = rows.map((row) => issue(row, names, projects, batch.originals.find('Issue', row.id())));
  for (const row of values) text.push(value(row, names, batch.originals));
  text.push(...(await parts(source, names, batch)));
  text.push(...(await writeActivity(source, names, batch)));
  return { text: text.join(''), records: text.length };
}

function issue(row: DeclaredRow, names: JiraNames, projects: Projects, original: Original | undefined): string {
  const format = row.text('source_format');
  const key = `${projects.keys.get(row.id('project_id')) ?? ''}-${String(row.id('number'))}`;
  const empty = (name: string, written: string | undefined) => (written === undefined && original?.fields[name] === '' ? keep : written);
  const before = original?.fields['security'];
  const fields: Fields = {
    id: row.id(), [nameIn(original, 'key', 'pkey')]: original !== undefined && original.fields['key'] === undefined && original.fields['pkey'] === undefined && original.fields['number'] !== undefined ? undefined : key,
    number: original !== undefined && original.fields['number'] === undefined ? undefined : row.id('number'), project: row.id('project_id'),
    type: names.id('issuetype', row.number('issue_type_id')), status: names.id('status', row.number('status_id')), priority: empty('priority', names.id('priority', row.number('priority_id'))), resolution: empty('resolution', names.id('resolution', row.number('resolution_id'))),
    summary: row.text('summary'), description: markup(row.text('description'), row.text('description_source'), format), environment: markup(row.text('environment'), row.text('environment_source'), format),
    assignee: names.personIn(original, 'assignee', row.text('assignee')), reporter: names.personIn(original, 'reporter', row.text('reporter')), creator: names.personIn(original, 'creator', row.text('creator')),
    created: time(original, 'created', row.date('created_at')), updated: time(original, 'updated', row.date('updated_at')), resolutiondate: time(original, 'resolutiondate', row.date('resolved_at')), duedate: day(original, 'duedate', row.text('due_on')),
    timeoriginalestimate: numeric(original, 'timeoriginalestimate', row.number('original_estimate_s')), timeestimate: numeric(original, 'timeestimate', row.number('remaining_estimate_s')), timespent: numeric(original, 'timespent', row.number('time_spent_s')),
    // A level that nobody knows stays closed: its number is given back, or one that no backup has.
    security: row.number('security_level') === undefined ? undefined : (names.id('securitylevel', row.number('security_level')) ?? before ?? '9999999'),
  };
  return compose('Issue', original, fields);
}

function value(row: DeclaredRow, names: JiraNames, originals: IssueOriginals): string {
  const field = names.id('customfield', row.number('field_id')) ?? '';
  const kind = row.text('kind');
  const labelOriginal = kind === 'string' ? (originals.find('Label', row.id('issue_id'), `customfield_${field}`, row.text('value')) ?? originals.find('Label', row.id('issue_id'), field, row.text('value'))) : undefined;
  if (labelOriginal !== undefined) return compose('Label', labelOriginal, {});
  const original = originals.value(row.id());
  const parent = names.id('option', row.number('parent_id'));
  const asNumber = original?.fields['numbervalue'] !== undefined && original.fields['stringvalue'] === undefined;
  const reference = (id: string | undefined): Fields => (asNumber ? { numbervalue: Number(original.fields['numbervalue']) === Number(id) ? keep : id } : { stringvalue: id });
  const content: Fields = kind === 'option' ? { stringvalue: writtenOption(names.id('option', row.number('option_id')), original, names, row) }
    : kind === 'person' ? { stringvalue: names.personIn(original, 'stringvalue', row.text('person')) }
      : kind === 'item' ? reference(names.groups.get(row.number('item_id') ?? 0)?.name !== undefined && isGroupField(row, names) ? names.groups.get(row.number('item_id') ?? 0)?.name : String(row.number('item_id') ?? ''))
        : kind === 'date' || kind === 'datetime' ? { datevalue: time(original, 'datevalue', row.date('at')) }
          : kind === 'number' ? { numbervalue: row.text('value') }
            : kind === 'adf' ? { textvalue: row.text('source') ?? markup(row.text('value'), undefined, undefined) }
              : kind === 'text' ? { textvalue: row.text('value') } : { stringvalue: row.text('value') };
  return compose('CustomFieldValue', original, { id: original?.fields['id'] ?? `9${String(row.id())}`, issue: row.id('issue_id'), customfield: field, parentkey: parent ?? keep, ...content });
}

function isGroupField(row: DeclaredRow, names: JiraNames): boolean {
  return names.rows.customfield.find((field) => field.id() === row.number('field_id'))?.text('kind')?.startsWith('group') === true;
}

/** The oldest backups write an option's words instead of its number. */
function writtenOption(id: string | undefined, original: Original | undefined, names: JiraNames, row: DeclaredRow): Field {
  const words = names.rows.option.find((option) => option.id() === row.number('option_id'))?.text('value');
  return original?.fields['stringvalue'] !== undefined && original.fields['stringvalue'] === words ? keep : id;
}

async function parts(source: ExportSource, names: JiraNames, batch: IssueBatch): Promise<readonly string[]> {
  const { originals } = batch;
  const text: string[] = [];
  const labels = await batch.hanging('issue_label');
  const words = new Map((await gather(source, 'label', { id: [...new Set(labels.map((row) => row.id('label_id')))] })).map((row) => [row.id(), row.text('name') ?? '']));
  const generated = (issueId: number, index: number): string => `9${String(issueId)}${String(index).padStart(4, '0')}`;
  for (const [index, row] of labels.entries()) {
    const label = words.get(row.id('label_id'));
    const original = originals.find('Label', row.id('issue_id'), '', label);
    text.push(compose('Label', original, original === undefined ? { id: generated(row.id('issue_id'), index), issue: row.id('issue_id'), label } : {}));
  }
  const node = (issueId: number, associationType: string, sinkNodeEntity: string, sinkNodeId: number): void => {
    const original = originals.find('NodeAssociation', issueId, associationType, sinkNodeId);
    text.push(compose('NodeAssociation', original, original === undefined ? { sourceNodeId: issueId, sourceNodeEntity: 'Issue', sinkNodeId, sinkNodeEntity, associationType } : {}));
  };
  for (const row of await batch.hanging('issue_component')) node(row.id('issue_id'), 'IssueComponent', 'Component', row.id('component_id'));
  for (const row of await batch.hanging('issue_version')) node(row.id('issue_id'), row.text('relation') === 'fix' ? 'IssueFixVersion' : 'IssueVersion', 'Version', row.id('version_id'));
  for (const [table, associationType] of [['watcher', 'WatchIssue'], ['vote', 'VoteIssue']] as const) {
    for (const row of await batch.hanging(table)) {
      const at = row.date('created_at');
      // Two people of the source may be one here.
      const kept = [...names.keysOf(row.text('person'))].flatMap((key) => originals.find('UserAssociation', row.id('issue_id'), associationType, key) ?? []);
      if (kept.length > 0) text.push(...kept.map((original) => compose('UserAssociation', original, {})));
      else text.push(compose('UserAssociation', undefined, { sourceName: names.person(row.text('person')), sinkNodeId: row.id('issue_id'), sinkNodeEntity: 'Issue', associationType, created: at === undefined ? undefined : timeText(at) }));
    }
  }
  for (const [index, row] of (await batch.hanging('former_issue_key')).entries()) {
    const key = `${row.text('project_key') ?? ''}-${String(row.id('number'))}`;
    const original = originals.find('MovedIssueKey', row.id('issue_id'), key);
    text.push(compose('MovedIssueKey', original, original === undefined ? { id: generated(row.id('issue_id'), index), oldIssueKey: key, issueId: row.id('issue_id') } : {}));
  }
  return [...text, ...(await links(source, names, batch))];
}

/** Links lie with the issue that they come from; the link between a sub-task and its parent, with the sub-task. */
async function links(source: ExportSource, names: JiraNames, batch: IssueBatch): Promise<readonly string[]> {
  const text: string[] = [];
  const rows: DeclaredRow[] = [];
  for await (const row of rowsOf(source, 'issue_link', { source_id: batch.ids })) rows.push(row);
  for (const row of rows) {
    const type = names.id('linktype', row.number('link_type_id'));
    const original = batch.originals.find('IssueLink', type, row.id('source_id'), row.id('target_id'));
    text.push(compose('IssueLink', original, { id: original?.fields['id'] ?? row.id(), linktype: type, source: row.id('source_id'), destination: row.id('target_id'), sequence: numeric(original, 'sequence', row.number('sequence')) ?? keep }));
  }
  const children = batch.rows.filter((row) => row.number('parent_id') !== undefined);
  if (children.length === 0) return text;
  const kept = await IssueOriginals.of(source, [...new Set(children.map((row) => row.id('parent_id')))], []);
  const subtask = names.rows.linktype.find((row) => row.text('style') === 'jira_subtask');
  const type = subtask === undefined ? subtaskLinkType : names.id('linktype', subtask.id());
  for (const row of children) {
    const original = kept.find('IssueLink', type, row.id('parent_id'), row.id());
    text.push(compose('IssueLink', original, { id: original?.fields['id'] ?? `8${String(row.id())}`, linktype: type, source: row.id('parent_id'), destination: row.id(), sequence: numeric(original, 'sequence', row.number('parent_sequence')) ?? keep }));
  }
  return text;
}

/** Id of the link type that makes sub-tasks, where the site has none of its own. */
export const subtaskLinkType = '9000099';
