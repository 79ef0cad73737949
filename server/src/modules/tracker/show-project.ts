/** Projects, components and versions as the public API shows them. */
import type { Sealer } from '../../kernel/seal/index.ts';
import { sealedIn } from './columns.ts';
import type { Configuration } from './configuration-store.ts';
import type { ComponentRow, ProjectRow, VersionRow } from './project-store.ts';
import { issueTypeBean } from './show-configuration.ts';
import { jiraTime } from './show-issue.ts';
import type { PeopleShown } from './show-people.ts';

export interface ShowingProject {
  readonly base: string;
  readonly sealer: Sealer;
  readonly people: PeopleShown;
}

export function projectIssueTypes(configuration: Configuration, project: Pick<ProjectRow, 'issue_types'>) {
  return project.issue_types === null ? configuration.issueType.all : project.issue_types.flatMap((id) => configuration.issueType.get(id) ?? []);
}

export function projectBean({ base, sealer, people }: ShowingProject, project: ProjectRow, configuration: Configuration, expand: ReadonlySet<string> | 'all') {
  const has = (name: string) => expand === 'all' || expand.has(name);
  const open = (column: 'description' | 'url') => {
    const sealed = project[column];
    return sealed === null ? '' : sealer.open(sealedIn.project[column], project.id, sealed);
  };
  const category = configuration.category.get(project.category_id);
  return {
    expand: 'description,lead,issueTypes,url,projectKeys,permissions,insight', self: `${base}/rest/api/3/project/${project.id}`, id: String(project.id), key: project.key,
    name: sealer.open(sealedIn.project.name, project.id, project.name), projectTypeKey: project.type_key, simplified: false, style: 'classic', isPrivate: false, archived: project.state === 'archived', properties: {},
    ...(category === undefined ? {} : { projectCategory: { self: `${base}/rest/api/3/projectCategory/${category.id}`, id: String(category.id), name: category.name, description: category.description } }),
    ...(has('description') ? { description: open('description') } : {}), ...(has('lead') ? { lead: people.bean(project.lead) ?? undefined } : {}), ...(has('url') ? { url: open('url') } : {}),
    ...(has('issueTypes') ? { issueTypes: projectIssueTypes(configuration, project).map((type) => issueTypeBean(base, type)) } : {}),
    ...(project.issue_count !== null ? { insight: { totalIssueCount: project.issue_count, ...(project.last_update === null ? {} : { lastIssueUpdateTime: jiraTime(project.last_update) }) } } : {}),
    ...(expand === 'all' ? { assigneeType: project.assignee_type } : {}),
  };
}

export function componentBean({ base, sealer, people }: ShowingProject, row: ComponentRow) {
  return {
    self: `${base}/rest/api/3/component/${row.id}`, id: String(row.id), name: sealer.open(sealedIn.component.name, row.id, row.name),
    ...(row.description === null ? {} : { description: sealer.open(sealedIn.component.description, row.id, row.description) }), ...(row.lead === null ? {} : { lead: people.bean(row.lead) }),
    assigneeType: row.assignee_type, isAssigneeTypeValid: true, project: row.project_key, projectId: row.project_id,
  };
}

export function versionBean({ base, sealer }: ShowingProject, row: VersionRow, today: string) {
  return {
    self: `${base}/rest/api/3/version/${row.id}`, id: String(row.id), name: sealer.open(sealedIn.version.name, row.id, row.name),
    ...(row.description === null ? {} : { description: sealer.open(sealedIn.version.description, row.id, row.description) }), archived: row.archived, released: row.released,
    ...(row.starts_on === null ? {} : { startDate: row.starts_on }), ...(row.releases_on === null ? {} : { releaseDate: row.releases_on, overdue: !row.released && row.releases_on < today }), projectId: row.project_id,
  };
}
