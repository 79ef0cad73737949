/** Configured things as the public API shows them. */
import type { ConfiguredItem } from './configuration-store.ts';
import type { StatusCategory } from './importing.ts';
import { fieldSchema, isFieldKind, isMany, type FieldKind } from './field-kinds.ts';

const categories: Readonly<Record<StatusCategory, { readonly id: number; readonly key: string; readonly colorName: string; readonly name: string }>> = {
  undefined: { id: 1, key: 'undefined', colorName: 'medium-gray', name: 'No Category' },
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
};

function categoryBean(base: string, category: StatusCategory) {
  return { self: `${base}/rest/api/3/statuscategory/${categories[category].id}`, ...categories[category] };
}

export const categoryBeans = (base: string) => (['undefined', 'new', 'done', 'indeterminate'] as const).map((category) => categoryBean(base, category));

export function statusBean(base: string, status: ConfiguredItem) {
  return { self: `${base}/rest/api/3/status/${status.id}`, description: status.description, iconUrl: '', name: status.name, id: String(status.id), statusCategory: categoryBean(base, status.category) };
}

export function issueTypeBean(base: string, type: ConfiguredItem) {
  return { self: `${base}/rest/api/3/issuetype/${type.id}`, id: String(type.id), description: type.description, iconUrl: '', name: type.name, subtask: type.flag, hierarchyLevel: type.level };
}

export function priorityBean(base: string, priority: ConfiguredItem) {
  return { self: `${base}/rest/api/3/priority/${priority.id}`, id: String(priority.id), name: priority.name, description: priority.description, iconUrl: '', statusColor: priority.word, isDefault: priority.flag };
}

export function resolutionBean(base: string, resolution: ConfiguredItem) {
  return { self: `${base}/rest/api/3/resolution/${resolution.id}`, id: String(resolution.id), name: resolution.name, description: resolution.description };
}

export function linkTypeBean(base: string, type: ConfiguredItem) {
  return { id: String(type.id), name: type.name, inward: type.inward, outward: type.outward, self: `${base}/rest/api/3/issueLinkType/${type.id}` };
}

export interface FieldBean {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly custom: boolean;
  readonly orderable: boolean;
  readonly navigable: boolean;
  readonly searchable: boolean;
  readonly clauseNames: readonly string[];
  readonly schema?: { readonly type: string; readonly items?: string; readonly system?: string; readonly custom?: string; readonly customId?: number };
}

const systemFields: readonly (readonly [id: string, name: string, type: string, items?: string])[] = [
  ['summary', 'Summary', 'string'], ['issuetype', 'Issue Type', 'issuetype'], ['project', 'Project', 'project'], ['status', 'Status', 'status'], ['priority', 'Priority', 'priority'],
  ['resolution', 'Resolution', 'resolution'], ['assignee', 'Assignee', 'user'], ['reporter', 'Reporter', 'user'], ['creator', 'Creator', 'user'], ['description', 'Description', 'string'],
  ['environment', 'Environment', 'string'], ['labels', 'Labels', 'array', 'string'], ['security', 'Security Level', 'securitylevel'], ['components', 'Components', 'array', 'component'], ['fixVersions', 'Fix versions', 'array', 'version'],
  ['versions', 'Affects versions', 'array', 'version'], ['created', 'Created', 'datetime'], ['updated', 'Updated', 'datetime'], ['duedate', 'Due date', 'date'], ['resolutiondate', 'Resolved', 'datetime'],
  ['statuscategorychangedate', 'Status Category Changed', 'datetime'], ['parent', 'Parent', 'issuelink'], ['subtasks', 'Sub-tasks', 'array', 'issuelinks'], ['issuelinks', 'Linked Issues', 'array', 'issuelinks'],
  ['attachment', 'Attachment', 'array', 'attachment'], ['comment', 'Comment', 'comments-page'], ['worklog', 'Log Work', 'array', 'worklog'], ['timetracking', 'Time tracking', 'timetracking'],
  ['timeoriginalestimate', 'Original estimate', 'number'], ['timeestimate', 'Remaining Estimate', 'number'], ['timespent', 'Time Spent', 'number'], ['watches', 'Watchers', 'watches'], ['votes', 'Votes', 'votes'],
];
const clauseNames: Readonly<Record<string, readonly string[]>> = {
  issuetype: ['issuetype', 'type'], components: ['component'], fixVersions: ['fixVersion'], versions: ['affectedVersion'], created: ['created', 'createdDate'], updated: ['updated', 'updatedDate'],
  duedate: ['due', 'duedate'], resolutiondate: ['resolutiondate', 'resolved'], attachment: ['attachments'],
};
const notSearchable = new Set(['security', 'subtasks', 'issuelinks', 'timetracking', 'attachment', 'worklog', 'watches', 'votes', 'statuscategorychangedate', 'timeoriginalestimate', 'timeestimate', 'timespent', 'versions', 'environment']);
const notNavigable = new Set(['comment', 'worklog', 'attachment', 'timetracking']);

export const systemFieldIds: readonly string[] = systemFields.map(([id]) => id);
export const navigable = (id: string): boolean => !notNavigable.has(id);

export function systemFieldBeans(): readonly FieldBean[] {
  return systemFields.map(([id, name, type, items]) => ({
    id, key: id, name, custom: false, orderable: true, navigable: navigable(id), searchable: !notSearchable.has(id), clauseNames: notSearchable.has(id) ? [] : (clauseNames[id] ?? [id]),
    schema: { type, ...(items === undefined ? {} : { items }), system: id },
  }));
}

export function fieldKind(field: ConfiguredItem): FieldKind {
  return isFieldKind(field.word) ? field.word : 'other';
}

export function customFieldBean(field: ConfiguredItem): FieldBean {
  const id = `customfield_${field.id}`;
  return {
    id, key: id, name: field.name, custom: true, orderable: true, navigable: true, searchable: true, clauseNames: [`cf[${field.id}]`, field.name],
    schema: { ...fieldSchema(fieldKind(field)), custom: field.icon, customId: field.id },
  };
}

export { isMany };
