// The end of keys: what is asked for, pending and done; approve (with the name typed, as nothing undoes it), cancel, ask again; certificates.
import { Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { certificate, changeKeyEnd, keyEnds, type KeyEnd } from '../../api/deletions.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Section } from '../../parts/page.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import './deletion-words.ts';
import { adminKeys } from './queries.ts';

const tones: Readonly<Record<KeyEnd['state'], Tone>> = { requested: 'info', pending: 'bad', cancelled: 'good', destroying: 'bad', destroyed: 'calm' };
const toldAfter = { approve: 'keyEnd.approved', cancel: 'keyEnd.cancelled', ask: 'keyEnd.askedAgain' } as const;

export function KeyEnds({ keyDays }: { readonly keyDays: number }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const cache = useQueryClient();
  const [approving, setApproving] = useState<KeyEnd>();
  const list = useQuery({ queryKey: [...adminKeys.all(org.id), 'key-ends'], queryFn: ({ signal }) => keyEnds(org.id, signal) });
  const change = useMutation({
    mutationFn: ({ row, what }: { readonly row: KeyEnd; readonly what: keyof typeof toldAfter }) => changeKeyEnd(org.id, row.id, what),
    onSuccess: (_answer, { what }) => told(say(toldAfter[what])),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
  });
  const save = useMutation({
    mutationFn: async (row: KeyEnd) => saveFile(new Blob([`${JSON.stringify(await certificate(org.id, row.id), undefined, 2)}\n`], { type: 'application/json' }), `certificate-${row.id}.json`),
    onError: toldFailure,
  });
  const columns: readonly Column<KeyEnd>[] = [
    { id: 'what', label: say('deletion.what'), text: (row) => row.name, cell: (row) => row.name },
    {
      id: 'state', label: say('deletion.state'), width: '200px', text: (row) => say(`keyEnd.stateIs.${row.state}`),
      cell: (row) => (
        <>
          <Mark tone={tones[row.state]}>{say(`keyEnd.stateIs.${row.state}`)}</Mark>
          {row.alone ? <span className="quiet"> · {say('keyEnd.alone')}</span> : null}
        </>
      ),
    },
    { id: 'asked', label: say('keyEnd.asked'), width: '140px', optional: true, text: (row) => row.requestedAt, cell: (row) => <When at={row.requestedAt} /> },
    { id: 'due', label: say('keyEnd.due'), width: '140px', text: (row) => row.dueAt ?? '', cell: (row) => (row.dueAt === null ? '–' : formats.date(row.dueAt)) },
    {
      id: 'do', label: say('deletion.actions'), width: '230px', align: 'end', text: () => '',
      cell: (row) => (
        <>
          {org.role === 'admin' && row.state === 'requested' ? <Act name={say('keyEnd.approve')} label={say('keyEnd.approveThis', { name: row.name })} run={() => setApproving(row)} /> : null}{' '}
          {org.role === 'admin' && (row.state === 'requested' || row.state === 'pending') ? <Act name={say('keyEnd.cancel')} label={say('keyEnd.cancelThis', { name: row.name })} run={() => change.mutate({ row, what: 'cancel' })} /> : null}
          {org.role === 'admin' && row.state === 'cancelled' ? <Act name={say('keyEnd.ask')} label={say('keyEnd.askThis', { name: row.name })} run={() => change.mutate({ row, what: 'ask' })} /> : null}
          {row.certified ? <Act name={say('keyEnd.certificate')} label={say('keyEnd.certificateOf', { name: row.name })} run={() => save.mutate(row)} /> : null}
        </>
      ),
    },
  ];
  const rows = list.data?.items ?? [];
  return (
    <Section title={say('keyEnd.title')}>
      <p className="quiet">{say('keyEnd.lead')}</p>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <p>
          {say('keyEnd.none')}. {say('keyEnd.noneHelp')}
        </p>
      ) : null}
      {rows.length === 0 ? null : <DataTable name="key-ends" label={say('keyEnd.title')} columns={columns} rows={rows} rowId={(row) => row.id} />}
      {approving === undefined ? null : <Approve row={approving} days={keyDays} onClose={() => setApproving(undefined)} onApprove={() => change.mutate({ row: approving, what: 'approve' })} />}
    </Section>
  );
}

function Act({ name, label, run }: { readonly name: string; readonly label: string; readonly run: () => void }) {
  return (
    <Button size="compact-sm" variant="default" onClick={run} aria-label={label}>
      {name}
    </Button>
  );
}

function Approve({ row, days, onClose, onApprove }: { readonly row: KeyEnd; readonly days: number; readonly onClose: () => void; readonly onApprove: () => void }) {
  const say = useSay();
  const [typed, setTyped] = useState('');
  return (
    <Dialog onClose={onClose} title={say('keyEnd.approveTitle', { name: row.name })}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== row.name) return;
          onApprove();
          onClose();
        }}
      >
        <p>{say('keyEnd.approveHelp', { name: row.name, days })}</p>
        <TextInput label={say('keyEnd.typeName')} description={row.name} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {say('action.cancel')}
          </Button>
          <Button type="submit" color="red" disabled={typed.trim() !== row.name}>
            {say('keyEnd.approve')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
