/**
 * What a restore must know of Tracker beyond its foreign keys: which tables belong to no project and why, which columns name rows
 * without a foreign key, and what decides who sees a row.
 */
import type { RecoverableItem, RecoverableProduct, SoftReference } from '../recovery/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import { adfToText } from '../richtext/index.ts';
import { hasLevel, viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { copy } from './copy-project.ts';
import { bytesOf } from './issue-read-store.ts';
import { administeredProjects, adoptIssues, issuePlaces, issueSays, issuesAfter, levelOnProject, raiseConfigurationVersion, type IssuePlace } from './recoverable-store.ts';
import { openAdf } from './show-issue.ts';

const named = (to: string, ...columns: readonly string[]): SoftReference[] => columns.map((path) => {
  const [table = '', column = ''] = path.split('.');
  return { table: `tracker.${table}`, column, to };
});

const needs: readonly SoftReference[] = [
  ...named('tracker.issue_type', 'issue.issue_type_id', 'project_issue_type.issue_type_id', 'request_type.issue_type_id', 'workflow_scheme_entry.issue_type_id'),
  ...named('tracker.status', 'issue.status_id', 'board_column_status.status_id', 'workflow_status.status_id', 'workflow_transition.to_status_id', 'workflow_transition.from_status_id'),
  ...named('tracker.priority', 'issue.priority_id'),
  ...named('tracker.resolution', 'issue.resolution_id'),
  ...named('tracker.link_type', 'issue_link.link_type_id'),
  ...named('tracker.project_category', 'project.category_id'),
  ...named('tracker.workflow_scheme', 'project.workflow_scheme_id'),
  ...named('tracker.custom_field_option', 'custom_field_value.option_id'),
  ...named('tracker.person_group', 'comment.visible_to_group', 'worklog.visible_to_group', 'project_role_actor.group_id'),
  ...named('tracker.project_role', 'comment.visible_to_role', 'worklog.visible_to_role'),
  ...named('tracker.saved_filter', 'board.filter_id'),
  ...named('tracker.person', 'issue.assignee', 'issue.reporter', 'issue.creator', 'comment.author', 'comment.update_author', 'worklog.author', 'attachment.author', 'change.author', 'watcher.person', 'vote.person', 'project.lead', 'component.lead', 'project_role_actor.person'),
  ...named('media.object', 'attachment.media_id'),
];

const setUp = 'what the whole tracker is set up with, shared by its projects';
const people = 'people and groups of imported systems, named by many projects';
const personal = 'belongs to a person, over all projects';
const imports = 'what an import remembers of its source, over all projects';
const levels = 'security levels are shared by projects, and no restore changes who belongs to one';

function itemOf(sealer: Sealer, row: IssuePlace): RecoverableItem {
  return {
    id: row.id, key: `${row.project_key}-${String(row.number)}`, title: sealer.open(sealedIn.issue.summary, row.id, row.summary), kind: 'issue',
    container: { id: row.project_id, key: row.project_key, name: sealer.open(sealedIn.project.name, row.project_id, row.project_name) },
  };
}

export const recoverable: RecoverableProduct = {
  product: 'tracker',
  schema: 'tracker',
  container: 'tracker.project',
  item: 'tracker.issue',
  itemContainer: 'project_id',
  itemWhen: 'true',
  busyStates: ['importing'],
  paths: [
    { table: 'tracker.favourite', column: 'item_id', to: 'tracker.project', when: `row.kind = 'project'` },
    { table: 'tracker.custom_field_context_scope', column: 'item_id', to: 'tracker.project', when: `row.kind = 'project'` },
  ],
  tenantWide: {
    ...Object.fromEntries(['issue_type', 'priority', 'resolution', 'status', 'link_type', 'workflow', 'workflow_status', 'workflow_transition', 'workflow_draft', 'workflow_scheme', 'workflow_scheme_entry', 'project_category',
      'project_role', 'custom_field', 'custom_field_option', 'custom_field_context', 'label', 'setting'].map((name) => [`tracker.${name}`, setUp])),
    'tracker.person': people, 'tracker.person_group': people, 'tracker.person_group_member': people,
    'tracker.saved_filter': personal, 'tracker.saved_filter_share': personal, 'tracker.dashboard': personal, 'tracker.dashboard_share': personal, 'tracker.dashboard_gadget': personal, 'tracker.issue_column': personal,
    'tracker.import_map': imports, 'tracker.import_record': imports,
    'tracker.security_scheme': levels, 'tracker.security_level': levels, 'tracker.security_member': levels,
  },
  needs,
  accessColumns: { 'tracker.issue': ['security_level'], 'tracker.comment': ['visible_to_group', 'visible_to_role'], 'tracker.worklog': ['visible_to_group', 'visible_to_role'] },
  derivedAccess: [],
  passive: [],
  copy,
  adopt: (tx, itemIds) => adoptIssues(tx, itemIds),
  settle: (tx, tenantId) => raiseConfigurationVersion(tx, tenantId),
  containers: (ctx) => ctx.read(async (tx) => (await administeredProjects(tx, viewerOf(ctx))).map((row) => ({ ...row, name: tx.sealer.open(sealedIn.project.name, row.id, row.name) }))),
  items: (ctx, containerId, { after, limit }) => ctx.read(async (tx) => (await issuesAfter(tx, viewerOf(ctx), containerId, after, limit)).map((row) => itemOf(tx.sealer, row))),
  describe: (ctx, ids) => ctx.read(async (tx) => new Map((await issuePlaces(tx, viewerOf(ctx), ids)).map((row) => [row.id, itemOf(tx.sealer, row)]))),
  mayEdit: (ctx, itemId, containerId) => ctx.read(async (tx) => {
    const [row] = await issuePlaces(tx, viewerOf(ctx), [itemId]);
    return hasLevel(row?.level ?? (await levelOnProject(tx, viewerOf(ctx), containerId)), 'write');
  }),
  texts: (ctx, itemId) => ctx.read(async (tx) => {
    const row = await issueSays(tx, viewerOf(ctx), itemId);
    if (row === undefined) return undefined;
    const { sealer } = tx;
    const written = (field: 'description' | 'environment') => { const sealed = row[field]; return sealed === null ? [] : [{ field, text: adfToText(openAdf(sealer, sealedIn.issue[field], row.id, sealed)) }]; };
    return [
      { field: 'summary', text: sealer.open(sealedIn.issue.summary, row.id, row.summary) },
      { field: 'status', text: row.status === null ? String(row.status_id) : sealer.open(sealedIn.status.name, row.status_id, row.status) },
      ...written('description'), ...written('environment'),
      ...(row.comments ?? []).map(({ id, body }) => ({ field: 'comment', text: adfToText(openAdf(sealer, sealedIn.comment.body, id, bytesOf(body))) })),
      ...(row.files ?? []).map(({ id, name }) => ({ field: 'attachment', text: sealer.open(sealedIn.attachment.file_name, id, bytesOf(name)) })),
    ];
  }),
};
