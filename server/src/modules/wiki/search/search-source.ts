/** What search may ask of the wiki: words for the index, the rows that somebody sees, and what was found, opened. */
import type { FoundItem, ItemKind, ItemTexts, SearchSource } from '../../search/index.ts';
import { findSpace } from '../space-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { allContentWords, contentWords, idsAfter, spaceWords, visibleContent, visibleSpaces, type ContentWords, type SpaceWords } from './search-source-store.ts';

const isContent = (kind: ItemKind) => kind === 'content';
const typesHere = ['page', 'blogpost', 'comment', 'attachment'];

function foundContent(row: ContentWords): FoundItem {
  const title = row.type === 'comment' ? row.pageTitle : row.title;
  const page = `/wiki/${encodeURIComponent(row.spaceKey)}/${row.pageType === 'blogpost' ? 'blog' : 'pages'}/${String(row.pageId)}`;
  return {
    // Only these four are searched.
    kind: row.type as 'page' | 'blogpost' | 'comment' | 'attachment', id: row.id, key: null, title, container: { key: row.spaceKey, name: row.spaceName }, changedAt: row.modifiedAt, person: row.author,
    texts: row.type === 'comment' ? [row.body] : [row.title, row.body], link: page,
  };
}

const foundSpace = (row: SpaceWords): FoundItem => ({
  kind: 'space', id: row.id, key: row.key, title: row.name, container: { key: row.key, name: row.name }, changedAt: row.changedAt, person: null, texts: [row.name, row.key], link: `/wiki/${encodeURIComponent(row.key)}`,
});

export const wikiSearch: SearchSource = {
  product: 'wiki',
  kinds: ['content', 'space'],
  texts: (ctx, kind, ids) => ctx.read(async (tx) => new Map<number, ItemTexts>(isContent(kind)
    ? (await allContentWords(tx, ids)).map((row) => [row.id, { title: row.title, names: [], bodies: [row.body], restricted: [] }])
    : (await spaceWords(tx, null, ids)).map((row) => [row.id, { title: `${row.name} ${row.key}`, names: [], bodies: [], restricted: [] }]))),
  idsAfter: (ctx, kind, after, limit) => ctx.read((tx) => idsAfter(tx, isContent(kind) ? 'content' : 'space', after, limit)),
  visible(tx, ctx, kind, { container, types, person, label, updatedAfter, updatedBefore }) {
    if (!isContent(kind)) return visibleSpaces(viewerOf(ctx));
    const wanted = types?.filter((type) => typesHere.includes(type));
    if (wanted?.length === 0) return null;
    return visibleContent(tx, viewerOf(ctx), { space: container, types: wanted, person, label, updatedAfter, updatedBefore });
  },
  async open(tx, ctx, kind, ids) {
    const found = isContent(kind) ? (await contentWords(tx, viewerOf(ctx), ids)).map(foundContent) : (await spaceWords(tx, viewerOf(ctx), ids)).map(foundSpace);
    return new Map(found.map((item) => [item.id, item]));
  },
  async byKey(tx, ctx, text) {
    const space = /^[\w.~-]{1,255}$/.test(text.trim()) ? await findSpace(tx, viewerOf(ctx), { key: text.trim() }) : undefined;
    return space === undefined ? undefined : { kind: 'space', id: space.id };
  },
};
