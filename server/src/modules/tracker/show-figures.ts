/** Figures of a search, ready to be drawn: every day, bucket or value with its name and what it would be called in JQL. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { sealedIn } from './columns.ts';
import type { Configuration } from './configuration-store.ts';
import { countByAge, countBy, countByDay, namesOf, type Grouping, type GroupRow } from './figure-store.ts';
import { searchForFigures } from './search-issues.ts';
import { findPeople, personKey } from './show-people.ts';

export interface Slice {
  /** What the value is called in JQL; null where the field is empty. */
  readonly value: string | null;
  readonly name: string | null;
  readonly count: number;
}

const dayMs = 86_400_000;
const ageDays = [7, 30, 90, 365] as const;

export async function distribution(tx: ReadTx, ctx: Ctx, people: People, jql: string, by: Grouping): Promise<{ readonly total: number; readonly slices: readonly Slice[] }> {
  const search = await searchForFigures(tx, ctx, people, jql);
  const rows = await countBy(tx, search, by);
  const named = await names(tx, ctx, people, search.configuration, by, rows);
  return { total: rows.reduce((sum, { count }) => sum + count, 0), slices: rows.map(({ key, count }) => ({ ...(named.get(key) ?? { value: key, name: key }), count })) };
}

async function names(tx: ReadTx, ctx: Ctx, people: People, configuration: Configuration, by: Grouping, rows: readonly GroupRow[]): Promise<ReadonlyMap<string | null, Omit<Slice, 'count'>>> {
  const keys = rows.flatMap(({ key }) => (key === null ? [] : [key]));
  switch (by) {
    case 'assignee': case 'reporter': {
      const found = await findPeople(tx, ctx, people, keys);
      return new Map(keys.map((key) => [key, { value: personKey(key), name: found.get(key)?.name ?? 'Former user' }]));
    }
    case 'project': case 'component': case 'label': {
      const found = await namesOf(tx, by, keys.map(Number));
      return new Map(found.map(({ id, name, key }) => {
        const opened = tx.sealer.open(sealedIn[by].name, id, name);
        return [String(id), { value: key ?? opened, name: opened }];
      }));
    }
    default: {
      const items = configuration[by === 'issuetype' ? 'issueType' : by];
      return new Map(keys.map((key) => {
        const name = items.get(Number(key))?.name ?? key;
        return [key, { value: name, name }];
      }));
    }
  }
}

export interface DayFigure { readonly day: string; readonly created: number; readonly resolved: number }

/** Each of the last days in the person's time zone, those on which nothing happened too. */
export async function createdAndResolved(tx: ReadTx, ctx: Ctx, people: People, jql: string, days: number): Promise<{ readonly created: number; readonly resolved: number; readonly days: readonly DayFigure[] }> {
  const search = await searchForFigures(tx, ctx, people, jql);
  const today = Temporal.Instant.fromEpochMilliseconds(ctx.now.getTime()).toZonedDateTimeISO(search.timeZone).startOfDay();
  const first = today.subtract({ days: days - 1 });
  const rows = new Map((await countByDay(tx, search, new Date(first.epochMilliseconds), search.timeZone)).map((row) => [row.day, row]));
  const all = Array.from({ length: days }, (_, index): DayFigure => {
    const day = first.add({ days: index }).toPlainDate().toString();
    return { day, created: rows.get(day)?.created ?? 0, resolved: rows.get(day)?.resolved ?? 0 };
  });
  const sum = (of: (row: DayFigure) => number) => all.reduce((total, row) => total + of(row), 0);
  return { created: sum(({ created }) => created), resolved: sum(({ resolved }) => resolved), days: all };
}

/** Open issues by age; a bucket without an end is `null`. */
export async function ages(tx: ReadTx, ctx: Ctx, people: People, jql: string): Promise<{ readonly total: number; readonly medianDays: number | null; readonly buckets: readonly { readonly fromDays: number; readonly toDays: number | null; readonly count: number }[] }> {
  const search = await searchForFigures(tx, ctx, people, jql);
  const { buckets, medianDays } = await countByAge(tx, search, ageDays.map((days) => new Date(ctx.now.getTime() - days * dayMs)));
  const counts = new Map(buckets.map(({ bucket, count }) => [bucket, count]));
  const all = [0, ...ageDays].map((fromDays, index) => ({ fromDays, toDays: ageDays[index] ?? null, count: counts.get(index) ?? 0 }));
  return { total: all.reduce((sum, { count }) => sum + count, 0), medianDays: medianDays === null ? null : Math.round(medianDays * 10) / 10, buckets: all };
}
