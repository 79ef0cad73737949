/** What addresses and queries of the API hold, read strictly: ids, lists of ids, statuses, sort orders. */
import { Type } from 'typebox';
import type { ContentStatus } from '../content-types.ts';
import type { ContentSort } from '../content-store.ts';
import { bodyFormats, type BodyFormat } from '../render-bodies.ts';
import { wikiErrors } from '../errors.ts';

/** Repeated (`id=1&id=2`) or with commas (`id=1,2`); both are in use. */
export const Several = Type.Optional(Type.Array(Type.String({ maxLength: 5_000 }), { maxItems: 250 }));
export const Flag = Type.Optional(Type.Boolean());
export const BodyFormatParameter = Type.Optional(Type.String({ enum: [...bodyFormats] }));
export const IdParameter = Type.String({ maxLength: 40 });

/** Attachments are written `att123`. Fails with wiki.id_invalid. */
export function parseId(text: string): number {
  const digits = text.startsWith('att') ? text.slice(3) : text;
  const id = /^\d{1,16}$/.test(digits) ? Number(digits) : NaN;
  if (!Number.isSafeInteger(id) || id <= 0) throw wikiErrors.id_invalid();
  return id;
}

export function several(values: readonly string[] | undefined): readonly string[] | undefined {
  const all = values?.flatMap((value) => value.split(',')).map((value) => value.trim()).filter((value) => value !== '');
  return all === undefined || all.length === 0 ? undefined : all;
}

export function severalIds(values: readonly string[] | undefined): readonly number[] | undefined {
  return several(values)?.map(parseId);
}

const statuses: readonly ContentStatus[] = ['current', 'draft', 'trashed', 'archived'];

/** `deleted` is what the compatible API also calls the trash; unknown ones are refused. */
export function readStatuses(values: readonly string[] | undefined, byDefault: readonly ContentStatus[]): readonly ContentStatus[] {
  const given = several(values);
  if (given === undefined) return byDefault;
  if (given.includes('any')) return statuses;
  return given.flatMap((value) => {
    if (value === 'deleted') return ['trashed'];
    if (value === 'historical') return [];
    const known = statuses.find((status) => status === value);
    if (known === undefined) throw wikiErrors.status_invalid({ detail: `Found "${value.slice(0, 40)}".` });
    return [known];
  });
}

export function bodyFormat(text: string | undefined): BodyFormat | undefined {
  return bodyFormats.find((format) => format === text);
}

export interface ReadSort {
  readonly sort: ContentSort | 'title';
  readonly descending: boolean;
}

const sorts: Readonly<Record<string, ContentSort | 'title'>> = {
  id: 'id', 'created-date': 'created', 'modified-date': 'modified', title: 'title', 'child-position': 'rank',
};

export function readSort(text: string | undefined, byDefault: ReadSort): ReadSort {
  if (text === undefined || text === '') return byDefault;
  const descending = text.startsWith('-');
  const sort = sorts[descending ? text.slice(1) : text];
  if (sort === undefined) throw wikiErrors.query_invalid({ detail: 'The sort order is unknown.' });
  return { sort, descending };
}
