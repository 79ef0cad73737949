// A project's settings: its details, and who may read, change and administer it.
import { Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Project } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { ContainerAccess } from '../../parts/container-access.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { ProjectTabs } from '../board/project-tabs.tsx';
import { projectQuery, trackerKeys } from './queries.ts';
import './tracker.css';

const route = getRouteApi('/inside/s/$site/tracker/projects/$projectKey/settings');

export function ProjectSettingsPage() {
  const say = useSay();
  const { site } = useSite();
  const { projectKey } = route.useParams();
  const project = useQuery(projectQuery(site.id, useTracker(), projectKey));
  return (
    <Page
      title={say('tracker.settings')}
      width="form"
      lead={<ProjectTabs projectKey={projectKey} />}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
        { label: project.data?.name ?? projectKey, to: `/s/${site.slug}/tracker/projects/${encodeURIComponent(projectKey)}` },
      ]}
    >
      {project.isError ? <Failure failure={project.error} onRetry={() => void project.refetch()} /> : null}
      {project.isPending ? <WaitingText /> : null}
      {project.data === undefined ? null : <Details project={project.data} />}
      <Section title={say('access.title')}>
        <ContainerAccess place={{ siteId: site.id, product: 'tracker', key: projectKey }} />
      </Section>
    </Page>
  );
}

function Details({ project }: { readonly project: Project }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description ?? '');
  const form = useForm<'name' | 'description'>({
    fields: ['name', 'description'],
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      await tracker.changeProject(project.key, { name: name.trim(), description: description.trim() });
      await cache.invalidateQueries({ queryKey: trackerKeys.all(site.id) });
      told(say('settings.saved'));
    },
  });
  return (
    <Section title={say('tracker.details')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), description: say('tracker.description') }} />
        <TextInput {...fieldProps(form, 'name')} label={say('tracker.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label={say('tracker.key')} description={say('tracker.keyFixed')} value={project.key} readOnly />
        <Textarea {...fieldProps(form, 'description')} label={say('tracker.description')} autosize minRows={3} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('action.save')} />
      </form>
    </Section>
  );
}
