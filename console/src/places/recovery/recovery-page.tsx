// Recovery: choose a second on the time axis, see the site as it was, and plan what to bring back. Nothing happens before the plan page.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { makePlan, type PastContainer, type Product, type RestorePlan, type Scope } from '../../api/recovery.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconHistory } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { pastItemsQuery, pastQuery, restorePlansQuery, timelineQuery } from './queries.ts';
import { TimeAxis } from './time-axis.tsx';
import { nowTone, planTone } from './tones.ts';
import './recovery-words.ts';
import './recovery.css';

const route = getRouteApi('/inside/o/$org/recovery');

export function RecoveryPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const site = org.sites.find((candidate) => candidate.id === search.site) ?? org.sites[0];
  const trail = [{ label: org.name, to: `/o/${org.slug}` }];
  if (site === undefined) {
    return (
      <Page title={say('place.recovery')} trail={trail}>
        <Empty icon={<IconHistory size={28} />} title={say('overview.noSite')}>
          {say('recovery.siteFirst')}
        </Empty>
      </Page>
    );
  }
  const product: Product = search.product === 'wiki' ? 'wiki' : 'tracker';
  return (
    <Page title={say('place.recovery')} trail={trail} lead={say('recovery.lead')}>
      <div className="recovery-where">
        <NativeSelect label={say('recovery.site')} value={site.id} onChange={(event) => void navigate({ search: { site: event.currentTarget.value, product } })} data={org.sites.map((one) => ({ value: one.id, label: one.name }))} />
        <NativeSelect
          label={say('recovery.product')} value={product} onChange={(event) => void navigate({ search: { site: site.id, product: event.currentTarget.value } })}
          data={[{ value: 'tracker', label: say('product.tracker') }, { value: 'wiki', label: say('product.wiki') }]}
        />
      </div>
      <Back key={`${site.id} ${product}`} siteId={site.id} product={product} moment={search.at} onMoment={(at) => void navigate({ search: { site: site.id, product, at }, replace: true })} />
      <Restores siteId={site.id} />
    </Page>
  );
}

function Back({ siteId, product, moment, onMoment }: { readonly siteId: string; readonly product: Product; readonly moment: string | undefined; readonly onMoment: (moment: string) => void }) {
  const say = useSay();
  const axis = useQuery(timelineQuery(siteId, product));
  if (axis.isError) return <Failure failure={axis.error} onRetry={() => void axis.refetch()} />;
  if (axis.data === undefined) return <WaitingRows rows={4} />;
  const at = moment ?? axis.data.to;
  return (
    <>
      <Section title={say('recovery.when')}>
        <TimeAxis timeline={axis.data} moment={at} onMoment={onMoment} />
      </Section>
      <Then siteId={siteId} product={product} moment={at} />
    </>
  );
}

