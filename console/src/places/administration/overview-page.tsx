// Administration begins with what needs somebody: at most seven things, the most dangerous first, each
// with the one thing to do; then the organization in figures.
import { TextInput, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import { renameOrganization } from '../../api/organizations.ts';
import { useFormats } from '../../app/formats.ts';
import { meQuery, useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { IconAlertTriangle, IconArrowUpRight, IconCircleCheck, IconInfoCircle } from '../../parts/icons.ts';
import { Page, Section } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { useNextSteps } from './next-steps.ts';
import { adminKeys, groupsQuery, organizationQuery, peopleQuery } from './queries.ts';
import './administration.css';

export function OverviewPage() {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const facts = useQuery(organizationQuery(org.id));
  const groups = useInfiniteQuery(groupsQuery(org.id, ''));
  const people = useInfiniteQuery(peopleQuery(org.id, '', undefined));
  const steps = useNextSteps(org);
  const count = (value: number | undefined): string | undefined => (value === undefined ? undefined : formats.number(value));
  return (
    <Page title={say('place.overview')} trail={[{ label: org.name }]} lead={say('overview.lead', { organization: org.name })}>
      <Section title={say('overview.needsYou')}>
        {steps.pending ? <WaitingRows rows={3} /> : null}
        {!steps.pending && steps.items.length === 0 ? (
          <p className="with-icon good">
            <IconCircleCheck size={18} aria-hidden="true" /> {say('overview.nothing')}
          </p>
        ) : null}
        <ul className="next-steps">
          {steps.items.map((step) => (
            <li key={step.id}>
              <span className={step.urgent ? 'step-icon warn' : 'step-icon'} aria-hidden="true">
                {step.urgent ? <IconAlertTriangle size={18} /> : <IconInfoCircle size={18} />}
              </span>
              <div className="step-words">
                <strong>{step.title}</strong>
                <span className="quiet">{step.why}</span>
              </div>
              <ButtonLink to={step.to} search={step.search} variant="default" size="sm">
                {step.action}
              </ButtonLink>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={say('overview.inFigures')}>
        {facts.isError ? <Failure failure={facts.error} onRetry={() => void facts.refetch()} /> : null}
        <div className="figures">
          <Figure label={say('place.sites')} value={count(facts.data?.sites)} to={`/o/${org.slug}/sites`} />
          <Figure label={say('place.people')} value={count(facts.data?.people ?? people.data?.pages[0]?.total)} to={`/o/${org.slug}/people`} />
          <Figure label={say('place.groups')} value={count(groups.data?.pages[0]?.total ?? groups.data?.pages[0]?.items.length)} to={`/o/${org.slug}/groups`} />
        </div>
      </Section>
      <Section title={say('overview.details')}>
        <Rename />
      </Section>
    </Page>
  );
}

function Figure({ label, value, to }: { readonly label: string; readonly value: string | undefined; readonly to: string }) {
  return (
    <Link to={to} className="figure">
      <span className="figure-label">{label}</span>
      <Title order={3} className="figure-value">
        {value ?? '…'}
      </Title>
      <IconArrowUpRight size={16} aria-hidden="true" />
    </Link>
  );
}

function Rename() {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const [name, setName] = useState(org.name);
  const form = useForm<'name'>({
    fields: ['name'],
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      await renameOrganization(org.id, name.trim());
      await Promise.all([cache.invalidateQueries({ queryKey: meQuery.queryKey }), cache.invalidateQueries({ queryKey: adminKeys.all(org.id) })]);
      told(say('settings.saved'));
    },
  });
  return (
    <form onSubmit={form.submit} noValidate className="form form-narrow">
      <FormSummary form={form} labels={{ name: say('tracker.name') }} />
      <TextInput {...fieldProps(form, 'name')} label={say('entrance.organization')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <FormActions busy={form.busy} label={say('action.save')} />
    </form>
  );
}
