// One dashboard: gadgets in two columns; its owner adds, sets up, moves and removes them without dragging.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { columnOf, place, useLists, type Gadget } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconChartLine, IconCopy, IconEdit, IconPlus, IconTrash } from '../../parts/icons.ts';
import type { MenuEntry } from '../../parts/menu-entries.ts';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { DashboardDialog } from './dashboard-dialog.tsx';
import { GadgetDialog } from './gadget-dialog.tsx';
import { GadgetBox } from './gadget.tsx';
import '../tracker/query-words.ts';

const route = getRouteApi('/inside/s/$site/tracker/dashboards/$dashboardId');
type Open = { readonly what: 'add' | 'edit' | 'delete' } | { readonly what: 'set-up'; readonly gadget: Gadget } | undefined;

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
  if (board.isError) return <Page title={say('dashboards.title')} trail={trail}><Failure failure={board.error} onRetry={() => void board.refetch()} /></Page>;
  const close = (): void => setOpen(undefined);
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: ['dashboards', site.id] });
  const change = (work: () => Promise<unknown>): void => void work().then(refresh, toldFailure);
  const all = gadgets.data?.gadgets ?? [];
  const writable = board.data?.isWritable === true;
  const inColumn = (at: number): readonly Gadget[] => all.filter((gadget) => columnOf(gadget) % 2 === at);
  const goHome = (): Promise<void> => navigate({ to: '/s/$site/tracker/dashboards', params: { site: site.slug }, search: {} });
  const swap = (gadget: Gadget, other: Gadget, order: number): void =>
    change(async () => {
      // The other goes to a place after this one's new place; what stands below makes room by itself.
      await lists.changeGadget(dashboardId, gadget.id, { position: place(columnOf(gadget), order) });
      await lists.changeGadget(dashboardId, other.id, { position: place(columnOf(gadget), order + 1) });
    });
  const entriesOf = (gadget: Gadget): readonly MenuEntry[] => {
    if (!writable) return [];
    const column = inColumn(columnOf(gadget) % 2);
    const at = column.indexOf(gadget);
    const [before, after] = [column[at - 1], column[at + 1]];
    return [
      { kind: 'item', id: 'set-up', label: say('dashboards.setUp'), onChoose: () => setOpen({ what: 'set-up', gadget }) },
      ...(before === undefined ? [] : [{ kind: 'item', id: 'up', label: say('dashboards.moveUp'), onChoose: () => swap(gadget, before, at - 1) } as const]),
      ...(after === undefined ? [] : [{ kind: 'item', id: 'down', label: say('dashboards.moveDown'), onChoose: () => swap(after, gadget, at) } as const]),
      { kind: 'item', id: 'over', label: say('dashboards.moveOver'), onChoose: () => change(() => lists.changeGadget(dashboardId, gadget.id, { position: place(1 - (columnOf(gadget) % 2), 0) })) },
      { kind: 'item', id: 'remove', danger: true, label: say('dashboards.remove'), onChoose: () => change(async () => { await lists.removeGadget(dashboardId, gadget.id); told(say('dashboards.removed', { name: gadget.title })); }) },
    ];
  };
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
              <GadgetBox key={gadget.id} gadget={gadget} entries={entriesOf(gadget)} />
            ))}
          </div>
        ))}
      </div>
      {open?.what === 'add' ? (
        <GadgetDialog
          onClose={close}
          onSave={async ({ moduleKey, title, settings }) => {
            const made = await lists.addGadget(dashboardId, { moduleKey, title });
            await lists.setUpGadget(dashboardId, made.id, settings);
            if (inColumn(0).length > inColumn(1).length) await lists.changeGadget(dashboardId, made.id, { position: place(1, inColumn(1).length) });
            await refresh();
          }}
        />
      ) : null}
      {open?.what === 'set-up' ? (
        <GadgetDialog
          gadget={open.gadget}
          onClose={close}
          onSave={async ({ title, settings }) => {
            await lists.changeGadget(dashboardId, open.gadget.id, { title });
            await lists.setUpGadget(dashboardId, open.gadget.id, settings);
            await refresh();
          }}
        />
      ) : null}
      {open?.what === 'edit' && board.data !== undefined ? (
        <DashboardDialog
          dashboard={board.data}
          onClose={close}
          onSave={async (values) => {
            await lists.changeDashboard(dashboardId, values);
            await refresh();
          }}
        />
      ) : null}
      <Confirm
        opened={open?.what === 'delete'}
        title={say('dashboards.deleteTitle', { name: board.data?.name ?? '' })}
        verb={say('filters.delete')}
        onClose={close}
        run={async () => {
          await lists.deleteDashboard(dashboardId);
          told(say('dashboards.deleted', { name: board.data?.name ?? '' }));
          await goHome();
          await refresh();
        }}
      >
        {say('dashboards.deleteHelp')}
      </Confirm>
    </Page>
  );
}
