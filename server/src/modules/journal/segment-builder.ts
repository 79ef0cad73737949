/**
 * Splits the stream of one shard by tenant until a segment is full. A transaction belongs to the segment in which it ends; one that is larger
 * than a segment is written in parts, and what of it is written is remembered, so that a restart goes on behind it and doubles nothing.
 */
import type { JournalActor, JournalRow } from './history.ts';
import { FrameWriter, keyOf } from './frame-format.ts';
import { journalErrors } from './errors.ts';
import type { Relation, StreamMessage } from './pgoutput.ts';
import type { SegmentHead } from './segment-format.ts';

export interface MediaToCopy {
  readonly tenantId: string;
  readonly objectId: string;
  readonly address: string;
}

export interface FrameOfTenant {
  readonly writer: FrameWriter;
  fromLsn: bigint;
  toLsn: bigint;
  fromMs: number;
  toMs: number;
  continues: boolean;
}

/** What one segment will hold. */
export interface CollectedSegment {
  readonly frames: ReadonlyMap<string, FrameOfTenant>;
  readonly migrations: SegmentHead['migrations'];
  readonly placed: SegmentHead['placed'];
  readonly media: readonly MediaToCopy[];
  readonly completeLsn: bigint;
  readonly resumeLsn: bigint;
  readonly completeMs: number;
  readonly partial: { readonly lsn: bigint; readonly changes: number } | null;
}

interface OpenTransaction {
  readonly lsn: bigint;
  readonly atMs: number;
  readonly xid: number;
  /** Changes that came, and how many of them an earlier segment has. */
  changes: number;
  readonly skip: number;
  /** Tenants with changes in the segment that is collected now. */
  readonly touched: Set<string>;
  /** Tenants with changes in any part of it: each gets an end, which says who acted. */
  readonly everTouched: Set<string>;
  readonly actors: Map<string, JournalActor>;
  readonly migrations: string[];
  readonly placed: string[];
}

export interface Position {
  readonly completeLsn: bigint;
  readonly resumeLsn: bigint;
  readonly completeMs: number;
  readonly partial: { readonly lsn: bigint; readonly changes: number } | null;
}

export class SegmentBuilder {
  #frames = new Map<string, FrameOfTenant>();
  #migrations: SegmentHead['migrations'][number][] = [];
  #placed: SegmentHead['placed'][number][] = [];
  #media: MediaToCopy[] = [];
  #position: Position;
  #open: OpenTransaction | undefined;
  #sizeBytes = 0;

  constructor(position: Position) {
    this.#position = position;
  }

  get position(): Position {
    return this.#position;
  }

  /** What would be written, before it is compressed. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get isEmpty(): boolean {
    return this.#frames.size === 0 && this.#migrations.length === 0 && this.#placed.length === 0;
  }

  get inTransaction(): boolean {
    return this.#open !== undefined;
  }

  /** Fails with journal.truncate_refused, journal.table_refused. */
  take(message: StreamMessage): void {
    switch (message.kind) {
      case 'begin': return this.#begin(message);
      case 'commit': return this.#commit(message);
      case 'truncate': throw journalErrors.truncate_refused({ detail: `(${message.relations.map((relation) => relation.table).join(', ')})` });
      case 'insert': return this.#change(message.relation, 'insert', null, message.row);
      case 'update': return this.#change(message.relation, 'update', message.oldKey, message.row);
      case 'delete': return this.#change(message.relation, 'delete', message.oldKey, null);
      default: return undefined;
    }
  }

