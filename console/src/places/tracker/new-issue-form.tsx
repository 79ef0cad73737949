// The form of a new issue, or of a sub-task: only what is needed at birth; everything else can follow.
import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useSite, useTracker } from '../../app/session.ts';
import { RichEditor } from '../../editor/index.ts';
import type { AdfNode } from '../../api/tracker.ts';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors, type FormState } from '../../parts/form.tsx';
import type { PickedPerson } from '../../parts/person-picker.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { issueQuery, prioritiesQuery, projectQuery, projectsQuery, trackerKeys } from './queries.ts';
import { usualType } from './usual-type.ts';

// Lists that open are loaded while the summary is being written.
const LabelsInput = lazy(async () => ({ default: (await import('./labels-input.tsx')).LabelsInput }));
const PersonPicker = lazy(async () => ({ default: (await import('../../parts/person-picker.tsx')).PersonPicker }));

type Field = 'project' | 'issuetype' | 'summary' | 'description' | 'priority' | 'assignee' | 'labels';
const fields: readonly Field[] = ['project', 'issuetype', 'summary', 'description', 'priority', 'assignee', 'labels'];

type Values = {
  readonly projectKey: string;
  readonly typeId: string;
  readonly summary: string;
  readonly description: AdfNode | null;
  readonly priority: string;
  readonly assignee: PickedPerson | null;
  readonly labels: readonly string[];
};

const nothing = { summary: '', description: null, priority: '', assignee: null, labels: [] } as const;

/** What may be chosen for the new issue: projects, and the types of the chosen one. */
function useOffers(parentKey: string | undefined, chosenProject: string | undefined, chosenType: string | undefined) {
  const { site } = useSite();
  const tracker = useTracker();
  const parent = useQuery({ ...issueQuery(site.id, tracker, parentKey ?? ''), enabled: parentKey !== undefined });
  const projects = useInfiniteQuery(projectsQuery(site.id, tracker, ''));
  const listed = projects.data?.pages.flatMap((page) => page.values) ?? [];
  const projectKey = parent.data?.fields.project?.key ?? chosenProject ?? listed[0]?.key ?? '';
  const project = useQuery({ ...projectQuery(site.id, tracker, projectKey), enabled: projectKey !== '' });
  const types = (project.data?.issueTypes ?? []).filter((type) => (type.subtask === true) === (parentKey !== undefined));
  const known = listed.some((one) => one.key === projectKey) || projectKey === '';
  return {
    projectKey,
    projects: known ? listed : [...listed, { key: projectKey, name: project.data?.name ?? projectKey }],
    types,
    typeId: (types.find((type) => type.id === chosenType) ?? usualType(types) ?? types[0])?.id ?? '',
    failure: projects.error ?? project.error ?? parent.error,
    retry: () => Promise.all([projects.refetch(), project.refetch()]),
  };
}

const fieldsOf = (values: Values, parentKey: string | undefined): Readonly<Record<string, unknown>> => ({
  project: { key: values.projectKey },
  issuetype: { id: values.typeId },
  summary: values.summary.trim(),
  ...(values.description === null ? {} : { description: values.description }),
  ...(values.priority === '' ? {} : { priority: { id: values.priority } }),
  ...(values.assignee === null ? {} : { assignee: { accountId: values.assignee.id } }),
  ...(values.labels.length === 0 ? {} : { labels: values.labels }),
  ...(parentKey === undefined ? {} : { parent: { key: parentKey } }),
});

export type NewIssueProps = { readonly project: string | undefined; readonly parent: string | undefined; readonly onCreated: (key: string) => Promise<void>; readonly onCancel: () => void };

