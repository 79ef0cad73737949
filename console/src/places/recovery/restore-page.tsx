// One restore: what it would bring back, change and remove, each thing side by side; then doing it, how far it is, and the way back.
import { Alert, Button, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { applyPlan, isWorking, undoPlan, type ItemChange, type KindOfRows, type RestorePlan } from '../../api/recovery.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconAlertTriangle, IconArrowBackUp } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { WaitingRows, WaitingText } from '../../parts/waiting.tsx';
import { useSay, type Say, type WordKey } from '../../words/index.ts';
import { planItemsQuery, recoveryKey, restorePlanQuery } from './queries.ts';
import { SideBySide } from './side-by-side.tsx';
import { planTone } from './tones.ts';
import './recovery-words.ts';
import './recovery.css';

const route = getRouteApi('/inside/o/$org/recovery/$siteId/$planId');

export const nameOf = (plan: RestorePlan, say: Say): string => (plan.scope.name === null || plan.scope.name === '' ? say(plan.scope.kind === 'tenant' ? `product.${plan.product}` : 'recovery.one') : plan.scope.name);

const kindWords: Readonly<Record<string, WordKey>> = {
  'tracker.project': 'recovery.kinds.project', 'tracker.issue': 'recovery.kinds.issue', 'tracker.comment': 'recovery.kinds.comment', 'tracker.attachment': 'recovery.kinds.attachment', 'tracker.change': 'recovery.kinds.history', 'tracker.change_item': 'recovery.kinds.history',
  'tracker.issue_label': 'recovery.kinds.label', 'tracker.issue_link': 'recovery.kinds.link', 'tracker.worklog': 'recovery.kinds.worklog', 'tracker.grant': 'recovery.kinds.access',
  'wiki.space': 'recovery.kinds.space', 'wiki.content': 'recovery.kinds.page', 'wiki.version': 'recovery.kinds.history', 'wiki.content_label': 'recovery.kinds.label', 'wiki.restriction': 'recovery.kinds.access', 'wiki.grant': 'recovery.kinds.access',
};

export function RestorePage() {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const { siteId, planId } = route.useParams();
  const plan = useQuery(restorePlanQuery(siteId, planId));
  const trail = [{ label: org.name, to: `/o/${org.slug}` }, { label: say('place.recovery'), to: `/o/${org.slug}/recovery` }];
  if (plan.data === undefined) {
    return (
      <Page title={say('recovery.one')} trail={trail}>
        {plan.isError ? <Failure failure={plan.error} onRetry={() => void plan.refetch()} /> : <WaitingText />}
      </Page>
    );
  }
  const { data } = plan;
  return (
    <Page title={nameOf(data, say)} trail={trail} width="reading" lead={<><Mark tone={planTone[data.state]}>{say(`recovery.states.${data.state}`)}</Mark> {say('recovery.asItWas', { at: formats.dateTime(data.at) })}</>}>
      {isWorking(data) ? <Working plan={data} /> : null}
      {data.error === null ? null : (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={say('recovery.refused')}>
          {data.error.title} {data.error.detail} <span className="quiet">({data.error.code})</span>
        </Alert>
      )}
      {data.state === 'ready' || data.state === 'done' ? <Verbs plan={data} siteId={siteId} /> : null}
      {data.kinds.length === 0 ? null : <Changes plan={data} siteId={siteId} />}
    </Page>
  );
}

function Working({ plan }: { readonly plan: RestorePlan }) {
  const say = useSay();
  const formats = useFormats();
  const { done, total } = plan.progress;
  const words = say(plan.state === 'waiting' ? 'recovery.workingOut' : 'recovery.applyingNow');
  return (
    <div role="status" className="running">
      <strong>{words}</strong>
      <Progress value={total === 0 ? 100 : (done / total) * 100} animated={total === 0} aria-label={words} />
      <span className="quiet">{total === 0 ? say('recovery.rowsSoFar', { rows: formats.number(done) }) : say('recovery.rowsOf', { done: formats.number(done), total: formats.number(total) })}</span>
      <p className="quiet">{say('recovery.safeToLeave')}</p>
    </div>
  );
}

function Verbs({ plan, siteId }: { readonly plan: RestorePlan; readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const apply = useMutation({ mutationFn: () => applyPlan(siteId, plan.id), onSuccess: () => cache.invalidateQueries({ queryKey: recoveryKey(siteId) }) });
  const undo = useMutation({ mutationFn: () => undoPlan(siteId, plan.id), onSuccess: (made) => navigate({ to: '/o/$org/recovery/$siteId/$planId', params: { org: org.slug, siteId, planId: made.id } }) });
  return (
    <>
      <p>{plan.state === 'ready' ? say('recovery.nothingYet', { until: formats.dateTime(plan.expiresAt) }) : say('recovery.doneHelp')}</p>
      {apply.isError ? <Failure failure={apply.error} /> : null}
      {undo.isError ? <Failure failure={undo.error} /> : null}
      <div className="plan-verbs">
        {plan.state === 'ready' ? (
          <Button onClick={() => apply.mutate()} loading={apply.isPending}>
            {say('recovery.restoreHere')}
          </Button>
        ) : null}
        {plan.undoable ? (
          <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => undo.mutate()} loading={undo.isPending}>
            {say('recovery.undo')}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function Changes({ plan, siteId }: { readonly plan: RestorePlan; readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const items = useQuery(planItemsQuery(siteId, plan.id));
  const [opened, setOpened] = useState<ItemChange>();
  const count = (id: keyof Omit<KindOfRows, 'kind'>, label: string, optional = false): Column<KindOfRows> => ({ id, label, width: '110px', align: 'end', optional, text: (one) => String(one[id]), cell: (one) => formats.number(one[id]) });
  const columns: readonly Column<KindOfRows>[] = [
    { id: 'kind', label: say('recovery.kind'), text: (one) => one.kind, cell: (one) => { const word = kindWords[one.kind]; return word === undefined ? <code>{one.kind}</code> : say(word); } },
    count('created', say('recovery.op.created')), count('changed', say('recovery.op.changed')), count('removed', say('recovery.op.removed')), count('kept', say('recovery.kept'), true), count('accessLeft', say('recovery.accessLeft'), true),
  ];
  return (
    <>
      <Section title={say('recovery.byKind')}>
        <DataTable name="recovery-kinds" label={say('recovery.byKind')} columns={columns} rows={plan.kinds} rowId={(one) => one.kind} />
      </Section>
      <Section title={say('recovery.byItem')}>
        {items.isError ? <Failure failure={items.error} onRetry={() => void items.refetch()} /> : null}
        {items.isPending ? <WaitingRows rows={3} /> : null}
        <ul className="past-items">
          {(items.data?.items ?? []).map((one) => (
            <li key={`${one.op} ${String(one.item.id)}`}>
              <span>{one.item.key === null ? one.item.title : `${one.item.key} · ${one.item.title}`}</span>
              <Mark tone={one.op === 'created' ? 'good' : one.op === 'removed' ? 'bad' : 'info'}>{say(`recovery.op.${one.op}`)}</Mark>
              <Button size="compact-sm" variant="default" onClick={() => setOpened(one)} aria-label={say('recovery.compareOf', { name: one.item.key ?? one.item.title })}>
                {say('recovery.compare')}
              </Button>
            </li>
          ))}
        </ul>
      </Section>
      {opened === undefined ? null : <SideBySide siteId={siteId} product={plan.product} moment={plan.at} item={opened.item} onClose={() => setOpened(undefined)} />}
    </>
  );
}
