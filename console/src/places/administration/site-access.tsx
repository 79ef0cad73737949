// Who may enter a site, with which role; saved line by line, each with its way back.
import { ActionIcon, NativeSelect, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { Role } from '../../api/account.ts';
import { grantSite, people as findPeople, revokeSite, type SiteGrant } from '../../api/organizations.ts';
import { useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconTrash, IconUsers } from '../../parts/icons.ts';
import { PersonName } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { adminKeys, groupsQuery, siteAccessQuery } from './queries.ts';
import { isRole, roles } from './words-of.ts';

const PersonPicker = lazy(async () => ({ default: (await import('../../parts/person-picker.tsx')).PersonPicker }));

type Change = { readonly id: string; readonly name: string; readonly before: Role | undefined; readonly after: Role | undefined; readonly undo?: boolean };

export function SiteAccess({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const list = useQuery(siteAccessQuery(siteId));
  const groups = useInfiniteQuery(groupsQuery(org.id, ''));
  const change = useMutation({
    mutationFn: ({ id, after }: Change) => (after === undefined ? revokeSite(siteId, id) : grantSite(siteId, id, after)),
    onSuccess: (_answer, { id, name, before, after, undo }) =>
      told(
        after === undefined ? say('access.removed', { name }) : say('access.granted', { name, role: say(`role.${after}`) }),
        undo === true ? undefined : () => change.mutate({ id, name, before: after, after: before, undo: true }),
      ),
    onError: toldFailure,
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: ['site', siteId, 'access'] }), cache.invalidateQueries({ queryKey: adminKeys.all(org.id) })]),
  });
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <WaitingRows rows={3} />;
  const grants: readonly SiteGrant[] = list.data.items.filter((grant) => isRole(grant.role));
  const offered = (groups.data?.pages.flatMap((page) => page.items) ?? []).filter((group) => !grants.some((grant) => grant.subject.id === group.id));
  return (
    <div className="access">
      <p className="quiet">{say('access.siteHelp')}</p>
      <ul className="access-list">
        {grants.map(({ subject, role }) => (
          <li key={`${subject.id} ${role}`}>
            <span className="access-who">
              {subject.kind === 'account' ? (
                <PersonName name={subject.name} />
              ) : (
                <span className="with-icon">
                  <IconUsers size={18} aria-hidden="true" />
                  {subject.name}
                </span>
              )}
            </span>
            <NativeSelect
              aria-label={say('access.roleOf', { name: subject.name })}
              value={role}
              data={roles.map((value) => ({ value, label: say(`role.${value}`) }))}
              onChange={(event) => {
                const after = event.currentTarget.value;
                if (isRole(after)) change.mutate({ id: subject.id, name: subject.name, before: role, after });
              }}
            />
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('access.removeName', { name: subject.name })} onClick={() => change.mutate({ id: subject.id, name: subject.name, before: role, after: undefined })}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
        {grants.length === 0 ? <li className="quiet">{say('access.nobody')}</li> : null}
      </ul>
      <div className="access-add">
        <div className="access-person">
          <Suspense fallback={<Skeleton height={36} />}>
            <PersonPicker
              label={say('access.addPerson')}
              empty={say('access.addPerson')}
              value={null}
              clearable={false}
              find={async (text, signal) => (await findPeople(org.id, { q: text, limit: 20 }, signal)).items.filter((person) => person.state === 'active').map(({ id, name }) => ({ id, name }))}
              onChange={(person) => {
                if (person !== null) change.mutate({ id: person.id, name: person.name, before: undefined, after: 'member' });
              }}
            />
          </Suspense>
        </div>
        {offered.length === 0 ? null : (
          <NativeSelect
            aria-label={say('access.addGroup')}
            value=""
            data={[{ value: '', label: say('access.addGroup') }, ...offered.map((group) => ({ value: group.id, label: group.name }))]}
            onChange={(event) => {
              const group = offered.find((candidate) => candidate.id === event.currentTarget.value);
              if (group !== undefined) change.mutate({ id: group.id, name: group.name, before: undefined, after: 'member' });
            }}
          />
        )}
      </div>
    </div>
  );
}
