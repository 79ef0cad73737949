/**
 * The first half of making a backup: its streams as sealed parts, each committed with the position behind it. A stream goes on where its
 * last part ended; several streams are written side by side.
 */
import { Readable } from 'node:stream';
import type { OrganizationId, TenantId } from '../../../kernel/ids/index.ts';
import type { OrganizationCtx } from '../../../kernel/service/index.ts';
import type { ExportPlan, ExportStream } from '../export/export-plan.ts';
import type { ImportFiles } from '../sealed-file.ts';
import { insertPart, listParts, type BackupPart } from './part-store.ts';

const partChars = 4 * 1_048_576;
const streamsAtOnce = 3;

export interface PartsOptions {
  readonly organizationId: OrganizationId;
  readonly tenantId: TenantId;
  readonly backupId: string;
  readonly holder: string;
  readonly files: ImportFiles;
  readonly plan: ExportPlan;
  readonly signal: AbortSignal;
  readonly control: () => OrganizationCtx;
  /** Lets everything else in this process have its turn. */
  readonly pace: () => Promise<void> | undefined;
  readonly onRecords: (records: number) => void;
  readonly onPart: () => void;
}

export async function writeParts(options: PartsOptions): Promise<readonly BackupPart[]> {
  const known = await options.control().read((tx) => listParts(tx, options.backupId));
  for (const { records } of known) options.onRecords(records);
  const todo = options.plan.streams.map((stream, index) => ({ stream, index, parts: known.filter((part) => part.stream === index) })).filter(({ parts }) => parts.at(-1)?.position !== null);
  const lanes = Array.from({ length: Math.min(streamsAtOnce, todo.length) }, async () => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) await writeStream(options, next.stream, next.index, next.parts);
  });
  const ends = await Promise.allSettled(lanes);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return options.control().read((tx) => listParts(tx, options.backupId));
}

async function writeStream(options: PartsOptions, stream: ExportStream, index: number, before: readonly BackupPart[]): Promise<void> {
  let ordinal = before.length;
  let texts: string[] = [];
  let chars = 0;
  let records = 0;
  let position = before.at(-1)?.position ?? null;
  const flush = async (next: string | null): Promise<void> => {
    options.signal.throwIfAborted();
    // An object of one byte at least: the store keeps no empty ones, and a stream may have nothing left to say.
    const content = texts.length === 0 ? undefined : await options.files.receive(options.tenantId, Readable.from(texts.map((text) => Buffer.from(text))), options.signal);
    const part: BackupPart = { stream: index, ordinal, objectId: content?.objectId ?? noObject, sizeBytes: content?.sizeBytes ?? 0, sealedBytes: content?.sealedBytes ?? 0, records, position: next };
    if (!(await options.control().tx((tx) => insertPart(tx, options.organizationId, options.backupId, options.holder, part)))) {
      if (content !== undefined) await options.files.remove(options.tenantId, content.objectId);
      throw new Error('another worker went on with this backup, or it has ended');
    }
    ordinal += 1;
    texts = [];
    chars = 0;
    records = 0;
    options.onPart();
  };
  for await (const piece of stream.read(position)) {
    if (piece.text !== '') texts.push(piece.text);
    chars += piece.text.length;
    records += piece.records;
    position = piece.next;
    options.onRecords(piece.records);
    if (chars >= partChars) await flush(position);
    await options.pace();
  }
  await flush(null);
}

const noObject = '00000000-0000-0000-0000-000000000000';
