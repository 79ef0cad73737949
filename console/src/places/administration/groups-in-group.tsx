// Groups in a group, the groups that it is in, and what all of that gives its people.
import { ActionIcon, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { nestGroup, unnestGroup, type Named } from '../../api/rights.ts';
import { useOrganization } from '../../app/session.ts';
import { IconTrash } from '../../parts/icons.ts';
import { Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import '../../parts/rights-words.ts';
import { HeldRoles } from './held-roles.tsx';
import { adminKeys, groupQuery, groupsQuery } from './queries.ts';

type Change = { readonly member: Named; readonly add: boolean; readonly undo?: boolean };

export function GroupsInGroup({ groupId }: { readonly groupId: string }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const group = useQuery(groupQuery(org.id, groupId)).data;
  const all = useInfiniteQuery(groupsQuery(org.id, ''));
  const change = useMutation({
    mutationFn: ({ member, add }: Change) => (add ? nestGroup(org.id, groupId, member.id) : unnestGroup(org.id, groupId, member.id)),
    onSuccess: (_answer, { member, add, undo }) =>
      told(say(add ? 'rights.nested.added' : 'rights.nested.removed', { name: member.name }), undo === true ? undefined : () => change.mutate({ member, add: !add, undo: true })),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
  });
  if (group === undefined) return null;
  const offered = (all.data?.pages.flatMap((page) => page.items) ?? []).filter(({ id }) => id !== groupId && !group.groups.some((inner) => inner.id === id));
  return (
    <>
      <Section title={say('rights.nested.title')}>
        <div className="access">
          <p className="quiet">{say('rights.nested.help')}</p>
          <ul className="access-list">
            {group.groups.map((member) => (
              <li key={member.id}>
                <span className="access-who"><Link to="/o/$org/groups/$groupId" params={{ org: org.slug, groupId: member.id }}>{member.name}</Link></span>
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('access.removeName', { name: member.name })} onClick={() => change.mutate({ member, add: false })}>
                  <IconTrash size={16} />
                </ActionIcon>
              </li>
            ))}
            {group.groups.length === 0 ? <li className="quiet">{say('rights.nested.none')}</li> : null}
          </ul>
          {offered.length === 0 ? null : (
            <div className="access-add">
              <NativeSelect
                aria-label={say('access.addGroup')}
                value=""
                data={[{ value: '', label: say('access.addGroup') }, ...offered.map(({ id, name }) => ({ value: id, label: name }))]}
                onChange={(event) => {
                  const member = offered.find(({ id }) => id === event.currentTarget.value);
                  if (member !== undefined) change.mutate({ member, add: true });
                }}
              />
            </div>
          )}
          {group.partOf.length === 0 ? null : <p className="quiet">{say('rights.nested.partOf', { groups: group.partOf.map(({ name }) => name).join(', ') })}</p>}
        </div>
      </Section>
      <Section title={say('rights.nested.gives')}>
        <HeldRoles roles={group.roles} empty={say('rights.nested.givesNothing')} />
      </Section>
    </>
  );
}
