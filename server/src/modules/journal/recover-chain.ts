/**
 * Brings the index up to the vault: a segment that was put away by a process that died before it could say so is read there. With an empty index
 * this rebuilds it whole. Every link is checked.
 */
import type { ServicePool } from '../../kernel/db/index.ts';
import { journalErrors } from './errors.ts';
import { indexSegment, readChain, type ChainRow } from './index-store.ts';
import type { JournalVault } from './ports.ts';
import { leadBytesOf, openSegment, segmentName, type OpenedSegment } from './segment-format.ts';

const firstReadBytes = 256 * 1024;

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Head and entries of a segment, without its frames. */
export async function readLead(vault: JournalVault, name: string, sizeBytes: number): Promise<OpenedSegment> {
  let bytes = await collect(vault.get(name, { offset: 0, length: Math.min(firstReadBytes, sizeBytes) }));
  const needed = leadBytesOf(bytes);
  if (needed !== undefined && needed > bytes.length) bytes = await collect(vault.get(name, { offset: 0, length: Math.min(needed, sizeBytes) }));
  return openSegment(name, bytes);
}

export async function recoverChain(pool: ServicePool, vault: JournalVault, shardId: string): Promise<ChainRow | undefined> {
  let chain = await readChain(pool, shardId);
  const after = segmentName(shardId, chain?.sequence ?? 0);
  for await (const object of vault.list(`journal/${shardId}/`, after)) {
    const opened = await readLead(vault, object.name, object.sizeBytes);
    if (object.name !== segmentName(shardId, opened.head.sequence)) throw journalErrors.segment_broken({ detail: `(${object.name} calls itself ${String(opened.head.sequence)})`, object: object.name });
    const link = chain?.link ?? null;
    if (link !== null && opened.head.previous !== link) throw journalErrors.segment_broken({ detail: `(${object.name} does not follow the segment before it)`, object: object.name });
    await indexSegment(pool, { ...opened, sha256: object.sha256, sizeBytes: object.sizeBytes, lockedUntil: object.lockedUntil });
    chain = await readChain(pool, shardId);
  }
  return chain;
}
