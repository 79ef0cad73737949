/** A record in the shape of the organization events API. */
import { accountIds, siteIds } from '../../kernel/ids/index.ts';
import { describeAction } from './describe-action.ts';
import type { OpenedRecord } from './record-store.ts';

export interface KnownActor {
  readonly name: string;
  readonly email: string;
}

const shortText = (value: string): string => (value.length > 200 ? `${value.slice(0, 199)}…` : value);

/** What can be named although the record holds only an id: people of the organization, and its sites. */
export interface KnownNames {
  readonly people: ReadonlyMap<string, KnownActor>;
  readonly sites: ReadonlyMap<string, string>;
}

/** The account that a record is about, when it is about one. */
export function targetAccount(record: OpenedRecord): string | undefined {
  return record.target_kind === 'account' && record.target_id.startsWith('acc_') ? accountIds.parse(record.target_id) : undefined;
}

export function renderEvent(record: OpenedRecord, { people, sites }: KnownNames, self: string): object {
  const target = record.opened.target ?? people.get(targetAccount(record) ?? '')?.name;
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
        attributes: { name: target ?? null, before: record.opened.before ?? null, after: record.opened.after ?? null, code: record.opened.code ?? null },
      }],
      container: [
        ...(record.container_kind === null ? [] : [{ id: record.container_id, type: `${record.container_kind}s`, attributes: { name: record.opened.container ?? null }, links: {} }]),
        ...(record.site_id === null ? [] : [{ id: siteIds.format(siteIds.fromUuid(record.site_id)), type: 'sites', attributes: { name: sites.get(record.site_id) ?? null }, links: {} }]),
      ],
      location: { ip: record.ip, geo: null, countryName: null, regionName: null, city: null },
      requestId: record.request_id,
    },
    message: { content: shortText(`${actorName}: ${action.displayName}${target === undefined ? '' : ` (${target})`}${record.outcome === 'refused' ? ', refused' : ''}`), format: 'simple' },
    links: { self },
  };
}
