/**
 * Evidence (R14): what changed between two times, per item and field, by whom, as a package that anybody can check without us (docs/reference/
 * journal-format.md; the verifier is server/evidence/verify-evidence.mjs). One line each, and each line begins with a hash over itself and the line
 * before, so that a changed byte is named by its line:
 *
 *   package · segments (the heads of all in between, so that they link; of our own entries also what was sealed) · changes by item · end
 *
 * Values that are sealed in the database are shown opened, beside the hash of the sealed bytes that the segment holds: that the text belongs to the
 * bytes is our word, everything else can be recomputed.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { journalErrors } from './errors.ts';
import { framesBetween, segmentsBetween, type EvidenceSegment } from './evidence-store.ts';
import { readTransactions } from './frame-format.ts';
import type { JournalActor, JournalRow, JournalTable, TenantHistory } from './history.ts';
import { Peekable } from './merge-rows.ts';
import { openFrame, type ReadingOptions } from './read-changes.ts';
import { readLead } from './recover-chain.ts';
import { keyOf } from './frame-format.ts';
import { placeOf } from './row-order.ts';
import { segmentName, sha256Of } from './segment-format.ts';
import type { PlacedRow } from './snapshot-format.ts';
import { SortedChanges, type RowChange } from './sorted-changes.ts';
import type { TenantId } from '../../kernel/ids/index.ts';

/** Opens a sealed value for the person who asks, or undefined when it is none. */
export type OpenValue = (table: string, column: string, key: JournalRow, sealed: Buffer) => string | undefined;

export interface EvidenceOptions extends ReadingOptions {
  readonly history: Pick<TenantHistory, 'snapshotBefore' | 'changes'>;
  readonly tenantId: TenantId;
  readonly shardId: string;
  readonly from: Date;
  readonly to: Date;
  readonly made: Date;
  readonly openValue: OpenValue;
  readonly workFolder: string;
}

interface ChangeNote {
  readonly lsn: string;
  readonly segment: number;
  readonly at: string;
  readonly actor: JournalActor | null;
}

type Shown = string | null | { readonly sealed: string; readonly text: string | null };

const decompress = promisify(zstdDecompress);
const saltBytes = 32;

/** Each line: hash of (hash of the line before, this line), a space, JSON. */
async function* linked(lines: AsyncIterable<object>): AsyncGenerator<string> {
  let link = '';
  for await (const line of lines) {
    const text = JSON.stringify(line);
    link = createHash('sha256').update(link).update(text).digest('hex');
    yield `${link} ${text}\n`;
  }
}

/** Fails with journal.point_out_of_window, journal.point_in_gap, keys.…, vault.…, before the first line. */
export async function openEvidence(options: EvidenceOptions): Promise<AsyncIterable<string>> {
  if (!(options.from < options.to)) throw journalErrors.point_out_of_window({ detail: '(the first time must lie before the second)' });
  const [before] = await Promise.all([options.history.snapshotBefore(options.tenantId, options.from), options.history.snapshotBefore(options.tenantId, options.to)]);
  return linked(packageLines(options, before));
}

async function* packageLines(options: EvidenceOptions, before: Awaited<ReturnType<TenantHistory['snapshotBefore']>>): AsyncGenerator<object> {
  const { tenantId, shardId, from, to } = options;
  await using sorted = new SortedChanges(options.workFolder);
  const actors = new Map<string, JournalActor>();
  yield { kind: 'package', format: 1, tenant: tenantId, shard: shardId, from: from.toISOString(), to: to.toISOString(), made: options.made.toISOString() };
  for await (const transaction of options.history.changes(tenantId, before.lsn, from)) for (const change of transaction.changes) await sorted.add(change);
  const frames = await framesBetween(options.control, tenantId, shardId, from, to);
  const segments = await segmentsBetween(options.control, shardId, frames[0]?.sequence ?? 0, frames.at(-1)?.sequence ?? -1);
  let last: { readonly object: string; readonly link: string; readonly sha256: string } | null = null;
  for (const segment of segments) {
    const frame = frames.find(({ sequence }) => sequence === segment.sequence);
    const { line, link, entry } = await segmentLine(options, segment);
    last = { object: segmentName(shardId, segment.sequence), link, sha256: segment.sha256 };
    if (frame === undefined) {
      yield line;
      continue;
    }
    const plain = await openFrame(options, shardId, frame);
    yield { ...line, entry, plain: plain.toString('base64') };
    for (const transaction of readTransactions(await decompress(plain.subarray(saltBytes)))) {
      if (transaction.at <= from || transaction.at > to) continue;
      if (transaction.actor !== null) actors.set(String(transaction.lsn), transaction.actor);
      const note: ChangeNote = { lsn: String(transaction.lsn), segment: segment.sequence, at: transaction.at.toISOString(), actor: null };
      for (const change of transaction.changes) await sorted.add(change, JSON.stringify(note));
    }
  }
  let changes = 0;
  for await (const change of changeLines(options, before, sorted, actors)) {
    changes += 1;
    yield change;
  }
  yield { kind: 'end', segments: segments.length, changes, checkpoint: last };
}

