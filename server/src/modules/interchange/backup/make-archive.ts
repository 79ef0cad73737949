/**
 * Puts the parts of a backup and the files of its attachments into one zip, sealed on its way to the disk. Every entry has the time of the
 * backup, entries follow one order: the same content gives the same bytes, however often the making was stopped before.
 */
import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ExportPlan, WrittenStream } from '../export/export-plan.ts';
import type { ImportFiles } from '../sealed-file.ts';
import type { TenantId } from '../../../kernel/ids/index.ts';
import type { StoredObject } from './backup-store.ts';
import type { BackupPart } from './part-store.ts';

export interface ArchiveOptions {
  readonly tenantId: TenantId;
  readonly files: ImportFiles;
  readonly plan: ExportPlan;
  readonly parts: readonly BackupPart[];
  readonly createdAt: Date;
  readonly signal: AbortSignal;
  /** Undefined: the bytes are not there any more. */
  openFile(mediaId: string): Promise<Readable | undefined>;
  onFile(): void;
}

export interface Archive {
  readonly object: StoredObject;
  readonly sha256: string;
  readonly records: number;
  readonly files: number;
  readonly filesMissing: number;
}

/** Counts and hashes what goes through. */
class Meter extends Transform {
  readonly #hash = createHash('sha256');
  sizeBytes = 0;

  override _transform(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null, data?: Buffer) => void): void {
    this.sizeBytes += data.length;
    this.#hash.update(data);
    done(null, data);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

export async function makeArchive(options: ArchiveOptions): Promise<Archive> {
  const { plan, parts, signal } = options;
  const zip = new ZipFile();
  const attributes = { mtime: options.createdAt, mode: 0o100644 };
  const streams: WrittenStream[] = [];
  const written: WrittenStream[] = [];
  const abort = new AbortController();
  const fail = (error: unknown): void => { abort.abort(error); };
  signal.addEventListener('abort', () => { fail(signal.reason); }, { once: true });
  const add = (entry: string, into: WrittenStream[], records: number, compress: boolean, open: () => Readable | Promise<Readable>, done: () => void = () => undefined): void => {
    zip.addReadStreamLazy(entry, { ...attributes, compress }, (give) => {
      void Promise.resolve(open()).then((source) => {
        const meter = new Meter();
        source.once('error', (error) => { fail(error); meter.destroy(error); });
        meter.once('end', () => {
          into.push({ entry, records, sizeBytes: meter.sizeBytes, sha256: meter.digest() });
          done();
        });
        give(null, source.pipe(meter));
      }).catch((error: unknown) => {
        fail(error);
        give(error, Readable.from([]));
      });
    });
  };
  zip.on('error', fail);
  const output = zip.outputStream;
  const receiving = options.files.receive(options.tenantId, Readable.from(output as AsyncIterable<Buffer>), abort.signal); // a zip is bytes
  receiving.catch(() => undefined); // awaited below, also when adding fails first
  for (const [index, { entry }] of plan.streams.entries()) {
    const own = parts.filter(({ stream }) => stream === index);
    add(entry, streams, own.reduce((sum, part) => sum + part.records, 0), true, () => Readable.from(readParts(options, own)));
  }
  let filesMissing = 0;
  let files = 0;
  for await (const file of plan.files()) {
    abort.signal.throwIfAborted();
    const first = await options.openFile(file.mediaId);
    if (first === undefined) {
      filesMissing += 1;
      continue;
    }
    first.destroy();
    files += 1;
    // Pictures and archives are compressed already.
    add(file.entry, written, 0, false, async () => (await options.openFile(file.mediaId)) ?? Readable.from([]), () => { options.onFile(); });
  }
  const closing = Object.keys(plan.closing([], []));
  for (const entry of closing) add(entry, [], 0, true, () => Readable.from([Buffer.from(plan.closing(streams, written)[entry] ?? '')]));
  zip.end();
  try {
    const received = await receiving;
    return { object: received, sha256: received.sha256, records: parts.reduce((sum, part) => sum + part.records, 0), files, filesMissing };
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  }
}

async function* readParts({ files, tenantId }: ArchiveOptions, parts: readonly BackupPart[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part.sizeBytes === 0) continue;
    const file = files.open(tenantId, part);
    yield* file.range(0, part.sizeBytes) as AsyncIterable<Buffer>; // a file's range is bytes
    await file.close();
  }
}
