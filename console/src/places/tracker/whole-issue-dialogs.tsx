// An issue taken as a whole: into another project, or once more.
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { projectQuery, projectsQuery, trackerKeys } from './queries.ts';
import { useBulk } from './use-bulk.ts';
import { usualType } from './usual-type.ts';
import './bulk-words.ts';

type Props = { readonly issue: Issue; readonly onClose: () => void };

function useGoTo() {
  const { site } = useSite();
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async (issueKey: string): Promise<void> => {
    await cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) });
    await navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site: site.slug, issueKey } });
  };
}

export function MoveIssue({ issue, onClose }: Props) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const bulk = useBulk();
  const go = useGoTo();
  const [projectKey, setProjectKey] = useState('');
  const [chosenType, setChosenType] = useState('');
  const projects = useInfiniteQuery(projectsQuery(site.id, tracker, ''));
  const project = useQuery({ ...projectQuery(site.id, tracker, projectKey), enabled: projectKey !== '' });
  const types = (project.data?.issueTypes ?? []).filter((type) => type.subtask !== true);
  const type = types.find((one) => one.id === chosenType) ?? types.find((one) => one.name === issue.fields.issuetype?.name) ?? usualType(types);
  const form = useForm<'project' | 'issueType'>({
    fields: ['project', 'issueType'],
    check: () => {
      const errors: Errors<'project' | 'issueType'> = {};
      if (projectKey === '') errors.project = say('form.needed');
      return errors;
    },
    send: async () => {
      const { key, formerKey } = await bulk.move(issue.key, { project: projectKey, ...(type === undefined ? {} : { issueType: type.id }) });
      told(say('bulk.moved', { formerKey, key }));
      onClose();
      await go(key);
    },
  });
  const offered = (projects.data?.pages.flatMap((page) => page.values) ?? []).filter((one) => one.key !== issue.fields.project?.key);
  return (
    <Dialog onClose={onClose} title={say('bulk.moveTitle', { key: issue.key })}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ project: say('tracker.project'), issueType: say('tracker.type') }} />
        <NativeSelect {...fieldProps(form, 'project')} data-autofocus label={say('tracker.project')} description={say('bulk.oldKeyLeads')} value={projectKey} data={[{ value: '', label: '–' }, ...offered.map((one) => ({ value: one.key, label: `${one.name} (${one.key})` }))]} onChange={(event) => setProjectKey(event.currentTarget.value)} />
        <NativeSelect {...fieldProps(form, 'issueType')} label={say('tracker.type')} value={type?.id ?? ''} disabled={types.length === 0} data={types.map((one) => ({ value: one.id, label: one.name }))} onChange={(event) => setChosenType(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('bulk.kind.move')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

const summaryMax = 255;

export function CloneIssue({ issue, onClose }: Props) {
  const say = useSay();
  const bulk = useBulk();
  const go = useGoTo();
  const [summary, setSummary] = useState(issue.fields.summary);
  const [withSubtasks, setSubtasks] = useState(true);
  const [withLinks, setLinks] = useState(false);
  const [withAttachments, setAttachments] = useState(true);
  const form = useForm<'summary'>({
    fields: ['summary'],
    check: () => (summary.trim() === '' ? { summary: say('form.needed') } : {}),
    send: async () => {
      const { key } = await bulk.clone(issue.key, { summary: summary.trim(), withSubtasks, withLinks, withAttachments });
      told(say('tracker.issueCreated', { key }));
      onClose();
      await go(key);
    },
  });
  return (
    <Dialog onClose={onClose} title={say('bulk.cloneTitle', { key: issue.key })}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ summary: say('tracker.summary') }} />
        <TextInput {...fieldProps(form, 'summary')} data-autofocus label={say('tracker.summary')} maxLength={summaryMax} value={summary} onChange={(event) => setSummary(event.currentTarget.value)} />
        <Checkbox label={say('bulk.withSubtasks')} checked={withSubtasks} onChange={(event) => setSubtasks(event.currentTarget.checked)} />
        <Checkbox label={say('bulk.withFiles')} checked={withAttachments} onChange={(event) => setAttachments(event.currentTarget.checked)} />
        <Checkbox label={say('bulk.withLinks')} checked={withLinks} onChange={(event) => setLinks(event.currentTarget.checked)} />
        <FormActions busy={form.busy} label={say('bulk.clone')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
