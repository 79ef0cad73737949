// Where you are signed in; any of it can be ended.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endOtherSessions, endSession, mySessions, type SessionEntry } from '../../api/account.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { browserOf } from './browser-name.ts';

export function SessionsPage() {
  const say = useSay();
  const cache = useQueryClient();
  const [endingAll, setEndingAll] = useState(false);
  const list = useQuery({ queryKey: ['me', 'sessions'], queryFn: ({ signal }) => mySessions(signal) });
  const sessions = list.data?.items ?? [];
  const end = useMutation({
    mutationFn: (id: string) => endSession(id),
    onSuccess: () => told(say('me.sessionEnded')),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: ['me', 'sessions'] }),
  });
  const columns: readonly Column<SessionEntry>[] = [
    {
      id: 'device', label: say('me.device'), text: (session) => session.userAgent ?? '',
      cell: (session) => (
        <span title={session.userAgent ?? undefined}>
          {browserOf(session.userAgent) ?? say('me.unknownDevice')} {session.current ? <Mark tone="good">{say('me.thisSession')}</Mark> : null}
        </span>
      ),
    },
    { id: 'address', label: say('me.address'), width: '150px', text: (session) => session.address ?? '', cell: (session) => session.address ?? '–' },
    { id: 'seen', label: say('me.lastSeen'), width: '150px', text: (session) => session.lastSeenAt, cell: (session) => <When at={session.lastSeenAt} /> },
    { id: 'expires', label: say('me.expires'), width: '150px', optional: true, text: (session) => session.expiresAt, cell: (session) => <When at={session.expiresAt} /> },
    {
      id: 'end', label: say('table.actions'), width: '120px', text: () => '',
      cell: (session) =>
        session.current ? null : (
          <Button size="compact-sm" variant="default" onClick={() => end.mutate(session.id)} aria-label={say('me.endSessionOf', { device: browserOf(session.userAgent) ?? say('me.unknownDevice') })}>
            {say('me.endSession')}
          </Button>
        ),
    },
  ];
  return (
    <Page
      title={say('me.sessions')}
      trail={[{ label: say('me.title') }]}
      lead={say('me.sessionsLead')}
      actions={
        sessions.some((session) => !session.current) ? (
          <Button variant="default" onClick={() => setEndingAll(true)}>
            {say('me.endOthers')}
          </Button>
        ) : null
      }
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={3} /> : null}
      {list.isSuccess ? <DataTable name="sessions" label={say('me.sessions')} columns={columns} rows={sessions} rowId={(session) => session.id} /> : null}
      <Confirm
        opened={endingAll}
        onClose={() => setEndingAll(false)}
        title={say('me.endOthers')}
        verb={say('me.endOthers')}
        run={async () => {
          await endOtherSessions();
          await cache.invalidateQueries({ queryKey: ['me', 'sessions'] });
          told(say('me.othersEnded'));
        }}
      >
        {say('me.endOthersHelp')}
      </Confirm>
    </Page>
  );
}
