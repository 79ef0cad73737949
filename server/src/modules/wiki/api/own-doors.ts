/** The wiki's own doors, `/api/v1/sites/{site}/wiki/…`: what the compatible API has no words for. Shapes that they share. */
import { Type } from 'typebox';
import type { Ctx } from '../../../kernel/service/index.ts';
import { parseAdf, type AdfDocument } from '../../richtext/index.ts';
import type { ListPosition } from '../content-store.ts';
import { formatPerson } from '../people.ts';
import { findPeople } from '../person-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { encodeCursor } from './paging.ts';
import { IdParameter } from './parameters.ts';

export const ownMount = '/api/v1/sites/:site/wiki';
export const contentParams = Type.Object({ id: IdParameter });
export const ListShape = Type.Object({ items: Type.Array(Type.Object({})), next: Type.Union([Type.String(), Type.Null()]) });
export const ownPaging = { cursor: Type.Optional(Type.String({ maxLength: 1_000 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 250, default: 50 })) };
/** An ADF document; what it may hold is richtext's to say. */
export const AdfInput = Type.Unknown();
export const TitleInput = Type.String({ maxLength: 1_000 });
/** Documents are at most 5 MiB; JSON of them may be longer. */
export const documentBytesMax = 12 * 1024 * 1024;

export const readAdf = (value: unknown): AdfDocument => parseAdf(value);

/** The last row says where the list goes on, when there was one row more than asked for. */
export function ownList<Item>(found: readonly Item[], limit: number, show: (item: Item) => unknown, positionOf: (item: Item) => ListPosition): Answer {
  const kept = found.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(show), next: found.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}


export type ShowPerson = (id: string | null) => { readonly accountId: string; readonly name: string } | null;

/** Names of all these people in one question. */
export async function namesOf(ctx: Ctx, api: Api, ids: readonly (string | null)[]): Promise<ShowPerson> {
  const people = await findPeople(ctx, api.people, ids.filter((id) => id !== null));
  return (id) => (id === null ? null : { accountId: formatPerson(id), name: people.get(id)?.name ?? '' });
}
