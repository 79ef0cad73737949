/** A record in the shape of the organization events API. */
import { accountIds, siteIds } from '../../kernel/ids/index.ts';
import { describeAction } from './describe-action.ts';
import type { OpenedRecord } from './record-store.ts';

export interface KnownActor {
  readonly name: string;
  readonly email: string;
}

const shortText = (value: string): string => (value.length > 200 ? `${value.slice(0, 199)}…` : value);

export function renderEvent(record: OpenedRecord, people: ReadonlyMap<string, KnownActor>, self: string): object {
  const person = record.actor_id === null ? undefined : people.get(record.actor_id);
  const action = describeAction(record.action);
  const actorName = person?.name ?? (record.actor_kind === 'account' ? 'Somebody who is no longer here' : record.actor_kind === 'system' ? 'Holdfast' : 'Anonymous');
  return {
    id: record.id,
    type: 'events',
    attributes: {
      time: record.at.toISOString(),
      processedAt: record.recorded_at.toISOString(),
      action: record.action,
      outcome: record.outcome,
      actor: {
        id: record.actor_id === null ? record.actor_kind : accountIds.format(accountIds.fromUuid(record.actor_id)),
        name: actorName, email: person?.email ?? null, links: {},
        auth: { authType: record.via_kind, tokenId: record.via_kind === 'token' ? record.via_id : null, tokenLabel: record.opened.via ?? null, sessionId: record.via_kind === 'session' ? record.via_id : null },
      },
      context: [{
        id: record.target_id, type: record.target_kind, links: {},
        attributes: { name: record.opened.target ?? null, before: record.opened.before ?? null, after: record.opened.after ?? null, code: record.opened.code ?? null },
      }],
      container: [
        ...(record.container_kind === null ? [] : [{ id: record.container_id, type: `${record.container_kind}s`, attributes: { name: record.opened.container ?? null }, links: {} }]),
        ...(record.site_id === null ? [] : [{ id: siteIds.format(siteIds.fromUuid(record.site_id)), type: 'sites', attributes: {}, links: {} }]),
      ],
      location: { ip: record.ip, geo: null, countryName: null, regionName: null, city: null },
      requestId: record.request_id,
    },
    message: { content: shortText(`${actorName}: ${action.displayName}${record.opened.target === undefined ? '' : ` (${record.opened.target})`}${record.outcome === 'refused' ? ', refused' : ''}`), format: 'simple' },
    links: { self },
  };
}
