// One site: its details, who may enter it, and stopping or opening it again.
import { Alert, Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import { renameSite, resumeSite, type Site } from '../../api/organizations.ts';
import { useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { IconArrowUpRight, IconFileImport, IconPlayerPause, IconPlayerPlay } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { Day } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import '../../parts/rights-words.ts';
import { ProductAccess } from './product-access.tsx';
import { siteQuery } from './queries.ts';
import { SiteAccess } from './site-access.tsx';
import { useRefreshSite } from './use-refresh-site.ts';
import { siteStateTone, siteStateWord } from './words-of.ts';
import './administration.css';

const SiteDeletion = lazy(async () => ({ default: (await import('./site-deletion.tsx')).SiteDeletion }));
const SuspendSite = lazy(async () => ({ default: (await import('./suspend-site.tsx')).SuspendSite }));

const route = getRouteApi('/inside/o/$org/sites/$siteId');

export function SitePage() {
  const say = useSay();
  const org = useOrganization();
  const { siteId } = route.useParams();
  const site = useQuery(siteQuery(siteId));
  const trail = [
    { label: org.name, to: `/o/${org.slug}` },
    { label: say('place.sites'), to: `/o/${org.slug}/sites` },
  ];
  if (site.data === undefined) {
    return (
      <Page title={say('sites.site')} trail={trail}>
        {site.isError ? <Failure failure={site.error} onRetry={() => void site.refetch()} /> : <WaitingText />}
      </Page>
    );
  }
  return (
    <Page
      title={site.data.name}
      trail={trail}
      width="form"
      lead={<Mark tone={siteStateTone(site.data.state)}>{say(`site.state.${siteStateWord(site.data.state)}`)}</Mark>}
      actions={
        <>
          <ButtonLink to="/o/$org/imports" params={{ org: org.slug }} search={{ site: siteId }} variant="default" leftSection={<IconFileImport size={16} />}>
            {say('imports.begin')}
          </ButtonLink>
          <ButtonLink to="/s/$site" params={{ site: site.data.slug }} variant="default" rightSection={<IconArrowUpRight size={16} />}>
            {say('sites.open')}
          </ButtonLink>
        </>
      }
    >
      <Details site={site.data} />
      <Section title={say('access.siteTitle')}>
        <SiteAccess siteId={siteId} />
      </Section>
      <Section title={say('rights.products.title')}>
        <p className="quiet">{say('rights.products.help')}</p>
        {(site.data.products ?? []).map(({ type }) => <ProductAccess key={type} siteId={siteId} product={type} />)}
      </Section>
      <Lifecycle site={site.data} />
      <Suspense fallback={null}>
        <SiteDeletion site={site.data} />
      </Suspense>
    </Page>
  );
}

function Details({ site }: { readonly site: Site }) {
  const say = useSay();
  const refresh = useRefreshSite(site.id);
  const [name, setName] = useState(site.name);
  const form = useForm<'name'>({
    fields: ['name'],
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      await renameSite(site.id, name.trim());
      await refresh();
      told(say('settings.saved'));
    },
  });
  return (
    <Section title={say('tracker.details')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('entrance.siteName') }} />
        <TextInput {...fieldProps(form, 'name')} label={say('entrance.siteName')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <dl className="facts">
          <div>
            <dt>{say('sites.slug')}</dt>
            <dd>
              <code>{site.slug}</code>
            </dd>
          </div>
          <div>
            <dt>{say('sites.region')}</dt>
            <dd>{site.region}</dd>
          </div>
          {site.createdAt === undefined ? null : (
            <div>
              <dt>{say('tracker.created')}</dt>
              <dd>
                <Day at={site.createdAt} />
              </dd>
            </div>
          )}
          <div>
            <dt>{say('sites.id')}</dt>
            <dd>
              <code>{site.id}</code>
            </dd>
          </div>
        </dl>
        <FormActions busy={form.busy} label={say('action.save')} />
      </form>
    </Section>
  );
}

function Lifecycle({ site }: { readonly site: Site }) {
  const say = useSay();
  const refresh = useRefreshSite(site.id);
  const [asking, setAsking] = useState(false);
  const resume = useMutation({
    mutationFn: () => resumeSite(site.id),
    onSuccess: () => told(say('sites.resumed', { site: site.name })),
    onError: toldFailure,
    onSettled: refresh,
  });
  return (
    <Section title={say('sites.lifecycle')}>
      {site.state === 'suspended' ? (
        <Alert color="yellow" title={say('sites.isSuspended')}>
          {site.reason ? <p>{say('sites.reasonWas', { reason: site.reason })}</p> : null}
          <Button size="sm" variant="default" leftSection={<IconPlayerPlay size={16} />} loading={resume.isPending} onClick={() => resume.mutate()}>
            {say('sites.resume')}
          </Button>
        </Alert>
      ) : (
        <Group justify="space-between" gap="md">
          <p className="step-words quiet">{say('sites.suspendHelp')}</p>
          <Button variant="default" leftSection={<IconPlayerPause size={16} />} onClick={() => setAsking(true)}>
            {say('sites.suspend')}
          </Button>
        </Group>
      )}
      <Suspense fallback={null}>{asking ? <SuspendSite site={site} onClose={() => setAsking(false)} onUndo={() => resume.mutate()} /> : null}</Suspense>
    </Section>
  );
}
