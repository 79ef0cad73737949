// One dashboard: gadgets in two columns; its owner adds, sets up, moves and removes them without dragging.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { columnOf, useLists, type Gadget } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconChartLine, IconCopy, IconEdit, IconPlus, IconTrash } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import type { OpenDialog } from './dashboard-dialogs.tsx';
import { GadgetBox } from './gadget.tsx';
import { useGadgetEntries } from './use-gadget-entries.ts';
import '../tracker/query-words.ts';

const route = getRouteApi('/inside/s/$site/tracker/dashboards/$dashboardId');
type Open = OpenDialog | { readonly what: 'delete' } | undefined;

const DashboardDialogs = lazy(async () => ({ default: (await import('./dashboard-dialogs.tsx')).DashboardDialogs }));

export function DashboardPage() {
  const say = useSay();
  const { site } = useSite();
  const lists = useLists();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { dashboardId } = route.useParams();
  const [open, setOpen] = useState<Open>(undefined);
  const board = useQuery({ queryKey: ['dashboards', site.id, dashboardId], queryFn: ({ signal }) => lists.dashboard(dashboardId, signal) });
  const gadgets = useQuery({ queryKey: ['dashboards', site.id, dashboardId, 'gadgets'], queryFn: ({ signal }) => lists.gadgets(dashboardId, signal) });
  const trail = [{ label: site.name, to: `/s/${site.slug}` }, { label: say('dashboards.title'), to: `/s/${site.slug}/tracker/dashboards` }];
  const close = (): void => setOpen(undefined);
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: ['dashboards', site.id] });
  const change = (work: () => Promise<unknown>): void => void work().then(refresh, toldFailure);
  const all = gadgets.data?.gadgets ?? [];
  const writable = board.data?.isWritable === true;
  const inColumn = (at: number): readonly Gadget[] => all.filter((gadget) => columnOf(gadget) % 2 === at);
  const entriesOf = useGadgetEntries({ dashboardId, inColumn, change, onSetUp: (gadget) => setOpen({ what: 'set-up', gadget }) });
  if (board.isError) return <Page title={say('dashboards.title')} trail={trail}><Failure failure={board.error} onRetry={() => void board.refetch()} /></Page>;
  const copy = (): void =>
    change(async () => {
      const made = await lists.copyDashboard(dashboardId, say('dashboards.copyOf', { name: board.data?.name ?? '' }));
      told(say('dashboards.copied', { name: made.name }));
      await navigate({ to: '/s/$site/tracker/dashboards/$dashboardId', params: { site: site.slug, dashboardId: made.id } });
    });
  const addButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen({ what: 'add' })}>
      {say('dashboards.add')}
    </Button>
  );
  return (
    <Page
      title={board.data?.name ?? say('dashboards.title')}
      trail={trail}
      lead={board.data?.description}
      actions={
        <>
          {writable ? addButton : null}
          <Button variant="default" leftSection={<IconCopy size={16} />} onClick={copy}>
            {say('dashboards.copy')}
          </Button>
          {writable ? (
            <>
              <Button variant="default" leftSection={<IconEdit size={16} />} onClick={() => setOpen({ what: 'edit' })}>
                {say('filters.edit')}
              </Button>
              <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setOpen({ what: 'delete' })}>
                {say('filters.delete')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {gadgets.isPending ? <WaitingRows /> : null}
      {gadgets.data !== undefined && all.length === 0 ? <Empty icon={<IconChartLine size={28} />} title={say('dashboards.empty')} action={writable ? addButton : undefined}>{say('dashboards.emptyHelp')}</Empty> : null}
      <div className="board-grid">
        {[0, 1].map((at) => (
          <div key={at} className="board-column">
            {inColumn(at).map((gadget) => (
              <GadgetBox key={gadget.id} gadget={gadget} entries={writable ? entriesOf(gadget) : []} />
            ))}
          </div>
        ))}
      </div>
      <Suspense fallback={null}>{open === undefined || open.what === 'delete' ? null : <DashboardDialogs open={open} dashboard={board.data} columns={[inColumn(0).length, inColumn(1).length]} dashboardId={dashboardId} onClose={close} onSaved={refresh} />}</Suspense>
      <DeleteDashboard dashboardId={dashboardId} name={board.data?.name ?? ''} opened={open?.what === 'delete'} onClose={close} onDeleted={refresh} />
    </Page>
  );
}

type DeleteProps = { readonly dashboardId: string; readonly name: string; readonly opened: boolean; readonly onClose: () => void; readonly onDeleted: () => Promise<void> };

function DeleteDashboard({ dashboardId, name, opened, onClose, onDeleted }: DeleteProps) {
  const say = useSay();
  const { site } = useSite();
  const lists = useLists();
  const navigate = useNavigate();
  return (
    <Confirm
      opened={opened}
      title={say('dashboards.deleteTitle', { name })}
      verb={say('filters.delete')}
      onClose={onClose}
      run={async () => {
        await lists.deleteDashboard(dashboardId);
        told(say('dashboards.deleted', { name }));
        await navigate({ to: '/s/$site/tracker/dashboards', params: { site: site.slug }, search: {} });
        await onDeleted();
      }}
    >
      {say('dashboards.deleteHelp')}
    </Confirm>
  );
}
