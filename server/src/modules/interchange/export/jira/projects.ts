/** Projects with what they consist of, and what records between other records say about them. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { everyonePrincipal } from '../../../../kernel/service/index.ts';
import { allRows, type ExportSource } from '../export-plan.ts';
import { workflowNames } from './configuration.ts';
import type { Governed } from './governed.ts';
import { compose, day, element, keep, nameIn, numeric, parseOriginal, type Field, type Original } from './jira-element.ts';
import type { JiraNames } from './names.ts';
import { writeProjectAccess } from './project-access.ts';
import type { Projects } from './read-projects.ts';

type Originals = (type: string, id: number) => Original | undefined;

async function originalsOf(source: ExportSource, projects: Projects): Promise<Originals> {
  const found = new Map<string, Original>();
  for (const row of await allRows(source, 'original', { project_id: projects.ids })) {
    const original = parseOriginal(row.text('record') ?? '');
    found.set(`${original.type} ${original.fields['id'] ?? ''}`, original);
  }
  return (type, id) => found.get(`${type} ${String(id)}`);
}

/** What is absent here and empty there stays empty. */
const empty = (original: Original | undefined, field: string, value: string | undefined): Field => (value === undefined && original?.fields[field] === '' ? keep : value);

const componentAssignees: Readonly<Record<string, string>> = { COMPONENT_LEAD: '1', PROJECT_LEAD: '2', UNASSIGNED: '3' };

async function counters(source: ExportSource): Promise<ReadonlyMap<string, number>> {
  return new Map((await allRows(source, 'counter')).map((row) => [row.text('name') ?? '', row.id('next')]));
}

export async function writeProjects(source: ExportSource, names: JiraNames, projects: Projects, governed: Governed): Promise<string> {
  const originals = await originalsOf(source, projects);
  const next = await counters(source);
  const text: string[] = [];
  for (const row of projects.rows) {
    const original = originals('Project', row.id());
    text.push(compose('Project', original, {
      id: row.id(), key: row.text('key'), name: row.text('name'), description: empty(original, 'description', row.text('description')), url: empty(original, 'url', row.text('url')),
      lead: names.personIn(original, 'lead', row.text('lead')), projecttype: original !== undefined && original.fields['projecttype'] === undefined && row.text('type_key') === 'software' ? undefined : row.text('type_key'),
      assigneetype: row.text('assignee_type') === 'PROJECT_LEAD' ? '2' : (original?.fields['assigneetype'] !== '2' && original !== undefined ? keep : '3'),
      counter: numeric(original, 'counter', (next.get(`number:${String(row.id())}`) ?? 1) - 1),
    }));
    const category = names.id('category', row.number('category_id'));
    const scheme = names.id('workflowscheme', row.number('workflow_scheme_id'));
    const associate = (sinkNodeEntity: string, sinkNodeId: string): void => { governed.holds('NodeAssociation', { sourceNodeId: String(row.id()), sourceNodeEntity: 'Project', sinkNodeId, sinkNodeEntity, associationType: sinkNodeEntity === 'ProjectCategory' ? 'ProjectCategory' : 'ProjectScheme' }); };
    if (category !== undefined) associate('ProjectCategory', category);
    if (scheme !== undefined) associate('WorkflowScheme', scheme);
  }
  text.push(...(await writeComponentsAndVersions(source, names, projects, originals)), ...(await writeRoleActors(source, names, projects, originals)));
  for (const row of await allRows(source, 'project_key')) {
    const project = row.id('project_id');
    const key = row.text('key') ?? '';
    if (!projects.keys.has(project)) continue;
    const isPresent = projects.keys.get(project) === key && !governed.kept.some(({ type }) => type === 'ProjectKey');
    if (!isPresent) governed.holds('ProjectKey', { id: `9${String(project)}${String(key.length)}${String(text.length)}`, projectId: String(project), projectKey: key });
  }
  const open = new Set((await allRows(source, 'grant', { container_id: projects.ids })).filter((row) => row.text('principal') === everyonePrincipal).map((row) => row.id('container_id')));
  text.push(await writeProjectAccess(source, names, projects, open));
  return text.join('');
}

