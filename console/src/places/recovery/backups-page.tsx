// Backups of a site: make one now or by a schedule, watch it, fetch it, remove it.
import { Button, Group, NativeSelect, Progress } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { backups, backupSchedules, beginDownload, cancelBackup, isMaking, removeBackup, removeSchedule, type Backup, type BackupSchedule, type BackupState } from '../../api/backups.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { ButtonLink } from '../../parts/button-link.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconDatabase } from '../../parts/icons.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import './backup-words.ts';
import { MakeBackup } from './make-backup.tsx';

const route = getRouteApi('/inside/o/$org/recovery/backups');
const watchMs = 1_000;
const tones: Readonly<Record<BackupState, Tone>> = { waiting: 'info', running: 'info', done: 'good', failed: 'bad', cancelled: 'calm', removed: 'calm' };

const backupsQuery = (siteId: string) =>
  queryOptions({ queryKey: ['backups', siteId], queryFn: ({ signal }) => backups(siteId, signal), refetchInterval: (query) => (query.state.data?.items.some(isMaking) === true ? watchMs : false) });
const schedulesQuery = (siteId: string) => queryOptions({ queryKey: ['backup-schedules', siteId], queryFn: ({ signal }) => backupSchedules(siteId, signal) });

export function BackupsPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const site = org.sites.find((candidate) => candidate.id === search.site) ?? org.sites[0];
  const trail = [{ label: org.name, to: `/o/${org.slug}` }];
  if (site === undefined) {
    return (
      <Page title={say('backups.title')} trail={trail}>
        <Empty
          icon={<IconDatabase size={28} />}
          title={say('overview.noSite')}
          action={
            <ButtonLink to="/o/$org/sites" params={{ org: org.slug }} search={{ create: true }}>
              {say('sites.create')}
            </ButtonLink>
          }
        >
          {say('backups.siteFirst')}
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={say('backups.title')} trail={trail} lead={say('backups.lead')}>
      <NativeSelect label={say('backups.site')} value={site.id} onChange={(event) => void navigate({ search: { site: event.currentTarget.value } })} data={org.sites.map((one) => ({ value: one.id, label: one.name }))} />
      <MakeBackup key={site.id} siteId={site.id} />
      <Made siteId={site.id} />
      <Schedules siteId={site.id} />
    </Page>
  );
}

function Made({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const formats = useFormats();
  const cache = useQueryClient();
  const list = useQuery(backupsQuery(siteId));
  const [removing, setRemoving] = useState<Backup>();
  const rows = list.data?.items ?? [];
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: ['backups', siteId] });
  const fetchIt = async (backup: Backup): Promise<void> => {
    try {
      // The browser saves the file by itself, and goes on by itself where the connection broke.
      window.location.assign((await beginDownload(siteId, backup.id)).path);
    } catch (failure) {
      toldFailure(failure);
    }
  };
  const stop = async (backup: Backup): Promise<void> => {
    try {
      await cancelBackup(siteId, backup.id);
      told(say('backups.cancelled'));
      await refresh();
    } catch (failure) {
      toldFailure(failure);
    }
  };
  const columns: readonly Column<Backup>[] = [
    { id: 'name', label: say('backups.file'), text: (backup) => backup.name, cell: (backup) => <span style={{ overflowWrap: 'anywhere' }}>{backup.name}</span> },
    { id: 'state', label: say('backups.state'), width: '190px', text: (backup) => backup.state, cell: (backup) => <State backup={backup} /> },
    { id: 'size', label: say('backups.size'), width: '100px', align: 'end', optional: true, text: (backup) => String(backup.sizeBytes ?? ''), cell: (backup) => (backup.sizeBytes === null ? '–' : formats.bytes(backup.sizeBytes)) },
    { id: 'made', label: say('backups.made'), width: '140px', optional: true, text: (backup) => backup.createdAt, cell: (backup) => <When at={backup.createdAt} /> },
    { id: 'until', label: say('backups.until'), width: '140px', optional: true, text: (backup) => backup.expiresAt ?? '', cell: (backup) => <When at={backup.expiresAt} /> },
    {
      id: 'do', label: say('backups.actions'), width: '220px', text: () => '',
      cell: (backup) => (
        <Group gap="xs">
          {isMaking(backup) ? <Button size="xs" variant="default" aria-label={say('backups.cancelOf', { name: backup.name })} onClick={() => void stop(backup)}>{say('backups.cancel')}</Button> : null}
          {backup.state === 'done' ? <Button size="xs" aria-label={say('backups.downloadOf', { name: backup.name })} onClick={() => void fetchIt(backup)}>{say('backups.download')}</Button> : null}
          {isMaking(backup) ? null : <Button size="xs" variant="default" aria-label={say('backups.removeOf', { name: backup.name })} onClick={() => setRemoving(backup)}>{say('backups.remove')}</Button>}
        </Group>
      ),
    },
  ];
  return (
    <Section title={say('backups.list')}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={3} /> : null}
      {list.isSuccess && rows.length === 0 ? <Empty icon={<IconDatabase size={28} />} title={say('backups.none')}>{say('backups.noneHelp')}</Empty> : null}
      {rows.length === 0 ? null : <DataTable name="backups" label={say('backups.list')} columns={columns} rows={rows} rowId={(backup) => backup.id} />}
      <Confirm
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={say('backups.removeTitle')}
        verb={say('backups.remove')}
        run={async () => {
          if (removing === undefined) return;
          await removeBackup(siteId, removing.id);
          told(say('backups.removed'));
          setRemoving(undefined);
          await refresh();
        }}
      >
        {say('backups.removeHelp', { name: removing?.name ?? '' })}
      </Confirm>
    </Section>
  );
}

