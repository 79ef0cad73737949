// A new issue, or a sub-task of one: only what is needed at birth; everything else can follow.
import { NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useSite, useTracker } from '../../app/session.ts';
import { documentOf } from '../../content/adf-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { Page } from '../../parts/page.tsx';
import { PersonPicker, type PickedPerson } from '../../parts/person-picker.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { issueQuery, prioritiesQuery, projectQuery, projectsQuery, trackerKeys } from './queries.ts';

type Field = 'project' | 'issuetype' | 'summary' | 'description' | 'priority' | 'assignee' | 'labels';
const fields: readonly Field[] = ['project', 'issuetype', 'summary', 'description', 'priority', 'assignee', 'labels'];
const route = getRouteApi('/inside/s/$site/tracker/new');

export function NewIssuePage() {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const search = route.useSearch();
  const parent = useQuery({ ...issueQuery(site.id, tracker, search.parent ?? ''), enabled: search.parent !== undefined });
  const projects = useInfiniteQuery(projectsQuery(site.id, tracker, ''));
  const offered = projects.data?.pages.flatMap((page) => page.values) ?? [];
  const [chosenProject, setProject] = useState(search.project);
  const projectKey = parent.data?.fields.project?.key ?? chosenProject ?? offered[0]?.key ?? '';
  const project = useQuery({ ...projectQuery(site.id, tracker, projectKey), enabled: projectKey !== '' });
  const types = (project.data?.issueTypes ?? []).filter((type) => (type.subtask === true) === (search.parent !== undefined));
  const [chosenType, setType] = useState<string>();
  const typeId = types.find((type) => type.id === chosenType)?.id ?? types[0]?.id ?? '';
  const priorities = useQuery(prioritiesQuery(site.id, tracker));
  const [summary, setSummary] = useState('');
  const [description, setDescription] = useState('');
  const [priority, setPriority] = useState('');
  const [assignee, setAssignee] = useState<PickedPerson | null>(null);
  const [labels, setLabels] = useState<string[]>([]);

  const form = useForm<Field>({
    fields,
    check: () => {
      const errors: Errors<Field> = {};
      if (projectKey === '') errors.project = say('form.needed');
      if (typeId === '') errors.issuetype = say(search.parent === undefined ? 'form.needed' : 'tracker.noSubtaskType');
      if (summary.trim() === '') errors.summary = say('form.needed');
      return errors;
    },
    send: async () => {
      const created = await tracker.createIssue({
        project: { key: projectKey },
        issuetype: { id: typeId },
        summary: summary.trim(),
        ...(description.trim() === '' ? {} : { description: documentOf(description) }),
        ...(priority === '' ? {} : { priority: { id: priority } }),
        ...(assignee === null ? {} : { assignee: { accountId: assignee.id } }),
        ...(labels.length === 0 ? {} : { labels }),
        ...(search.parent === undefined ? {} : { parent: { key: search.parent } }),
      });
      await cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) });
      if (search.parent !== undefined) await cache.invalidateQueries({ queryKey: trackerKeys.issue(site.id, search.parent) });
      told(say('tracker.issueCreated', { key: created.key }));
      await navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site: site.slug, issueKey: created.key } });
    },
  });
  const failure = projects.error ?? project.error ?? parent.error;
  return (
    <Page
      title={search.parent === undefined ? say('create.issue') : say('tracker.newSubtask', { key: search.parent })}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
      ]}
      width="form"
    >
      {failure === null ? null : <Failure failure={failure} onRetry={() => void Promise.all([projects.refetch(), project.refetch()])} />}
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
            value={projectKey}
            disabled={search.parent !== undefined}
            onChange={(event) => setProject(event.currentTarget.value)}
            data={(offered.some((one) => one.key === projectKey) || projectKey === '' ? offered : [...offered, { key: projectKey, name: project.data?.name ?? projectKey }]).map((one) => ({ value: one.key, label: `${one.name} (${one.key})` }))}
          />
          <NativeSelect {...fieldProps(form, 'issuetype')} label={say('tracker.type')} value={typeId} onChange={(event) => setType(event.currentTarget.value)} data={types.map((type) => ({ value: type.id, label: type.name }))} />
        </div>
        <TextInput {...fieldProps(form, 'summary')} label={say('tracker.summary')} maxLength={255} value={summary} onChange={(event) => setSummary(event.currentTarget.value)} autoFocus />
        <Textarea
          {...fieldProps(form, 'description')}
          label={say('tracker.description')}
          description={say('content.plainHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={6}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <div className="form-pair">
          <div>
            <div className="label">{say('tracker.assignee')}</div>
            <PersonPicker
              label={say('tracker.assignee')}
              empty={say('tracker.nobody')}
              value={assignee}
              onChange={setAssignee}
              find={async (text, signal) => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName }))}
            />
          </div>
          <NativeSelect
            {...fieldProps(form, 'priority')}
            label={say('tracker.priority')}
            value={priority}
            onChange={(event) => setPriority(event.currentTarget.value)}
            data={[{ value: '', label: say('tracker.defaultPriority') }, ...(priorities.data ?? []).map((one) => ({ value: one.id, label: one.name }))]}
          />
        </div>
        <TagsInput {...fieldProps(form, 'labels')} label={say('tracker.labels')} value={labels} onChange={setLabels} splitChars={[',', ' ']} maxTags={100} />
        <FormActions busy={form.busy} label={say('create.issue')} onCancel={() => history.back()} />
      </form>
    </Page>
  );
}
