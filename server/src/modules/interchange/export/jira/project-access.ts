/** Who may enter a project, where the records that its import kept do not say what is true now: a scheme of permissions of our own says it. */
import { projectAccess } from '../../jira/project-access.ts';
import type { JiraRecord } from '../../reading/index.ts';
import { allRows, type ExportSource } from '../export-plan.ts';
import { element, parseOriginal } from './jira-element.ts';
import type { JiraNames } from './names.ts';
import type { Projects } from './read-projects.ts';

const openScheme = '9000001';
const closedScheme = '9000002';
const spooledAs: Readonly<Record<string, string>> = { NodeAssociation: 'projectnode', SchemePermissions: 'schemepermission' };

export async function writeProjectAccess(source: ExportSource, names: JiraNames, projects: Projects, open: ReadonlySet<number>): Promise<string> {
  const records: JiraRecord[] = [];
  for (const row of await allRows(source, 'import_record', { kind: Object.keys(spooledAs) })) {
    const { type, fields } = parseOriginal(row.text('record') ?? '');
    records.push({ kind: 'jira', type, ordinal: row.id('ordinal'), fields: new Map(Object.entries(fields)), extra: [] });
  }
  for (const row of await allRows(source, 'project_role_actor')) {
    const fields = { pid: String(row.number('project_id') ?? ''), projectroleid: names.id('role', row.number('role_id')) ?? '', roletype: row.number('group_id') === undefined ? '' : 'atlassian-group-role-actor', roletypeparameter: names.groups.get(row.number('group_id') ?? 0)?.name ?? '' };
    records.push({ kind: 'jira', type: 'roleactor', ordinal: 0, fields: new Map(Object.entries(fields)), extra: [] });
  }
  // An export of some projects has none of the schemes that were kept.
  const said = source.containers !== null ? { accessOf: () => 'administrators' as const } : await projectAccess({
    async *records(kind) {
      await Promise.resolve(); // the import reads its records from the database
      for (const record of records) if ((spooledAs[record.type] ?? record.type) === kind && (kind !== 'projectnode' || record.fields.get('sourceNodeEntity') === 'Project')) yield record;
    },
    once: (_name, compute) => compute(),
    pace: { step: () => undefined },
  });
  let text = '';
  const used = new Set<string>();
  for (const id of projects.ids) {
    const isOpen = open.has(id);
    if ((said.accessOf(String(id)) === 'everyone') === isOpen) continue;
    const scheme = isOpen ? openScheme : closedScheme;
    used.add(scheme);
    text += element('NodeAssociation', new Map(Object.entries({ sourceNodeId: String(id), sourceNodeEntity: 'Project', sinkNodeId: scheme, sinkNodeEntity: 'PermissionScheme', associationType: 'ProjectScheme' })));
  }
  if (used.has(openScheme)) {
    text += element('PermissionScheme', new Map([['id', openScheme], ['name', 'Every member of the site']]));
    text += element('SchemePermissions', new Map(Object.entries({ id: openScheme, scheme: openScheme, permissionKey: 'BROWSE_PROJECTS', type: 'applicationRole' })));
  }
  if (used.has(closedScheme)) text += element('PermissionScheme', new Map([['id', closedScheme], ['name', 'Whom the project names']]));
  return text;
}
