/**
 * Reads what PostgreSQL's logical decoding sends (plug-in pgoutput, protocol version 4 without streaming of open transactions; PostgreSQL
 * documentation, "Logical Replication Message Formats"). Keeps the relations that were described, because rows come without names.
 */
import type { JournalRow, JournalTable } from './history.ts';

export interface Relation extends JournalTable {
  /** Of a whole row: where the tenant stands, or -1. */
  readonly tenantAt: number;
  readonly replicaIdentity: string;
}

export type StreamMessage =
  | { readonly kind: 'begin'; readonly lsn: bigint; readonly atMs: number; readonly xid: number }
  | { readonly kind: 'commit'; readonly lsn: bigint; readonly endLsn: bigint }
  | { readonly kind: 'insert'; readonly relation: Relation; readonly row: JournalRow }
  /** `oldKey` is a whole row of which only the key columns are known; null when the key stays. */
  | { readonly kind: 'update'; readonly relation: Relation; readonly oldKey: JournalRow | null; readonly row: JournalRow }
  | { readonly kind: 'delete'; readonly relation: Relation; readonly oldKey: JournalRow }
  | { readonly kind: 'truncate'; readonly relations: readonly Relation[] }
  | { readonly kind: 'message'; readonly prefix: string; readonly content: string }
  | { readonly kind: 'nothing' };

const nothing: StreamMessage = { kind: 'nothing' };
/** PostgreSQL counts microseconds from 2000-01-01. */
const postgresEpochMs = 946_684_800_000n;
const byteaOid = 17;

/** Up to the next millisecond: a time that is asked for in milliseconds never includes what was committed after it. */
export function msOfPostgres(microseconds: bigint): number {
  return Number(postgresEpochMs + (microseconds + 999n) / 1000n);
}

class MessageReader {
  readonly #bytes: Buffer;
  #at = 1;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  int8(): number {
    return this.#bytes.readUInt8(this.#move(1));
  }
  int16(): number {
    return this.#bytes.readUInt16BE(this.#move(2));
  }
  int32(): number {
    return this.#bytes.readUInt32BE(this.#move(4));
  }
  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#move(8));
  }
  string(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }
  bytes(length: number): Buffer {
    const start = this.#move(length);
    return this.#bytes.subarray(start, start + length);
  }
  #move(length: number): number {
    const start = this.#at;
    this.#at += length;
    return start;
  }
}

interface KnownRelation extends Relation {
  readonly bytea: readonly boolean[];
}

export class PgOutputDecoder {
  readonly #relations = new Map<number, KnownRelation>();
  readonly #typeNames: Map<number, string>;

  /** Names of built-in types by their number; others are described in the stream. */
  constructor(typeNames: ReadonlyMap<number, string>) {
    this.#typeNames = new Map(typeNames);
  }

  decode(bytes: Buffer): StreamMessage {
    const reader = new MessageReader(bytes);
    switch (bytes.toString('latin1', 0, 1)) {
      case 'B': return { kind: 'begin', lsn: reader.int64(), atMs: msOfPostgres(reader.int64()), xid: reader.int32() };
      case 'C': {
        reader.int8();
        return { kind: 'commit', lsn: reader.int64(), endLsn: reader.int64() };
      }
      case 'R': {
        this.#learnRelation(reader);
        return nothing;
      }
      case 'Y': {
        const oid = reader.int32();
        const schema = reader.string();
        const name = reader.string();
        this.#typeNames.set(oid, schema === '' || schema === 'pg_catalog' ? name : `${schema}.${name}`);
        return nothing;
      }
      case 'I': {
        const relation = this.#relation(reader.int32());
        reader.int8();
        return { kind: 'insert', relation, row: readTuple(reader, relation) };
      }
      case 'U': return this.#update(reader);
      case 'D': {
        const relation = this.#relation(reader.int32());
        reader.int8();
        return { kind: 'delete', relation, oldKey: readTuple(reader, relation) };
      }
      case 'T': {
        const count = reader.int32();
        reader.int8();
        return { kind: 'truncate', relations: Array.from({ length: count }, () => this.#relation(reader.int32())) };
      }
      case 'M': {
        reader.int8();
        reader.int64();
        const prefix = reader.string();
        return { kind: 'message', prefix, content: reader.bytes(reader.int32()).toString('utf8') };
      }
      default: return nothing; // origins: nothing of ours
    }
  }

  #update(reader: MessageReader): StreamMessage {
    const relation = this.#relation(reader.int32());
    const first = String.fromCharCode(reader.int8());
    if (first === 'N') return { kind: 'update', relation, oldKey: null, row: readTuple(reader, relation) };
    const oldKey = readTuple(reader, relation);
    reader.int8();
    return { kind: 'update', relation, oldKey, row: readTuple(reader, relation) };
  }

  #relation(oid: number): KnownRelation {
    const relation = this.#relations.get(oid);
    if (relation === undefined) throw new Error(`the stream changed a table that it had not described (${String(oid)})`);
    return relation;
  }

  #learnRelation(reader: MessageReader): void {
    const oid = reader.int32();
    const table = `${reader.string()}.${reader.string()}`;
    const replicaIdentity = String.fromCharCode(reader.int8());
    const bytea: boolean[] = [];
    const columns = Array.from({ length: reader.int16() }, () => {
      const key = (reader.int8() & 1) === 1;
      const name = reader.string();
      const typeOid = reader.int32();
      reader.int32();
      bytea.push(typeOid === byteaOid);
      return { name, type: this.#typeNames.get(typeOid) ?? String(typeOid), key };
    });
    const known = this.#relations.get(oid);
    // The same description again keeps the same object: dictionaries of frames go by it.
    if (known !== undefined && known.table === table && JSON.stringify(known.columns) === JSON.stringify(columns)) return;
    this.#relations.set(oid, { table, columns, replicaIdentity, bytea, tenantAt: columns.findIndex((column) => column.name === 'tenant_id') });
  }
}

function readTuple(reader: MessageReader, relation: KnownRelation): JournalRow {
  const count = reader.int16();
  const row: (string | Buffer | null | undefined)[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = reader.int8();
    if (kind === 0x6e) row.push(null);
    else if (kind === 0x75) row.push(undefined);
    else {
      const bytes = reader.bytes(reader.int32());
      // `\x` and two digits a byte (bytea_output = hex is set for the stream)
      row.push(relation.bytea[index] === true ? Buffer.from(bytes.toString('latin1', 2), 'hex') : bytes.toString('utf8'));
    }
  }
  return row;
}
