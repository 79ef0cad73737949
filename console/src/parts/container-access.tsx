// Who may read, change and administer one project or space. Changes are gathered and saved together, so
// that nobody is locked out halfway.
import { ActionIcon, Alert, Button, Group, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  containerAccess, groups as groupsOf, replaceContainerAccess, sitePeople, type ContainerGrant, type ContainerLevel,
} from '../api/organizations.ts';
import { useSite } from '../app/session.ts';
import { useSay } from '../words/index.ts';
import { Failure } from './failure.tsx';
import { IconTrash, IconUsers, IconWorld } from './icons.ts';
import { PersonName } from './person.tsx';
import { PersonPicker } from './person-picker.tsx';
import { told, toldFailure } from './toasts.tsx';
import { WaitingRows } from './waiting.tsx';
import { WhoCanReach } from './why.tsx';

type Place = { readonly siteId: string; readonly product: 'tracker' | 'wiki'; readonly key: string };
const levels: readonly ContainerLevel[] = ['read', 'write', 'admin'];
const isLevel = (value: string): value is ContainerLevel => levels.some((level) => level === value);
const idOf = (grant: ContainerGrant): string => `${grant.subject.kind} ${grant.subject.id ?? ''}`;

export function ContainerAccess({ place }: { readonly place: Place }) {
  const say = useSay();
  const queryKey = ['container-access', place.siteId, place.product, place.key] as const;
  const list = useQuery({ queryKey, queryFn: ({ signal }) => containerAccess(place, signal) });
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <WaitingRows rows={3} />;
  return (
    <>
      <p className="quiet">{say('access.containerHelp')}</p>
      <Grants key={list.dataUpdatedAt} place={place} saved={list.data.items} queryKey={queryKey} />
      <details className="access-reach">
        <summary>{say('rights.who.title')}</summary>
        <WhoCanReach item={{ site: place.siteId, kind: place.product === 'tracker' ? 'project' : 'space', id: place.key }} />
      </details>
    </>
  );
}

function Grants({ place, saved, queryKey }: { readonly place: Place; readonly saved: readonly ContainerGrant[]; readonly queryKey: readonly string[] }) {
  const say = useSay();
  const cache = useQueryClient();
  const { organization } = useSite();
  const [grants, setGrants] = useState(saved);
  const [busy, setBusy] = useState(false);
  const changed = JSON.stringify(grants) !== JSON.stringify(saved);
  const groups = useQuery({ queryKey: ['groups', organization.id, 'all'], queryFn: ({ signal }) => groupsOf(organization.id, { limit: 200 }, signal), enabled: organization.role === 'admin', retry: false });
  const put = (grant: ContainerGrant): void => setGrants((all) => [...all.filter((other) => idOf(other) !== idOf(grant)), grant]);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await replaceContainerAccess(place, grants);
      await cache.invalidateQueries({ queryKey });
      told(say('access.saved'));
    } catch (failure) {
      toldFailure(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="access">
      <ul className="access-list">
        {grants.map((grant) => (
          <GrantLine
            key={idOf(grant)}
            grant={grant}
            onLevel={(level) => setGrants((all) => all.map((other) => (idOf(other) === idOf(grant) ? { ...other, level } : other)))}
            onRemove={() => setGrants((all) => all.filter((other) => idOf(other) !== idOf(grant)))}
          />
        ))}
        {grants.length === 0 ? <li className="quiet">{say('access.nobody')}</li> : null}
      </ul>
      <Group gap="xs" align="end" className="access-add">
        <div className="access-person">
          <PersonPicker
            label={say('access.addPerson')}
            empty={say('access.addPerson')}
            value={null}
            clearable={false}
            find={async (text, signal) => (await sitePeople(place.siteId, text, signal)).items.map(({ id, name }) => ({ id, name }))}
            onChange={(person) => {
              if (person !== null) put({ subject: { kind: 'account', id: person.id, name: person.name }, level: 'write' });
            }}
          />
        </div>
        {(groups.data?.items.length ?? 0) > 0 ? (
          <NativeSelect
            aria-label={say('access.addGroup')}
            value=""
            data={[{ value: '', label: say('access.addGroup') }, ...(groups.data?.items ?? []).map((group) => ({ value: group.id, label: group.name }))]}
            onChange={(event) => {
              const group = groups.data?.items.find((candidate) => candidate.id === event.currentTarget.value);
              if (group !== undefined) put({ subject: { kind: 'group', id: group.id, name: group.name }, level: 'write' });
            }}
          />
        ) : null}
        {grants.some((grant) => grant.subject.kind === 'everyone') ? null : (
          <Button variant="default" leftSection={<IconWorld size={16} />} onClick={() => put({ subject: { kind: 'everyone' }, level: 'read' })}>
            {say('access.addEveryone')}
          </Button>
        )}
      </Group>
      {changed ? (
        <Alert color="kelp" role="status" mt="md" title={say('access.unsaved')}>
          <Group gap="xs">
            <Button size="sm" loading={busy} onClick={() => void save()}>
              {say('action.save')}
            </Button>
            <Button size="sm" variant="default" onClick={() => setGrants(saved)}>
              {say('action.discard')}
            </Button>
          </Group>
        </Alert>
      ) : null}
    </div>
  );
}

function GrantLine({ grant, onLevel, onRemove }: { readonly grant: ContainerGrant; readonly onLevel: (level: ContainerLevel) => void; readonly onRemove: () => void }) {
  const say = useSay();
  const name = grant.subject.kind === 'everyone' ? say('access.everyone') : (grant.subject.name ?? grant.subject.id ?? '');
  return (
    <li>
      <span className="access-who">
        {grant.subject.kind === 'account' ? (
          <PersonName name={name} />
        ) : (
          <span className="with-icon">
            {grant.subject.kind === 'group' ? <IconUsers size={18} aria-hidden="true" /> : <IconWorld size={18} aria-hidden="true" />}
            {name}
          </span>
        )}
      </span>
      <NativeSelect
        aria-label={say('access.levelOf', { name })}
        value={grant.level}
        data={levels.map((level) => ({ value: level, label: say(`access.level.${level}`) }))}
        onChange={(event) => {
          const level = event.currentTarget.value;
          if (isLevel(level)) onLevel(level);
        }}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('access.removeName', { name })} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
}
