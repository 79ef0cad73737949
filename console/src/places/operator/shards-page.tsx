// The shards: where they are and how much they hold.
import { useQuery } from '@tanstack/react-query';
import { shards, type Shard } from '../../api/operator.ts';
import { useFormats } from '../../app/formats.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';

export function ShardsPage() {
  const say = useSay();
  const formats = useFormats();
  const list = useQuery({ queryKey: ['operator', 'shards'], queryFn: ({ signal }) => shards(signal) });
  const columns: readonly Column<Shard>[] = [
    { id: 'name', label: say('operator.shard'), text: (shard) => shard.name, cell: (shard) => <strong>{shard.name}</strong> },
    { id: 'region', label: say('sites.region'), width: '160px', text: (shard) => shard.region, cell: (shard) => shard.region },
    { id: 'state', label: say('sites.state'), width: '140px', text: (shard) => shard.state ?? '', cell: (shard) => (shard.state === undefined ? '–' : <Mark tone={shard.state === 'active' || shard.state === 'open' ? 'good' : 'warn'}>{shard.state}</Mark>) },
    { id: 'tenants', label: say('operator.tenants'), width: '140px', align: 'end', text: (shard) => String(shard.tenants ?? ''), cell: (shard) => (shard.tenants === undefined ? '–' : formats.number(shard.tenants)) },
    { id: 'size', label: say('operator.size'), width: '140px', align: 'end', optional: true, text: (shard) => String(shard.sizeBytes ?? ''), cell: (shard) => (shard.sizeBytes === undefined ? '–' : formats.bytes(shard.sizeBytes)) },
  ];
  return (
    <Page title={say('place.shards')} trail={[{ label: say('place.operator') }]} lead={say('operator.shardsLead')}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={3} /> : null}
      {list.isSuccess ? <DataTable name="shards" label={say('place.shards')} columns={columns} rows={list.data.items} rowId={(shard) => shard.id ?? shard.name} /> : null}
    </Page>
  );
}
