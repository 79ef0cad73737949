/** Points in time in CQL: `2024-05-01`, `2024/05/01 13:30`, `now("-4w")`, `startOfWeek()` … In UTC. */
import type { CqlValue } from './cql.ts';
import { cqlError } from './parse-cql.ts';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** `-4w`, `2d`; months and years by the calendar. */
function shifted(at: Date, step: string, column: number): Date {
  const match = /^([+-]?\d{1,5})([mhdwMy])$/.exec(step.trim());
  if (match === null) throw cqlError(column, 'expected a step like "-4w": a number and m, h, d, w, M or y.');
  const [, amountText = '0', unit = 'd'] = match;
  const amount = Number(amountText);
  if (unit === 'M' || unit === 'y') {
    const moved = new Date(at.getTime());
    moved.setUTCMonth(moved.getUTCMonth() + amount * (unit === 'y' ? 12 : 1));
    return moved;
  }
  return new Date(at.getTime() + amount * (unitMs[unit] ?? 0));
}

function borderOf(now: Date, name: string): Date | undefined {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const monday = day - ((now.getUTCDay() + 6) % 7);
  const start: Readonly<Record<string, number>> = {
    startofday: Date.UTC(year, month, day), startofweek: Date.UTC(year, month, monday), startofmonth: Date.UTC(year, month, 1), startofyear: Date.UTC(year, 0, 1),
    endofday: Date.UTC(year, month, day + 1) - 1, endofweek: Date.UTC(year, month, monday + 7) - 1, endofmonth: Date.UTC(year, month + 1, 1) - 1, endofyear: Date.UTC(year + 1, 0, 1) - 1,
    now: now.getTime(),
  };
  const at = start[name];
  return at === undefined ? undefined : new Date(at);
}

/** From the point on, and until when it lasts: a day without a time is the whole day. */
export function readTime(value: CqlValue, now: Date): { readonly from: Date; readonly until: Date } {
  if (value.kind === 'function') {
    const border = borderOf(now, value.name);
    if (border === undefined) throw cqlError(value.column, `${value.name}() is no point in time.`);
    const at = value.arguments[0] === undefined ? border : shifted(border, value.arguments[0], value.column);
    return { from: at, until: at };
  }
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(value.text.trim());
  if (match === null) throw cqlError(value.column, 'expected a date: "2024-05-01" or "2024-05-01 13:30".');
  const [year, month, day, hour, minute] = match.slice(1).map((part: string | undefined) => Number(part ?? 0));
  const from = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0));
  const lastsMs = match[4] === undefined ? 86_400_000 : 60_000;
  return { from, until: new Date(from.getTime() + lastsMs - 1) };
}
