// The words of an audit record: who did it, on whose behalf, and to what.
import type { AuditEvent, AuditThing } from '../../api/audit.ts';

export const actorWords = (event: AuditEvent): string => {
  const { actor } = event.attributes;
  return actor?.name || actor?.email || actor?.id || '';
};

export function thingWords(thing: AuditThing): string {
  const { attributes } = thing;
  for (const name of ['name', 'key', 'title', 'email', 'label'] as const) {
    const value = attributes?.[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return thing.id;
}

export const targetWords = (event: AuditEvent): string => [...(event.attributes.context ?? []), ...(event.attributes.container ?? [])].map(thingWords).slice(0, 3).join(' · ');

export type BeforeAfter = { readonly field: string; readonly before: string; readonly after: string };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: unknown): string => (value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** Before and after of every context object that carries them, field by field, only where they differ. */
export function beforeAndAfter(event: AuditEvent): readonly BeforeAfter[] {
  const rows: BeforeAfter[] = [];
  for (const thing of event.attributes.context ?? []) {
    const before = thing.attributes?.['before'];
    const after = thing.attributes?.['after'];
    if ((before ?? undefined) === undefined && (after ?? undefined) === undefined) continue;
    if (!isRecord(before) && !isRecord(after)) {
      rows.push({ field: thing.type, before: shown(before), after: shown(after) });
      continue;
    }
    const then = isRecord(before) ? before : {};
    const now = isRecord(after) ? after : {};
    for (const field of new Set([...Object.keys(then), ...Object.keys(now)])) {
      if (shown(then[field]) !== shown(now[field])) rows.push({ field, before: shown(then[field]), after: shown(now[field]) });
    }
  }
  return rows;
}
