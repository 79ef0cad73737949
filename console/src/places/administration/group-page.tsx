// One group: its name, and who is in it.
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { addToGroup, changeGroup, deleteGroup, people as findPeople, removeFromGroup, type Group, type GroupMember } from '../../api/organizations.ts';
import { useOrganization } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { Page, Section } from '../../parts/page.tsx';
import { PersonName } from '../../parts/person.tsx';
import { PersonPicker } from '../../parts/person-picker.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { GroupsInGroup } from './groups-in-group.tsx';
import { adminKeys, groupQuery, membersQuery } from './queries.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/groups/$groupId');

export function GroupPage() {
  const say = useSay();
  const org = useOrganization();
  const { groupId } = route.useParams();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const group = useQuery(groupQuery(org.id, groupId)).data;
  const [deleting, setDeleting] = useState(false);
  return (
    <Page
      title={group?.name ?? say('groups.group')}
      width="form"
      trail={[
        { label: org.name, to: `/o/${org.slug}` },
        { label: say('place.groups'), to: `/o/${org.slug}/groups` },
      ]}
      actions={
        <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
          {say('groups.delete')}
        </Button>
      }
    >
      <Section title={say('groups.members')}>
        <Members groupId={groupId} />
      </Section>
      <GroupsInGroup groupId={groupId} />
      {group === undefined ? null : <Details key={group.id} group={group} />}
      <Confirm
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={say('groups.deleteTitle', { name: group?.name ?? '' })}
        verb={say('groups.delete')}
        run={async () => {
          await deleteGroup(org.id, groupId);
          await navigate({ to: '/o/$org/groups', params: { org: org.slug }, search: {} });
          await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
          told(say('groups.deleted', { name: group?.name ?? '' }));
        }}
      >
        {say('groups.deleteHelp')}
      </Confirm>
    </Page>
  );
}

type MemberChange = { readonly member: GroupMember; readonly add: boolean; readonly undo?: boolean };

function Members({ groupId }: { readonly groupId: string }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const list = useQuery(membersQuery(org.id, groupId));
  const change = useMutation({
    mutationFn: ({ member, add }: MemberChange) => (add ? addToGroup(org.id, groupId, member.id) : removeFromGroup(org.id, groupId, member.id)),
    onSuccess: (_answer, { member, add, undo }) =>
      told(say(add ? 'groups.added' : 'groups.removed', { name: member.name }), undo === true ? undefined : () => change.mutate({ member, add: !add, undo: true })),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
  });
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <WaitingRows rows={3} />;
  return (
    <div className="access">
      <ul className="access-list">
        {list.data.items.map((member) => (
          <li key={member.id}>
            <span className="access-who">
              <PersonName name={member.name} note={member.email} />
            </span>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('access.removeName', { name: member.name })} onClick={() => change.mutate({ member, add: false })}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
        {list.data.items.length === 0 ? <li className="quiet">{say('groups.empty')}</li> : null}
      </ul>
      <div className="access-add">
        <div className="access-person">
          <PersonPicker
            label={say('access.addPerson')}
            empty={say('access.addPerson')}
            value={null}
            clearable={false}
            find={async (text, signal) => (await findPeople(org.id, { q: text, limit: 20 }, signal)).items.filter((person) => person.state !== 'invited').map(({ id, name }) => ({ id, name }))}
            onChange={(person) => {
              if (person !== null) change.mutate({ member: person, add: true });
            }}
          />
        </div>
      </div>
    </div>
  );
}

function Details({ group }: { readonly group: Group }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const [name, setName] = useState(group.name);
  const [description, setDescription] = useState(group.description ?? '');
  const form = useForm<'name' | 'description'>({
    fields: ['name', 'description'],
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      await changeGroup(org.id, group.id, { name: name.trim(), description: description.trim() });
      await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
      told(say('settings.saved'));
    },
  });
  return (
    <Section title={say('tracker.details')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), description: say('tracker.description') }} />
        <TextInput {...fieldProps(form, 'name')} label={say('tracker.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput {...fieldProps(form, 'description')} label={say('tracker.description')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('action.save')} />
      </form>
    </Section>
  );
}
