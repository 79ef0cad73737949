/**
 * How each kind of configuration becomes a row: names sealed with a token beside them. Seeding, administration and imports
 * all come through here.
 */
import type { Sealer } from '../../kernel/seal/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { defineTable, type RowOf } from './row-batch.ts';
import type { StatusCategory } from './importing.ts';

const named = { id: 'bigint', name: 'bytea', name_token: 'bytea', description: 'bytea', pending_import: 'uuid' } as const;

export const issueTypeTable = defineTable('tracker.issue_type', { ...named, subtask: 'boolean', hierarchy_level: 'bigint', sequence: 'bigint', icon: 'text' });
export const priorityTable = defineTable('tracker.priority', { ...named, color: 'text', icon: 'text', sequence: 'bigint', is_default: 'boolean' });
export const resolutionTable = defineTable('tracker.resolution', { ...named, sequence: 'bigint', is_default: 'boolean' });
export const statusTable = defineTable('tracker.status', { ...named, category: 'text', icon: 'text', sequence: 'bigint' });
export const roleTable = defineTable('tracker.project_role', named);
export const categoryTable = defineTable('tracker.project_category', named);
export const linkTypeTable = defineTable('tracker.link_type', { id: 'bigint', name: 'bytea', name_token: 'bytea', inward: 'bytea', outward: 'bytea', style: 'text', pending_import: 'uuid' });
export const workflowTable = defineTable('tracker.workflow', { ...named, descriptor: 'bytea', is_default: 'boolean' });
export const workflowStatusTable = defineTable('tracker.workflow_status', { workflow_id: 'bigint', status_id: 'bigint', step: 'bigint', x: 'bigint', y: 'bigint' });
export const workflowTransitionTable = defineTable('tracker.workflow_transition', {
  id: 'bigint', workflow_id: 'bigint', action: 'bigint', kind: 'text', from_status_id: 'bigint', to_status_id: 'bigint', name: 'bytea', rules: 'bytea', sequence: 'bigint',
});
export const workflowSchemeTable = defineTable('tracker.workflow_scheme', { id: 'bigint', name: 'bytea', description: 'bytea', pending_import: 'uuid' });
export const workflowSchemeEntryTable = defineTable('tracker.workflow_scheme_entry', { scheme_id: 'bigint', issue_type_id: 'bigint', workflow_id: 'bigint' });
export const customFieldTable = defineTable('tracker.custom_field', { ...named, kind: 'text', type_key: 'text', searcher_key: 'text', created_at: 'timestamptz' });
export const optionTable = defineTable('tracker.custom_field_option', {
  id: 'bigint', field_id: 'bigint', parent_id: 'bigint', value: 'bytea', value_token: 'bytea', sequence: 'bigint', disabled: 'boolean', context_id: 'bigint',
});

/** Kinds that have a name that is unique by habit and a description. */
export type NamedKind = 'issueType' | 'priority' | 'resolution' | 'status' | 'role' | 'category' | 'workflow' | 'customField';

export interface NamedItem {
  readonly id: number;
  readonly name: string;
  readonly description?: string | undefined;
  readonly pendingImport?: string | undefined;
}

export function sealNamed(sealer: Sealer, kind: NamedKind, { id, name, description, pendingImport }: NamedItem): RowOf<typeof named> {
  const columns = sealedIn[kind];
  return {
    id,
    name: sealer.seal(columns.name, id, name),
    name_token: nameToken(sealer, columns.name_token, name),
    description: description === undefined || description === '' ? null : sealer.seal(columns.description, id, description),
    pending_import: pendingImport ?? null,
  };
}

export function sealLinkType(sealer: Sealer, item: { id: number; name: string; inward: string; outward: string; style?: string | undefined; pendingImport?: string | undefined }): RowOf<typeof linkTypeTable.columns> {
  const columns = sealedIn.linkType;
  return {
    id: item.id,
    name: sealer.seal(columns.name, item.id, item.name),
    name_token: nameToken(sealer, columns.name_token, item.name),
    inward: sealer.seal(columns.inward, item.id, item.inward),
    outward: sealer.seal(columns.outward, item.id, item.outward),
    style: item.style ?? '',
    pending_import: item.pendingImport ?? null,
  };
}

export interface TransitionItem {
  readonly action: number;
  readonly kind: 'initial' | 'global' | 'directed';
  readonly from: number | null;
  readonly to: number;
  readonly name: string;
  readonly rules?: string;
}

export function sealTransition(sealer: Sealer, id: number, workflowId: number, sequence: number, item: TransitionItem): RowOf<typeof workflowTransitionTable.columns> {
  return {
    id, workflow_id: workflowId, action: item.action, kind: item.kind, from_status_id: item.from, to_status_id: item.to, sequence,
    name: sealer.seal(sealedIn.transition.name, id, item.name),
    rules: item.rules === undefined ? null : sealer.seal(sealedIn.transition.rules, id, item.rules),
  };
}

/** Icons are drawn by the client; this names which. */
export function issueTypeIcon(name: string, subtask: boolean): string {
  if (subtask) return 'subtask';
  const known = ['epic', 'story', 'task', 'bug'].find((word) => name.toLowerCase().includes(word));
  return known ?? (/feature/i.test(name) ? 'feature' : /improvement/i.test(name) ? 'improvement' : 'task');
}

const wellKnownStatus: Readonly<Record<string, StatusCategory>> = {
  open: 'new', reopened: 'new', 'to do': 'new', new: 'new', backlog: 'new', 'selected for development': 'new',
  'in progress': 'indeterminate', 'in review': 'indeterminate', 'in testing': 'indeterminate', 'under review': 'indeterminate',
  resolved: 'done', closed: 'done', done: 'done', complete: 'done', completed: 'done', cancelled: 'done', canceled: 'done', rejected: 'done',
};

/** Old backups give statuses no category; the names that everybody uses say it. */
export function categoryOf(name: string): StatusCategory {
  return wellKnownStatus[name.trim().toLowerCase()] ?? 'indeterminate';
}
