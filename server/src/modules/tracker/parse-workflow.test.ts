import { describe, expect, it } from 'vitest';
import { parseWorkflow } from './parse-workflow.ts';

const descriptor = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE workflow PUBLIC "-//OpenSymphony Group//DTD OSWorkflow 2.8//EN" "http://www.opensymphony.com/osworkflow/workflow_2_8.dtd">
<workflow>
  <initial-actions><action id="1" name="Create"><results><unconditional-result old-status="x" status="Open" step="1"/></results></action></initial-actions>
  <global-actions><action id="91" name="Anywhere to done"><results><unconditional-result status="d" step="3"/></results></action></global-actions>
  <common-actions><action id="2" name="Close &amp; go"><results><unconditional-result status="d" step="3"/></results></action></common-actions>
  <steps>
    <step id="1" name="Open"><meta name="jira.status.id">10</meta><actions><common-action id="2"/><action id="4" name="Start"><results><unconditional-result step="2"/></results></action></actions></step>
    <step id="2" name="Doing"><meta name="jira.status.id">11</meta><actions><common-action id="2"/><action id="5" name="Stay"><results><unconditional-result step="-1"/></results></action></actions></step>
    <step id="3" name="Done"><meta name="jira.status.id">12</meta></step>
  </steps>
</workflow>`;

describe('a workflow descriptor', () => {
  it('becomes statuses and transitions', () => {
    expect(parseWorkflow(descriptor)).toEqual({
      steps: [{ step: 1, status: '10' }, { step: 2, status: '11' }, { step: 3, status: '12' }],
      actions: [
        { action: 1, name: 'Create', kind: 'initial', fromSteps: [], toStep: 1 }, { action: 91, name: 'Anywhere to done', kind: 'global', fromSteps: [], toStep: 3 },
        { action: 2, name: 'Close & go', kind: 'directed', fromSteps: [1, 2], toStep: 3 }, { action: 4, name: 'Start', kind: 'directed', fromSteps: [1], toStep: 2 }, { action: 5, name: 'Stay', kind: 'directed', fromSteps: [2], toStep: null },
      ],
    });
  });

  it('that cannot be read is told apart, and costs little', () => {
    expect(parseWorkflow('<workflow><steps>')).toBeNull();
    expect(parseWorkflow('no xml')).toBeNull();
    expect(parseWorkflow(`<w>${'<a>'.repeat(100_000)}`)).toBeNull();
    expect(parseWorkflow('<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w>&b;</w>')).toBeNull();
  });
});
