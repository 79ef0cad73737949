/**
 * Reads an OSWorkflow descriptor (the XML in which Jira keeps a workflow) into statuses and transitions. Streaming, entity
 * expansion off, bounded; the whole text is kept beside what is read here, so nothing is lost by what this leaves out
 * (conditions, validators, post-functions).
 */
import { SaxesParser } from 'saxes';

export interface WorkflowStep {
  readonly step: number;
  /** `jira.status.id` of the step: the source's id of the status. */
  readonly status: string;
}

export interface WorkflowAction {
  readonly action: number;
  readonly name: string;
  readonly kind: 'initial' | 'global' | 'directed';
  /** Steps from which it leaves; empty for initial and global ones. */
  readonly fromSteps: readonly number[];
  /** Step that it leads to; null stays where it is. */
  readonly toStep: number | null;
}

export interface ParsedWorkflow {
  readonly steps: readonly WorkflowStep[];
  readonly actions: readonly WorkflowAction[];
}

const elementsMax = 100_000;
const depthMax = 60;

interface OpenAction {
  readonly action: number;
  readonly name: string;
  readonly place: 'initial' | 'global' | 'common' | 'step';
  readonly step: number | null;
  toStep: number | null;
  hasResult: boolean;
}

class Reading {
  readonly path: string[] = [];
  readonly steps: WorkflowStep[] = [];
  readonly actions: OpenAction[] = [];
  /** Common actions by the steps that refer to them. */
  readonly references = new Map<number, number[]>();
  elements = 0;
  step: number | null = null;
  #status: string | null = null;
  #action: OpenAction | null = null;
  #meta: string | null = null;
  #text = '';

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.elements += 1;
    if (this.elements > elementsMax || this.path.length >= depthMax) throw new Error('the workflow descriptor is larger than any workflow is');
    const parent = this.path[this.path.length - 1];
    this.path.push(name);
    this.#text = '';
    if (name === 'step' && parent === 'steps') {
      this.step = integer(attributes['id']);
      this.#status = null;
    } else if (name === 'meta') {
      this.#meta = attributes['name'] ?? null;
    } else if (name === 'common-action' && this.step !== null) {
      const id = integer(attributes['id']);
      if (id !== null) this.references.set(id, [...(this.references.get(id) ?? []), this.step]);
    } else if (name === 'action' && attributes['id'] !== undefined && this.#action === null) {
      this.#beginAction(attributes, parent);
    } else if ((name === 'unconditional-result' || name === 'result') && this.#action !== null && !this.#action.hasResult && name === 'unconditional-result') {
      const to = integer(attributes['step']);
      this.#action.toStep = to === null || to < 0 ? null : to;
      this.#action.hasResult = true;
    }
  }

  #beginAction(attributes: Readonly<Record<string, string>>, parent: string | undefined): void {
    const id = integer(attributes['id']);
    if (id === null) return;
    const place = parent === 'initial-actions' ? 'initial' : parent === 'global-actions' ? 'global' : parent === 'common-actions' ? 'common' : 'step';
    this.#action = { action: id, name: attributes['name'] ?? String(id), place, step: place === 'step' ? this.step : null, toStep: null, hasResult: false };
  }

  text(text: string): void {
    if (this.#meta !== null) this.#text += text;
  }

  close(name: string): void {
    this.path.pop();
    if (name === 'meta') {
      if (this.#meta === 'jira.status.id' && this.step !== null && this.#action === null) this.#status = this.#text.trim();
      this.#meta = null;
    } else if (name === 'action' && this.#action !== null) {
      this.actions.push(this.#action);
      this.#action = null;
    } else if (name === 'step' && this.step !== null) {
      if (this.#status !== null && this.#status !== '') this.steps.push({ step: this.step, status: this.#status });
      this.step = null;
    }
  }

  result(): ParsedWorkflow {
    return {
      steps: this.steps,
      actions: this.actions.map(({ action, name, place, step, toStep }) => ({
        action, name, toStep,
        kind: place === 'initial' ? 'initial' : place === 'global' ? 'global' : 'directed',
        fromSteps: place === 'common' ? (this.references.get(action) ?? []) : place === 'step' && step !== null ? [step] : [],
      })),
    };
  }
}

function integer(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Null when the text is not a descriptor that can be read; the caller keeps the text all the same. */
export function parseWorkflow(descriptor: string): ParsedWorkflow | null {
  const reading = new Reading();
  const parser = new SaxesParser();
  let failed = false;
  parser.on('error', () => { failed = true; });
  parser.on('opentag', ({ name, attributes }) => { reading.open(name, attributes); });
  parser.on('text', (text) => { reading.text(text); });
  parser.on('cdata', (text) => { reading.text(text); });
  parser.on('closetag', ({ name }) => { reading.close(name); });
  try {
    parser.write(descriptor.trim()).close();
  } catch {
    return null; // too large or broken: no statuses can be told from it
  }
  const result = reading.result();
  return failed || result.steps.length === 0 ? null : result;
}

/** The workflow that Jira ships and never writes into a backup (named `jira`), over its statuses 1, 3, 4, 5 and 6. */
export const classicWorkflow: ParsedWorkflow = {
  steps: [{ step: 1, status: '1' }, { step: 3, status: '3' }, { step: 4, status: '5' }, { step: 5, status: '4' }, { step: 6, status: '6' }],
  actions: [
    { action: 1, name: 'Create', kind: 'initial', fromSteps: [], toStep: 1 },
    { action: 2, name: 'Close Issue', kind: 'directed', fromSteps: [1, 3, 5], toStep: 6 },
    { action: 701, name: 'Close Issue', kind: 'directed', fromSteps: [4], toStep: 6 },
    { action: 3, name: 'Reopen Issue', kind: 'directed', fromSteps: [4, 6], toStep: 5 },
    { action: 4, name: 'Start Progress', kind: 'directed', fromSteps: [1, 5], toStep: 3 },
    { action: 5, name: 'Resolve Issue', kind: 'directed', fromSteps: [1, 3, 5], toStep: 4 },
    { action: 301, name: 'Stop Progress', kind: 'directed', fromSteps: [3], toStep: 1 },
  ],
};
