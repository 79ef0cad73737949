// One way through a workflow: where from, where to, who may take it, what must be filled in, what happens then.
import { Checkbox, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WorkflowContent, WorkflowTransition } from '../../api/workflows.ts';
import { useSite } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { useSay, type Say, type WordKey } from '../../words/index.ts';
import { useIssueWork } from '../tracker/use-issue-work.ts';

type Props = { readonly content: WorkflowContent; readonly transition: WorkflowTransition | undefined; readonly onClose: () => void; readonly onSave: (transition: WorkflowTransition) => void };
type Field = 'name' | 'from' | 'to';
const people = ['assignee', 'reporter', 'admin'] as const;
type Person = (typeof people)[number];
const demandable = ['assignee', 'description', 'duedate', 'components', 'fixVersions', 'labels', 'priority', 'resolution'] as const;

const personOf = (condition: WorkflowTransition['conditions'][number]): Person | undefined =>
  condition.type === 'assignee' || condition.type === 'reporter' ? condition.type : condition.type === 'level' ? 'admin' : undefined;

export function TransitionForm({ content, transition, onClose, onSave }: Props) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const resolutions = useQuery({ queryKey: ['tracker', site.id, 'resolutions'], queryFn: ({ signal }) => work.resolutions(signal) });
  const [name, setName] = useState(transition?.name ?? '');
  const [from, setFrom] = useState<readonly string[]>(transition?.from ?? []);
  const [anywhere, setAnywhere] = useState(transition?.type === 'global');
  const [to, setTo] = useState(transition?.to ?? content.statuses[0]?.id ?? '');
  const [allowed, setAllowed] = useState<readonly Person[]>(() => (transition?.conditions ?? []).map(personOf).filter((person) => person !== undefined));
  const [needed, setNeeded] = useState<readonly string[]>(() => (transition?.validators ?? []).map(({ field }) => field));
  const before = transition?.postFunctions ?? [];
  const [assign, setAssign] = useState(() => before.find((one) => one.type === 'assign')?.to ?? '');
  const [resolution, setResolution] = useState(() => {
    const set = before.find((one) => one.type === 'set-resolution');
    return set === undefined ? '' : (set.resolution ?? 'none');
  });
  const initial = transition?.type === 'initial';
  const form = useForm<Field>({
    fields: ['name', 'from', 'to'],
    check: () => {
      const errors: Errors<Field> = {};
      if (name.trim() === '') errors.name = say('form.needed');
      if (!initial && !anywhere && from.length === 0) errors.from = say('workflow.fromNeeded');
      if (to === '') errors.to = say('form.needed');
      return errors;
    },
    send: () => {
      // Rules that this form does not show stay as they are.
      const kept = (transition?.conditions ?? []).filter((condition) => personOf(condition) === undefined);
      onSave({
        ...(transition?.id === undefined ? {} : { id: transition.id }), name: name.trim(), type: initial ? 'initial' : anywhere ? 'global' : 'directed', from: initial || anywhere ? [] : from, to,
        conditions: [...kept, ...allowed.map((person) => (person === 'admin' ? ({ type: 'level', level: 'admin' } as const) : ({ type: person } as const)))],
        validators: needed.map((field) => ({ type: 'field-required', field })),
        postFunctions: [
          ...before.filter((one) => one.type === 'clear-field'),
          ...(resolution === '' ? [] : [{ type: 'set-resolution', resolution: resolution === 'none' ? null : resolution } as const]),
          ...(assign === '' ? [] : [{ type: 'assign', to: assign } as const]),
        ],
      });
      onClose();
      return Promise.resolve();
    },
  });
  const statuses = content.statuses.map((status) => ({ value: status.id, label: status.name }));
  return (
    <Dialog onClose={onClose} title={transition === undefined ? say('workflow.addTransition') : say('workflow.editTransition', { name: transition.name })} size="lg">
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), from: say('workflow.from'), to: say('workflow.to') }} />
        <TextInput {...fieldProps(form, 'name')} data-autofocus label={say('tracker.name')} description={say('workflow.nameHelp')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {initial ? null : (
          <>
            <Checkbox label={say('workflow.fromAnywhere')} checked={anywhere} onChange={(event) => setAnywhere(event.currentTarget.checked)} />
            {anywhere ? null : <MultiSelect {...fieldProps(form, 'from')} label={say('workflow.from')} data={statuses} value={[...from]} onChange={setFrom} hidePickedOptions />}
          </>
        )}
        <NativeSelect {...fieldProps(form, 'to')} label={say('workflow.to')} data={statuses} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        {initial ? null : (
          <MultiSelect label={say('workflow.who')} description={say('workflow.whoHelp')} placeholder={allowed.length === 0 ? say('workflow.everybody') : ''} data={people.map((person) => ({ value: person, label: say(`workflow.person.${person}`) }))} value={[...allowed]} onChange={(next) => setAllowed(people.filter((person) => next.includes(person)))} hidePickedOptions />
        )}
        <MultiSelect label={say('workflow.needed')} description={say('workflow.neededHelp')} data={[...new Set([...demandable, ...needed])].map((field) => ({ value: field, label: nameOf(field, say) }))} value={[...needed]} onChange={setNeeded} hidePickedOptions />
        <div className="form-pair">
          <NativeSelect label={say('workflow.setResolution')} value={resolution} data={[{ value: '', label: say('workflow.leave') }, { value: 'none', label: say('workflow.clear') }, ...(resolutions.data ?? []).map((one) => ({ value: one.id, label: one.name }))]} onChange={(event) => setResolution(event.currentTarget.value)} />
          <NativeSelect label={say('workflow.assignTo')} value={assign} data={[{ value: '', label: say('workflow.leave') }, ...(['me', 'lead', 'reporter', 'nobody'] as const).map((value) => ({ value, label: say(`workflow.assignee.${value}`) }))]} onChange={(event) => setAssign(event.currentTarget.value)} />
        </div>
        <FormActions busy={form.busy} label={say('action.save')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

const fieldKeys: Readonly<Record<string, WordKey>> = {
  assignee: 'tracker.assignee', description: 'tracker.description', duedate: 'tracker.due', components: 'tracker.components', fixVersions: 'tracker.fixedIn', labels: 'tracker.labels', priority: 'tracker.priority', resolution: 'workflow.resolution',
};

function nameOf(field: string, say: Say): string {
  const words = fieldKeys[field];
  return words === undefined ? field : say(words);
}
