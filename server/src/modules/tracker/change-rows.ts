/**
 * One change of one field, as it is kept: what changed and both values as one sealed record, and plain beside it what JQL's
 * WAS and CHANGED compare (ids of configured things and people).
 */
import type { Sealer } from '../../kernel/seal/index.ts';
import { sealedIn } from './columns.ts';
import type { changeItemTable } from './issue-rows.ts';
import type { RowOf } from './row-batch.ts';

export interface ChangeValues {
  /** `jira` for system fields, `custom` for others. */
  readonly fieldType: string;
  /** Name as the history shows it: `status`, `Fix Version`, a custom field's name. */
  readonly field: string;
  readonly from?: string | undefined;
  readonly fromText?: string | undefined;
  readonly to?: string | undefined;
  readonly toText?: string | undefined;
  /** What the field was, as the API takes it, where its text does not say it all: documents, custom fields. */
  readonly fromValue?: unknown;
}

export interface ChangeItem extends ChangeValues {
  /** Id of the field in the API: `status`, `customfield_10001`; null when it is not known. */
  readonly fieldId: string | null;
  readonly fromId?: number | null;
  readonly toId?: number | null;
  readonly fromPerson?: string | null;
  readonly toPerson?: string | null;
}

interface HistoryField {
  readonly id: string;
  /** What the values of the field are ids of. */
  readonly references: 'status' | 'priority' | 'resolution' | 'issuetype' | 'project' | 'version' | 'component' | 'person' | null;
}

const fields: Readonly<Record<string, HistoryField>> = {
  summary: { id: 'summary', references: null }, description: { id: 'description', references: null }, environment: { id: 'environment', references: null },
  status: { id: 'status', references: 'status' }, priority: { id: 'priority', references: 'priority' }, resolution: { id: 'resolution', references: 'resolution' },
  issuetype: { id: 'issuetype', references: 'issuetype' }, 'issue type': { id: 'issuetype', references: 'issuetype' }, project: { id: 'project', references: 'project' },
  assignee: { id: 'assignee', references: 'person' }, reporter: { id: 'reporter', references: 'person' },
  'fix version': { id: 'fixVersions', references: 'version' }, 'fix version/s': { id: 'fixVersions', references: 'version' },
  version: { id: 'versions', references: 'version' }, 'affects version/s': { id: 'versions', references: 'version' },
  component: { id: 'components', references: 'component' }, 'component/s': { id: 'components', references: 'component' },
  labels: { id: 'labels', references: null }, duedate: { id: 'duedate', references: null }, 'due date': { id: 'duedate', references: null },
  attachment: { id: 'attachment', references: null }, comment: { id: 'comment', references: null }, link: { id: 'issuelinks', references: null },
  parent: { id: 'parent', references: null }, timeestimate: { id: 'timeestimate', references: null }, timespent: { id: 'timespent', references: null },
  timeoriginalestimate: { id: 'timeoriginalestimate', references: null }, worklogid: { id: 'worklog', references: null }, key: { id: 'issuekey', references: null },
};

/** What a system field of the history is; undefined for custom fields and names nobody knows. */
export function historyField(fieldType: string, field: string): HistoryField | undefined {
  return fieldType === 'jira' ? fields[field.toLowerCase()] : undefined;
}

export function changeItemRow(sealer: Sealer, id: number, changeId: number, item: ChangeItem): RowOf<typeof changeItemTable.columns> {
  const record = { field: item.field, fieldType: item.fieldType, from: item.from ?? null, fromText: item.fromText ?? null, to: item.to ?? null, toText: item.toText ?? null, ...(item.fromValue === undefined ? {} : { fromValue: item.fromValue }) };
  return {
    id, change_id: changeId, field: item.fieldId, from_id: item.fromId ?? null, to_id: item.toId ?? null, from_person: item.fromPerson ?? null, to_person: item.toPerson ?? null,
    item: sealer.seal(sealedIn.changeItem.item, id, JSON.stringify(record)),
  };
}

export interface OpenedChangeItem {
  readonly field: string;
  readonly fieldType: string;
  readonly from: string | null;
  readonly fromText: string | null;
  readonly to: string | null;
  readonly toText: string | null;
  readonly fromValue?: unknown;
}

export function openChangeItem(sealer: Sealer, id: number, sealed: Buffer): OpenedChangeItem {
  // Written by changeItemRow above, and authenticated since.
  return JSON.parse(sealer.open(sealedIn.changeItem.item, id, sealed)) as OpenedChangeItem;
}