async function segmentLine(options: EvidenceOptions, segment: EvidenceSegment): Promise<{ readonly line: object; readonly link: string; readonly entry: string | null }> {
  const name = segmentName(options.shardId, segment.sequence);
  const { headBytes, link, entryLines, entries } = await readLead(options.vault, name, segment.sizeBytes);
  const at = entries.findIndex((entry) => entry.tenant === options.tenantId);
  return { line: { kind: 'segment', object: name, sha256: segment.sha256, head: headBytes.toString('base64') }, link, entry: entryLines[at] ?? null };
}

async function* rowsBefore(before: Awaited<ReturnType<TenantHistory['snapshotBefore']>>): AsyncGenerator<PlacedRow> {
  for await (const { table, rows } of before.tables()) for await (const row of rows) yield { place: placeOf(table.table, keyOf(table, row)), table, row };
}

/** Changes of each row in their order; of rows that did not change nothing is told. */
async function* changeLines(options: EvidenceOptions, before: Awaited<ReturnType<TenantHistory['snapshotBefore']>>, sorted: SortedChanges, actors: ReadonlyMap<string, JournalActor>): AsyncGenerator<object> {
  const rows = new Peekable(rowsBefore(before));
  let state: { place: Buffer; table: JournalTable; row: JournalRow | undefined } | undefined;
  for await (const change of sorted.changes()) {
    if (state?.place.equals(change.place) !== true) {
      for (let next = await rows.peek(); next !== undefined && Buffer.compare(next.place, change.place) < 0; next = await rows.peek()) await rows.take();
      const found = await rows.peek();
      state = { place: change.place, table: change.table, row: found?.place.equals(change.place) === true ? found.row : undefined };
    }
    const row = state.row;
    const after = change.row === null ? undefined : change.row.map((value, index) => (value === undefined ? row?.[columnIn(state?.table, change.table, index)] : value));
    if (change.note !== '') yield changeLine(options, change, { table: state.table, row }, after, actors);
    state = { place: change.place, table: change.table, row: after };
  }
}

/** A migration may have moved columns between the row before and the change. */
function columnIn(before: JournalTable | undefined, now: JournalTable, index: number): number {
  return before === undefined || before === now ? index : before.columns.findIndex((column) => column.name === now.columns[index]?.name);
}

function changeLine(options: EvidenceOptions, change: RowChange, before: { readonly table: JournalTable; readonly row: JournalRow | undefined }, after: JournalRow | undefined, actors: ReadonlyMap<string, JournalActor>): object {
  const note = JSON.parse(change.note) as ChangeNote; // written above
  const whole = after ?? before.row ?? [];
  const key = keyOf(after === undefined ? before.table : change.table, whole);
  const keyNames = change.table.columns.filter((column) => column.key).map((column) => column.name);
  const show = (column: string, value: string | Buffer | null | undefined): Shown => (Buffer.isBuffer(value) ? { sealed: sha256Of(value), text: options.openValue(change.table.table, column, key, value) ?? null } : (value ?? null));
  const names = [...new Set([...before.table.columns, ...change.table.columns].map((column) => column.name))].filter((name) => !keyNames.includes(name));
  const valueOf = (table: JournalTable, row: JournalRow | undefined, name: string) => row?.[table.columns.findIndex((column) => column.name === name)];
  const fields = names.flatMap((field) => {
    const [old, now] = [valueOf(before.table, before.row, field), valueOf(change.table, after, field)];
    if (old === now || (Buffer.isBuffer(old) && Buffer.isBuffer(now) && old.equals(now)) || (old ?? null) === (now ?? null)) return [];
    return [{ field, before: show(field, old), after: show(field, now) }];
  });
  return {
    kind: 'change', table: change.table.table, key: Object.fromEntries(keyNames.map((name, index) => [name, shownKey(key[index])])), op: change.op, at: note.at, transaction: note.lsn, segment: note.segment,
    actor: actors.get(note.lsn) ?? null, fields,
  };
}

function shownKey(value: string | Buffer | null | undefined): string | null {
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : (value ?? null);
}
