/**
 * What somebody looked at last, for themselves only: ids and times under seal, at most thirty in each product. Titles are read when the list
 * is shown, with the rights that the person has then. Noting a look is not a change of anything that others see, so it leaves no record.
 */
import { searchErrors } from './errors.ts';
import { quickItem, type QuickItem } from './quick-search.ts';
import { readRecent, writeRecent } from './recent-store.ts';
import type { FoundItem, ItemKind } from './search-source.ts';
import type { SearchPlace } from './search-site.ts';

const keptMax = 30;
/** Looking again within this time writes nothing. */
const againMs = 60_000;

const kindOf: Readonly<Record<string, ItemKind>> = { issue: 'issue', project: 'project', page: 'content', blogpost: 'content', space: 'space' };

/** Fails with search.item_not_found for what the person does not see. */
export async function noteRecent(places: readonly SearchPlace[], person: string, product: string, kindName: string, reference: string): Promise<void> {
  const place = places.find(({ source }) => source.product === product);
  const kind = kindOf[kindName];
  if (place === undefined || kind === undefined || !place.source.kinds.includes(kind)) throw searchErrors.item_not_found();
  const id = await place.ctx.read(async (tx) => {
    const named = /^\d{1,15}$/.test(reference) ? { kind, id: Number(reference) } : await place.source.byKey(tx, place.ctx, reference);
    if (named?.kind !== kind || !(await place.source.open(tx, place.ctx, kind, [named.id])).has(named.id)) throw searchErrors.item_not_found();
    return named.id;
  });
  await place.own.tx(async (tx) => {
    const before = await readRecent(tx, person, true);
    const [newest] = before;
    const atMs = tx.now.getTime();
    if (newest?.kind === kind && newest.id === id && newest.atMs > atMs - againMs) return;
    await writeRecent(tx, person, [{ kind, id, atMs }, ...before.filter((item) => item.kind !== kind || item.id !== id)].slice(0, keptMax));
  });
}

export async function listRecent(places: readonly SearchPlace[], person: string, limit: number): Promise<readonly QuickItem[]> {
  const found = await Promise.all(places.map(async (place) => {
    const items = (await place.own.read((tx) => readRecent(tx, person))).slice(0, limit);
    const opened = new Map<string, FoundItem>();
    for (const [kind, ofKind] of Map.groupBy(items, (item) => item.kind)) {
      const seen = await place.ctx.read((tx) => place.source.open(tx, place.ctx, kind, ofKind.map(({ id }) => id)));
      for (const [id, item] of seen) opened.set(`${kind} ${String(id)}`, item);
    }
    return items.flatMap(({ kind, id, atMs }) => {
      const item = opened.get(`${kind} ${String(id)}`);
      return item === undefined ? [] : [{ atMs, item: quickItem(place.source.product, item) }];
    });
  }));
  return found.flat().sort((a, b) => b.atMs - a.atMs).slice(0, limit).map(({ item }) => item);
}
