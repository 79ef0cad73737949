// The people of an organization: find, invite, change role, stop and let in again, remove.
import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Role } from '../../api/account.ts';
import { changePerson, removePerson, type Person, type PersonState } from '../../api/organizations.ts';
import { useAccount, useOrganization } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconChevronDown, IconUserPlus, IconUsers } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { PersonName } from '../../parts/person.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { PendingInvitations } from './pending-invitations.tsx';
import { adminKeys, peopleQuery } from './queries.ts';
import { isRole, personStateTone, roles } from './words-of.ts';
import './administration.css';

const Invite = lazy(async () => ({ default: (await import('./invite.tsx')).Invite }));

const route = getRouteApi('/inside/o/$org/people');
const states: readonly PersonState[] = ['active', 'suspended', 'invited'];

type Change = { readonly person: Person; readonly change: { role?: Role; state?: 'active' | 'suspended' }; readonly message: string; readonly undo?: { role?: Role; state?: 'active' | 'suspended' } };

function useChangePerson() {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ person, change }: Change) => changePerson(org.id, person.id, change),
    onSuccess: (_answer, { person, message, undo }) => told(message, undo === undefined ? undefined : () => mutation.mutate({ person, change: undo, message: say('people.undone', { name: person.name }) })),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
  });
  return mutation;
}

function useColumns(onRemove: (person: Person) => void): readonly Column<Person>[] {
  const say = useSay();
  const org = useOrganization();
  const account = useAccount();
  const change = useChangePerson();
  return [
    { id: 'name', label: say('people.person'), text: (person) => `${person.name} <${person.email}>`, cell: (person) => person.state === 'invited' ? <PersonName name={person.name || person.email} note={person.email} /> : <Link to="/o/$org/people/$accountId" params={{ org: org.slug, accountId: person.id }} className="row-link"><PersonName name={person.name || person.email} note={person.email} /></Link> },
    { id: 'state', label: say('sites.state'), width: '120px', text: (person) => person.state, cell: (person) => <Mark tone={personStateTone[person.state]}>{say(`people.state.${person.state}`)}</Mark> },
    {
      id: 'role', label: say('people.role'), width: '170px', text: (person) => person.role,
      cell: (person) => person.id === account.id ? (
        <span>
          {say(`role.${person.role}`)} <span className="quiet">{say('people.you')}</span>
        </span>
      ) : (
        <NativeSelect
          size="xs"
          aria-label={say('access.roleOf', { name: person.name || person.email })}
          value={person.role}
          disabled={person.state === 'invited'}
          data={roles.map((role) => ({ value: role, label: say(`role.${role}`) }))}
          onChange={(event) => {
            const role = event.currentTarget.value;
            if (isRole(role)) change.mutate({ person, change: { role }, undo: { role: person.role }, message: say('people.roleChanged', { name: person.name, role: say(`role.${role}`) }) });
          }}
        />
      ),
    },
    { id: 'groups', label: say('place.groups'), width: '18%', optional: true, text: (person) => person.groups.map((group) => group.name).join(', '), cell: (person) => <span className="clip">{person.groups.map((group) => group.name).join(', ') || '–'}</span> },
    { id: 'seen', label: say('people.lastActive'), width: '140px', optional: true, text: (person) => person.lastActiveAt ?? '', cell: (person) => <When at={person.lastActiveAt} /> },
    {
      id: 'actions', label: say('table.actions'), width: '80px', align: 'end', text: () => '',
      cell: (person) =>
        person.id === account.id || person.state === 'invited' ? null : <PersonActions person={person} change={change.mutate} onRemove={() => onRemove(person)} />,
    },
  ];
}

export function PeoplePage() {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const q = search.q ?? '';
  const list = useInfiniteQuery({ ...peopleQuery(org.id, q, search.state), placeholderData: keepPreviousData });
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [going, setGoing] = useState<Person>();
  const columns = useColumns(setGoing);

  return (
    <Page
      title={say('place.people')}
      trail={[{ label: org.name, to: `/o/${org.slug}` }]}
      actions={
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => void navigate({ search: { ...search, invite: true } })}>
          {say('people.invite')}
        </Button>
      }
    >
      <PendingInvitations open={search.state === 'invited'} />
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess ? (
        <DataTable
          name="people"
          label={say('place.people')}
          columns={columns}
          rows={people}
          rowId={(person) => person.id}
          toolbar={
            <>
              <SearchBox label={say('people.find')} value={q} onChange={(text) => void navigate({ search: { ...(text === '' ? {} : { q: text }), ...(search.state === undefined ? {} : { state: search.state }) }, replace: true })} />
              <NativeSelect
                aria-label={say('people.anyState')}
                value={search.state ?? ''}
                data={[{ value: '', label: say('people.anyState') }, ...states.map((state) => ({ value: state, label: say(`people.state.${state}`) }))]}
                onChange={(event) => {
                  const state = states.find((one) => one === event.currentTarget.value);
                  void navigate({ search: { ...(q === '' ? {} : { q }), ...(state === undefined ? {} : { state }) }, replace: true });
                }}
              />
            </>
          }
          footer={
            people.length === 0 ? (
              <Empty icon={<IconUsers size={28} />} title={say('people.none')}>
                {say('people.noneHelp')}
              </Empty>
            ) : (
              <LoadMore shown={people.length} total={list.data.pages[0]?.total} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} auto />
            )
          }
        />
      ) : null}
      {search.invite === true ? <Suspense><Invite onClose={() => void navigate({ search: q === '' ? {} : { q } })} /></Suspense> : null}
      <Confirm
        opened={going !== undefined}
        onClose={() => setGoing(undefined)}
        title={say('people.removeTitle', { name: going?.name ?? '' })}
        verb={say('people.remove')}
        run={async () => {
          if (going === undefined) return;
          await removePerson(org.id, going.id);
          await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
          told(say('people.removed', { name: going.name }));
        }}
      >
        {say('people.removeHelp', { organization: org.name })}
      </Confirm>
    </Page>
  );
}

function PersonActions({ person, change, onRemove }: { readonly person: Person; readonly change: (change: Change) => void; readonly onRemove: () => void }) {
  const say = useSay();
  const { name } = person;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="md" aria-label={say('people.actionsOf', { name })}>
          <IconChevronDown size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {person.state === 'active' ? (
          <Menu.Item onClick={() => change({ person, change: { state: 'suspended' }, undo: { state: 'active' }, message: say('people.suspended', { name }) })}>{say('people.suspend')}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => change({ person, change: { state: 'active' }, undo: { state: 'suspended' }, message: say('people.resumed', { name }) })}>{say('people.resume')}</Menu.Item>
        )}
        <Menu.Item color="red" onClick={onRemove}>
          {say('people.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
