// Dates, numbers and sizes as the signed-in person reads them: in their language and time zone.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { currentLocale } from '../words/index.ts';
import { useTranslation } from 'react-i18next';
import { meQuery } from './session.ts';

export type Formats = {
  readonly date: (value: string) => string;
  readonly dateTime: (value: string) => string;
  readonly time: (value: string) => string;
  readonly relative: (value: string) => string;
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  readonly duration: (seconds: number) => string;
  readonly list: (values: readonly string[]) => string;
  readonly timeZone: string;
};

const dayMs = 86_400_000;
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', dayMs], ['hour', 3_600_000], ['minute', 60_000],
];

/** Dates of the imported world come as `2024-05-01`, ISO, or Jira's `…+0000`, which browsers do not all read. */
function instantOf(value: string): Date {
  return new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

export function formatsFor(locale: string, timeZone: string): Formats {
  const dayOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const number = new Intl.NumberFormat(locale);
  const guarded = (format: (date: Date) => string) => (value: string): string => {
    const date = instantOf(value);
    return Number.isNaN(date.getTime()) ? value : format(date);
  };
  return {
    timeZone,
    date: (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? calendarDay.format(new Date(`${value}T00:00:00Z`)) : guarded((date) => dayOnly.format(date))(value)),
    dateTime: guarded((date) => full.format(date)),
    time: guarded((date) => clock.format(date)),
    relative: guarded((date) => {
      const awayMs = date.getTime() - Date.now();
      if (Math.abs(awayMs) > 7 * dayMs) return dayOnly.format(date);
      for (const [unit, lengthMs] of steps) if (Math.abs(awayMs) >= lengthMs) return relative.format(Math.trunc(awayMs / lengthMs), unit);
      return relative.format(0, 'second');
    }),
    number: (value) => number.format(value),
    bytes: (value) => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
      const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(1000)));
      const unit = units[power] ?? 'byte';
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: power === 0 ? 'long' : 'short', maximumFractionDigits: power === 0 ? 0 : 1 }).format(value / 1000 ** power);
    },
    duration: (seconds) => {
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.round((seconds % 3600) / 60);
      const part = (value: number, unit: string): string =>
        new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
      if (hours === 0) return part(minutes, 'minute');
      return minutes === 0 ? part(hours, 'hour') : `${part(hours, 'hour')} ${part(minutes, 'minute')}`;
    },
    list: (values) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(values),
  };
}

/** The person's language with the region of the browser when both agree: 24 Dec or Dec 24. */
export const regionalLocale = (language: string = currentLocale()): string => navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const { data } = useQuery({ ...meQuery, enabled: false });
  const timeZone = data?.account.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useMemo(() => formatsFor(regionalLocale(i18n.language), timeZone), [i18n.language, timeZone]);
}
