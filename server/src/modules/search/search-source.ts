/**
 * What search asks of a product. The product owns its rows and says who sees them: the conditions below are the very ones of
 * its own lists, and they run in the same statement as the index, under the product's login.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Ctx, ProductType } from '../../kernel/service/index.ts';

/** Kinds of items, each with numbers of its own in a tenant. */
export type ItemKind = 'issue' | 'project' | 'content' | 'space';

export interface ItemTexts {
  readonly title: string;
  /** Other short names: of attached files. */
  readonly names: readonly string[];
  readonly bodies: readonly string[];
  /** What only some of those who see the item may read: found by those who ask the product itself, never by the ranked search. */
  readonly restricted: readonly string[];
}

export interface Filters {
  /** Key of a project or space. */
  readonly container?: string | undefined;
  /** Kinds as people know them: issue, page, blogpost, comment, attachment. */
  readonly types?: readonly string[] | undefined;
  /** UUID of an account. */
  readonly person?: string | undefined;
  readonly label?: string | undefined;
  readonly updatedAfter?: Date | undefined;
  readonly updatedBefore?: Date | undefined;
}

/** SQL of the rows that a viewer sees: `select … from {from} where {id} in (…) and {where}`. */
export interface VisibleRows {
  readonly from: string;
  readonly where: string;
  readonly id: string;
  readonly changedAt: string;
  /** Bound so far; what search binds follows. */
  readonly values: unknown[];
}

export interface FoundItem {
  readonly kind: 'issue' | 'project' | 'page' | 'blogpost' | 'comment' | 'attachment' | 'space';
  readonly id: number;
  readonly key: string | null;
  readonly title: string;
  readonly container: { readonly key: string; readonly name: string };
  readonly changedAt: Date;
  /** UUID of the author or assignee; null when nobody is. */
  readonly person: string | null;
  /** Everything that was searched, as far as the viewer may read it, the title first. */
  readonly texts: readonly string[];
  /** Below the console's address of the site. */
  readonly link: string;
}

export interface SearchSource {
  readonly product: ProductType;
  /** The first is what a search of everything ranks; the others have names only. */
  readonly kinds: readonly [ItemKind, ItemKind];
  /** The words of items, whoever may see them; items that are gone are absent. `ctx` is the system's. */
  texts(ctx: Ctx, kind: ItemKind, ids: readonly number[]): Promise<ReadonlyMap<number, ItemTexts>>;
  idsAfter(ctx: Ctx, kind: ItemKind, after: number, limit: number): Promise<readonly number[]>;
  /** Null when the filters leave nothing of this kind. */
  visible(tx: ReadTx, ctx: Ctx, kind: ItemKind, filters: Filters): VisibleRows | null;
  /** Items that the viewer sees, opened. */
  open(tx: ReadTx, ctx: Ctx, kind: ItemKind, ids: readonly number[]): Promise<ReadonlyMap<number, FoundItem>>;
  /** The item that a key names, such as `WEB-12`; undefined when there is none to see. */
  byKey(tx: ReadTx, ctx: Ctx, text: string): Promise<{ readonly kind: ItemKind; readonly id: number } | undefined>;
}
