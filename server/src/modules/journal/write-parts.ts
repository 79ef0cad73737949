/** Writes rows as parts of a snapshot: sealed, put away and noted, one part in memory at a time. */
import { randomBytes } from 'node:crypto';
import type { ServicePool } from '../../kernel/db/index.ts';
import type { JournalPublicKey } from '../keys/index.ts';
import type { JournalVault } from './ports.ts';
import { sealObject } from './sealed-object.ts';
import { PieceWriter, type PartEntry, type PlacedRow } from './snapshot-format.ts';
import { notePart } from './snapshot-store.ts';

export interface PartOptions {
  readonly control: ServicePool;
  readonly vault: JournalVault;
  readonly key: JournalPublicKey;
  readonly tenantId: string;
  readonly lsn: bigint;
  readonly lockedUntil: Date;
  readonly partBytes?: number;
}

const defaultPartBytes = 8 * 1024 * 1024;

/** `tenant/<id>/snapshot/<position>/…`; a name is used once, also by a second try after a crash. */
export function objectName(tenantId: string, kind: 'snapshot' | 'fold', lsn: bigint, what: string): string {
  return `tenant/${tenantId}/${kind}/${lsn.toString(16).padStart(16, '0')}/${what}-${randomBytes(6).toString('hex')}`;
}

export class PartWriter {
  readonly parts: PartEntry[] = [];
  readonly #options: PartOptions;
  #pieces = new PieceWriter();
  #first: PlacedRow | undefined;
  #last: PlacedRow | undefined;
  #rows = 0;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  async add(row: PlacedRow): Promise<void> {
    this.#pieces.add(row.table, row.row);
    this.#first ??= row;
    this.#last = row;
    this.#rows += 1;
    if (this.#pieces.sizeBytes >= (this.#options.partBytes ?? defaultPartBytes)) await this.endPart();
  }

  /** Carries on a part of an earlier snapshot. */
  async carry(part: PartEntry): Promise<void> {
    await this.endPart();
    const { vault, control, tenantId, lockedUntil } = this.#options;
    const there = await vault.head(part.object);
    if (there !== undefined && there.lockedUntil < lockedUntil) await vault.extendLock(part.object, lockedUntil);
    await notePart(control, tenantId, part.object, lockedUntil);
    this.parts.push(part);
  }

  async endPart(): Promise<void> {
    if (this.#first === undefined || this.#last === undefined) return;
    const { control, vault, key, tenantId, lsn, lockedUntil } = this.#options;
    this.#pieces.end();
    const object = objectName(tenantId, 'snapshot', lsn, `part-${String(this.parts.length).padStart(5, '0')}`);
    await notePart(control, tenantId, object, lockedUntil);
    await vault.put(object, sealObject(key, 'part', object, this.#pieces.pieces), { lockedUntil });
    this.parts.push({ object, rows: this.#rows, first: this.#first.place.toString('base64'), last: this.#last.place.toString('base64') });
    this.#pieces = new PieceWriter();
    this.#first = undefined;
    this.#last = undefined;
    this.#rows = 0;
  }
}
