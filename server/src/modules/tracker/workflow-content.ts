/**
 * What a workflow says: its statuses and the transitions between them, with what a transition asks (conditions: who; validators:
 * what must be filled in) and does (post functions). One shape for the published workflow, its draft and the API.
 */
export type Condition =
  | { readonly type: 'assignee' | 'reporter' }
  | { readonly type: 'role'; readonly role: string }
  | { readonly type: 'group'; readonly group: string }
  | { readonly type: 'level'; readonly level: string };
export interface Validator { readonly type: 'field-required'; readonly field: string }
export type PostFunction =
  | { readonly type: 'set-resolution'; readonly resolution: string | null }
  | { readonly type: 'assign'; readonly to: string }
  | { readonly type: 'clear-field'; readonly field: string };

export interface TransitionContent {
  /** Number of the action; the API calls it by this. */
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: 'initial' | 'global' | 'directed';
  readonly from: readonly number[];
  readonly to: number;
  readonly conditions: readonly Condition[];
  readonly validators: readonly Validator[];
  readonly postFunctions: readonly PostFunction[];
}

export interface StatusPlace { readonly id: number; readonly x: number | null; readonly y: number | null }

export interface WorkflowContent {
  readonly name: string;
  readonly description: string;
  readonly statuses: readonly StatusPlace[];
  readonly transitions: readonly TransitionContent[];
}

export type TransitionRules = Pick<TransitionContent, 'description' | 'conditions' | 'validators' | 'postFunctions'>;
const noRules: TransitionRules = { description: '', conditions: [], validators: [], postFunctions: [] };

export function writeRules({ description, conditions, validators, postFunctions }: TransitionRules): string | undefined {
  return description === '' && conditions.length + validators.length + postFunctions.length === 0 ? undefined : JSON.stringify({ description, conditions, validators, postFunctions });
}

export function readRules(text: string | null): TransitionRules {
  // Written by writeRules above, and authenticated since.
  return text === null ? noRules : { ...noRules, ...(JSON.parse(text) as Partial<TransitionRules>) };
}

export interface WorkflowProblem { readonly code: string; readonly message: string; readonly status?: number; readonly transition?: number }

/** What the rules of this tracker must know to be right. */
export interface KnownThings {
  readonly statuses: ReadonlySet<number>;
  readonly roles: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly resolutions: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

/** Everything that keeps a workflow from being published; nothing when it may be. */
export function problemsOf(content: WorkflowContent, known: KnownThings): readonly WorkflowProblem[] {
  return [...shapeProblems(content, known), ...reachProblems(content), ...content.transitions.flatMap((transition) => ruleProblems(transition, known))];
}

function shapeProblems({ name, statuses, transitions }: WorkflowContent, known: KnownThings): readonly WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  const own = new Set(statuses.map(({ id }) => id));
  if (name.trim() === '') problems.push({ code: 'name_missing', message: 'A workflow has a name.' });
  if (statuses.length === 0) problems.push({ code: 'no_status', message: 'A workflow has at least one status.' });
  if (own.size !== statuses.length) problems.push({ code: 'status_twice', message: 'A status stands in a workflow once.' });
  for (const { id } of statuses) if (!known.statuses.has(id)) problems.push({ code: 'status_unknown', message: 'There is no such status.', status: id });
  if (new Set(transitions.map(({ id }) => id)).size !== transitions.length) problems.push({ code: 'transition_twice', message: 'Every transition has a number of its own.' });
  const initial = transitions.filter(({ type }) => type === 'initial');
  if (initial.length === 0) problems.push({ code: 'no_initial', message: 'One transition begins the workflow: it says in which status an issue is created.' });
  if (initial.length > 1) problems.push({ code: 'two_initial', message: 'One transition begins the workflow, not several.' });
  for (const transition of transitions) {
    const at = { transition: transition.id };
    if (transition.name.trim() === '') problems.push({ code: 'transition_nameless', message: 'Every transition has a name.', ...at });
    if (!own.has(transition.to)) problems.push({ code: 'transition_leads_out', message: 'A transition leads to a status of the workflow.', ...at });
    if (transition.type === 'directed' && transition.from.length === 0) problems.push({ code: 'transition_from_nowhere', message: 'A transition leaves at least one status, or is one from any status.', ...at });
    if (transition.type !== 'directed' && transition.from.length > 0) problems.push({ code: 'transition_from_any', message: 'Only a directed transition names the statuses that it leaves.', ...at });
    if (transition.from.some((id) => !own.has(id))) problems.push({ code: 'transition_comes_from_outside', message: 'A transition leaves statuses of the workflow.', ...at });
  }
  return problems;
}

/** Every status must be reached from the beginning. */
function reachProblems({ statuses, transitions }: WorkflowContent): readonly WorkflowProblem[] {
  const reached = new Set(transitions.filter(({ type }) => type === 'initial').map(({ to }) => to));
  if (reached.size === 0) return [];
  for (let grown = true; grown;) {
    const before = reached.size;
    for (const { type, from, to } of transitions) if (type === 'global' || from.some((id) => reached.has(id))) reached.add(to);
    grown = reached.size > before;
  }
  return statuses.filter(({ id }) => !reached.has(id)).map(({ id }) => ({ code: 'status_unreachable', message: 'No transition leads to this status.', status: id }));
}

function ruleProblems(transition: TransitionContent, known: KnownThings): readonly WorkflowProblem[] {
  const at = { transition: transition.id };
  const problems: WorkflowProblem[] = [];
  for (const condition of transition.conditions) {
    if (transition.type === 'initial') problems.push({ code: 'condition_at_beginning', message: 'Whoever may create issues may begin a workflow: its first transition has no conditions.', ...at });
    else if (condition.type === 'role' && !known.roles.has(condition.role)) problems.push({ code: 'role_unknown', message: 'There is no such project role.', ...at });
    else if (condition.type === 'group' && !known.groups.has(condition.group)) problems.push({ code: 'group_unknown', message: 'There is no such group.', ...at });
  }
  for (const { field } of transition.validators) if (!known.fields.has(field)) problems.push({ code: 'field_unknown', message: 'There is no such field.', ...at });
  for (const step of transition.postFunctions) {
    if (step.type === 'clear-field' && (!known.fields.has(step.field) || step.field === 'summary')) problems.push({ code: 'field_unknown', message: 'There is no such field, or it cannot be empty.', ...at });
    if (step.type === 'set-resolution' && step.resolution !== null && !known.resolutions.has(step.resolution)) problems.push({ code: 'resolution_unknown', message: 'There is no such resolution.', ...at });
  }
  return problems;
}
