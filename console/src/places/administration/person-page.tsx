// One person as those who give access see them: every role and where it comes from, groups, and what they can reach and why.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Item, ItemKind, PersonInFull } from '../../api/rights.ts';
import { useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { Day, When } from '../../parts/when.tsx';
import { Why } from '../../parts/why.tsx';
import { useSay } from '../../words/index.ts';
import '../../parts/rights-words.ts';
import { HeldRoles } from './held-roles.tsx';
import { personQuery } from './queries.ts';
import { personStateTone } from './words-of.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/people/$accountId');
const kinds: readonly ItemKind[] = ['project', 'issue', 'space', 'page'];

export function PersonPage() {
  const say = useSay();
  const org = useOrganization();
  const { accountId } = route.useParams();
  const person = useQuery(personQuery(org.id, accountId));
  const trail = [{ label: org.name, to: `/o/${org.slug}` }, { label: say('place.people'), to: `/o/${org.slug}/people` }];
  if (person.data === undefined) {
    return (
      <Page title={say('people.person')} trail={trail}>
        {person.isError ? <Failure failure={person.error} onRetry={() => void person.refetch()} /> : <WaitingText />}
      </Page>
    );
  }
  const { name, email, state, roles } = person.data;
  return (
    <Page title={name || email} trail={trail} width="form" lead={<Mark tone={personStateTone[state]}>{say(`people.state.${state}`)}</Mark>}>
      <Facts person={person.data} />
      <Section title={say('rights.person.roles')}>
        <HeldRoles roles={roles} empty={say('rights.nested.givesNothing')} />
      </Section>
      <Section title={say('rights.person.groups')}>
        {person.data.allGroups.length === 0 ? <p className="quiet">{say('rights.person.noGroups')}</p> : (
          <ul className="access-list">
            {person.data.allGroups.map((group) => <li key={group.id}><Link to="/o/$org/groups/$groupId" params={{ org: org.slug, groupId: group.id }}>{group.name}</Link></li>)}
          </ul>
        )}
      </Section>
      <Section title={say('rights.person.reach')}>
        <AskReach account={accountId} />
      </Section>
    </Page>
  );
}

function Facts({ person }: { readonly person: PersonInFull }) {
  const say = useSay();
  return (
    <dl className="facts">
      <div><dt>{say('people.emails')}</dt><dd>{person.email}</dd></div>
      <div><dt>{say('rights.person.joined')}</dt><dd><Day at={person.joinedAt} /></dd></div>
      <div><dt>{say('people.lastActive')}</dt><dd><When at={person.lastActiveAt} /></dd></div>
    </dl>
  );
}

function AskReach({ account }: { readonly account: string }) {
  const say = useSay();
  const org = useOrganization();
  const [site, setSite] = useState(org.sites[0]?.id ?? '');
  const [kind, setKind] = useState<ItemKind>('project');
  const [id, setId] = useState('');
  const [asked, setAsked] = useState<Item>();
  return (
    <>
      <form
        className="form form-inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (id.trim() !== '' && site !== '') setAsked({ site, kind, id: id.trim() });
        }}
      >
        <p className="quiet">{say('rights.person.reachHelp')}</p>
        <NativeSelect label={say('sites.site')} value={site} data={org.sites.map((one) => ({ value: one.id, label: one.name }))} onChange={(event) => setSite(event.currentTarget.value)} />
        <NativeSelect
          label={say('rights.person.kind')}
          value={kind}
          data={kinds.map((value) => ({ value, label: say(`rights.kind.${value}`) }))}
          onChange={(event) => setKind(kinds.find((one) => one === event.currentTarget.value) ?? 'project')}
        />
        <TextInput label={say('rights.person.key')} value={id} onChange={(event) => setId(event.currentTarget.value)} />
        <Button type="submit">{say('rights.person.ask')}</Button>
      </form>
      {asked === undefined ? null : <Why item={asked} account={account} />}
    </>
  );
}
