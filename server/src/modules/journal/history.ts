/**
 * What others read of the journal: a tenant's rows at a time, and every change after it, in commit order. The shapes that restore,
 * evidence, moves and incremental backup share; values are as PostgreSQL prints them, so that nothing is lost between two releases.
 */
import type { ShardId, TenantId } from '../../kernel/ids/index.ts';

export interface JournalColumn {
  readonly name: string;
  /** As `regtype` prints it: `bigint`, `timestamp with time zone`. */
  readonly type: string;
  /** Part of the primary key. */
  readonly key: boolean;
}

export interface JournalTable {
  /** `schema.name`. */
  readonly table: string;
  readonly columns: readonly JournalColumn[];
}

/**
 * One row in the order of its table's columns: text as PostgreSQL prints it (UTC, ISO dates), bytea as bytes, null. `undefined` stands only
 * in updates: a long value that the update left as it was.
 */
export type JournalRow = readonly (string | Buffer | null | undefined)[];

export interface JournalChange {
  readonly table: JournalTable;
  readonly op: 'insert' | 'update' | 'delete';
  /** The key columns only, in the table's order; of an update that changes the key, the key before it. */
  readonly key: JournalRow;
  /** Null for a delete. */
  readonly row: JournalRow | null;
}

/** Who made the change: the transaction's own audit record. */
export interface JournalActor {
  readonly accountId: string | null;
  readonly kind: string;
  readonly action: string;
  readonly requestId: string;
}

export interface JournalTransaction {
  /** When it was committed; never earlier than the transaction before it. */
  readonly at: Date;
  /** The position of its commit record. A part of a transaction has the position of the whole. */
  readonly lsn: bigint;
  readonly xid: number;
  readonly actor: JournalActor | null;
  /** Schema migrations that this transaction applied, in their order: `shard/0050-media-object.sql`. */
  readonly migrations: readonly string[];
  readonly changes: readonly JournalChange[];
  /** More of the same transaction follows (a large one comes in parts, so that nobody holds it whole). */
  readonly continues: boolean;
}

export interface TenantTableRows {
  readonly table: JournalTable;
  /** Ascending by key. Must be read before the next table is asked for. */
  readonly rows: AsyncIterable<JournalRow>;
}

export interface TenantSnapshot {
  readonly at: Date;
  readonly lsn: bigint;
  /** Migrations that were applied then, in their order. */
  readonly migrations: readonly string[];
  /** Tables that have rows, by name. Fails with vault.object_broken, vault.object_unknown. */
  tables(): AsyncIterable<TenantTableRows>;
}

export interface HistoryWindow {
  /** The earliest time that can be restored. */
  readonly from: Date;
  /** Everything that was committed until then is in the journal. */
  readonly to: Date;
  /** Times that cannot be restored, although they lie between the two. */
  readonly gaps: readonly { readonly from: Date; readonly to: Date }[];
}

export interface HourOfChanges {
  readonly hour: Date;
  readonly created: number;
  readonly changed: number;
  readonly removed: number;
}

export interface TenantHistory {
  /** Undefined for a tenant that the journal does not know. */
  window(tenantId: TenantId): Promise<HistoryWindow | undefined>;
  /** The newest snapshot not after `at`. Fails with journal.point_out_of_window, keys.…, vault.object_broken. */
  snapshotBefore(tenantId: TenantId, at: Date): Promise<TenantSnapshot>;
  /** In commit order: after the position, up to and including what was committed at `until`. Fails as snapshotBefore does. */
  changes(tenantId: TenantId, afterLsn: bigint, until: Date): AsyncIterable<JournalTransaction>;
  /** Hours with changes only, ascending. Needs no key. */
  changesPerHour(tenantId: TenantId, from: Date, to: Date): Promise<readonly HourOfChanges[]>;
  /** Resolves when everything that was committed before now is in the journal. Fails with journal.behind after a minute. */
  caughtUp(shardId: ShardId): Promise<void>;
}
