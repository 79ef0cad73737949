/** A workflow that was made here, as the descriptor in which Jira keeps one: its steps are its statuses. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { attributeText, elementText } from '../xml-text.ts';
import type { JiraNames } from './names.ts';

export function workflowDescriptor(name: string, statuses: readonly DeclaredRow[], transitions: readonly DeclaredRow[], names: JiraNames): string {
  const stepOf = new Map<number, number>();
  const numbers = new Set(statuses.map((row) => row.number('step')));
  const usable = numbers.size === statuses.length;
  statuses.forEach((row, index) => stepOf.set(row.id('status_id'), usable ? (row.number('step') ?? index + 1) : index + 1));
  const action = (row: DeclaredRow): string => {
    const step = stepOf.get(row.id('to_status_id')) ?? -1;
    return `<action id="${String(row.id('action'))}" name="${attributeText(row.text('name') ?? '')}"><results><unconditional-result old-status="Finished" status="Open" step="${String(step)}"/></results></action>`;
  };
  const of = (kind: string, from?: number): string => transitions.filter((row) => row.text('kind') === kind && (from === undefined || row.number('from_status_id') === from)).map(action).join('');
  const step = (row: DeclaredRow): string => {
    const status = row.id('status_id');
    const own = names.rows.status.find((one) => one.id() === status);
    const actions = of('directed', status);
    return `<step id="${String(stepOf.get(status) ?? 0)}" name="${attributeText(own?.text('name') ?? '')}"><meta name="jira.status.id">${elementText(names.id('status', status) ?? '')}</meta>${actions === '' ? '' : `<actions>${actions}</actions>`}</step>`;
  };
  const global = of('global');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE workflow PUBLIC "-//OpenSymphony Group//DTD OSWorkflow 2.8//EN" "http://www.opensymphony.com/osworkflow/workflow_2_8.dtd">\n<workflow>`
    + `<meta name="jira.description">${elementText(name)}</meta><initial-actions>${of('initial')}</initial-actions>${global === '' ? '' : `<global-actions>${global}</global-actions>`}<steps>${statuses.map(step).join('')}</steps></workflow>`;
}
