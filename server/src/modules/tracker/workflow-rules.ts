/** What a transition asks of whoever takes it and of the issue, and what it does to the issue. Decided inside the transaction that takes it. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { groupIds } from '../../kernel/ids/index.ts';
import { hasLevel, type Viewer } from './access.ts';
import { sealedIn } from './columns.ts';
import { FieldErrors } from './field-errors.ts';
import type { TransitionRow } from './issue-change-store.ts';
import type { LockedIssue } from './issue-read-store.ts';
import { personKey } from './show-people.ts';
import { readRules, type Condition, type TransitionRules } from './workflow-content.ts';
import { filledFields, rolesHeld } from './workflow-store.ts';

export type JudgedIssue = Pick<LockedIssue, 'assignee' | 'reporter' | 'level' | 'project_id'>;

export function rulesOf(tx: Pick<ReadTx, 'sealer'>, row: Pick<TransitionRow, 'id' | 'rules'>): TransitionRules {
  return readRules(row.rules === null ? null : tx.sealer.open(sealedIn.transition.rules, row.id, row.rules));
}

/** The transitions that this person may take; roles are read only where a condition asks for one. */
export async function permitted(tx: ReadTx, viewer: Viewer, issue: JudgedIssue, rows: readonly TransitionRow[]): Promise<readonly TransitionRow[]> {
  const judged = rows.map((row) => ({ row, conditions: rulesOf(tx, row).conditions }));
  const asksRoles = judged.some(({ conditions }) => conditions.some(({ type }) => type === 'role'));
  const roles = asksRoles ? await rolesHeld(tx, issue.project_id, viewer.accountId, viewer.principals) : new Set<string>();
  return judged.filter(({ conditions }) => conditions.every((condition) => meets(condition, viewer, issue, roles))).map(({ row }) => row);
}

function meets(condition: Condition, viewer: Viewer, issue: JudgedIssue, roles: ReadonlySet<string>): boolean {
  switch (condition.type) {
    case 'assignee': case 'reporter': return viewer.accountId !== null && issue[condition.type] === viewer.accountId;
    case 'role': return roles.has(condition.role);
    case 'group': return viewer.principals.some((principal) => principal === groupOf(condition.group));
    case 'level': return hasLevel(issue.level, condition.level === 'admin' ? 'admin' : 'write');
  }
}

function groupOf(text: string): string {
  try {
    return groupIds.parse(text);
  } catch {
    return ''; // a group of another form is nobody's
  }
}

/** Names every required field that is empty and that the request does not fill. */
export async function validate(tx: ReadTx, issueId: number, rules: TransitionRules, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const wanted = rules.validators.map(({ field }) => field).filter((field) => isEmpty(fields[field]));
  if (wanted.length === 0) return;
  const custom = wanted.filter((field) => field.startsWith('customfield_')).map((field) => Number(field.slice('customfield_'.length)));
  const filled = await filledFields(tx, issueId, custom);
  const faults = new FieldErrors();
  for (const field of wanted) if (!filled.has(field) || field in fields) faults.add(field, 'The workflow asks for this field here.', 'required');
  faults.throwIfAny();
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What the post functions set, as fields of an edit; a later one wins. */
export function effectOf(rules: TransitionRules, issue: Pick<LockedIssue, 'reporter' | 'project_lead'>, actor: string | null): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  for (const step of rules.postFunctions) {
    if (step.type === 'set-resolution') fields['resolution'] = step.resolution === null ? null : { id: step.resolution };
    else if (step.type === 'clear-field') fields[step.field] = ['labels', 'components', 'fixVersions', 'versions'].includes(step.field) ? [] : null;
    else fields['assignee'] = person({ me: actor, lead: issue.project_lead, reporter: issue.reporter, nobody: null }, step.to);
  }
  return fields;
}

function person(known: Readonly<Record<string, string | null>>, to: string): unknown {
  if (!(to in known)) return { accountId: to };
  const id = known[to] ?? null;
  return id === null ? null : { accountId: personKey(id) };
}
