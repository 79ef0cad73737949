// Who has one product of a site only: people and groups, with their role there.
import { ActionIcon, NativeSelect, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { people as findPeople } from '../../api/organizations.ts';
import { giveProductRole, takeProductRole, type AnyRole, type Product } from '../../api/rights.ts';
import { useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { SubjectName } from '../../parts/subject-name.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import '../../parts/rights-words.ts';
import { adminKeys, productAccessQuery } from './queries.ts';
import { isRole, roles } from './words-of.ts';

const PersonPicker = lazy(async () => ({ default: (await import('../../parts/person-picker.tsx')).PersonPicker }));

type Change = { readonly id: string; readonly name: string; readonly role: AnyRole | undefined };

export function ProductAccess({ siteId, product }: { readonly siteId: string; readonly product: Product }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const list = useQuery(productAccessQuery(siteId, product));
  const change = useMutation({
    mutationFn: ({ id, role }: Change) => (role === undefined ? takeProductRole(siteId, product, id) : giveProductRole(siteId, product, id, role)),
    onSuccess: (_answer, { name, role }) => told(role === undefined ? say('access.removed', { name }) : say('access.granted', { name, role: say(`rights.duty.${role}`) })),
    onError: toldFailure,
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: ['site', siteId, 'access', product] }), cache.invalidateQueries({ queryKey: adminKeys.all(org.id) })]),
  });
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <WaitingRows rows={2} />;
  return (
    <div className="access">
      <h3>{say(`rights.products.${product}`)}</h3>
      <ul className="access-list">
        {list.data.items.map(({ subject, role }) => (
          <li key={`${subject.id} ${role}`}>
            <span className="access-who"><SubjectName subject={subject} /></span>
            {isRole(role) ? (
              <NativeSelect
                aria-label={say('access.roleOf', { name: subject.name })}
                value={role}
                data={roles.map((value) => ({ value, label: say(`rights.duty.${value}`) }))}
                onChange={(event) => {
                  const after = event.currentTarget.value;
                  if (isRole(after)) change.mutate({ id: subject.id, name: subject.name, role: after });
                }}
              />
            ) : <span>{say(`rights.duty.${role}`)}</span>}
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('access.removeName', { name: subject.name })} onClick={() => change.mutate({ id: subject.id, name: subject.name, role: undefined })}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
        {list.data.items.length === 0 ? <li className="quiet">{say('access.nobody')}</li> : null}
      </ul>
      <div className="access-add">
        <div className="access-person">
          <Suspense fallback={<Skeleton height={36} />}>
            <PersonPicker
              label={`${say('access.addPerson')} (${say(`rights.products.${product}`)})`}
              empty={say('access.addPerson')}
              value={null}
              clearable={false}
              find={async (text, signal) => (await findPeople(org.id, { q: text, limit: 20 }, signal)).items.filter((person) => person.state === 'active').map(({ id, name }) => ({ id, name }))}
              onChange={(person) => {
                if (person !== null) change.mutate({ id: person.id, name: person.name, role: 'member' });
              }}
            />
          </Suspense>
        </div>
      </div>
    </div>
  );
}
