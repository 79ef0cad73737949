/** Moments in JQL: dates as people write them, `-1w` from now, and the functions that begin and end days, weeks, months and years. */
import { JqlFault } from './jql-error.ts';

export interface JqlClock {
  readonly now: Date;
  /** Of the person who asks: days begin there. */
  readonly timeZone: string;
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function zoned({ now, timeZone }: JqlClock): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
}

function toDate(time: Temporal.ZonedDateTime): Date {
  return new Date(time.epochMilliseconds);
}

/** `2010-07-23`, `2010/7/23`, with or without `12:16`; `-1w 2d`, `4h`; a number of milliseconds. */
export function parseMoment(text: string, clock: JqlClock, column: number): Date {
  const relative = /^[+-]?\s*\d+[wdhm](?:\s+\d+[wdhm])*$/.exec(text);
  if (relative !== null) return shifted(text, clock);
  const date = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (date !== null) {
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = date.slice(1).map((part) => (part === undefined ? 0 : Number(part)));
    try {
      return toDate(Temporal.ZonedDateTime.from({ timeZone: clock.timeZone, year, month, day, hour, minute, second }, { overflow: 'reject' }));
    } catch {
      throw new JqlFault(`"${text}" is not a date that exists`, column);
    }
  }
  if (/^\d{6,15}$/.test(text)) return new Date(Number(text));
  throw new JqlFault(`"${text}" is not a date: write yyyy-mm-dd, "yyyy-mm-dd hh:mm" or a period such as -1w`, column);
}

function shifted(text: string, { now }: JqlClock): Date {
  const sign = text.trim().startsWith('-') ? -1 : 1;
  const total = [...text.matchAll(/(\d+)([wdhm])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0);
  return new Date(now.getTime() + sign * Math.min(total, 1e14));
}

const dateFunctions: Readonly<Record<string, { readonly unit: 'day' | 'week' | 'month' | 'year'; readonly end: boolean }>> = {
  startofday: { unit: 'day', end: false }, endofday: { unit: 'day', end: true }, startofweek: { unit: 'week', end: false }, endofweek: { unit: 'week', end: true },
  startofmonth: { unit: 'month', end: false }, endofmonth: { unit: 'month', end: true }, startofyear: { unit: 'year', end: false }, endofyear: { unit: 'year', end: true },
};

/** Undefined when it is no function of dates. */
export function momentOf(name: string, given: readonly string[], clock: JqlClock, column: number): Date | undefined {
  const lower = name.toLowerCase();
  if (lower === 'now') return clock.now;
  const known = dateFunctions[lower];
  if (known === undefined) return undefined;
  const [shift] = given;
  const match = shift === undefined ? null : /^([+-]?\d{1,6})([wdhmMy]?)$/.exec(shift.trim());
  if (shift !== undefined && match === null) throw new JqlFault(`"${shift}" is not a period such as -1, 2w or -1M`, column);
  let time = zoned(clock);
  if (match !== null) time = time.add(durationOf(Number(match[1]), match[2] === undefined || match[2] === '' ? defaultUnit[known.unit] : match[2]));
  let start = time.startOfDay();
  if (known.unit === 'week') start = start.subtract({ days: start.dayOfWeek - 1 });
  if (known.unit === 'month') start = start.with({ day: 1 });
  if (known.unit === 'year') start = start.with({ day: 1, month: 1 });
  if (!known.end) return toDate(start);
  const next = start.add(known.unit === 'day' ? { days: 1 } : known.unit === 'week' ? { weeks: 1 } : known.unit === 'month' ? { months: 1 } : { years: 1 });
  return new Date(next.epochMilliseconds - 1);
}

const defaultUnit = { day: 'd', week: 'w', month: 'M', year: 'y' } as const;

function durationOf(count: number, unit: string): Temporal.DurationLike {
  switch (unit) {
    case 'w': return { weeks: count };
    case 'd': return { days: count };
    case 'h': return { hours: count };
    case 'm': return { minutes: count };
    case 'M': return { months: count };
    default: return { years: count };
  }
}

/** The day of a moment where the person is, as `due_on` keeps it. */
export function dayOf(moment: Date, clock: JqlClock): string {
  return zoned({ ...clock, now: moment }).toPlainDate().toString();
}
