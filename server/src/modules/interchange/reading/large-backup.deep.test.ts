import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fileWith, jiraXml, recordsOf } from './backup-files-for-tests.ts';
import type { GeneratedKind, Measured } from './generated-backup-for-tests.ts';
import { openBackup } from './open-backup.ts';
import { localEntry } from './zip-bytes-for-tests.ts';

const GB = 1_000_000_000;
const MB = 1_000_000;
const program = join(import.meta.dirname, 'generated-backup-for-tests.ts');

/** In a process of its own, so that only the reading is measured. */
async function measure(kind: GeneratedKind, sizeBytes: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, kind, String(sizeBytes)], { maxBuffer: 1_000_000 });
  // Written by the program above.
  return JSON.parse(stdout) as Measured;
}

describe('memory while reading', () => {
  it.each<[GeneratedKind, number, number]>([
    ['jira', 2 * GB, 300 * MB],
    ['confluence', 2 * GB, 300 * MB],
    ['records-at-the-limit', 2 * GB, 450 * MB],
  ])('stays flat for %s of %i bytes: at most %i bytes', async (kind, sizeBytes, peakBytesMax) => {
    const small = await measure(kind, sizeBytes / 10);
    const large = await measure(kind, sizeBytes);
    expect(large.records).toBeGreaterThan(small.records * 9);
    expect(large.peakBytes).toBeLessThan(peakBytesMax);
    expect(large.peakBytes).toBeLessThan(small.peakBytes * 1.5);
  });
});

describe('an archive of more than 4 GB', () => {
  it('is read, its largest attachment as a stream', async () => {
    const sizeBytes = 5 * 1024 ** 3;
    const path = await archiveOfZeros('data/attachments/HSP/10000/HSP-1/10001', sizeBytes);
    const backup = await openBackup(path);
    try {
      expect(backup.sizeBytes).toBeGreaterThan(sizeBytes);
      expect(await recordsOf(backup.records())).toHaveLength(1);
      const found = await backup.attachment({ id: '10001' });
      let readBytes = 0;
      for await (const chunk of found?.stream ?? []) readBytes += Buffer.byteLength(chunk as Buffer);
      expect(readBytes).toBe(sizeBytes);
      expect(found?.sizeBytes).toBe(sizeBytes);
    } finally {
      await backup.close();
    }
  });
});

/** The zeros are a hole in the file and take no space; the records lie behind them, so every position is beyond 32 bits. */
async function archiveOfZeros(name: string, sizeBytes: number): Promise<string> {
  const path = await fileWith('');
  const block = Buffer.alloc(64 * 1024 * 1024);
  let crc = 0;
  for (let at = 0; at < sizeBytes; at += block.length) crc = crc32(block, crc);

  const sizes = Buffer.alloc(20);
  sizes.writeUInt16LE(0x0001, 0);
  sizes.writeUInt16LE(16, 2);
  sizes.writeBigUInt64LE(BigInt(sizeBytes), 4);
  sizes.writeBigUInt64LE(BigInt(sizeBytes), 12);
  const header = localEntry({ name, method: 0, localExtra: sizes, localSize: 0xffffffff, crc });
  header.writeUInt32LE(0xffffffff, 18);
  const xml = jiraXml('<FileAttachment id="10001"/>');
  const entities = localEntry({ name: 'entities.xml', content: xml, method: 0 });
  const entitiesAt = header.length + sizeBytes;
  const tableAt = entitiesAt + entities.length;

  const at = Buffer.alloc(12);
  at.writeUInt16LE(0x0001, 0);
  at.writeUInt16LE(8, 2);
  at.writeBigUInt64LE(BigInt(entitiesAt), 4);
  const table = Buffer.concat([
    tableEntry(name, crc, 0xffffffff, 0, sizes),
    tableEntry('entities.xml', crc32(xml), Buffer.byteLength(xml), 0xffffffff, at),
  ]);
  const file = await open(path, 'r+');
  await file.write(header, 0, header.length, 0);
  await file.write(entities, 0, entities.length, entitiesAt);
  const end = Buffer.concat([table, end64(table.length, tableAt)]);
  await file.write(end, 0, end.length, tableAt);
  await file.close();
  return path;
}

function tableEntry(name: string, crc: number, sizeBytes: number, headerOffset: number, extra: Buffer): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x032d, 4);
  header.writeUInt16LE(45, 6);
  header.writeUInt16LE(0x800, 8);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(sizeBytes, 20);
  header.writeUInt32LE(sizeBytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(headerOffset, 42);
  return Buffer.concat([header, Buffer.from(name), extra]);
}

function end64(tableBytes: number, tableAt: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(2n, 24);
  end.writeBigUInt64LE(2n, 32);
  end.writeBigUInt64LE(BigInt(tableBytes), 40);
  end.writeBigUInt64LE(BigInt(tableAt), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(tableAt + tableBytes), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(0xffff, 84);
  end.writeUInt16LE(0xffff, 86);
  end.writeUInt32LE(0xffffffff, 88);
  end.writeUInt32LE(0xffffffff, 92);
  return end;
}
