/** An issue as the public API shows it (Jira Cloud REST v3, IssueBean). Everything was read before; this only opens and arranges. */
import type { Sealer } from '../../kernel/seal/index.ts';
import { adfToHtml, type AdfDocument, type HtmlOptions } from '../richtext/index.ts';
import { sealedIn } from './columns.ts';
import type { Configuration } from './configuration-store.ts';
import type { FieldKind } from './field-kinds.ts';
import { bytesOf, type AttachmentPart, type HexBytes, type IssuePart, type IssueRow, type RelatedIssue, type ValuePart, type WorklogPart, type WrittenPart } from './issue-read-store.ts';
import { limits } from './limits.ts';
import { customFieldBean, fieldKind, isMany, issueTypeBean, linkTypeBean, navigable, priorityBean, resolutionBean, statusBean, systemFieldBeans, systemFieldIds } from './show-configuration.ts';
import type { PeopleShown } from './show-people.ts';

export interface Showing {
  readonly base: string;
  readonly sealer: Sealer;
  readonly configuration: Configuration;
  readonly people: PeopleShown;
}

/** `2010-07-23T12:16:56.928+0000`. */
export function jiraTime(time: Date | string): string {
  const iso = (typeof time === 'string' ? new Date(time) : time).toISOString();
  return iso.replace('Z', '+0000');
}

export function openAdf(sealer: Sealer, column: Parameters<Sealer['open']>[0], id: number, sealed: Buffer): AdfDocument {
  // Written from a parsed document, and authenticated since.
  return JSON.parse(sealer.open(column, id, sealed)) as AdfDocument;
}

/** Which fields an answer carries: names, `*all`, `*navigable`, and `-name` to leave out. */
export class FieldChoice {
  readonly #all: boolean;
  readonly #navigable: boolean;
  readonly #named: ReadonlySet<string>;
  readonly #without: ReadonlySet<string>;

