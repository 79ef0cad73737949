/** Gathers what is wrong with fields, so that one answer names all of it. */
import { errors } from './errors.ts';

export class FieldErrors {
  readonly #found: { readonly field: string; readonly code: string; readonly message: string }[] = [];

  add(field: string, message: string, code = 'invalid'): void {
    this.#found.push({ field, code, message });
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw errors.fields_invalid({ errors: this.#found });
  }
}

/** `3h 30m`, `2d`, `45` (minutes) in seconds, a day of eight hours and a week of five days; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^\d{1,7}$/.test(trimmed)) return Number(trimmed) * 60;
  if (!/^(?:\d{1,7}(?:\.\d{1,4})?\s*[wdhm]\s*)+$/.test(trimmed)) return undefined;
  const secondsOf: Readonly<Record<string, number>> = { w: 5 * 8 * 3_600, d: 8 * 3_600, h: 3_600, m: 60 };
  return Math.round([...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([wdhm])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (secondsOf[unit ?? ''] ?? 0), 0));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{id}`, `{name}`, `{key}`, `{value}` or a bare text or number, as clients write references. */
export function referenceOf(value: unknown, ...members: readonly string[]): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!isRecord(value)) return undefined;
  for (const member of members) {
    const found = value[member];
    if (typeof found === 'string' || typeof found === 'number') return String(found);
  }
  return undefined;
}