function State({ backup }: { readonly backup: Backup }) {
  const say = useSay();
  const formats = useFormats();
  const { done, total, ratePerSecond } = backup.progress;
  return (
    <div aria-live="polite">
      <Mark tone={tones[backup.state]}>{say(`backups.states.${backup.state}`)}</Mark>
      {backup.state === 'running' ? (
        <>
          <Progress value={total === 0 ? 100 : (done / total) * 100} striped animated={total === 0} aria-label={say('backups.progressOf', { name: backup.name })} />
          <span className="quiet">
            {say('backups.records', { count: done, shown: formats.number(done) })}
            {ratePerSecond === null ? '' : ` · ${say('backups.rate', { rate: formats.number(ratePerSecond) })}`}
          </span>
        </>
      ) : null}
      {backup.error === null ? null : <div className="quiet">{`${backup.error.title} (${backup.error.code})`}</div>}
    </div>
  );
}

function Schedules({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const cache = useQueryClient();
  const list = useQuery(schedulesQuery(siteId));
  const [stopping, setStopping] = useState<BackupSchedule>();
  const rows = list.data?.items ?? [];
  const what = (schedule: BackupSchedule): string => (schedule.containers === null ? (schedule.product === null ? say('backups.all') : say(`product.${schedule.product}`)) : schedule.containers.map(({ key }) => key).join(', '));
  const columns: readonly Column<BackupSchedule>[] = [
    { id: 'what', label: say('backups.what'), text: what, cell: (schedule) => (<>{what(schedule)}{schedule.lastProblem === null ? null : <div className="quiet">{say('backups.problem', { code: schedule.lastProblem })}</div>}</>) },
    { id: 'every', label: say('backups.repeat'), width: '160px', text: (schedule) => String(schedule.everyHours), cell: (schedule) => say('backups.every', { hours: schedule.everyHours }) },
    { id: 'next', label: say('backups.next'), width: '160px', optional: true, text: (schedule) => schedule.nextAt, cell: (schedule) => <When at={schedule.nextAt} /> },
    { id: 'do', label: say('backups.actions'), width: '120px', text: () => '', cell: (schedule) => <Button size="xs" variant="default" aria-label={say('backups.stopOf', { what: what(schedule) })} onClick={() => setStopping(schedule)}>{say('backups.stop')}</Button> },
  ];
  return (
    <Section title={say('backups.schedules')}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={1} /> : null}
      {list.isSuccess && rows.length === 0 ? <p className="quiet">{say('backups.noSchedules')}</p> : null}
      {rows.length === 0 ? null : <DataTable name="backup-schedules" label={say('backups.schedules')} columns={columns} rows={rows} rowId={(schedule) => schedule.id} />}
      <Confirm
        opened={stopping !== undefined}
        onClose={() => setStopping(undefined)}
        title={say('backups.stopTitle')}
        verb={say('backups.stop')}
        run={async () => {
          if (stopping === undefined) return;
          await removeSchedule(siteId, stopping.id);
          told(say('backups.stopped'));
          setStopping(undefined);
          await cache.invalidateQueries({ queryKey: ['backup-schedules', siteId] });
        }}
      >
        {say('backups.stopHelp')}
      </Confirm>
    </Section>
  );
}
