/**
 * One segment from what was collected to the vault: files first, then the segment, then the index. The same bytes are offered again until the
 * vault has them; a name that is taken by the same bytes was ours already.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { ServicePool } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { sealToJournalKey, type JournalPublicKey } from '../keys/index.ts';
import { journalErrors } from './errors.ts';
import { indexSegment, noteMedia } from './index-store.ts';
import type { JournalVault, SealedMedia, VaultedObject } from './ports.ts';
import type { CollectedSegment, FrameOfTenant } from './segment-builder.ts';
import { buildSegment, segmentName, sha256Of, type SegmentEntry } from './segment-format.ts';

export interface SegmentWriterOptions {
  readonly shardId: string;
  readonly system: string;
  readonly control: ServicePool;
  readonly vault: JournalVault;
  readonly publicKeys: (scopeIds: readonly string[]) => Promise<ReadonlyMap<string, JournalPublicKey>>;
  readonly media: SealedMedia;
  readonly clock: Clock;
  readonly log: Log;
  readonly lockMs: number;
  readonly signal: AbortSignal;
}

export interface WrittenSegment {
  readonly link: string;
  readonly dropped: number;
  readonly sizeBytes: number;
}

export const framePurpose = 'holdfast journal frame 1';
export const frameAuthenticated = (shardId: string, sequence: number): string => `${shardId}/${String(sequence)}`;
const saltBytes = 32;
const compress = promisify(zstdCompress);
const retryFirstMs = 200;
const retryLastMs = 10_000;
const mediaAtOnce = 4;

/** Tries until it works or the process stops. */
export async function untilDone<Result>(options: Pick<SegmentWriterOptions, 'signal' | 'log'>, what: string, work: () => Promise<Result>): Promise<Result> {
  for (let waitMs = retryFirstMs; ; waitMs = Math.min(waitMs * 2, retryLastMs)) {
    try {
      return await work();
    } catch (error) {
      if (options.signal.aborted || isAppError(error, 'journal.segment_broken')) throw error;
      options.log.error('the journal could not be written; it is tried again', { module: 'journal', task: what, error });
      await sleep(waitMs, undefined, { signal: options.signal });
    }
  }
}

async function sealFrame(frame: FrameOfTenant, key: JournalPublicKey, authenticated: string): Promise<{ readonly bytes: Buffer; readonly plainSha256: string }> {
  const plain = Buffer.concat([randomBytes(saltBytes), await compress(frame.writer.bytes())]);
  const stream = await sealToJournalKey(key, framePurpose);
  return { bytes: Buffer.concat([stream.encapsulated, await stream.seal(plain, authenticated)]), plainSha256: sha256Of(plain) };
}

/** Stored under its address, once; also when another process did it a moment ago. */
async function putOnce(options: SegmentWriterOptions, name: string, bytes: AsyncIterable<Uint8Array>, lockedUntil: Date): Promise<VaultedObject> {
  try {
    return await options.vault.put(name, bytes, { lockedUntil });
  } catch (error) {
    if (!isAppError(error, 'vault.object_exists')) throw error;
    const there = await options.vault.head(name);
    if (there === undefined) throw error;
    return there.lockedUntil < lockedUntil ? options.vault.extendLock(name, lockedUntil) : there;
  }
}

/** Copies new files into the vault; returns how many were gone already. */
async function copyMedia(options: SegmentWriterOptions, collected: CollectedSegment, lockedUntil: Date): Promise<number> {
  const left = [...new Map(collected.media.map((one) => [`media/${one.tenantId}/${one.address}`, one])).entries()];
  const stored: { tenantId: string; address: string; sizeBytes: number; storedAt: Date; lockedUntil: Date }[] = [];
  let missing = 0;
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [name, { tenantId, objectId, address }] = next;
      const object = await untilDone(options, 'media', async () => {
        const bytes = await options.media(tenantId, objectId);
        return bytes === undefined ? undefined : putOnce(options, name, bytes, lockedUntil);
      });
      if (object === undefined) missing += 1;
      else stored.push({ tenantId, address, sizeBytes: object.sizeBytes, storedAt: options.clock.now(), lockedUntil: object.lockedUntil });
    }
  };
  await Promise.all(Array.from({ length: mediaAtOnce }, worker));
  await untilDone(options, 'media index', () => noteMedia(options.control, stored));
  return missing;
}