  constructor(fields: readonly string[], otherwise: '*all' | '*navigable' | 'none') {
    const names = fields.flatMap((part) => part.split(',')).map((name) => name.trim()).filter((name) => name !== '');
    const positive = names.filter((name) => !name.startsWith('-'));
    const base = positive.length > 0 ? positive : names.length > 0 ? ['*all'] : [otherwise];
    this.#all = base.includes('*all');
    this.#navigable = base.includes('*navigable');
    this.#named = new Set(base);
    this.#without = new Set(names.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  }

  has(id: string): boolean {
    if (this.#without.has(id)) return false;
    return this.#all || (this.#navigable && navigable(id)) || this.#named.has(id);
  }

  /** What must be read for these fields and expansions. */
  parts(expand: ReadonlySet<string> = new Set()): Set<IssuePart> {
    const parts = new Set<IssuePart>(expand.has('renderedFields') ? ['attachments'] : []);
    const wanted = (part: IssuePart, ...ids: readonly string[]) => { if (ids.some((id) => this.has(id))) parts.add(part); };
    wanted('text', 'description', 'environment');
    wanted('security', 'security');
    wanted('labels', 'labels');
    wanted('components', 'components');
    wanted('versions', 'fixVersions', 'versions');
    wanted('parent', 'parent');
    wanted('subtasks', 'subtasks');
    wanted('links', 'issuelinks');
    wanted('attachments', 'attachment');
    wanted('comments', 'comment');
    wanted('worklogs', 'worklog');
    wanted('watches', 'watches');
    wanted('votes', 'votes');
    if (this.#all || this.#navigable || [...this.#named].some((name) => name.startsWith('customfield_'))) parts.add('values');
    return parts;
  }
}

/** Everybody whom an issue names. */
export function peopleOf(row: IssueRow): readonly (string | null)[] {
  return [
    row.assignee, row.reporter, row.creator, ...(row.attachments ?? []).map(({ author }) => author), ...(row.custom_values ?? []).map(({ person }) => person),
    ...[...(row.comments ?? []), ...(row.worklogs ?? [])].flatMap(({ author, update_author }) => [author, update_author]),
  ];
}

const expandable = 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations';

function issueKey(row: { readonly project_key: string; readonly number: number }): string {
  return `${row.project_key}-${row.number}`;
}

export function showIssue(showing: Showing, row: IssueRow, choice: FieldChoice, expand: ReadonlySet<string>): Record<string, unknown> {
  const bean: Record<string, unknown> = {
    expand: expandable, id: String(row.id), self: `${showing.base}/rest/api/3/issue/${row.id}`, key: issueKey(row), fields: showFields(showing, row, choice),
  };
  if (expand.has('renderedFields')) bean['renderedFields'] = renderedFields(showing, row, choice);
  if (expand.has('names')) bean['names'] = Object.fromEntries(allFields(showing).filter(({ id }) => choice.has(id)).map(({ id, name }) => [id, name]));
  if (expand.has('schema')) bean['schema'] = Object.fromEntries(allFields(showing).filter(({ id }) => choice.has(id)).map(({ id, schema }) => [id, schema]));
  return bean;
}

function allFields(showing: Showing) {
  return [...systemFieldBeans(), ...showing.configuration.customField.all.map(customFieldBean)];
}

function showFields(showing: Showing, row: IssueRow, choice: FieldChoice): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const id of systemFieldIds) if (choice.has(id)) fields[id] = systemField(showing, row, id);
  const byField = new Map<number, ValuePart[]>();
  for (const value of row.custom_values ?? []) byField.set(value.field_id, [...(byField.get(value.field_id) ?? []), value]);
  for (const field of showing.configuration.customField.all) {
    const id = `customfield_${field.id}`;
    if (choice.has(id)) fields[id] = customValue(showing, fieldKind(field), byField.get(field.id) ?? []);
  }
  return fields;
}

/** Of an issue its viewer belongs to the level, or would not see the issue. */
export function securityLevelBean(base: string, sealer: Sealer, { id, name, description }: { readonly id: number; readonly name: Buffer; readonly description: Buffer | null }) {
  return {
    self: `${base}/rest/api/3/securitylevel/${id}`, id: String(id), name: sealer.open(sealedIn.securityLevel.name, id, name),
    description: description === null ? '' : sealer.open(sealedIn.securityLevel.description, id, description),
  };
}

function systemField(showing: Showing, row: IssueRow, id: string): unknown {
  const { base, configuration, people, sealer } = showing;
  const by = <Bean>(item: Parameters<typeof statusBean>[1] | undefined, show: (base: string, item: Parameters<typeof statusBean>[1]) => Bean): Bean | null => (item === undefined ? null : show(base, item));
  switch (id) {
    case 'summary': return sealer.open(sealedIn.issue.summary, row.id, row.summary);
    case 'issuetype': return by(configuration.issueType.get(row.issue_type_id), issueTypeBean);
    case 'project': return projectReference(showing, row);
    case 'status': return by(configuration.status.get(row.status_id), statusBean);
    case 'priority': return by(configuration.priority.get(row.priority_id), priorityBean);
    case 'resolution': return by(configuration.resolution.get(row.resolution_id), resolutionBean);
    case 'security': return row.security === null ? null : securityLevelBean(base, sealer, { id: row.security.id, name: bytesOf(row.security.name), description: row.security.description === null ? null : bytesOf(row.security.description) });
    case 'assignee': return people.bean(row.assignee);
    case 'reporter': return people.bean(row.reporter);
    case 'creator': return people.bean(row.creator);
    case 'description': return row.description === null ? null : openAdf(sealer, sealedIn.issue.description, row.id, row.description);
    case 'environment': return row.environment === null ? null : openAdf(sealer, sealedIn.issue.environment, row.id, row.environment);
    case 'labels': return (row.labels ?? []).map((label) => sealer.open(sealedIn.label.name, label.id, bytesOf(label.name)));
    case 'components': return (row.components ?? []).map((component) => ({
      self: `${base}/rest/api/3/component/${component.id}`, id: String(component.id), name: sealer.open(sealedIn.component.name, component.id, bytesOf(component.name)),
      ...(component.description === null ? {} : { description: sealer.open(sealedIn.component.description, component.id, bytesOf(component.description)) }),
    }));
    case 'fixVersions': return versions(showing, row, 'fix');
    case 'versions': return versions(showing, row, 'affects');
    case 'created': return jiraTime(row.created_at);
    case 'updated': return jiraTime(row.updated_at);
    case 'duedate': return row.due_on;
    case 'resolutiondate': return row.resolved_at === null ? null : jiraTime(row.resolved_at);
    case 'statuscategorychangedate': return jiraTime(row.status_changed_at ?? row.created_at);
    case 'parent': return row.parent === null ? undefined : relatedBean(showing, row.parent);
    case 'subtasks': return (row.subtasks ?? []).map((issue) => relatedBean(showing, issue));
    case 'issuelinks': return (row.links ?? []).map((link) => {
      const type = configuration.linkType.get(link.link_type_id);
      return { id: String(link.id), self: `${base}/rest/api/3/issueLink/${link.id}`, ...(type === undefined ? {} : { type: linkTypeBean(base, type) }), [link.side === 'outward' ? 'outwardIssue' : 'inwardIssue']: relatedBean(showing, link.issue) };
    });
    case 'attachment': return (row.attachments ?? []).map((attachment) => attachmentBean(showing, attachment));
    case 'comment': return {
      comments: (row.comments ?? []).map((comment) => commentBean(showing, row.id, comment, null)), self: `${base}/rest/api/3/issue/${row.id}/comment`,
      maxResults: Math.max(row.comment_total ?? 0, 0), total: row.comment_total ?? 0, startAt: 0,
    };
    case 'worklog': return { startAt: 0, maxResults: limits.worklogsShown, total: row.worklog_total ?? 0, worklogs: (row.worklogs ?? []).map((worklog) => worklogBean(showing, row.id, worklog)) };
    case 'timetracking': return timeTracking(row);
    case 'timeoriginalestimate': return row.original_estimate_s;
    case 'timeestimate': return row.remaining_estimate_s;
    case 'timespent': return row.time_spent_s;
    case 'watches': return { self: `${base}/rest/api/3/issue/${issueKey(row)}/watchers`, watchCount: row.watch_count ?? 0, isWatching: row.is_watching ?? false };
    case 'votes': return { self: `${base}/rest/api/3/issue/${issueKey(row)}/votes`, votes: row.vote_count ?? 0, hasVoted: row.has_voted ?? false };
    default: return undefined;
  }
}

function projectReference(showing: Showing, row: IssueRow) {
  return {
    self: `${showing.base}/rest/api/3/project/${row.project_id}`, id: String(row.project_id), key: row.project_key,
    name: showing.sealer.open(sealedIn.project.name, row.project_id, row.project_name), projectTypeKey: row.project_type, simplified: false,
  };
}

function versions(showing: Showing, row: IssueRow, relation: 'fix' | 'affects') {
  return (row.versions ?? []).filter((version) => version.relation === relation).map((version) => ({
    self: `${showing.base}/rest/api/3/version/${version.id}`, id: String(version.id), name: showing.sealer.open(sealedIn.version.name, version.id, bytesOf(version.name)),
    ...(version.description === null ? {} : { description: showing.sealer.open(sealedIn.version.description, version.id, bytesOf(version.description)) }),
    archived: version.archived, released: version.released, ...(version.releases_on === null ? {} : { releaseDate: version.releases_on }),
  }));
}

export function relatedBean(showing: Showing, issue: RelatedIssue) {
  const { base, configuration } = showing;
  const status = configuration.status.get(issue.status_id);
  const type = configuration.issueType.get(issue.issue_type_id);
  const priority = configuration.priority.get(issue.priority_id);
  return {
    id: String(issue.id), key: issueKey(issue), self: `${base}/rest/api/3/issue/${issue.id}`,
    fields: {
      summary: showing.sealer.open(sealedIn.issue.summary, issue.id, bytesOf(issue.summary)),
      ...(status === undefined ? {} : { status: statusBean(base, status) }), ...(priority === undefined ? {} : { priority: priorityBean(base, priority) }), ...(type === undefined ? {} : { issuetype: issueTypeBean(base, type) }),
    },
  };
}

export function attachmentBean(showing: Showing, attachment: AttachmentPart) {
  const { base } = showing;
  return {
    self: `${base}/rest/api/3/attachment/${attachment.id}`, id: String(attachment.id), filename: showing.sealer.open(sealedIn.attachment.file_name, attachment.id, bytesOf(attachment.file_name)),
    author: showing.people.bean(attachment.author), created: jiraTime(attachment.created_at), size: attachment.size_bytes, mimeType: attachment.media_type,
    content: `${base}/rest/api/3/attachment/content/${attachment.id}`, ...(attachment.present ? {} : { missing: true }),
  };
}

function visibility(showing: Showing, part: WrittenPart) {
  if (part.visible_to_role !== null) {
    const name = part.role_name === null ? 'unknown' : showing.sealer.open(sealedIn.role.name, part.visible_to_role, bytesOf(part.role_name));
    return { visibility: { type: 'role', value: name, identifier: name } };
  }
  if (part.visible_to_group === null) return {};
  const name = part.group_name === null ? 'unknown' : showing.sealer.open(sealedIn.personGroup.name, part.visible_to_group, bytesOf(part.group_name));
  return { visibility: { type: 'group', value: name, identifier: String(part.visible_to_group) } };
}

/** Pictures and files in a text are an issue's own attachments, by id or name. A later one of the same name stands for both. */
export function htmlOptions(base: string, sealer: Sealer, attachments: readonly { readonly id: number; readonly file_name: HexBytes }[]): HtmlOptions {
  const files = attachments.map(({ id, file_name }) => ({ id, name: sealer.open(sealedIn.attachment.file_name, id, bytesOf(file_name)) }));
  const known = new Map(files.flatMap((file): [string, typeof file][] => [[String(file.id), file], [file.name, file]]));
  return {
    attachmentUrl: (reference) => {
      const file = known.get(reference.id) ?? (reference.name === undefined ? undefined : known.get(reference.name));
      return file === undefined ? undefined : { url: `${base}/rest/api/3/attachment/content/${file.id}`, name: file.name };
    },
  };
}

/** `html` says how the body is rendered, null that it is not. */
export function commentBean(showing: Showing, issueId: number, comment: WrittenPart, html: HtmlOptions | null) {
  const body = comment.body === null ? null : openAdf(showing.sealer, sealedIn.comment.body, comment.id, bytesOf(comment.body));
  return {
    self: `${showing.base}/rest/api/3/issue/${issueId}/comment/${comment.id}`, id: String(comment.id), author: showing.people.bean(comment.author), body,
    ...(html !== null && body !== null ? { renderedBody: adfToHtml(body, html) } : {}), updateAuthor: showing.people.bean(comment.update_author ?? comment.author),
    created: jiraTime(comment.created_at), updated: jiraTime(comment.updated_at), jsdPublic: true, ...visibility(showing, comment),
  };
}

export function worklogBean(showing: Showing, issueId: number, worklog: WorklogPart) {
  return {
    self: `${showing.base}/rest/api/3/issue/${issueId}/worklog/${worklog.id}`, author: showing.people.bean(worklog.author), updateAuthor: showing.people.bean(worklog.update_author ?? worklog.author),
    ...(worklog.body === null ? {} : { comment: openAdf(showing.sealer, sealedIn.worklog.body, worklog.id, bytesOf(worklog.body)) }),
    created: jiraTime(worklog.created_at), updated: jiraTime(worklog.updated_at), started: jiraTime(worklog.started_at), timeSpent: duration(worklog.time_spent_s), timeSpentSeconds: worklog.time_spent_s,
    id: String(worklog.id), issueId: String(issueId), ...visibility(showing, worklog),
  };
}

/** `1w 2d 3h 4m`, with a day of eight hours and a week of five days, as Jira's default is. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const units: readonly (readonly [string, number])[] = [['w', 5 * 8 * 60], ['d', 8 * 60], ['h', 60], ['m', 1]];
  let rest = minutes;
  const words = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return words.length === 0 ? '0m' : words.join(' ');
}

function timeTracking(row: IssueRow) {
  const show = (name: string, seconds: number | null) => (seconds === null ? {} : { [name]: duration(seconds), [`${name}Seconds`]: seconds });
  return { ...show('originalEstimate', row.original_estimate_s), ...show('remainingEstimate', row.remaining_estimate_s), ...show('timeSpent', row.time_spent_s) };
}

function renderedFields(showing: Showing, row: IssueRow, choice: FieldChoice): Record<string, unknown> {
  const options = htmlOptions(showing.base, showing.sealer, row.attachments ?? []);
  const html = (column: 'description' | 'environment') => {
    const sealed = row[column];
    return sealed === null ? '' : adfToHtml(openAdf(showing.sealer, sealedIn.issue[column], row.id, sealed), options);
  };
  return {
    ...(choice.has('description') ? { description: html('description') } : {}), ...(choice.has('environment') ? { environment: html('environment') } : {}),
    ...(choice.has('comment') ? { comment: { comments: (row.comments ?? []).map((comment) => ({ id: String(comment.id), body: commentBean(showing, row.id, comment, options).renderedBody ?? '' })) } } : {}),
  };
}

function customValue(showing: Showing, kind: FieldKind, values: readonly ValuePart[]): unknown {
  const shown = values.map((value) => singleValue(showing, kind, value));
  return isMany(kind) ? (shown.length === 0 ? null : shown) : (shown[0] ?? null);
}

function singleValue(showing: Showing, kind: FieldKind, value: ValuePart): unknown {
  const { base, sealer } = showing;
  const text = () => (value.value === null ? null : sealer.open(sealedIn.value.value, value.id, bytesOf(value.value)));
  const option = (id: number, sealed: string) => ({ self: `${base}/rest/api/3/customFieldOption/${id}`, value: sealer.open(sealedIn.option.value, id, bytesOf(sealed)), id: String(id) });
  switch (value.kind) {
    case 'adf': return value.value === null ? null : openAdf(sealer, sealedIn.value.value, value.id, bytesOf(value.value));
    case 'number': return Number(text());
    case 'date': return value.at === null ? null : value.at.slice(0, 10);
    case 'datetime': return value.at === null ? null : jiraTime(value.at);
    case 'person': return showing.people.bean(value.person);
    case 'option': {
      if (value.option_id === null || value.option_value === null) return null;
      const own = option(value.option_id, value.option_value);
      return kind === 'cascade' && value.parent_id !== null && value.parent_value !== null ? { ...option(value.parent_id, value.parent_value), child: own } : own;
    }
    case 'item': return itemValue(showing, kind, value);
    default: return text();
  }
}

function itemValue(showing: Showing, kind: FieldKind, value: ValuePart): unknown {
  const { base, sealer } = showing;
  if (value.item_id === null) return null;
  if (kind === 'project') return value.project_key === null || value.project_name === null ? null : { self: `${base}/rest/api/3/project/${value.item_id}`, id: String(value.item_id), key: value.project_key, name: sealer.open(sealedIn.project.name, value.item_id, bytesOf(value.project_name)) };
  if (kind === 'group' || kind === 'groups') return value.group_name === null ? null : { groupId: String(value.item_id), name: sealer.open(sealedIn.personGroup.name, value.item_id, bytesOf(value.group_name)) };
  return value.version_name === null ? null : { self: `${base}/rest/api/3/version/${value.item_id}`, id: String(value.item_id), name: sealer.open(sealedIn.version.name, value.item_id, bytesOf(value.version_name)) };
}
