// Invitations on their way: send again, or take back.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { resendInvitation, withdrawInvitation, type PendingInvitation } from '../../api/organizations.ts';
import { useOrganization } from '../../app/session.ts';
import { Mark } from '../../parts/mark.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { adminKeys, invitationsQuery } from './queries.ts';

export function PendingInvitations({ open }: { readonly open: boolean }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const list = useQuery(invitationsQuery(org.id));
  const pending = list.data?.items ?? [];
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
  const resend = useMutation({
    mutationFn: (one: PendingInvitation) => resendInvitation(org.id, one.id),
    onSuccess: (_answer, one) => told(say('people.resent', { email: one.email })),
    onError: toldFailure,
    onSettled: refresh,
  });
  const withdraw = useMutation({
    mutationFn: (one: PendingInvitation) => withdrawInvitation(org.id, one.id),
    onSuccess: (_answer, one) => told(say('people.withdrawn', { email: one.email })),
    onError: toldFailure,
    onSettled: refresh,
  });
  if (pending.length === 0) return null;
  return (
    <details className="pending" open={open}>
      <summary>{say('people.pending', { count: pending.length })}</summary>
      <ul className="access-list">
        {pending.map((one) => (
          <li key={one.id}>
            <span className="access-who">
              {one.email}{' '}
              {Date.parse(one.expiresAt) < Date.now() ? (
                <Mark tone="warn">{say('people.invitationExpired')}</Mark>
              ) : (
                <span className="quiet">
                  {say('people.validUntil')} <When at={one.expiresAt} exact />
                </span>
              )}
            </span>
            <Button size="compact-sm" variant="default" aria-label={say('people.resendTo', { email: one.email })} onClick={() => resend.mutate(one)}>
              {say('people.resend')}
            </Button>
            <Button size="compact-sm" variant="default" aria-label={say('people.withdrawFrom', { email: one.email })} onClick={() => withdraw.mutate(one)}>
              {say('people.withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
