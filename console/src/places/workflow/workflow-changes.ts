// What a workflow looks like after a change: pure. A status that goes takes the ways that lead to it along, and
// leaves the ways that only began there with the places that remain.
import type { WorkflowContent, WorkflowStatus, WorkflowTransition } from '../../api/workflows.ts';

export function withStatus(content: WorkflowContent, status: WorkflowStatus): WorkflowContent {
  return content.statuses.some(({ id }) => id === status.id) ? content : { ...content, statuses: [...content.statuses, status] };
}

export function withoutStatus(content: WorkflowContent, id: string): WorkflowContent {
  const statuses = content.statuses.filter((status) => status.id !== id);
  const transitions = content.transitions.flatMap((transition): readonly WorkflowTransition[] => {
    if (transition.type === 'initial' && transition.to === id) return statuses[0] === undefined ? [] : [{ ...transition, to: statuses[0].id }];
    if (transition.to === id) return [];
    if (transition.type !== 'directed') return [transition];
    const from = transition.from.filter((status) => status !== id);
    return from.length === 0 ? [] : [{ ...transition, from }];
  });
  return { ...content, statuses, transitions };
}

export function shiftStatus(content: WorkflowContent, id: string, by: 1 | -1): WorkflowContent {
  const at = content.statuses.findIndex((status) => status.id === id);
  const to = at + by;
  const moved = content.statuses[at];
  if (moved === undefined || to < 0 || to >= content.statuses.length) return content;
  const statuses = content.statuses.filter((status) => status.id !== id);
  statuses.splice(to, 0, moved);
  return { ...content, statuses };
}

/** `at` is where the transition stands now; none adds it. */
export function withTransition(content: WorkflowContent, at: number | undefined, transition: WorkflowTransition): WorkflowContent {
  return { ...content, transitions: at === undefined ? [...content.transitions, transition] : content.transitions.map((one, index) => (index === at ? transition : one)) };
}

export const withoutTransition = (content: WorkflowContent, at: number): WorkflowContent => ({ ...content, transitions: content.transitions.filter((_one, index) => index !== at) });

/** Statuses that no way leads to, so that an issue could never come there. */
export function unreachable(content: WorkflowContent): readonly string[] {
  const reached = new Set(content.transitions.filter(({ type }) => type !== 'directed').map(({ to }) => to));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { type, from, to } of content.transitions) if (type === 'directed' && from.some((status) => reached.has(status))) reached.add(to);
  }
  return content.statuses.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
}
