// Dashboards: one's own and those shared with one, found by name.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useLists, type Dashboard } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconChartLine, IconPlus } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { PersonName } from '../../parts/person.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { DashboardDialog, type DashboardValues } from './dashboard-dialog.tsx';
import '../tracker/query-words.ts';

const route = getRouteApi('/inside/s/$site/tracker/dashboards');

export function DashboardListPage() {
  const say = useSay();
  const { site } = useSite();
  const lists = useLists();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { q = '' } = route.useSearch();
  const [creating, setCreating] = useState(false);
  const all = useQuery({ queryKey: ['dashboards', site.id, 'all'], queryFn: ({ signal }) => lists.dashboards(signal) });
  const shown = (all.data?.values ?? []).filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  async function create(values: DashboardValues): Promise<void> {
    const made = await lists.createDashboard(values);
    told(say('dashboards.created', { name: made.name }));
    await cache.invalidateQueries({ queryKey: ['dashboards', site.id] });
    await navigate({ to: '/s/$site/tracker/dashboards/$dashboardId', params: { site: site.slug, dashboardId: made.id } });
  }
  const shares = ({ sharePermissions }: Dashboard): string => (sharePermissions.length === 0 ? say('filters.nobody') : sharePermissions.some(({ type }) => type === 'loggedin') ? say('filters.everybody') : say('filters.people', { count: sharePermissions.length }));
  const columns: readonly Column<Dashboard>[] = [
    {
      id: 'name', label: say('filters.name'), text: ({ name }) => name,
      cell: ({ id, name }) => (
        <Link to="/s/$site/tracker/dashboards/$dashboardId" params={{ site: site.slug, dashboardId: id }} preload="intent">
          {name}
        </Link>
      ),
    },
    { id: 'description', label: say('filters.description'), wide: true, optional: true, text: ({ description }) => description, cell: ({ description }) => description },
    { id: 'owner', label: say('filters.owner'), width: '200px', optional: true, text: ({ owner }) => owner?.displayName ?? '', cell: ({ owner }) => (owner === undefined ? null : <PersonName name={owner.displayName} />) },
    { id: 'shared', label: say('filters.sharedWith'), width: '200px', optional: true, text: shares, cell: shares },
  ];
  const button = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      {say('dashboards.create')}
    </Button>
  );
  return (
    <Page title={say('dashboards.title')} trail={[{ label: site.name, to: `/s/${site.slug}` }]} lead={say('dashboards.lead')} actions={button}>
      {all.isError ? <Failure failure={all.error} onRetry={() => void all.refetch()} /> : null}
      {all.isPending ? <WaitingRows /> : null}
      {all.data === undefined ? null : (
        <DataTable
          name="dashboards"
          label={say('dashboards.title')}
          columns={columns}
          rows={shown}
          rowId={({ id }) => id}
          toolbar={<SearchBox label={say('filters.name')} value={q} onChange={(text) => void navigate({ to: '/s/$site/tracker/dashboards', params: { site: site.slug }, search: text.trim() === '' ? {} : { q: text.trim() }, replace: true })} />}
          footer={shown.length > 0 ? undefined : <Empty icon={<IconChartLine size={28} />} title={say('dashboards.none')}>{say('dashboards.noneHelp')}</Empty>}
        />
      )}
      {creating ? <DashboardDialog onClose={() => setCreating(false)} onSave={create} /> : null}
    </Page>
  );
}
