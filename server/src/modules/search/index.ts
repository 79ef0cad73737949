/** The front door of search: what products implement, what their query languages may ask, and the doors' service. */
export { createSearch, type Search } from './search.ts';
export { searchDescriptor } from './service.ts';
export type { FoundItem, ItemKind, ItemTexts, SearchSource } from './search-source.ts';
export { excerptText } from './highlight.ts';
export { textHits } from './posting-store.ts';
export { isEmptyQuery, matchesQuery, readTextQuery, type TextQuery } from './text-query.ts';