  #begin({ lsn, atMs, xid }: { readonly lsn: bigint; readonly atMs: number; readonly xid: number }): void {
    const { completeLsn, completeMs, partial } = this.#position;
    // What is complete already is sent again after a crash; it is counted as skipped wholly.
    const skip = lsn <= completeLsn ? Number.POSITIVE_INFINITY : partial?.lsn === lsn ? partial.changes : 0;
    this.#open = { lsn, atMs: Math.max(atMs, completeMs), xid, changes: 0, skip, touched: new Set(), everTouched: new Set(), actors: new Map(), migrations: [], placed: [] };
  }

  #change(relation: Relation, op: 'insert' | 'update' | 'delete', oldTuple: JournalRow | null, row: JournalRow | null): void {
    const open = this.#open;
    if (open === undefined) throw new Error('a change outside a transaction');
    open.changes += 1;
    if (op === 'insert' && row !== null && this.#noteShared(open, relation, row)) return;
    if (open.skip === Number.POSITIVE_INFINITY) return;
    if (relation.replicaIdentity !== 'd' || relation.tenantAt < 0) throw journalErrors.table_refused({ detail: `(${relation.table}: replica identity or tenant)` });
    const oldTenant = oldTuple?.[relation.tenantAt];
    const tenant = row?.[relation.tenantAt] ?? oldTenant;
    if (typeof tenant !== 'string') throw journalErrors.table_refused({ detail: `(${relation.table}: a row without a tenant)` });
    if (op === 'update' && typeof oldTenant === 'string' && oldTenant !== tenant) throw journalErrors.table_refused({ detail: `(${relation.table}: a row changed its tenant)` });
    open.everTouched.add(tenant);
    if (open.changes <= open.skip) return;
    const { writer } = this.#frameOf(tenant, open);
    const before = writer.sizeBytes;
    writer.add({ table: relation, op, oldKey: oldTuple === null ? null : keyOf(relation, oldTuple), row });
    this.#sizeBytes += writer.sizeBytes - before;
    if (relation.table === 'media.object' && op === 'insert' && row !== null) this.#noteMedia(relation, tenant, row);
  }

  /** Rows that say something about the transaction and are nobody's content. */
  #noteShared(open: OpenTransaction, relation: Relation, row: JournalRow): boolean {
    if (relation.table === 'hf.migration') {
      open.migrations.push(text(relation, row, 'name'));
      return true;
    }
    if (relation.table === 'hf.placement') {
      open.placed.push(text(relation, row, 'tenant_id'));
      return true;
    }
    if (relation.table !== 'audit.record') return false;
    const tenantId = value(relation, row, 'tenant_id');
    if (typeof tenantId === 'string' && value(relation, row, 'outcome') === 'done' && !open.actors.has(tenantId)) {
      const accountId = value(relation, row, 'actor_id');
      open.actors.set(tenantId, { accountId: typeof accountId === 'string' ? accountId : null, kind: text(relation, row, 'actor_kind'), action: text(relation, row, 'action'), requestId: text(relation, row, 'request_id') });
    }
    return true;
  }

  #noteMedia(relation: Relation, tenantId: string, row: JournalRow): void {
    const address = value(relation, row, 'address');
    if (Buffer.isBuffer(address)) this.#media.push({ tenantId, objectId: text(relation, row, 'id'), address: address.toString('hex') });
  }

  #frameOf(tenantId: string, open: OpenTransaction): FrameOfTenant {
    let frame = this.#frames.get(tenantId);
    if (frame === undefined) {
      frame = { writer: new FrameWriter(), fromLsn: open.lsn, toLsn: open.lsn, fromMs: open.atMs, toMs: open.atMs, continues: false };
      this.#frames.set(tenantId, frame);
    }
    open.touched.add(tenantId);
    return frame;
  }

  #endParts(open: OpenTransaction, continues: boolean): void {
    for (const tenantId of open.touched) {
      const frame = this.#frames.get(tenantId);
      if (frame === undefined) continue;
      frame.writer.end({ xid: open.xid, lsn: open.lsn, atMs: open.atMs, actor: continues ? null : (open.actors.get(tenantId) ?? null), migrations: [], continues });
      frame.toLsn = open.lsn;
      frame.toMs = open.atMs;
      frame.continues = continues;
    }
    open.touched.clear();
  }

  #commit({ lsn, endLsn }: { readonly lsn: bigint; readonly endLsn: bigint }): void {
    const open = this.#open;
    if (open === undefined) throw new Error('a commit outside a transaction');
    this.#open = undefined;
    if (open.skip === Number.POSITIVE_INFINITY) return;
    for (const tenantId of open.everTouched) this.#frameOf(tenantId, open);
    this.#endParts(open, false);
    for (const name of open.migrations) this.#migrations.push({ name, lsn: String(lsn), atMs: open.atMs });
    for (const tenant of open.placed) this.#placed.push({ tenant, lsn: String(lsn), atMs: open.atMs });
    this.#position = { completeLsn: lsn, resumeLsn: endLsn, completeMs: open.atMs, partial: null };
  }

  /** Nothing was sent between the last commit and here: reading may go on here. */
  moveTo(lsn: bigint): void {
    if (this.#open === undefined && lsn > this.#position.resumeLsn) this.#position = { ...this.#position, resumeLsn: lsn };
  }

  /** Hands over what was collected, with the written part of an open transaction, and begins anew. */
  cut(): CollectedSegment {
    const open = this.#open;
    if (open !== undefined && open.skip !== Number.POSITIVE_INFINITY) {
      this.#endParts(open, true);
      this.#position = { ...this.#position, partial: { lsn: open.lsn, changes: Math.max(open.changes, open.skip) } };
    }
    const collected: CollectedSegment = { frames: this.#frames, migrations: this.#migrations, placed: this.#placed, media: this.#media, ...this.#position };
    this.#frames = new Map();
    this.#migrations = [];
    this.#placed = [];
    this.#media = [];
    this.#sizeBytes = 0;
    return collected;
  }
}

function value(relation: Relation, row: JournalRow, name: string): string | Buffer | null | undefined {
  return row[relation.columns.findIndex((column) => column.name === name)];
}

function text(relation: Relation, row: JournalRow, name: string): string {
  const found = value(relation, row, name);
  return typeof found === 'string' ? found : '';
}
