// Bringing in a backup: choose the site, hand in the file, and see every run so far.
import { Alert, Button, FileButton, NativeSelect, Progress } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState, type DragEvent } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import { startImport, type ImportRun, type ImportState } from '../../api/imports.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconCloudUpload, IconFileImport } from '../../parts/icons.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { importsQuery } from './queries.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/imports');

export const importTone: Readonly<Record<ImportState, Tone>> = { received: 'info', reading: 'info', building: 'info', done: 'good', failed: 'bad', cancelled: 'calm' };

export function ImportsPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const site = org.sites.find((candidate) => candidate.id === search.site) ?? org.sites[0];
  const trail = [{ label: org.name, to: `/o/${org.slug}` }];
  if (site === undefined) {
    return (
      <Page title={say('place.imports')} trail={trail}>
        <Empty
          icon={<IconFileImport size={28} />}
          title={say('overview.noSite')}
          action={
            <ButtonLink to="/o/$org/sites" params={{ org: org.slug }} search={{ create: true }}>
              {say('sites.create')}
            </ButtonLink>
          }
        >
          {say('imports.siteFirst')}
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={say('place.imports')} trail={trail} lead={say('imports.lead')}>
      <div className="import-where">
        <NativeSelect label={say('imports.into')} value={site.id} onChange={(event) => void navigate({ search: { site: event.currentTarget.value } })} data={org.sites.map((one) => ({ value: one.id, label: one.name }))} />
      </div>
      <HandIn key={site.id} siteId={site.id} />
      <Runs siteId={site.id} />
    </Page>
  );
}

function HandIn({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [sending, setSending] = useState<{ readonly name: string; readonly sentBytes: number; readonly totalBytes: number }>();
  const [failure, setFailure] = useState<unknown>(undefined);
  const [over, setOver] = useState(false);
  const stop = useRef<AbortController>(undefined);

  const send = async (file: File): Promise<void> => {
    stop.current = new AbortController();
    setFailure(undefined);
    setSending({ name: file.name, sentBytes: 0, totalBytes: file.size });
    try {
      const run = await startImport(siteId, file, (sentBytes, totalBytes) => setSending({ name: file.name, sentBytes, totalBytes }), stop.current.signal);
      await cache.invalidateQueries({ queryKey: ['imports', siteId] });
      await navigate({ to: '/o/$org/imports/$siteId/$importId', params: { org: org.slug, siteId, importId: run.id } });
    } catch (caught) {
      if (!(caught instanceof DOMException)) setFailure(caught);
    } finally {
      setSending(undefined);
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined && sending === undefined) void send(file);
  };
  return (
    <>
      {failure === undefined ? null : <Failure failure={failure} />}
      <div
        className={over ? 'hand-in hand-in-over' : 'hand-in'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {sending === undefined ? (
          <>
            <IconCloudUpload size={28} aria-hidden="true" />
            <p>{say('imports.dropHere')}</p>
            <FileButton onChange={(file) => (file === null ? undefined : void send(file))} inputProps={{ 'aria-label': say('imports.choose') }}>
              {(props) => <Button {...props}>{say('imports.choose')}</Button>}
            </FileButton>
            <p className="quiet">{say('imports.kinds')}</p>
          </>
        ) : (
          <div className="sending" role="status">
            <strong>{say('imports.sending', { name: sending.name })}</strong>
            <Progress value={sending.totalBytes === 0 ? 0 : (sending.sentBytes / sending.totalBytes) * 100} aria-label={say('imports.sending', { name: sending.name })} />
            <span className="quiet">{say('imports.sent', { sent: formats.bytes(sending.sentBytes), total: formats.bytes(sending.totalBytes) })}</span>
            <Alert color="yellow">{say('imports.stay')}</Alert>
            <Button variant="default" onClick={() => stop.current?.abort()}>
              {say('action.cancel')}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function Runs({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const list = useQuery(importsQuery(siteId));
  const runs = list.data?.items ?? [];
  const importedOf = (run: ImportRun): number => Object.values(run.report?.imported ?? {}).reduce((sum, count) => sum + count, 0);
  const columns: readonly Column<ImportRun>[] = [
    {
      id: 'name', label: say('imports.file'), text: (run) => run.name,
      cell: (run) => (
        <Link to="/o/$org/imports/$siteId/$importId" params={{ org: org.slug, siteId, importId: run.id }} className="row-link">
          {run.name}
        </Link>
      ),
    },
    { id: 'kind', label: say('imports.kind'), width: '120px', optional: true, text: (run) => run.kind ?? '', cell: (run) => run.kind ?? '–' },
    { id: 'state', label: say('sites.state'), width: '150px', text: (run) => run.state, cell: (run) => <Mark tone={importTone[run.state]}>{say(`imports.state.${run.state}`)}</Mark> },
    { id: 'records', label: say('imports.records'), width: '120px', align: 'end', optional: true, text: (run) => String(importedOf(run)), cell: (run) => (run.report === null ? '–' : formats.number(importedOf(run))) },
    { id: 'started', label: say('imports.started'), width: '150px', text: (run) => run.startedAt ?? '', cell: (run) => <When at={run.startedAt} /> },
  ];
  return (
    <Section title={say('imports.runs')}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={3} /> : null}
      {list.isSuccess && runs.length === 0 ? <p className="quiet">{say('imports.none')}</p> : null}
      {runs.length === 0 ? null : <DataTable name="imports" label={say('imports.runs')} columns={columns} rows={runs} rowId={(run) => run.id} />}
    </Section>
  );
}