async function writeComponentsAndVersions(source: ExportSource, names: JiraNames, projects: Projects, originals: Originals): Promise<readonly string[]> {
  const text: string[] = [];
  for (const row of await allRows(source, 'component', { project_id: projects.ids })) {
    const original = originals('Component', row.id());
    text.push(compose('Component', original, {
      id: row.id(), project: row.id('project_id'), [nameIn(original, 'name', 'cname')]: row.text('name'), description: empty(original, 'description', row.text('description')), lead: names.personIn(original, 'lead', row.text('lead')),
      assigneetype: original !== undefined && componentAssignees[row.text('assignee_type') ?? ''] === undefined ? keep : original?.fields['assigneetype'] === '0' || (original !== undefined && original.fields['assigneetype'] === undefined) ? keep : componentAssignees[row.text('assignee_type') ?? ''],
    }));
  }
  for (const row of await allRows(source, 'version', { project_id: projects.ids })) {
    const original = originals('Version', row.id());
    const flag = (name: 'released' | 'archived') => (row.flag(name) ? (/^(?:true|y|1)$/i.test(original?.fields[name] ?? '') ? keep : 'true') : original?.fields[name] === undefined || !/^(?:true|y|1)$/i.test(original.fields[name] ?? '') ? keep : undefined);
    text.push(compose('Version', original, {
      id: row.id(), project: row.id('project_id'), [nameIn(original, 'name', 'vname')]: row.text('name'), description: empty(original, 'description', row.text('description')), sequence: numeric(original, 'sequence', row.number('sequence')),
      released: flag('released'), archived: flag('archived'), startdate: day(original, 'startdate', row.text('starts_on')), releasedate: day(original, 'releasedate', row.text('releases_on')),
    }));
  }
  return text;
}

async function writeRoleActors(source: ExportSource, names: JiraNames, projects: Projects, originals: Originals): Promise<readonly string[]> {
  const text: string[] = [];
  for (const row of await allRows(source, 'project_role_actor')) {
    const project = row.number('project_id');
    if (row.text('pending_import') !== undefined || (project !== undefined && !projects.keys.has(project)) || (project === undefined && source.containers !== null)) continue;
    const original = originals('ProjectRoleActor', row.id());
    const group = names.groups.get(row.number('group_id') ?? 0)?.name;
    text.push(compose('ProjectRoleActor', original, {
      id: row.id(), pid: project, projectroleid: names.id('role', row.number('role_id')), roletype: group === undefined ? (original?.fields['roletype'] === 'atlassian-group-role-actor' ? keep : 'atlassian-user-role-actor') : 'atlassian-group-role-actor',
      roletypeparameter: group ?? (row.text('person') === undefined && row.text('principal') === undefined ? keep : names.personIn(original, 'roletypeparameter', row.text('person') ?? row.text('principal'))),
    }));
  }
  return text;
}

export async function writeSchemesAndFilters(source: ExportSource, names: JiraNames, projects: Projects, governed: Governed): Promise<string> {
  const workflows = await workflowNames(source);
  const entries = await allRows(source, 'workflow_scheme_entry');
  for (const [index, row] of entries.entries()) {
    const scheme = names.id('workflowscheme', row.number('scheme_id'));
    const issueType = row.number('issue_type_id') === 0 ? '0' : names.id('issuetype', row.number('issue_type_id'));
    const workflow = workflows.get(row.id('workflow_id'));
    if (scheme !== undefined && issueType !== undefined && workflow !== undefined) governed.holds('WorkflowSchemeEntity', { id: `9000000${String(index)}`, scheme, workflow, issuetype: issueType });
  }
  const shares = await allRows(source, 'saved_filter_share');
  const favourites = (await allRows(source, 'favourite')).filter((row) => row.text('kind') === 'filter');
  let text = '';
  for (const row of source.containers === null ? names.rows.filter : []) {
    const id = names.id('filter', row.id()) ?? '';
    const original = names.original('filter', row.id());
        text += compose('SearchRequest', original, { id, name: row.text('name'), author: names.personIn(original, 'author', row.text('owner')), user: original?.fields['user'] === undefined ? undefined : names.personIn(original, 'user', row.text('owner')), description: row.text('description') ?? (original?.fields['description'] === '' ? keep : undefined), request: row.text('jql') });
    for (const share of shares.filter((one) => one.number('filter_id') === row.id())) {
      const fields = shareFields(share, names, projects);
      const whole = { id: `9${String(share.id())}`, entityId: id, entityType: 'SearchRequest' };
      if (fields !== undefined) governed.holds('SharePermissions', { ...whole, ...fields }, share.text('kind') === 'person' ? [...names.keysOf(share.text('person'))].map((key) => ({ ...whole, ...fields, param1: key })) : []);
    }
    for (const favourite of favourites.filter((one) => one.number('item_id') === row.id())) {
      const uuid = favourite.text('person');
      const known = governed.kept.find(({ type, fields }) => type === 'FavouriteAssociations' && fields['entityId'] === id && (fields['username'] ?? fields['userKey']) !== undefined);
      const fields = (person: string) => ({ id: `9${String(row.id())}`, [known?.fields['userKey'] === undefined ? 'username' : 'userKey']: person, entityType: 'SearchRequest', entityId: id, sequence: '0' });
      governed.holds('FavouriteAssociations', fields(names.person(uuid) ?? ''), [...names.keysOf(uuid)].map(fields));
    }
  }
  return text;
}

