/**
 * What a restore asks of a product. Which rows belong to a project, space, issue or page follows from foreign keys; the product
 * says only what no foreign key says, with reasons, and a walk fails for a table of content about which nobody says anything.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import type { Ctx, ProductType } from '../../kernel/service/index.ts';

export interface SoftReference {
  readonly table: string;
  readonly column: string;
  /** Names `id` of this table. */
  readonly to: string;
  /** SQL over the row, `row` being its alias; always when absent. */
  readonly when?: string;
}

export interface RecoverableItem {
  readonly id: number;
  /** `WEB-12`; null where its kind has none. */
  readonly key: string | null;
  readonly title: string;
  /** As people know it: issue, page, blogpost … */
  readonly kind: string;
  readonly container: { readonly id: number; readonly key: string; readonly name: string };
}

export interface RecoverableContainer {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly items: number;
}

/** One thing that somebody wrote, for looking at it side by side. */
export interface RecoverableText {
  readonly field: string;
  readonly text: string;
}

export interface RecoverableProduct {
  readonly product: ProductType;
  readonly schema: string;
  /** The table of projects or spaces. */
  readonly container: string;
  /** The table of issues or pages. */
  readonly item: string;
  /** Column of the item's table that names its container. */
  readonly itemContainer: string;
  /** SQL over a row of the item's table, `row` being its alias: those that are restored as items. */
  readonly itemWhen: string;
  /** A container in one of these states is being worked on: it is not restored now. */
  readonly busyStates: readonly string[];
  /** Rows that belong to a container or item although no foreign key says so. */
  readonly paths: readonly SoftReference[];
  /** Tables that belong to no container, and why: their rows come back only with a whole tenant, or when something restored names them. */
  readonly tenantWide: Readonly<Record<string, string>>;
  /** Columns that name rows of tables without a foreign key; a restored row brings back what it names and what is gone. */
  readonly needs: readonly SoftReference[];
  /** Columns that decide who sees a row: rows that are there keep theirs, so that no restore opens anything. */
  readonly accessColumns: Readonly<Record<string, readonly string[]>>;
  /** Tables of access whose rows follow from others: written again by `settle`. */
  readonly derivedAccess: readonly string[];
  /** Tables that change by being looked at: they come back, and change no plan. */
  readonly passive: readonly string[];
  readonly copy: CopyRules;
  /** Items that came back alone, without what was above them, find a place at the top of their container. */
  adopt(tx: Tx, itemIds: readonly number[]): Promise<void>;
  /** What follows from restored rows and is kept beside them; in the restore's transaction. */
  settle(tx: Tx, tenantId: string, containerIds: readonly number[]): Promise<void>;
  /** The containers that the viewer administers, by name; `ctx` may be a past's. */
  containers(ctx: Ctx): Promise<readonly RecoverableContainer[]>;
  /** Items of a container that the viewer sees, by their keys or places. */
  items(ctx: Ctx, containerId: number, options: { readonly after: number; readonly limit: number }): Promise<readonly RecoverableItem[]>;
  /** Those of these items that the viewer sees. */
  describe(ctx: Ctx, ids: readonly number[]): Promise<ReadonlyMap<number, RecoverableItem>>;
  /** Whether the viewer may change the item, now; where it is gone, whether they may write in its container. */
  mayEdit(ctx: Ctx, itemId: number, containerId: number): Promise<boolean>;
  /** What an item says, for comparing; undefined when the viewer does not see it. */
  texts(ctx: Ctx, itemId: number): Promise<readonly RecoverableText[] | undefined>;
}

/** One row on its way into a copy: values as text, by column. */
export interface CopiedRow {
  readonly table: string;
  readonly oldId: string | null;
  readonly values: Map<string, string | null>;
  /** What a sealed column says; null where it says nothing. */
  readonly open: (column: string) => string | null;
}

export interface CopyKeys {
  readonly from: string;
  readonly to: string;
  /** The new number of a row of this table; undefined where it is not part of the copy. */
  readonly idOf: (table: string, oldId: string) => string | undefined;
}

/** What a copy of a container beside the original needs beyond the catalog. */
export interface CopyRules {
  /** Tables whose rows stay behind, and why. */
  readonly leaves: Readonly<Record<string, string>>;
  /** Columns that name rows of the container without a foreign key. */
  readonly ids: readonly SoftReference[];
  /** Fails with recovery.key_invalid when the key cannot be one, recovery.conflict when it is taken. */
  requireKey(reader: Reader, key: string): Promise<void>;
  /** The first of so many fresh numbers for rows of this table. */
  allocate(tx: Tx, tenantId: string, table: string, count: number): Promise<number>;
  /** Columns that follow from a new place: keys, claims. */
  adjust(row: CopiedRow, keys: CopyKeys, sealer: Sealer): void;
  /** Links inside a text: those that lead into the container lead into the copy. */
  rewrite(text: string, keys: CopyKeys): string;
  /** What else a container has: its key, its counters, its administrator. */
  finish(tx: Tx, copy: { readonly tenantId: string; readonly id: number; readonly key: string; readonly administrator: string }): Promise<void>;
}

export interface StoredBytes {
  readonly id: string;
  /** 32 bytes. */
  readonly address: Buffer;
}

/** Bytes of attachments: those that the live store has lost come back from the vault. */
export interface MediaBytes {
  /** Makes sure that each object's sealed bytes are in the store. Returns those that are nowhere. */
  bringBack(tenantId: string, objects: readonly StoredBytes[], signal: AbortSignal): Promise<readonly StoredBytes[]>;
}

/** Reads in a restore's own scope; both sides of a diff look alike. */
export type Reader = Pick<ReadTx, 'sql'>;