function Then({ siteId, product, moment }: { readonly siteId: string; readonly product: Product; readonly moment: string }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const navigate = useNavigate();
  const past = useQuery(pastQuery(siteId, product, moment));
  const [opened, setOpened] = useState<PastContainer>();
  const plan = useMutation({
    mutationFn: (scope: Scope) => makePlan(siteId, product, moment, scope),
    onSuccess: (made) => navigate({ to: '/o/$org/recovery/$siteId/$planId', params: { org: org.slug, siteId, planId: made.id } }),
  });
  const columns: readonly Column<PastContainer>[] = [
    {
      id: 'name', label: say(product === 'tracker' ? 'recovery.project' : 'recovery.space'), text: (one) => one.name,
      cell: (one) => (
        <button type="button" className="row-link" aria-expanded={opened?.id === one.id} onClick={() => setOpened(opened?.id === one.id ? undefined : one)}>
          {one.key} · {one.name}
        </button>
      ),
    },
    { id: 'items', label: say('recovery.items'), width: '110px', align: 'end', optional: true, text: (one) => String(one.items), cell: (one) => formats.number(one.items) },
    { id: 'now', label: say('recovery.now'), width: '160px', text: (one) => one.now, cell: (one) => <Mark tone={nowTone[one.now]}>{say(`recovery.nowIs.${one.now}`)}</Mark> },
    {
      id: 'act', label: say('recovery.act'), width: '190px', text: () => '',
      cell: (one) => (
        <Button size="compact-sm" variant="default" disabled={plan.isPending} onClick={() => plan.mutate({ kind: 'container', id: one.id })} aria-label={say('recovery.planOf', { name: `${one.key} ${one.name}` })}>
          {say('recovery.planThis')}
        </Button>
      ),
    },
  ];
  const rows = past.data?.items ?? [];
  return (
    <Section
      title={say('recovery.asItWas', { at: formats.dateTime(moment) })}
      actions={
        <Button variant="default" disabled={plan.isPending || !past.isSuccess} onClick={() => plan.mutate({ kind: 'tenant' })}>
          {say('recovery.planAll')}
        </Button>
      }
    >
      {plan.isError ? <Failure failure={plan.error} /> : null}
      {past.isError ? <Failure failure={past.error} onRetry={() => void past.refetch()} /> : null}
      {past.isPending ? <WaitingRows rows={3} /> : null}
      {past.isSuccess && rows.length === 0 ? <p className="quiet">{say('recovery.nothingThen')}</p> : null}
      {rows.length === 0 ? null : <DataTable name="recovery-past" label={say('recovery.asItWas', { at: formats.dateTime(moment) })} columns={columns} rows={rows} rowId={(one) => String(one.id)} />}
      {opened === undefined ? null : <Items siteId={siteId} product={product} moment={moment} container={opened} onPlan={(id) => plan.mutate({ kind: 'item', id })} busy={plan.isPending} />}
    </Section>
  );
}

function Items({ siteId, product, moment, container, onPlan, busy }: { readonly siteId: string; readonly product: Product; readonly moment: string; readonly container: PastContainer; readonly onPlan: (id: number) => void; readonly busy: boolean }) {
  const say = useSay();
  const items = useQuery(pastItemsQuery(siteId, product, moment, container.id));
  if (items.isError) return <Failure failure={items.error} onRetry={() => void items.refetch()} />;
  if (items.data === undefined) return <WaitingRows rows={3} />;
  return (
    <>
      <h3>{say('recovery.itemsOf', { name: container.name })}</h3>
      {items.data.items.length === 0 ? <p className="quiet">{say('recovery.noItems')}</p> : null}
      <ul className="past-items">
        {items.data.items.map((item) => (
          <li key={item.id}>
            <span>{item.key === null ? item.title : `${item.key} · ${item.title}`}</span>
            <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onPlan(item.id)} aria-label={say('recovery.planOf', { name: item.key ?? item.title })}>
              {say('recovery.planThis')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Restores({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const plans = useQuery(restorePlansQuery(siteId));
  const rows = plans.data?.items ?? [];
  const columns: readonly Column<RestorePlan>[] = [
    {
      id: 'what', label: say('recovery.what'), text: (plan) => plan.scope.name ?? '',
      cell: (plan) => (
        <Link to="/o/$org/recovery/$siteId/$planId" params={{ org: org.slug, siteId, planId: plan.id }} className="row-link">
          {plan.scope.name === null || plan.scope.name === '' ? say(`product.${plan.product}`) : plan.scope.name}
        </Link>
      ),
    },
    { id: 'at', label: say('recovery.asAt'), width: '190px', text: (plan) => plan.at, cell: (plan) => formats.dateTime(plan.at) },
    { id: 'state', label: say('recovery.state'), width: '140px', text: (plan) => plan.state, cell: (plan) => <Mark tone={planTone[plan.state]}>{say(`recovery.states.${plan.state}`)}</Mark> },
    { id: 'made', label: say('recovery.made'), width: '150px', optional: true, text: (plan) => plan.createdAt, cell: (plan) => <When at={plan.createdAt} /> },
  ];
  return (
    <Section title={say('recovery.restores')}>
      {plans.isError ? <Failure failure={plans.error} onRetry={() => void plans.refetch()} /> : null}
      {plans.isPending ? <WaitingRows rows={2} /> : null}
      {plans.isSuccess && rows.length === 0 ? <p className="quiet">{say('recovery.noRestores')}</p> : null}
      {rows.length === 0 ? null : <DataTable name="recovery-plans" label={say('recovery.restores')} columns={columns} rows={rows} rowId={(plan) => plan.id} />}
    </Section>
  );
}
