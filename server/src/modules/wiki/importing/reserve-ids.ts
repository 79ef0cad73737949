/**
 * Gives content of an import its numbers: the source's own where it is free here, else a fresh one. What is only referred
 * to (a parent that comes later) is reserved, so that it gets the same number when it comes.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import { allocateIds } from '../counter-store.ts';
import { addMapped, findMapped, takenContentIds, type Mapped } from './import-map-store.ts';
import type { ImportScope } from './person-batch-store.ts';

/** Numbers above this are not kept: a hostile file must not use up the numbers that are left. */
const keptIdMax = 1_000_000_000_000;

export interface ReservedIds {
  /** Fails for a source that was not asked for. */
  idOf(source: string): number;
  isStored(source: string): boolean;
  /** The first of the fresh numbers that were asked for besides. */
  readonly extraFirst: number;
}

/** Takes `extra` fresh numbers in the same go (for versions). */
export async function reserveIds(tx: Tx, scope: ImportScope, sources: Iterable<string>, extra: number): Promise<ReservedIds> {
  const wanted = new Set(sources);
  const known = await findMapped(tx, scope.importId, 'content', wanted);
  const missing = [...wanted].filter((source) => !known.has(source));
  const own = new Map(missing.flatMap((source) => (/^[1-9]\d{0,12}$/.test(source) && Number(source) <= keptIdMax ? [[source, Number(source)] as const] : [])));
  // The counter's row is locked first, so that nobody takes a number between the look and the use.
  const highest = Math.max(0, ...own.values());
  const first = await allocateIds(tx, scope.tenantId, missing.length + extra, highest);
  const taken = new Set(await takenContentIds(tx, [...own.values()]));
  let next = first;
  const ids = new Map<string, number>();
  const mappings = missing.map((source) => {
    const kept = own.get(source);
    const free = kept !== undefined && !taken.has(kept);
    const localId = free ? kept : next;
    if (free) taken.add(kept);
    else next += 1;
    ids.set(source, localId);
    return { source, localId, spaceId: null, stored: false };
  });
  await addMapped(tx, scope.tenantId, scope.importId, 'content', mappings);
  return answerFrom(known, ids, first + missing.length);
}

function answerFrom(known: ReadonlyMap<string, Mapped>, fresh: ReadonlyMap<string, number>, extraFirst: number): ReservedIds {
  return {
    idOf(source) {
      const id = known.get(source)?.localId ?? fresh.get(source);
      if (id === undefined) throw new Error('a source id was not reserved');
      return id;
    },
    isStored: (source) => known.get(source)?.stored === true,
    extraFirst,
  };
}
