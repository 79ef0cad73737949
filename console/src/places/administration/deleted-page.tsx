// What is deleted and until when it can be undone, how long that time is, and the end of keys of what is gone.
import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { deletions, setDeletionTimes, undoDeletion, type Deletion, type Deletions } from '../../api/deletions.ts';
import { meQuery, useOrganization } from '../../app/session.ts';
import { useFormats } from '../../app/formats.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import './deletion-words.ts';
import { adminKeys } from './queries.ts';
import './administration.css';

const KeyEnds = lazy(async () => ({ default: (await import('./key-ends.tsx')).KeyEnds }));

const tones: Readonly<Record<Deletion['state'], Tone>> = { deleting: 'warn', undone: 'good', purging: 'bad', purged: 'bad', reviving: 'info', destroyed: 'calm' };
const range = { graceDays: [7, 90], keyGraceDays: [7, 30] } as const;

export function DeletedPage() {
  const say = useSay();
  const org = useOrganization();
  const list = useQuery({ queryKey: [...adminKeys.all(org.id), 'deletions'], queryFn: ({ signal }) => deletions(org.id, signal) });
  return (
    <Page title={say('deletion.title')} lead={say('deletion.lead')} trail={[{ label: org.name, to: `/o/${org.slug}` }]}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.data === undefined ? null : <DeletionTable list={list.data} />}
      <Suspense fallback={<WaitingRows />}>
        <KeyEnds keyDays={list.data?.keyGraceDays ?? range.keyGraceDays[1]} />
      </Suspense>
      {list.data === undefined || org.role !== 'admin' ? null : <Times key={`${String(list.data.graceDays)} ${String(list.data.keyGraceDays)}`} list={list.data} />}
    </Page>
  );
}

function DeletionTable({ list }: { readonly list: Deletions }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const cache = useQueryClient();
  const undo = useMutation({
    mutationFn: (deletion: Deletion) => undoDeletion(org.id, deletion.id),
    onSuccess: (answer) => told(say(answer.state === 'reviving' ? 'deletion.reviving' : 'deletion.undone', { name: answer.name })),
    onError: toldFailure,
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }), cache.invalidateQueries({ queryKey: meQuery.queryKey }), cache.invalidateQueries({ queryKey: ['site'] })]),
  });
  const canUndo = (row: Deletion): boolean => org.role === 'admin' && (row.state === 'deleting' || (row.state === 'purged' && list.canRevive));
  const columns: readonly Column<Deletion>[] = [
    {
      id: 'what', label: say('deletion.what'), text: (row) => row.name,
      cell: (row) => (
        <>
          {row.name} <span className="quiet">· {say(`deletion.kind.${row.kind}`)}</span>
        </>
      ),
    },
    { id: 'state', label: say('deletion.state'), width: '180px', text: (row) => say(`deletion.stateIs.${row.state}`), cell: (row) => <Mark tone={tones[row.state]}>{say(`deletion.stateIs.${row.state}`)}</Mark> },
    { id: 'until', label: say('deletion.until'), width: '170px', text: (row) => row.undoUntil, cell: (row) => (row.state === 'deleting' ? formats.date(row.undoUntil) : '–') },
    { id: 'reason', label: say('deletion.reason'), optional: true, text: (row) => row.reason ?? '', cell: (row) => row.reason ?? '–' },
    {
      id: 'do', label: say('deletion.actions'), width: '140px', align: 'end', text: () => '',
      cell: (row) =>
        canUndo(row) ? (
          <Button size="compact-sm" variant="default" loading={undo.isPending && undo.variables.id === row.id} onClick={() => undo.mutate(row)} aria-label={say('deletion.undoThis', { name: row.name })}>
            {say('deletion.undo')}
          </Button>
        ) : null,
    },
  ];
  if (list.items.length === 0) {
    return (
      <Empty icon={<IconTrash size={28} />} title={say('deletion.none')}>
        {say('deletion.noneHelp')}
      </Empty>
    );
  }
  return <DataTable name="deletions" label={say('deletion.title')} columns={columns} rows={list.items} rowId={(row) => row.id} />;
}

function Times({ list }: { readonly list: Deletions }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const [days, setDays] = useState({ graceDays: list.graceDays, keyGraceDays: list.keyGraceDays });
  const wrong = (name: keyof typeof range): string | undefined => {
    const [least, most] = range[name];
    return Number.isInteger(days[name]) && days[name] >= least && days[name] <= most ? undefined : say('deletion.range', { least, most });
  };
  const form = useForm<'graceDays' | 'keyGraceDays'>({
    fields: ['graceDays', 'keyGraceDays'],
    check: () => {
      const [grace, key] = [wrong('graceDays'), wrong('keyGraceDays')];
      return { ...(grace === undefined ? {} : { graceDays: grace }), ...(key === undefined ? {} : { keyGraceDays: key }) };
    },
    send: async () => {
      await setDeletionTimes(org.id, days);
      await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
      told(say('settings.saved'));
    },
  });
  const labels = { graceDays: say('deletion.graceDays'), keyGraceDays: say('deletion.keyDays') };
  return (
    <Section title={say('deletion.settings')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={labels} />
        {(['graceDays', 'keyGraceDays'] as const).map((name) => (
          <NumberInput
            key={name}
            {...fieldProps(form, name)}
            label={labels[name]}
            description={say(name === 'graceDays' ? 'deletion.graceHelp' : 'deletion.keyHelp')}
            hideControls
            allowDecimal={false}
            value={days[name]}
            onChange={(value) => setDays((before) => ({ ...before, [name]: Number(value) }))}
          />
        ))}
        <FormActions busy={form.busy} label={say('action.save')} />
      </form>
    </Section>
  );
}
