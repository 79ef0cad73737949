// How a sprint went and how much a team gets done: a question, its answer in words, the chart, and the numbers.
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Board, ReportIssue, Sprint, SprintReport } from '../../api/boards.ts';
import { useFormats, type Formats } from '../../app/formats.ts';
import { useSite } from '../../app/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconChartLine } from '../../parts/icons.ts';
import { Section } from '../../parts/page.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { boardKeys, useBoards } from './board-queries.ts';
import { PairBars, StepChart } from './charts.tsx';
import { ProjectBoard } from './project-board.tsx';
import '../tracker/tracker.css';

const route = getRouteApi('/inside/s/$site/tracker/projects/$projectKey/reports');

export function ReportsPage() {
  const say = useSay();
  const navigate = route.useNavigate();
  const { projectKey } = route.useParams();
  const search = route.useSearch();
  return (
    <ProjectBoard projectKey={projectKey} chosen={search.board} onChoose={(board) => void navigate({ search: { board } })} title={say('place.reports')}>
      {(board) => <Reports key={board.id} board={board} />}
    </ProjectBoard>
  );
}

function Reports({ board }: { readonly board: Board }) {
  const say = useSay();
  const { site } = useSite();
  const boards = useBoards();
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const sprints = useQuery({ queryKey: [...boardKeys.board(site.id, board.id), 'sprints'], queryFn: ({ signal }) => boards.sprints(board.id, 'active,closed', signal) });
  const list = (sprints.data ?? []).toSorted((a, b) => (b.startDate ?? '').localeCompare(a.startDate ?? ''));
  const sprint = list.find((one) => String(one.id) === search.sprint) ?? list[0];
  if (sprints.isError) return <Failure failure={sprints.error} onRetry={() => void sprints.refetch()} />;
  if (sprints.isPending) return <WaitingText />;
  if (sprint === undefined) {
    return (
      <Empty icon={<IconChartLine size={28} />} title={say('board.noReports')}>
        {say('board.noReportsHelp')}
      </Empty>
    );
  }
  return (
    <>
      <NativeSelect label={say('board.sprint')} w={280} mb="lg" value={String(sprint.id)} data={list.map((one) => ({ value: String(one.id), label: one.name }))} onChange={(event) => void navigate({ search: { ...search, sprint: event.currentTarget.value } })} />
      <BurndownSection key={`burn ${sprint.id}`} sprint={sprint} />
      <ReportSection key={`report ${sprint.id}`} sprint={sprint} />
      <VelocitySection board={board} />
    </>
  );
}

const amount = (formats: Formats, unit: SprintReport['unit'], value: number): string => (unit === 'seconds' ? formats.duration(value) : formats.number(value));

function BurndownSection({ sprint }: { readonly sprint: Sprint }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const boards = useBoards();
  const burn = useQuery({ queryKey: ['tracker', site.id, 'boards', 'burndown', sprint.id], queryFn: ({ signal }) => boards.burndown(sprint.id, signal) });
  if (burn.isError) return <Failure failure={burn.error} onRetry={() => void burn.refetch()} />;
  if (burn.data === undefined) return <WaitingText lines={5} />;
  const { events, start, end, initial, unit } = burn.data;
  const left = events.at(-1)?.remaining ?? initial;
  const answer = say('board.burndownAnswer', { left: amount(formats, unit, left), initial: amount(formats, unit, initial) });
  return (
    <Section title={say('board.burndown')}>
      <p className="page-lead">{answer}</p>
      <StepChart points={events.map((event) => ({ at: event.at, value: event.remaining }))} start={start} end={end} initial={initial} label={answer} />
      <Numbers title={say('board.numbers')} heads={[say('board.when'), say('tracker.issue'), say('board.change'), say('board.left')]} rows={events.map((event) => [formats.dateTime(event.at), event.issueKey ?? '–', formats.number(event.delta), amount(formats, unit, event.remaining)])} />
    </Section>
  );
}

function Numbers({ title, heads, rows }: { readonly title: string; readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  return (
    <details className="chart-numbers">
      <summary>{title}</summary>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={title}>
        <table className="table">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function ReportSection({ sprint }: { readonly sprint: Sprint }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const boards = useBoards();
  const report = useQuery({ queryKey: ['tracker', site.id, 'boards', 'report', sprint.id], queryFn: ({ signal }) => boards.report(sprint.id, signal) });
  if (report.isError) return <Failure failure={report.error} onRetry={() => void report.refetch()} />;
  if (report.data === undefined) return <WaitingText lines={5} />;
  const { totals, unit } = report.data;
  const figure = (label: string, value: number): ReactNode => (
    <div>
      <dt>{label}</dt>
      <dd>{amount(formats, unit, value)}</dd>
    </div>
  );
  return (
    <Section title={say('board.report')}>
      {sprint.goal ? <p className="page-lead">{sprint.goal}</p> : null}
      <dl className="report-figures">
        {figure(say('board.committed'), totals.committed)}
        {figure(say('board.done'), totals.completed)}
        {figure(say('board.added'), totals.added)}
        {figure(say('board.takenOut'), totals.removed)}
      </dl>
      <Issues title={say('board.doneIssues')} issues={report.data.completed} />
      <Issues title={say('board.openIssues')} issues={report.data.notCompleted} />
      <Issues title={say('board.doneElsewhere')} issues={report.data.completedOutside} />
      <Issues title={say('board.takenOutIssues')} issues={report.data.removed} />
    </Section>
  );
}

function Issues({ title, issues }: { readonly title: string; readonly issues: readonly ReportIssue[] }) {
  const say = useSay();
  const { site } = useSite();
  if (issues.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span className="count">{issues.length}</span>
      </h3>
      <ul className="linked-list">
        {issues.map((issue) => (
          <li key={issue.id} className="linked">
            <Link to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey: issue.key }} className="issue-link">
              <span className="issue-key">{issue.key}</span>
              <span className="issue-summary">{issue.summary}</span>
            </Link>
            {issue.addedDuring === true ? <span className="mark mark-warn">{say('board.addedDuring')}</span> : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function VelocitySection({ board }: { readonly board: Board }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const boards = useBoards();
  const velocity = useQuery({ queryKey: [...boardKeys.board(site.id, board.id), 'velocity'], queryFn: ({ signal }) => boards.velocity(board.id, signal) });
  const sprints = velocity.data?.sprints ?? [];
  if (sprints.length === 0) return null;
  const unit = velocity.data?.unit ?? 'issues';
  const average = sprints.reduce((sum, sprint) => sum + sprint.completed, 0) / sprints.length;
  const answer = say('board.velocityAnswer', { average: amount(formats, unit, Math.round(average * 10) / 10) });
  return (
    <Section title={say('board.velocity')}>
      <p className="page-lead">{answer}</p>
      <PairBars pairs={sprints.map(({ name, committed, completed }) => ({ name, first: committed, second: completed }))} firstName={say('board.committed')} secondName={say('board.done')} label={answer} />
      <Numbers title={say('board.numbers')} heads={[say('board.sprint'), say('board.committed'), say('board.done')]} rows={sprints.map((sprint) => [sprint.name, amount(formats, unit, sprint.committed), amount(formats, unit, sprint.completed)])} />
    </Section>
  );
}