function shareFields(row: DeclaredRow, names: JiraNames, projects: Projects): Readonly<Record<string, string>> | undefined {
  const project = row.number('project_id');
  switch (row.text('kind')) {
    case 'global': return { type: 'global' };
    case 'authenticated': return { type: 'loggedin' };
    case 'group': { const group = names.groups.get(row.number('group_id') ?? 0)?.name; return group === undefined ? undefined : { type: 'group', param1: group }; }
    case 'project': return project === undefined || !projects.keys.has(project) ? undefined : { type: 'project', param1: String(project) };
    case 'role': { const role = names.id('role', row.number('role_id')); return project === undefined || role === undefined ? undefined : { type: 'project', param1: String(project), param2: role }; }
    case 'person': { const person = names.person(row.text('person')); return person === undefined ? undefined : { type: 'user', param1: person }; }
    default: return undefined;
  }
}

/** Security schemes that no import brought; those that one did are among the records that were kept whole. */
export async function writeSecurity(source: ExportSource, names: JiraNames, projects: Projects): Promise<string> {
  const brought = new Set((await allRows(source, 'import_record', { kind: ['IssueSecurityScheme'] })).map((row) => parseOriginal(row.text('record') ?? '').fields['id']));
  const members = await allRows(source, 'security_member');
  const of = await allRows(source, 'project_security', { project_id: projects.ids });
  let text = '';
  const write = (type: string, fields: Readonly<Record<string, string | undefined>>): void => { text += compose(type, undefined, fields); };
  for (const scheme of names.rows.securityscheme) {
    const id = names.id('securityscheme', scheme.id()) ?? '';
    if (brought.has(id)) continue;
    write('IssueSecurityScheme', { id, name: scheme.text('name'), description: scheme.text('description'), defaultlevel: names.id('securitylevel', scheme.number('default_level_id')) });
    for (const one of of.filter((row) => row.number('scheme_id') === scheme.id())) text += element('NodeAssociation', new Map(Object.entries({ sourceNodeId: String(one.id('project_id')), sourceNodeEntity: 'Project', sinkNodeId: id, sinkNodeEntity: 'IssueSecurityScheme', associationType: 'ProjectScheme' })));
    for (const level of names.rows.securitylevel.filter((row) => row.number('scheme_id') === scheme.id())) {
      const levelId = names.id('securitylevel', level.id()) ?? '';
      write('SchemeIssueSecurityLevels', { id: levelId, name: level.text('name'), description: level.text('description'), scheme: id });
      for (const member of members.filter((row) => row.number('level_id') === level.id())) {
        const group = names.groups.get(member.number('group_id') ?? 0)?.name;
        const [type, parameter] = member.text('kind') === 'role' ? ['projectrole', names.id('role', member.number('role_id'))] : member.text('kind') === 'group' ? ['group', group]
          : member.text('kind') === 'principal' ? (member.text('principal') === everyonePrincipal ? ['group', undefined] : ['user', names.person(member.text('principal'))]) : [member.text('kind'), undefined];
        write('SchemeIssueSecurities', { id: `${levelId}${String(member.id('sequence')).padStart(4, '0')}`, scheme: id, security: levelId, type, parameter });
      }
    }
  }
  return text;
}
