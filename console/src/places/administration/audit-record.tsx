// One record in full: what was done, by whom and how, to what, and how it was before and after.
import { Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { auditEvent, type AuditEvent } from '../../api/audit.ts';
import { useOrganization } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { Mark } from '../../parts/mark.tsx';
import { PersonName } from '../../parts/person.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { actorWords, beforeAndAfter, thingWords } from './audit-words.ts';

export function AuditRecord({ eventId, known, nameOf }: { readonly eventId: string; readonly known: AuditEvent | undefined; readonly nameOf: (action: string) => string }) {
  const say = useSay();
  const org = useOrganization();
  const loaded = useQuery({ queryKey: ['audit', org.id, 'event', eventId], queryFn: ({ signal }) => auditEvent(org.id, eventId, signal), enabled: known === undefined });
  const event = known ?? loaded.data?.data;
  if (loaded.isError) return <Failure failure={loaded.error} onRetry={() => void loaded.refetch()} />;
  if (event === undefined) return <WaitingText />;
  const { attributes } = event;
  const { actor, location } = attributes;
  const changes = beforeAndAfter(event);
  const via = [actor?.auth?.authType === 'none' ? undefined : actor?.auth?.authType, actor?.auth?.tokenLabel ?? actor?.auth?.tokenId].filter((part) => typeof part === 'string' && part !== '').join(' · ');
  const place = [location?.ip, location?.city, location?.countryName].filter((part) => typeof part === 'string' && part !== '').join(', ');
  return (
    <div className="record">
      <Title order={2}>{nameOf(attributes.action)}</Title>
      {event.message?.content ? <p>{event.message.content}</p> : null}
      <dl className="facts facts-record">
        <Fact label={say('audit.action')}>
          <code>{attributes.action}</code>
        </Fact>
        <Fact label={say('audit.time')}>
          <When at={attributes.time} exact />
        </Fact>
        <Fact label={say('audit.actor')}>{actorWords(event) === '' ? say('audit.nobody') : <PersonName name={actorWords(event)} note={actor?.email ?? undefined} />}</Fact>
        {via === '' ? null : <Fact label={say('audit.via')}>{via}</Fact>}
        {attributes.outcome === undefined ? null : <Fact label={say('audit.outcome')}>{attributes.outcome === 'refused' ? <Mark tone="warn">{say('audit.refused')}</Mark> : <Mark tone="good">{say('audit.done')}</Mark>}</Fact>}
        {actor?.onBehalfOf === undefined || actor.onBehalfOf === null ? null : <Fact label={say('audit.onBehalfOf')}>{actor.onBehalfOf.name ?? actor.onBehalfOf.id}</Fact>}
        {place === '' ? null : <Fact label={say('audit.place')}>{place}</Fact>}
        {(attributes.context ?? []).map((thing) => (
          <Fact key={`${thing.type} ${thing.id}`} label={say('audit.target')}>
            {thingWords(thing)} <span className="quiet">{thing.type}</span>
          </Fact>
        ))}
        {(attributes.container ?? []).map((thing) => (
          <Fact key={`${thing.type} ${thing.id}`} label={say('audit.container')}>
            {thingWords(thing)} <span className="quiet">{thing.type}</span>
          </Fact>
        ))}
        <Fact label={say('audit.id')}>
          <code>{event.id}</code>
        </Fact>
      </dl>
      {changes.length === 0 ? null : (
        <div className="table-scroll">
          <Table aria-label={say('audit.changes')} className="before-after">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{say('audit.field')}</Table.Th>
                <Table.Th scope="col">{say('audit.before')}</Table.Th>
                <Table.Th scope="col">{say('audit.after')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map((change) => (
                <Table.Tr key={change.field}>
                  <Table.Td>{change.field}</Table.Td>
                  <Table.Td>{change.before || '–'}</Table.Td>
                  <Table.Td>{change.after || '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