/** Fails with journal.segment_broken when somebody else wrote another segment under this name. */
export async function writeSegment(options: SegmentWriterOptions, collected: CollectedSegment, place: { readonly sequence: number; readonly previous: string | null }): Promise<WrittenSegment> {
  const { shardId } = options;
  const lockedUntil = new Date(options.clock.now().getTime() + options.lockMs);
  const mediaMissing = await copyMedia(options, collected, lockedUntil);
  const tenants = [...collected.frames.keys()];
  const keys = tenants.length === 0 ? new Map<string, JournalPublicKey>() : await untilDone(options, 'keys', () => options.publicKeys(tenants));
  const entries: SegmentEntry[] = [];
  const frames: Buffer[] = [];
  let offset = 0;
  for (const [tenant, frame] of collected.frames) {
    const key = keys.get(tenant);
    if (key === undefined) continue;
    const { bytes, plainSha256 } = await sealFrame(frame, key, frameAuthenticated(shardId, place.sequence));
    const { counts } = frame.writer;
    entries.push({
      tenant, offset, length: bytes.length, keyVersion: key.version, sha256: sha256Of(bytes), plainSha256, transactions: frame.writer.transactions,
      created: counts.insert, changed: counts.update, removed: counts.delete, fromLsn: String(frame.fromLsn), toLsn: String(frame.toLsn), fromMs: frame.fromMs, toMs: frame.toMs,
      continues: frame.continues, salt: randomBytes(saltBytes).toString('hex'),
    });
    frames.push(bytes);
    offset += bytes.length;
  }
  const dropped = tenants.filter((tenant) => !keys.has(tenant));
  const head = {
    shard: shardId, sequence: place.sequence, previous: place.previous, system: options.system, completeLsn: String(collected.completeLsn), resumeLsn: String(collected.resumeLsn), completeMs: collected.completeMs,
    partial: collected.partial === null ? null : { lsn: String(collected.partial.lsn), changes: collected.partial.changes },
    migrations: collected.migrations, placed: collected.placed, dropped, mediaMissing,
  };
  const built = buildSegment(head, entries, frames);
  const object = await untilDone(options, 'segment', () => putSegment(options, segmentName(shardId, place.sequence), built.bytes, lockedUntil));
  const wholeHead = { format: 1 as const, ...head, entries: [] };
  await untilDone(options, 'index', () => indexSegment(options.control, { head: wholeHead, entries, link: built.link, framesAt: built.framesAt, sha256: object.sha256, sizeBytes: object.sizeBytes, lockedUntil: object.lockedUntil }));
  if (dropped.length > 0) options.log.warn('changes of tenants whose keys are gone were not kept', { module: 'journal', shard: shardId, count: dropped.length });
  if (mediaMissing > 0) options.log.error('files were gone before the journal could copy them', { module: 'journal', shard: shardId, count: mediaMissing });
  return { link: built.link, dropped: dropped.length, sizeBytes: built.bytes.length };
}

async function putSegment(options: SegmentWriterOptions, name: string, bytes: Buffer, lockedUntil: Date): Promise<VaultedObject> {
  try {
    return await options.vault.put(name, bytes, { lockedUntil });
  } catch (error) {
    if (!isAppError(error, 'vault.object_exists')) throw error;
    const there = await options.vault.head(name);
    if (there === undefined) throw error;
    if (there.sha256 === sha256Of(bytes)) return there;
    throw journalErrors.segment_broken({ detail: `(${name} is another process's)`, object: name }, error);
  }
}
