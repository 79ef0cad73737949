/**
 * What the palette shows while somebody types: items whose title has words that begin so, places, people, and at the very top what a key
 * names. Only titles are asked; every word typed is a beginning.
 */
import type { SiteId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx } from '../../kernel/service/index.ts';
import { rankItems } from './posting-store.ts';
import type { FoundItem, ItemKind } from './search-source.ts';
import type { SearchPlace } from './search-site.ts';
import { isEmptyQuery, matchesQuery, readTypedQuery } from './text-query.ts';

export interface QuickItem {
  readonly product: string | null;
  readonly kind: FoundItem['kind'] | 'person';
  readonly id: string;
  readonly key: string | null;
  readonly title: string;
  readonly subtitle: string;
  readonly link: string | null;
}

export interface FoundPeople {
  search(ctx: OrganizationCtx, siteId: SiteId, text: string, limit: number): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

const openedMax = 40;

export function quickItem(product: string, item: FoundItem): QuickItem {
  return { product, kind: item.kind, id: String(item.id), key: item.key, title: item.title, subtitle: item.kind === 'project' || item.kind === 'space' ? item.container.key : item.container.name, link: item.link };
}

export async function quickSearch(ctx: OrganizationCtx, places: readonly SearchPlace[], siteId: SiteId, people: FoundPeople, text: string, limit: number): Promise<readonly QuickItem[]> {
  const query = readTypedQuery(text);
  if (isEmptyQuery(query)) return [];
  const ofPlace = async (place: SearchPlace): Promise<{ readonly named: readonly QuickItem[]; readonly places: readonly QuickItem[]; readonly items: readonly QuickItem[] }> => place.ctx.read(async (tx) => {
    const { source } = place;
    const begun = async (kind: ItemKind): Promise<readonly QuickItem[]> => {
      const rows = source.visible(tx, place.ctx, kind, { types: ['issue', 'page', 'blogpost', 'attachment'] });
      if (rows === null) return [];
      const { items } = await rankItems(tx, rows, { kind, query, asOf: ctx.now, limit: openedMax });
      const opened = await source.open(tx, place.ctx, kind, items.map(({ id }) => id));
      return items.flatMap(({ id }) => {
        const item = opened.get(id);
        return item !== undefined && matchesQuery(query, [`${item.title} ${item.key ?? ''}`]) ? [quickItem(source.product, item)] : [];
      });
    };
    const [items, containers] = await Promise.all([begun(source.kinds[0]), begun(source.kinds[1])]);
    const key = await source.byKey(tx, place.ctx, text);
    const named = key === undefined ? [] : [...(await source.open(tx, place.ctx, key.kind, [key.id])).values()].map((item) => quickItem(source.product, item));
    return { named, places: containers, items };
  });
  const [found, persons] = await Promise.all([Promise.all(places.map(ofPlace)), people.search(ctx, siteId, text, 3)]);
  const interleaved = found.length < 2 ? found.flatMap(({ items }) => items)
    : Array.from({ length: openedMax }, (_unused, index) => found.flatMap(({ items }) => items.slice(index, index + 1))).flat();
  const shown = new Map<string, QuickItem>();
  const put = (items: readonly QuickItem[], most: number) => {
    for (const item of items.slice(0, most)) if (shown.size < limit) shown.set(`${item.product ?? ''} ${item.kind} ${item.id}`, item);
  };
  put(found.flatMap(({ named }) => named), limit);
  put(found.flatMap(({ places: containers }) => containers), Math.max(2, Math.floor(limit / 3)));
  const room = Math.min(persons.length, 2);
  put(interleaved, Math.max(1, limit - shown.size - room));
  put(persons.map(({ id, name }) => ({ product: null, kind: 'person' as const, id, key: null, title: name, subtitle: '', link: null })), 3);
  return [...shown.values()];
}
