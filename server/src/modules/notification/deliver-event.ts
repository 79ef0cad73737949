/**
 * From an event to inboxes. Never the actor; each person once, by the most telling reason; only who may enter the site and sees the
 * thing at this moment. Delivered again, an event changes nothing that is still unread.
 */
import { newUuid } from '../../kernel/ids/index.ts';
import type { DeliveredEvent } from '../../kernel/outbox/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { NoticeKind, NoticeSource } from './notice-source.ts';
import { putNotification } from './notification-store.ts';

export interface DeliveryContexts {
  /** Notification's own context in the tenant, for nobody; undefined when it is not served. */
  system(tenantId: string): Ctx | undefined;
  /** The same as this person would have it now; undefined when they may not enter the site. */
  person(tenantId: string, account: string): Promise<Ctx | undefined>;
}

/** People told of one event; a thing with more followers than that is a noticeboard. */
const peopleMax = 500;

export async function deliverEvent(contexts: DeliveryContexts, source: NoticeSource, event: DeliveredEvent): Promise<void> {
  const { tenantId } = event;
  const system = tenantId === null ? undefined : contexts.system(tenantId);
  if (tenantId === null || system === undefined) return;
  const concerned = await source.concerned(system.as(source.product), event.topic, event.payload);
  if (concerned === null) return;
  const told = new Map<string, NoticeKind>();
  for (const { kind, people } of concerned.notices) {
    for (const person of people) if (person !== concerned.actor && isAccount(person) && !told.has(person) && told.size < peopleMax) told.set(person, kind);
  }
  for (const [person, kind] of told) {
    const theirs = await contexts.person(tenantId, person);
    if (theirs === undefined || !(await source.subjects(theirs.as(source.product), [concerned.subjectId])).has(concerned.subjectId)) continue;
    await system.tx((tx) => putNotification(tx, {
      id: newUuid(tx.now.getTime()), person, kind, subjectKind: concerned.subjectKind, subjectId: concerned.subjectId, partId: concerned.partId, actor: concerned.actor, eventId: event.id, at: tx.now,
    }));
  }
}

/** Placeholder people of imports have ids of another version. */
const isAccount = (uuid: string): boolean => uuid.charAt(14) === '7';