export function NewIssueForm({ project, parent, onCreated, onCancel }: NewIssueProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [chosen, setChosen] = useState<{ readonly project?: string | undefined; readonly type?: string }>({ project });
  const [typed, setTyped] = useState<Omit<Values, 'projectKey' | 'typeId'>>(nothing);
  const offers = useOffers(parent, chosen.project, chosen.type);
  const values: Values = { ...typed, projectKey: offers.projectKey, typeId: offers.typeId };

  const form = useForm<Field>({
    fields,
    check: () => {
      const errors: Errors<Field> = {};
      if (values.projectKey === '') errors.project = say('form.needed');
      if (values.typeId === '') errors.issuetype = say(parent === undefined ? 'form.needed' : 'tracker.noSubtaskType');
      if (values.summary.trim() === '') errors.summary = say('form.needed');
      return errors;
    },
    send: async () => {
      const created = await tracker.createIssue(fieldsOf(values, parent));
      await cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) });
      if (parent !== undefined) await cache.invalidateQueries({ queryKey: trackerKeys.issue(site.id, parent) });
      told(say('tracker.issueCreated', { key: created.key }));
      await onCreated(created.key);
    },
  });
  return (
    <>
      {offers.failure === null ? null : <Failure failure={offers.failure} onRetry={() => void offers.retry()} />}
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary
          form={form}
          labels={{
            project: say('tracker.project'), issuetype: say('tracker.type'), summary: say('tracker.summary'), description: say('tracker.description'),
            priority: say('tracker.priority'), assignee: say('tracker.assignee'), labels: say('tracker.labels'),
          }}
        />
        <div className="form-pair">
          <NativeSelect
            {...fieldProps(form, 'project')}
            label={say('tracker.project')}
            value={values.projectKey}
            disabled={parent !== undefined}
            onChange={(event) => setChosen({ project: event.currentTarget.value })}
            data={offers.projects.map((one) => ({ value: one.key, label: `${one.name} (${one.key})` }))}
          />
          <NativeSelect {...fieldProps(form, 'issuetype')} label={say('tracker.type')} value={values.typeId} onChange={(event) => setChosen({ project: values.projectKey, type: event.currentTarget.value })} data={offers.types.map((type) => ({ value: type.id, label: type.name }))} />
        </div>
        <TypedFields form={form} values={values} onChange={(change) => setTyped((before) => ({ ...before, ...change }))} />
        <FormActions busy={form.busy} label={say('create.issue')} onCancel={onCancel} />
      </form>
    </>
  );
}

type TypedProps = { readonly form: FormState<Field>; readonly values: Values; readonly onChange: (change: Partial<Values>) => void };

function TypedFields({ form, values, onChange }: TypedProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const priorities = useQuery(prioritiesQuery(site.id, tracker));
  return (
    <>
      <TextInput {...fieldProps(form, 'summary')} label={say('tracker.summary')} maxLength={255} value={values.summary} onChange={(event) => onChange({ summary: event.currentTarget.value })} autoFocus />
      <div>
        <div className="label">{say('tracker.description')}</div>
        <RichEditor
          label={say('tracker.description')}
          value={null}
          compact
          people={async (text, signal) => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName }))}
          onChange={(description, { empty }) => onChange({ description: empty ? null : description })}
        />
      </div>
      <div className="form-pair">
        <div>
          <div className="label">{say('tracker.assignee')}</div>
          <Suspense fallback={<Skeleton height={36} />}>
            <PersonPicker
              label={say('tracker.assignee')}
              empty={say('tracker.nobody')}
              value={values.assignee}
              onChange={(assignee) => onChange({ assignee })}
              find={async (text, signal) => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName }))}
            />
          </Suspense>
        </div>
        <NativeSelect
          {...fieldProps(form, 'priority')}
          label={say('tracker.priority')}
          value={values.priority}
          onChange={(event) => onChange({ priority: event.currentTarget.value })}
          data={[{ value: '', label: say('tracker.defaultPriority') }, ...(priorities.data ?? []).map((one) => ({ value: one.id, label: one.name }))]}
        />
      </div>
      <Suspense fallback={<Skeleton height={60} />}>
        <LabelsInput {...fieldProps(form, 'labels')} label={say('tracker.labels')} value={[...values.labels]} onChange={(labels) => onChange({ labels })} />
      </Suspense>
    </>
  );
}
