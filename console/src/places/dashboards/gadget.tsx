// One gadget: a question as its title, the answer below it, the figures as a chart or a list, the table behind.
import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLists, type Gadget, type Grouping } from '../../api/tracker-lists.ts';
import { useFormats } from '../../app/formats.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconDots } from '../../parts/icons.ts';
import type { MenuEntry } from '../../parts/menu-entries.ts';
import { MenuButton } from '../../parts/menu-button.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { quoted } from '../tracker/jql.ts';
import { StatusMark } from '../tracker/marks.tsx';
import { Bars, Behind, Flow } from './charts.tsx';

const listedMax = 10;
const barsMax = 8;
const usualDays = 30;
const myWork = 'assignee = currentUser() AND resolution is EMPTY ORDER BY priority DESC, updated DESC';

const inBrackets = (jql: string): readonly string[] => (jql.trim() === '' ? [] : [`(${jql.replace(/\s*order\s+by\s[^"']*$/i, '').trim()})`]).filter((part) => part !== '()');
const narrowed = (jql: string, clause: string): string => [...inBrackets(jql), clause].join(' AND ');

function Frame({ answer, children }: { readonly answer: string; readonly children: ReactNode }) {
  return (
    <>
      <p className="gadget-answer">{answer}</p>
      {children}
    </>
  );
}

function IssuesLink({ jql, children }: { readonly jql: string; readonly children: ReactNode }) {
  const { site } = useSite();
  return (
    <Link to="/s/$site/tracker/issues" params={{ site: site.slug }} search={{ jql }}>
      {children}
    </Link>
  );
}

function useFigure<Figure>(key: readonly unknown[], ask: (signal: AbortSignal) => Promise<Figure>) {
  const { site } = useSite();
  return useQuery({ queryKey: ['figures', site.id, ...key], queryFn: ({ signal }) => ask(signal), staleTime: 60_000 });
}

function FlowGadget({ jql, days, title }: { readonly jql: string; readonly days: number; readonly title: string }) {
  const say = useSay();
  const formats = useFormats();
  const lists = useLists();
  const figure = useFigure(['flow', jql, days], (signal) => lists.createdResolved(jql, days, signal));
  if (figure.isError) return <Failure failure={figure.error} onRetry={() => void figure.refetch()} />;
  if (figure.data === undefined) return <WaitingText lines={5} />;
  const answer = say('dashboards.answerFlow', { created: formats.number(figure.data.created), resolved: formats.number(figure.data.resolved), days });
  return (
    <Frame answer={answer}>
      <Flow days={figure.data.days} title={`${title}: ${answer}`} />
      <Behind head={[say('dashboards.day'), say('dashboards.createdLine'), say('dashboards.resolvedLine')]} rows={figure.data.days.map(({ day, created, resolved }) => [formats.date(day), formats.number(created), formats.number(resolved)])} />
    </Frame>
  );
}

function AgeGadget({ jql }: { readonly jql: string }) {
  const say = useSay();
  const formats = useFormats();
  const lists = useLists();
  const figure = useFigure(['age', jql], (signal) => lists.ages(jql, signal));
  if (figure.isError) return <Failure failure={figure.error} onRetry={() => void figure.refetch()} />;
  if (figure.data === undefined) return <WaitingText lines={5} />;
  const { total, medianDays, buckets } = figure.data;
  const bars = buckets.map(({ fromDays, toDays, count }) => ({
    id: String(fromDays), count, name: toDays === null ? say('dashboards.bucketOver', { from: fromDays }) : say('dashboards.bucket', { from: fromDays, to: toDays }),
    clause: ['resolved is EMPTY', ...(fromDays === 0 ? [] : [`created <= -${fromDays}d`]), ...(toDays === null ? [] : [`created > -${toDays}d`])].join(' AND '),
  }));
  return (
    <Frame answer={total === 0 ? say('dashboards.answerNone') : say('dashboards.answerAge', { count: total, shown: formats.number(total), median: formats.number(medianDays ?? 0) })}>
      <Bars bars={bars.map((bar) => ({ ...bar, link: <IssuesLink jql={narrowed(jql, bar.clause)}>{bar.name}</IssuesLink> }))} />
      <Behind head={[say('dashboards.value'), say('dashboards.count')]} rows={bars.map(({ name, count }) => [name, formats.number(count)])} />
    </Frame>
  );
}

