// Who administers the organization, who gives access, and who only looks: by person or group, with who gave it.
import { ActionIcon, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { people as findPeople } from '../../api/organizations.ts';
import { giveOrganizationRole, takeOrganizationRole, type Power, type RoleGrant } from '../../api/rights.ts';
import { useAccount, useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { Page, Section } from '../../parts/page.tsx';
import { PersonPicker } from '../../parts/person-picker.tsx';
import { SubjectName } from '../../parts/subject-name.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import '../../parts/rights-words.ts';
import { adminKeys, groupsQuery, organizationRolesQuery } from './queries.ts';
import './administration.css';

const powers: readonly Power[] = ['admin', 'user-access-admin', 'auditor'];
type Change = { readonly id: string; readonly name: string; readonly role: Power; readonly give: boolean; readonly undo?: boolean };

function useChangeRole() {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const change = useMutation({
    mutationFn: ({ id, role, give }: Change) => (give ? giveOrganizationRole(org.id, role, id) : takeOrganizationRole(org.id, role, id)),
    onSuccess: (_answer, { undo, ...done }) =>
      told(say(done.give ? 'rights.roles.given' : 'rights.roles.taken', { name: done.name, role: say(`rights.duty.${done.role}`) }), undo === true ? undefined : () => change.mutate({ ...done, give: !done.give, undo: true })),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: adminKeys.all(org.id) }),
  });
  return change.mutate;
}

export function RolesPage() {
  const say = useSay();
  const org = useOrganization();
  const list = useQuery(organizationRolesQuery(org.id));
  return (
    <Page title={say('rights.roles.title')} trail={[{ label: org.name, to: `/o/${org.slug}` }]} width="form" lead={say('rights.roles.lead', { organization: org.name })}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess ? powers.map((role) => <Holders key={role} role={role} grants={list.data.items.filter((grant) => grant.role === role)} />) : null}
    </Page>
  );
}

function Holders({ role, grants }: { readonly role: Power; readonly grants: readonly RoleGrant[] }) {
  const say = useSay();
  const org = useOrganization();
  const account = useAccount();
  const change = useChangeRole();
  const mayChange = org.role === 'admin';
  return (
    <Section title={say(`rights.duty.${role}`)}>
      <div className="access">
        <p className="quiet">{say(`rights.dutyHelp.${role}`)}</p>
        <ul className="access-list">
          {grants.map(({ subject, grantedBy }) => (
            <li key={subject.id}>
              <span className="access-who">
                <SubjectName subject={subject} note={grantedBy === null ? undefined : say('rights.roles.givenBy', { name: grantedBy.name })} />
              </span>
              {mayChange && subject.id !== account.id ? (
                <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('access.removeName', { name: subject.name })} onClick={() => change({ id: subject.id, name: subject.name, role, give: false })}>
                  <IconTrash size={16} />
                </ActionIcon>
              ) : null}
            </li>
          ))}
          {grants.length === 0 ? <li className="quiet">{say('rights.roles.nobody')}</li> : null}
        </ul>
        {mayChange ? <AddHolder role={role} taken={grants.map(({ subject }) => subject.id)} onAdd={(subject) => change({ ...subject, role, give: true })} /> : null}
      </div>
    </Section>
  );
}

function AddHolder({ role, taken, onAdd }: { readonly role: Power; readonly taken: readonly string[]; readonly onAdd: (subject: { id: string; name: string }) => void }) {
  const say = useSay();
  const org = useOrganization();
  const groups = useInfiniteQuery(groupsQuery(org.id, ''));
  const offered = (groups.data?.pages.flatMap((page) => page.items) ?? []).filter(({ id }) => !taken.includes(id));
  const label = say('rights.roles.addTo', { role: say(`rights.duty.${role}`) });
  return (
    <div className="access-add">
      <div className="access-person">
        <PersonPicker
          label={label}
          empty={say('access.addPerson')}
          value={null}
          clearable={false}
          find={async (text, signal) => (await findPeople(org.id, { q: text, limit: 20 }, signal)).items.filter(({ id, state }) => state === 'active' && !taken.includes(id)).map(({ id, name }) => ({ id, name }))}
          onChange={(person) => {
            if (person !== null) onAdd({ id: person.id, name: person.name });
          }}
        />
      </div>
      {offered.length === 0 ? null : (
        <NativeSelect
          aria-label={`${label} (${say('access.addGroup')})`}
          value=""
          data={[{ value: '', label: say('access.addGroup') }, ...offered.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(event) => {
            const group = offered.find(({ id }) => id === event.currentTarget.value);
            if (group !== undefined) onAdd({ id: group.id, name: group.name });
          }}
        />
      )}
    </div>
  );
}
