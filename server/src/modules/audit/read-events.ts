/**
 * The organization's log as one: its records lie in the control database and in each shard where it has content,
 * and are merged by time, or for the feed by what each database had numbered.
 */
import type { ShardId } from '../../kernel/ids/index.ts';
import type { Contexts, OrganizationCtx } from '../../kernel/service/index.ts';
import { auditErrors } from './errors.ts';
import { readRecord, readRecords, readSequenced, type OpenedRecord, type Position, type RecordFilter } from './record-store.ts';

export interface AuditWorkings {
  readonly contexts: Contexts;
  readonly shardIds: () => readonly ShardId[];
  readonly people: (ctx: OrganizationCtx, ids: readonly string[]) => Promise<ReadonlyMap<string, { readonly name: string; readonly email: string }>>;
}

/** Records looked through for a search in sealed text before the answer says that there may be more. */
const searchedMax = 20_000;
const searchStep = 500;

function places(workings: AuditWorkings, ctx: OrganizationCtx): OrganizationCtx[] {
  return [ctx, ...workings.shardIds().map((shardId) => workings.contexts.organizationOnShard('audit', ctx, ctx.organizationId, shardId))];
}

const newestFirst = (a: OpenedRecord, b: OpenedRecord): number => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

async function pageOf(workings: AuditWorkings, ctx: OrganizationCtx, filter: RecordFilter, after: Position | null, limit: number): Promise<OpenedRecord[]> {
  const parts = await Promise.all(places(workings, ctx).map((place) => place.read((tx) => readRecords(tx, filter, after, limit))));
  return parts.flat().sort(newestFirst).slice(0, limit);
}

function matches(record: OpenedRecord, people: ReadonlyMap<string, { name: string; email: string }>, text: string): boolean {
  const person = record.actor_id === null ? undefined : people.get(record.actor_id);
  const haystack = [record.action, record.target_id, record.ip, record.opened.target, record.opened.container, person?.name, person?.email, JSON.stringify(record.opened.before ?? ''), JSON.stringify(record.opened.after ?? '')];
  return haystack.some((part) => part?.toLowerCase().includes(text) === true);
}

export interface EventPage {
  readonly records: readonly OpenedRecord[];
  readonly next: Position | null;
}

/** Newest first; `text` is looked for in names, values and addresses, in at most 20,000 records a call. */
export async function listEvents(workings: AuditWorkings, ctx: OrganizationCtx, filter: RecordFilter, text: string | null, after: Position | null, limit: number): Promise<EventPage> {
  if (text === null) {
    const records = await pageOf(workings, ctx, filter, after, limit + 1);
    const shown = records.slice(0, limit);
    return { records: shown, next: records.length > limit ? (shown.at(-1) ?? null) : null };
  }
  const wanted = text.toLowerCase();
  const found: OpenedRecord[] = [];
  let from = after;
  for (let searched = 0; searched < searchedMax; searched += searchStep) {
    const records = await pageOf(workings, ctx, filter, from, searchStep);
    const people = await workings.people(ctx, [...new Set(records.flatMap((record) => record.actor_id ?? []))]);
    for (const record of records) {
      from = record;
      if (!matches(record, people, wanted)) continue;
      found.push(record);
      if (found.length === limit) return { records: found, next: record };
    }
    if (records.length < searchStep) return { records: found, next: null };
  }
  return { records: found, next: from };
}

/** Fails with audit.event_not_found. */
export async function oneEvent(workings: AuditWorkings, ctx: OrganizationCtx, id: string): Promise<OpenedRecord> {
  for (const place of places(workings, ctx)) {
    const record = await place.read((tx) => readRecord(tx, id));
    if (record !== undefined) return record;
  }
  throw auditErrors.event_not_found();
}

/** The feed: everything after what the cursor has seen in each database, oldest first, none skipped and none twice. */
export async function streamEvents(workings: AuditWorkings, ctx: OrganizationCtx, seen: readonly number[], limit: number): Promise<{ records: OpenedRecord[]; seen: number[] }> {
  const parts = await Promise.all(places(workings, ctx).map((place, index) => place.read((tx) => readSequenced(tx, seen[index] ?? 0, limit))));
  const merged = parts.flatMap((records, index) => records.map((record) => ({ record, index })))
    .sort((a, b) => a.record.recorded_at.getTime() - b.record.recorded_at.getTime() || (a.index - b.index) || ((a.record.sequence ?? 0) - (b.record.sequence ?? 0)));
  // Within one database the order is the sequence, whatever the clock said.
  const next = parts.map((_records, index) => seen[index] ?? 0);
  const records: OpenedRecord[] = [];
  const queues = parts.map((part) => [...part]);
  for (const { index } of merged.slice(0, limit)) {
    const record = queues[index]?.shift();
    if (record === undefined) continue;
    records.push(record);
    next[index] = record.sequence ?? next[index] ?? 0;
  }
  return { records, seen: next };
}