function DistributionGadget({ jql, by }: { readonly jql: string; readonly by: Grouping }) {
  const say = useSay();
  const formats = useFormats();
  const lists = useLists();
  const figure = useFigure(['by', by, jql], (signal) => lists.distribution(jql, by, signal));
  if (figure.isError) return <Failure failure={figure.error} onRetry={() => void figure.refetch()} />;
  if (figure.data === undefined) return <WaitingText lines={5} />;
  const { total, slices } = figure.data;
  const field = by === 'label' ? 'labels' : by;
  const nameOf = (name: string | null): string => name ?? say(by === 'assignee' || by === 'reporter' ? 'dashboards.nobody' : 'dashboards.nothing');
  const [first] = slices;
  const shown = slices.slice(0, barsMax).map(({ value, name, count }) => ({ id: value ?? '', count, name: nameOf(name), link: <IssuesLink jql={narrowed(jql, value === null ? `${field} is EMPTY` : `${field} = ${quoted(value)}`)}>{nameOf(name)}</IssuesLink> }));
  const rest = slices.slice(barsMax).reduce((sum, { count }) => sum + count, 0);
  return (
    <Frame answer={first === undefined ? say('dashboards.answerNone') : say('dashboards.answerBy', { name: nameOf(first.name), share: formats.number(first.count), total: formats.number(total) })}>
      <Bars bars={rest === 0 ? shown : [...shown, { id: 'rest', name: say('dashboards.others'), count: rest }]} />
      <Behind head={[say('dashboards.value'), say('dashboards.count'), say('dashboards.share')]} rows={slices.map(({ name, count }) => [nameOf(name), formats.number(count), `${Math.round((100 * count) / Math.max(1, total))} %`])} />
    </Frame>
  );
}

function IssuesGadget({ jql }: { readonly jql: string }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const tracker = useTracker();
  const lists = useLists();
  const found = useFigure(['issues', jql], (signal) => tracker.search({ jql, maxResults: listedMax }, signal));
  const count = useFigure(['count', jql], (signal) => lists.count(jql, signal));
  if (found.isError) return <Failure failure={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <WaitingText lines={5} />;
  const total = count.data?.count ?? found.data.issues.length;
  return (
    <Frame answer={total === 0 ? say('dashboards.answerNone') : say('query.found', { count: total, shown: formats.number(total) })}>
      <ul className="gadget-issues">
        {found.data.issues.map((issue) => (
          <li key={issue.key}>
            <Link to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey: issue.key }}>
              <span className="issue-key">{issue.key}</span> {issue.fields.summary}
            </Link>
            <StatusMark status={issue.fields.status} />
          </li>
        ))}
      </ul>
      {total > listedMax ? <IssuesLink jql={jql}>{say('dashboards.more')}</IssuesLink> : null}
    </Frame>
  );
}

function Inside({ gadget }: { readonly gadget: Gadget }) {
  const { jql = '', by = 'status', days = usualDays } = gadget.settings;
  switch (gadget.moduleKey) {
    case 'created-resolved': return <FlowGadget jql={jql} days={days} title={gadget.title} />;
    case 'age': return <AgeGadget jql={jql} />;
    case 'distribution': return <DistributionGadget jql={jql} by={by} />;
    case 'my-work': return <IssuesGadget jql={myWork} />;
    case 'filter-results': case 'burndown': return <IssuesGadget jql={jql} />;
  }
}

export function GadgetBox({ gadget, entries }: { readonly gadget: Gadget; readonly entries: readonly MenuEntry[] }) {
  const say = useSay();
  return (
    <section className="gadget" aria-label={gadget.title}>
      <div className="gadget-head">
        <h2>{gadget.title}</h2>
        {entries.length === 0 ? null : (
          <MenuButton
            position="bottom-end"
            entries={entries}
            target={
              <ActionIcon variant="subtle" color="gray" aria-label={say('dashboards.gadgetActions', { name: gadget.title })}>
                <IconDots size={18} />
              </ActionIcon>
            }
          />
        )}
      </div>
      <Inside gadget={gadget} />
    </section>
  );
}
