// Legal holds and deletion locks: what they stand on, since when, and opening one by two people.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeHold, holds, type Hold } from '../../api/deletions.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconShield } from '../../parts/icons.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import './deletion-words.ts';
import { PlaceHold } from './place-hold.tsx';
import { adminKeys } from './queries.ts';
import './administration.css';

const tones: Readonly<Record<Hold['state'], Tone>> = { active: 'good', opening: 'warn', released: 'calm' };
const toldAfter = { open: 'holds.asked', approve: 'holds.approved', keep: 'holds.kept' } as const;

export function HoldsPage() {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const cache = useQueryClient();
  const [placing, setPlacing] = useState(false);
  const list = useQuery({ queryKey: [...adminKeys.all(org.id), 'holds'], queryFn: ({ signal }) => holds(org.id, signal) });
  const change = useMutation({
    mutationFn: ({ hold, what }: { readonly hold: Hold; readonly what: keyof typeof toldAfter }) => changeHold(org.id, hold.id, what),
    onSuccess: (_answer, { what }) => told(say(toldAfter[what])),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
  });
  const siteName = (id: string | null): string => org.sites.find((site) => site.id === id)?.name ?? id ?? '';
  const standsOn = (hold: Hold): string =>
    hold.target === 'organization' ? say('holds.whole') : hold.target === 'site' || hold.product === null ? siteName(hold.site) : `${siteName(hold.site)} · ${say(`holds.container.${hold.product}`, { id: hold.container ?? 0 })}`;
  const act = (hold: Hold, what: keyof typeof toldAfter) => (
    <Button size="compact-sm" variant="default" onClick={() => change.mutate({ hold, what })} aria-label={say(`holds.${what}This`, { reason: hold.reason })}>
      {say(`holds.${what}`)}
    </Button>
  );
  const columns: readonly Column<Hold>[] = [
    {
      id: 'what', label: say('holds.on'), text: standsOn,
      cell: (row) => (
        <>
          {standsOn(row)} <span className="quiet">· {say(`holds.kind.${row.kind}`)}</span>
        </>
      ),
    },
    { id: 'reason', label: say('holds.reason'), text: (row) => row.reason, cell: (row) => row.reason },
    { id: 'since', label: say('holds.since'), width: '130px', optional: true, text: (row) => row.placedAt, cell: (row) => <When at={row.placedAt} /> },
    {
      id: 'state', label: say('holds.state'), width: '230px', text: (row) => say(`holds.stateIs.${row.state}`),
      cell: (row) => (
        <>
          <Mark tone={tones[row.state]}>{say(`holds.stateIs.${row.state}`)}</Mark>
          {row.state === 'opening' ? <span className="quiet"> · {row.opensAt === null ? say('holds.waits') : say('holds.opensAt', { day: formats.date(row.opensAt) })}</span> : null}
        </>
      ),
    },
    {
      id: 'do', label: say('holds.actions'), width: '250px', align: 'end', text: () => '',
      cell: (row) =>
        org.role !== 'admin' || row.state === 'released' ? null : row.state === 'active' ? (
          act(row, 'open')
        ) : (
          <>
            {row.opensAt === null ? act(row, 'approve') : null} {act(row, 'keep')}
          </>
        ),
    },
  ];
  const rows = list.data?.items ?? [];
  const place = org.role === 'admin' ? <Button onClick={() => setPlacing(true)}>{say('holds.place')}</Button> : undefined;
  return (
    <Page title={say('holds.title')} lead={say('holds.lead')} trail={[{ label: org.name, to: `/o/${org.slug}` }]} actions={place}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Empty icon={<IconShield size={28} />} title={say('holds.none')}>
          {say('holds.noneHelp')}
        </Empty>
      ) : null}
      {rows.length === 0 ? null : <DataTable name="holds" label={say('holds.title')} columns={columns} rows={rows} rowId={(row) => row.id} />}
      {placing ? <PlaceHold onClose={() => setPlacing(false)} /> : null}
    </Page>
  );
}
