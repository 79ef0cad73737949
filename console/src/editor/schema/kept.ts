// How nodes keep what the format says of them: as one string of JSON each, so that what nobody touched goes
// back exactly as it came, and two editors at once can compare it by value.
import type { Attribute } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';

export type Facts = Readonly<Record<string, unknown>>;

export type NodeFacts = { readonly attrs: Facts };

export const isFacts = (value: unknown): value is Facts => typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // pasted by somebody else: it says nothing
  }
}

/** The attributes that the format gives a node or mark; none when there are none. */
export function factsOf(of: NodeFacts): Facts {
  const facts = parsed(of.attrs['adf']);
  return isFacts(facts) ? facts : {};
}

export const textFact = (of: NodeFacts, name: string): string => {
  const value = factsOf(of)[name];
  return typeof value === 'string' ? value : '';
};

/** The marks of the format that stand on a block itself. */
export function frameOf(node: EditorNode): readonly Facts[] {
  const marks = parsed(node.attrs['frame']);
  return Array.isArray(marks) ? marks.filter(isFacts) : [];
}

export const keep = (facts: Facts | undefined): string | null => (facts === undefined ? null : JSON.stringify(facts));

/** `node` with some facts changed; a fact that becomes undefined goes. */
export const changed = (of: NodeFacts, facts: Facts): string => JSON.stringify({ ...factsOf(of), ...facts });

const keptFacts: Attribute = {
  default: null,
  keepOnSplit: false,
  parseHTML: (element) => {
    const text = element.getAttribute('data-adf');
    return isFacts(parsed(text)) ? text : null;
  },
  renderHTML: (attributes) => (typeof attributes['adf'] === 'string' ? { 'data-adf': attributes['adf'] } : {}),
};

const keptFrame: Attribute = {
  default: null,
  keepOnSplit: false,
  parseHTML: (element) => (Array.isArray(parsed(element.getAttribute('data-frame'))) ? element.getAttribute('data-frame') : null),
  renderHTML: (attributes) => (typeof attributes['frame'] === 'string' ? { 'data-frame': attributes['frame'] } : {}),
};

export const kept = (): { adf: Attribute; frame: Attribute } => ({ adf: keptFacts, frame: keptFrame });
export const keptOfMark = (): { adf: Attribute } => ({ adf: keptFacts });
