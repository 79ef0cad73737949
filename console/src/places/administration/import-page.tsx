// One import: how far it is, and afterwards what came in and what did not, by kind and with the reason.
import { Alert, Button, Progress, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import { cancelImport, isRunning, resumeImport, type ImportReport, type ImportRun } from '../../api/imports.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconAlertTriangle, IconPlayerPlay } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay, type Say, type WordKey } from '../../words/index.ts';
import { importTone } from './imports-page.tsx';
import { importQuery } from './queries.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/imports/$siteId/$importId');

const kindWords: Readonly<Record<string, WordKey>> = {
  projects: 'imports.things.projects',
  issues: 'imports.things.issues',
  comments: 'imports.things.comments',
  attachments: 'imports.things.attachments',
  users: 'imports.things.users',
  worklogs: 'imports.things.worklogs',
  links: 'imports.things.links',
  spaces: 'imports.things.spaces',
  pages: 'imports.things.pages',
  pageVersions: 'imports.things.pageVersions',
  blogPosts: 'imports.things.blogPosts',
};

const phaseWords: Readonly<Record<string, WordKey>> = {
  received: 'imports.state.received',
  reading: 'imports.state.reading',
  building: 'imports.state.building',
};

const named = (words: Readonly<Record<string, WordKey>>, name: string, say: Say): string => {
  const key = words[name];
  return key === undefined ? name : say(key);
};

export function ImportPage() {
  const say = useSay();
  const org = useOrganization();
  const { siteId, importId } = route.useParams();
  const site = org.sites.find((candidate) => candidate.id === siteId);
  const run = useQuery(importQuery(siteId, importId));
  const trail = [
    { label: org.name, to: `/o/${org.slug}` },
    { label: say('place.imports'), to: `/o/${org.slug}/imports` },
    ...(site === undefined ? [] : [{ label: site.name }]),
  ];
  if (run.data === undefined) {
    return (
      <Page title={say('imports.one')} trail={trail}>
        {run.isError ? <Failure failure={run.error} onRetry={() => void run.refetch()} /> : <WaitingText />}
      </Page>
    );
  }
  return (
    <Page title={run.data.name} trail={trail} width="reading" lead={<Mark tone={importTone[run.data.state]}>{say(`imports.state.${run.data.state}`)}</Mark>}>
      {isRunning(run.data) ? <Running run={run.data} siteId={siteId} /> : <Ended run={run.data} siteId={siteId} siteSlug={site?.slug} />}
    </Page>
  );
}

function Running({ run, siteId }: { readonly run: ImportRun; readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { progress } = run;
  const total = progress?.total ?? 0;
  const share = progress === null || total === 0 ? 0 : Math.min(100, (progress.done / total) * 100);
  return (
    <div className="running">
      <div role="status" aria-live="polite">
        <strong>{progress === null ? say('imports.state.received') : named(phaseWords, progress.phase, say)}</strong>{' '}
        {progress === null ? null : (
          <span className="tabular">
            {total > 0 ? say('imports.doneOf', { done: formats.number(progress.done), total: formats.number(total) }) : formats.number(progress.done)} {progress.unit}
            {run.ratePerSecond === null ? '' : ` · ${say('imports.rate', { rate: formats.number(Math.round(run.ratePerSecond)) })}`}
          </span>
        )}
      </div>
      <Progress size="lg" value={share} animated={total === 0} aria-label={say('imports.progressOf', { name: run.name })} />
      <Text c="dimmed">{say('imports.safeToLeave')}</Text>
      <Button variant="default" onClick={() => setAsking(true)}>
        {say('imports.cancel')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={say('imports.cancelTitle')}
        verb={say('imports.cancel')}
        run={async () => {
          await cancelImport(siteId, run.id);
          await cache.invalidateQueries({ queryKey: ['imports', siteId] });
          told(say('imports.cancelled'));
        }}
      >
        {say('imports.cancelHelp')}
      </Confirm>
    </div>
  );
}

function Ended({ run, siteId, siteSlug }: { readonly run: ImportRun; readonly siteId: string; readonly siteSlug: string | undefined }) {
  const say = useSay();
  const cache = useQueryClient();
  const resume = useMutation({
    mutationFn: () => resumeImport(siteId, run.id),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: ['imports', siteId] }),
  });
  return (
    <>
      <p className="quiet">
        {say('imports.started')}: <When at={run.startedAt} exact /> · {say('imports.ended')}: <When at={run.endedAt} exact />
      </p>
      {run.error === null ? null : (
        <Alert role="alert" color="red" icon={<IconAlertTriangle size={18} />} title={run.error.title} mb="md">
          {run.error.detail ? <p>{run.error.detail}</p> : null}
          <span className="failure-code">
            {say('failure.code')} <code>{run.error.code}</code>
          </span>
        </Alert>
      )}
      {run.state === 'failed' || run.state === 'cancelled' ? (
        <Button variant="default" leftSection={<IconPlayerPlay size={16} />} loading={resume.isPending} onClick={() => resume.mutate()} mb="md">
          {say('imports.resume')}
        </Button>
      ) : null}
      {run.report === null ? null : <Report report={run.report} />}
      {run.state === 'done' && siteSlug !== undefined ? (
        <ButtonLink to={run.report?.kind === 'confluence' ? '/s/$site/wiki' : '/s/$site/tracker'} params={{ site: siteSlug }} search={{}}>
          {say('imports.lookAtIt')}
        </ButtonLink>
      ) : null}
    </>
  );
}

function Report({ report }: { readonly report: ImportReport }) {
  const say = useSay();
  const formats = useFormats();
  const skipped = report.skipped.reduce((sum, entry) => sum + entry.count, 0);
  return (
    <>
      <Section title={say('imports.cameIn')}>
        <ul className="figures">
          {Object.entries(report.imported).map(([name, count]) => (
            <li key={name} className="figure figure-plain">
              <span className="figure-label">{named(kindWords, name, say)}</span>
              <span className="figure-value">{formats.number(count)}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={say('imports.skipped')}>
        {report.skipped.length === 0 ? (
          <p className="good">{say('imports.nothingSkipped')}</p>
        ) : (
          <>
            <p>{say('imports.skippedHelp', { count: skipped, shown: formats.number(skipped) })}</p>
            <div className="table-scroll">
              <Table aria-label={say('imports.skipped')} tabularNums>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{say('imports.kind')}</Table.Th>
                    <Table.Th scope="col">{say('imports.count')}</Table.Th>
                    <Table.Th scope="col">{say('imports.reason')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {report.skipped.map((entry) => (
                    <Table.Tr key={`${entry.kind} ${entry.reason}`}>
                      <Table.Td>
                        <code>{entry.kind}</code>
                      </Table.Td>
                      <Table.Td>{formats.number(entry.count)}</Table.Td>
                      <Table.Td>{entry.reason}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          </>
        )}
      </Section>
    </>
  );
}
