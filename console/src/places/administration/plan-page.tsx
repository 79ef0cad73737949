// The plan: what the organization has, what each plan brings, how many seats are used, and a change that first says what it switches off.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePlan, previewPlan, type PlanAnswer, type PlanChange, type PlanName, type PlanPreview } from '../../api/plan.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { adminKeys, planQuery } from './queries.ts';
import './plan-words.ts';
import './administration.css';

const plans: readonly PlanName[] = ['free', 'standard', 'premium', 'enterprise'];
const trialDays = 30;

export function PlanPage() {
  const say = useSay();
  const org = useOrganization();
  const plan = useQuery(planQuery(org.id));
  return (
    <Page title={say('plan.title')} trail={[{ label: org.name, to: `/o/${org.slug}` }]} width="form" lead={say('plan.lead')}>
      {plan.isError ? <Failure failure={plan.error} onRetry={() => void plan.refetch()} /> : null}
      {plan.isPending ? <WaitingText /> : null}
      {plan.isSuccess ? <PlanShown key={plan.data.plan} plan={plan.data} /> : null}
    </Page>
  );
}

function PlanShown({ plan }: { readonly plan: PlanAnswer }) {
  const say = useSay();
  const org = useOrganization();
  const formats = useFormats();
  return (
    <>
      <Section title={say(`plan.name.${plan.effective}`)}>
        {plan.trial === null ? null : <p>{say('plan.trialUntil', { plan: say(`plan.name.${plan.trial.plan}`), day: formats.date(plan.trial.endsAt) })}</p>}
        {org.role === 'admin' ? <ChangePlan plan={plan} /> : null}
      </Section>
      <Section title={say('plan.features')}>
        <ul className="access-list">
          {plan.features.map((feature) => (
            <li key={feature.name}>
              <span className="access-who">
                <span className="person-words">
                  <span className="person-name">{say(`plan.feature.${feature.name}`)}</span>
                  <span className="person-note">{feature.because === 'flag' ? say('plan.byFlag') : say('plan.from', { plan: say(`plan.name.${feature.from}`) })}</span>
                </span>
              </span>
              <Mark tone={feature.on ? 'good' : 'info'}>{say(feature.on ? 'plan.on' : 'plan.off')}</Mark>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={say('plan.seats')}>
        <p className="quiet">{say('plan.seatsHelp', { people: formats.number(plan.seats.people) })}</p>
        <ul className="access-list">
          {plan.seats.sites.map((site) => (
            <li key={site.id}>
              <span className="access-who">{site.name}</span>
              <span>{say('plan.seatsOf', { tracker: formats.number(site.tracker), wiki: formats.number(site.wiki) })}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function ChangePlan({ plan }: { readonly plan: PlanAnswer }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const [wanted, setWanted] = useState(plan.plan);
  const [asked, setAsked] = useState<{ readonly change: PlanChange; readonly preview: PlanPreview }>();
  const preview = useMutation({ mutationFn: (change: PlanChange) => previewPlan(org.id, change), onSuccess: (answer, change) => setAsked({ change, preview: answer }), onError: toldFailure });
  return (
    <div className="access-add">
      <NativeSelect
        label={say('plan.choose')}
        value={wanted}
        data={plans.map((name) => ({ value: name, label: say(`plan.name.${name}`) }))}
        onChange={(event) => setWanted(plans.find((name) => name === event.currentTarget.value) ?? plan.plan)}
      />
      <Button disabled={wanted === plan.plan} loading={preview.isPending} onClick={() => preview.mutate({ plan: wanted })}>{say('plan.change')}</Button>
      {plan.trial === null ? <Button variant="default" onClick={() => preview.mutate({ trial: { plan: 'premium', days: trialDays } })}>{say('plan.try', { plan: say('plan.name.premium'), days: trialDays })}</Button> : null}
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={say('plan.changeTitle', { plan: say(`plan.name.${asked?.preview.effective ?? plan.plan}`) })}
        verb={say('plan.change')}
        run={async () => {
          if (asked === undefined) return;
          await changePlan(org.id, { ...asked.change, accept: asked.preview.switchesOff.map(({ name }) => name) });
          await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
          told(say('plan.changed'));
        }}
      >
        {asked === undefined || asked.preview.switchesOff.length === 0 ? say('plan.losesNothing') : say('plan.loses', { features: asked.preview.switchesOff.map(({ name }) => say(`plan.feature.${name}`)).join(', ') })}
      </Confirm>
    </div>
  );
}
