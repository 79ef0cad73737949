/** What a Tracker is set up with, as records of a Jira backup. */
import { allRows, type ExportSource } from '../export-plan.ts';
import { compose, element, keep, nameIn, numeric, parseOriginal, type Original } from './jira-element.ts';
import type { ConfigurationKind, JiraNames } from './names.ts';
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { workflowDescriptor } from './workflow-descriptor.ts';

const categoryIds: Readonly<Record<string, string>> = { undefined: '1', new: '2', done: '3', indeterminate: '4' };

type Writer = (row: DeclaredRow, id: string, original: Original | undefined, names: JiraNames) => string;

const common = (row: DeclaredRow, id: string, original: Original | undefined) => ({
  id, name: row.text('name'), description: original?.fields['description'] === '' && row.text('description') === undefined ? keep : row.text('description'),
});
const sequence = (row: DeclaredRow, original: Original | undefined) => ({ sequence: original !== undefined && original.fields['sequence'] === undefined ? undefined : numeric(original, 'sequence', row.number('sequence')) });
/** Joined with what was here under the same name: the source's own description stays with the source's record. */
const joined = (original: Original | undefined) => (original === undefined ? {} : { description: keep, sequence: keep } as const);

const writers: Readonly<Partial<Record<ConfigurationKind, Writer>>> = {
  issuetype: (row, id, original) => compose('IssueType', original, { ...common(row, id, original), ...sequence(row, original), ...joined(original), style: row.flag('subtask') ? 'jira_subtask' : keep }),
  priority: (row, id, original) => compose('Priority', original, { ...common(row, id, original), ...sequence(row, original), ...joined(original), statusColor: original === undefined ? row.text('color') : keep }),
  resolution: (row, id, original) => compose('Resolution', original, { ...common(row, id, original), ...sequence(row, original), ...joined(original) }),
  status: (row, id, original) => compose('Status', original, { ...common(row, id, original), ...sequence(row, original), ...joined(original), statuscategory: original === undefined ? categoryIds[row.text('category') ?? ''] : keep }),
  linktype: (row, id, original) => compose('IssueLinkType', original, { id, linkname: row.text('name'), inward: row.text('inward'), outward: row.text('outward'), style: row.text('style') === '' ? keep : row.text('style') }),
  category: (row, id, original) => compose('ProjectCategory', original, { ...common(row, id, original), ...joined(original) }),
  role: (row, id, original) => compose('ProjectRole', original, { ...common(row, id, original), ...joined(original) }),
  customfield: (row, id, original) => compose('CustomField', original, { ...common(row, id, original), customfieldtypekey: row.text('type_key'), customfieldsearcherkey: row.text('searcher_key') ?? keep }),
  option: (row, id, original, names) => compose('CustomFieldOption', original, {
    id, customfield: names.id('customfield', row.number('field_id')), parentoptionid: names.id('option', row.number('parent_id')) ?? (original?.fields['parentoptionid'] === '' ? keep : undefined),
    value: row.text('value'), ...sequence(row, original), ...(original === undefined ? {} : { sequence: keep }), disabled: row.flag('disabled') ? (original?.fields['disabled'] ?? 'Y') : original?.fields['disabled'] === undefined ? undefined : keep,
  }),
  workflowscheme: (row, id, original) => compose('WorkflowScheme', original, common(row, id, original)),
};

export function writeConfiguration(names: JiraNames): string {
  let text = names.doubles.map((original) => element(original.type, new Map(Object.entries(original.fields)), original.extra)).join('');
  for (const [kind, write] of Object.entries(writers)) {
    for (const row of names.rows[kind as ConfigurationKind]) { // the keys are kinds
      const id = names.id(kind as ConfigurationKind, row.id()); // as above
      if (id !== undefined) text += write(row, id, names.original(kind as ConfigurationKind, row.id()), names); // as above
    }
  }
  return text;
}

/** Workflows are called by their names. The one that every Jira has is not exported, there as here. */
export async function writeWorkflows(source: ExportSource, names: JiraNames): Promise<string> {
  const statuses = await allRows(source, 'workflow_status');
  const transitions = await allRows(source, 'workflow_transition');
  const originals = new Map<string, Original>();
  for (const row of await allRows(source, 'original', { kind: ['Workflow'] })) {
    const original = parseOriginal(row.text('record') ?? '');
    originals.set(original.fields['name'] ?? '', original);
  }
  const inUse = new Set((await allRows(source, 'workflow_scheme_entry')).map((row) => row.id('workflow_id')));
  let text = '';
  for (const row of (await allRows(source, 'workflow')).filter((one) => one.text('pending_import') === undefined)) {
    const name = row.text('name') ?? '';
    // Neither the workflow that a site comes with.
    if ((name === 'jira' && row.text('descriptor') === undefined) || (row.flag('is_default') && !inUse.has(row.id()))) continue;
    const own = (rows: readonly DeclaredRow[]) => rows.filter((one) => one.number('workflow_id') === row.id());
    const original = originals.get(name);
    text += compose('Workflow', original, {
      id: original === undefined ? `9${String(row.id())}` : keep, name, [nameIn(original, 'creator')]: keep, islocked: keep,
      descriptor: row.text('descriptor') ?? workflowDescriptor(name, own(statuses), own(transitions), names),
    });
  }
  return text;
}

/** What a workflow is called, by its number here. */
export async function workflowNames(source: ExportSource): Promise<ReadonlyMap<number, string>> {
  return new Map((await allRows(source, 'workflow')).map((row) => [row.id(), row.text('name') ?? '']));
}
