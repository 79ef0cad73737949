import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { fileWith, jiraXml, opened, read, recordsOf, refusalOf } from './backup-files-for-tests.ts';
import { openBackup } from './open-backup.ts';
import { localEntry, zipBytes, type ZipPart } from './zip-bytes-for-tests.ts';

const entities: ZipPart = { name: 'entities.xml', content: jiraXml('<Issue id="1"/>') };
const text: ZipPart = { name: 'notes.txt', content: 'plain text, long enough to be worth compressing: '.repeat(20) };

describe('a hostile archive', () => {
  it.each<[string, string, readonly ZipPart[]]>([
    ['a name that climbs out', 'archive_unsafe_name', [entities, { ...text, name: '../../etc/cron.d/x' }]],
    ['a name that climbs out from inside', 'archive_unsafe_name', [entities, { ...text, name: 'attachments/../../x' }]],
    ['a name that climbs out with backslashes', 'archive_unsafe_name', [entities, { ...text, name: '..\\..\\x' }]],
    ['an absolute name', 'archive_unsafe_name', [entities, { ...text, name: '/etc/passwd' }]],
    ['a Windows drive', 'archive_unsafe_name', [entities, { ...text, name: 'C:\\Windows\\x' }]],
    ['a NUL in a name', 'archive_unsafe_name', [entities, { ...text, name: 'a\0b' }]],
    ['a line break in a name', 'archive_unsafe_name', [entities, { ...text, name: 'a\nb' }]],
    ['an empty name', 'archive_unsafe_name', [entities, { ...text, name: '' }]],
    ['a name with an empty part', 'archive_unsafe_name', [entities, { ...text, name: 'a//b' }]],
    ['a name with a dot', 'archive_unsafe_name', [entities, { ...text, name: 'a/./b' }]],
    ['a name that climbs out behind a dot', 'archive_unsafe_name', [entities, { ...text, name: './../b' }]],
    ['a name that is absolute behind a dot', 'archive_unsafe_name', [entities, { ...text, name: './/b' }]],
    ['a name that occurs twice but for a dot', 'archive_duplicate_name', [entities, { ...entities, name: './entities.xml' }]],
    ['an endless name', 'archive_unsafe_name', [entities, { ...text, name: 'a'.repeat(2_000) }]],
    ['a symbolic link', 'archive_special_file', [entities, { name: 'link', content: '/etc/passwd', externalAttributes: 0o120777 << 16 }]],
    ['a symbolic link made by another system', 'archive_special_file', [entities, { ...text, madeBy: 0, externalAttributes: 0o120777 << 16 }]],
    ['a device', 'archive_special_file', [entities, { name: 'null', externalAttributes: 0o020666 << 16 }]],
    ['a name that occurs twice', 'archive_duplicate_name', [entities, entities]],
    ['a name that occurs twice but for the slash', 'archive_duplicate_name', [entities, { ...text, name: 'a/b' }, { ...text, name: 'a\\b' }]],
    ['an encrypted entry', 'archive_encrypted', [{ ...entities, flags: 0x801 }]],
    ['a strongly encrypted entry', 'archive_encrypted', [{ ...entities, flags: 0x841 }]],
    ['an unknown compression', 'archive_method_unsupported', [{ ...entities, method: 14 }]],
    ['stored bytes of another length', 'archive_size_mismatch', [{ ...text, method: 0, centralSize: 7 }, entities]],
    ['a folder with bytes', 'archive_size_mismatch', [entities, { name: 'folder/', content: 'x' }]],
    ['a declared expansion that only a bomb has', 'archive_bomb', [entities, { ...text, centralSize: 4_000_000_000 }]],
  ])('is refused for %s', async (_what, code, parts) => {
    expect(await refusalOf(opened(zipBytes(parts)))).toBe(`interchange.${code}`);
  });

  it('is refused for an entry that is really a bomb', async () => {
    const zeros = Buffer.alloc(40 * 1024 * 1024);
    expect(await refusalOf(opened(zipBytes([entities, { name: 'attachments/1/2/3', content: zeros }])))).toBe('interchange.archive_bomb');
  });

  it('is refused for many small bombs', async () => {
    const zeros = { content: Buffer.alloc(1024 * 1024) };
    const parts = Array.from({ length: 30 }, (_, index) => ({ ...zeros, name: `a${index}` }));
    expect(await refusalOf(opened(zipBytes([entities, ...parts])))).toBe('interchange.archive_bomb');
  });

  it('is refused for entries that share all their bytes', async () => {
    const kernel = localEntry(text).length;
    const parts = [text, { ...text, name: 'same2.txt', localName: 'notes.txt', headerOffset: 0 }, { ...entities, headerOffset: kernel * 2 }];
    expect(await refusalOf(opened(zipBytes(parts)))).toBe('interchange.archive_overlap');
  });

  it('is refused for entries whose headers are quoted inside of others', async () => {
    // The first entry's data contains the second entry whole, as in the construction of nested quoted headers.
    const inner = localEntry({ ...text, name: 'inner' });
    const outer: ZipPart = { name: 'outer', method: 0, content: inner };
    const parts = [outer, { ...text, name: 'inner', headerOffset: 30 + 'outer'.length }];
    const bytes = zipBytes([outer, entities]);
    expect(await recordsOf((await opened(bytes)).records())).toHaveLength(1);
    expect(await refusalOf(opened(zipBytes(parts, { tableOffset: localEntry(outer).length + localEntry(parts[1] ?? outer).length })))).toBe(
      'interchange.archive_overlap',
    );
  });

  it('is refused for an entry that is quoted inside of an extra field, once it is read', async () => {
    const second: ZipPart = { ...entities, name: 'b.xml' };
    const quoted = localEntry({ ...second, method: 0 });
    // The extra field of the first header covers the second header; the first one's data lies behind it.
    const first: ZipPart = { ...text, name: 'a', localExtra: quoted, data: Buffer.alloc(0), content: '', method: 0 };
    const bytes = zipBytes([first, { ...second, method: 0, headerOffset: 31 }], { tableOffset: localEntry(first).length + quoted.length });
    const backup = await opened(bytes);
    expect(await refusalOf(backup.openOther('a'))).toBe('interchange.archive_overlap');
  });

  it('is refused for an entry that reaches into the table of contents', async () => {
    expect(await refusalOf(opened(zipBytes([entities, { ...text, centralCompressedSize: 2_000 }])))).toBe('interchange.archive_overlap');
  });

  it('is refused for more entries than are read', async () => {
    const parts = Array.from({ length: 11 }, (_, index) => ({ name: `a${index}` }));
    expect(await refusalOf(opened(zipBytes(parts), { entries: 10 }))).toBe('interchange.archive_too_many_entries');
  });

  it('is refused for a table with more entries than it declares', async () => {
    expect(await refusalOf(opened(zipBytes([entities, text], { entryCount: 1 })))).toBe('interchange.archive_damaged');
  });

  it('is refused for entries that together exceed what is read', async () => {
    expect(await refusalOf(opened(zipBytes([entities, text]), { expandedBytes: 500 }))).toBe('interchange.archive_too_large');
    expect(await refusalOf(opened(zipBytes([entities, text]), { entryBytes: 500 }))).toBe('interchange.archive_too_large');
  });

  it.each([0, 1, 4, 10, 21, 22, 100])('is refused when %i bytes are missing at its end', async (missing) => {
    const bytes = zipBytes([entities, text]);
    const cut = bytes.subarray(0, bytes.length - missing);
    if (missing === 0) expect(await read(cut)).toHaveLength(1);
    else expect(await refusalOf(read(cut))).toMatch(/^interchange\.archive_(truncated|damaged)$/);
  });

  it('is refused when only its first bytes are there', async () => {
    expect(await refusalOf(read(zipBytes([entities, text]).subarray(0, 40)))).toBe('interchange.archive_truncated');
  });

  it('is refused for a table that claims to lie anywhere', async () => {
    expect(await refusalOf(opened(zipBytes([entities], { tableOffset: 0xfffffff0 })))).toBe('interchange.archive_damaged');
  });

  it('is refused for 64-bit positions beyond any file', async () => {
    const end = zipBytes([entities]);
    const record = Buffer.alloc(56 + 20);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(1n, 32);
    record.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, 48);
    record.writeUInt32LE(0x07064b50, 56);
    for (const position of [BigInt(end.length - 22), 0xffff_ffff_ffff_0000n]) {
      record.writeBigUInt64LE(position, 64);
      const bytes = Buffer.concat([end.subarray(0, -22), record, end.subarray(-22)]);
      expect(await refusalOf(opened(bytes))).toBe('interchange.archive_damaged');
    }
  });
});

describe('an entry', () => {
  const content = 'the content of the attachment, repeated. '.repeat(30);
  const attachment: ZipPart = { name: 'data/attachments/HSP/HSP-1/10001', content };

  async function attachmentOf(part: ZipPart): Promise<Buffer> {
    const backup = await opened(zipBytes([part, entities]));
    const found = await backup.attachment({ id: '10001' });
    if (found === undefined) throw new Error('not found');
    return await buffer(found.stream);
  }

  it('gives exactly its bytes', async () => {
    expect((await attachmentOf(attachment)).toString()).toBe(content);
    expect((await attachmentOf({ ...attachment, method: 0 })).toString()).toBe(content);
    expect(await attachmentOf({ ...attachment, content: '' })).toHaveLength(0);
  });

  it.each<[string, string, ZipPart]>([
    ['expands to more than declared', 'archive_size_mismatch', { ...attachment, centralSize: 100, localSize: 100 }],
    ['expands to less than declared', 'archive_size_mismatch', { ...attachment, centralSize: 5_000, localSize: 5_000 }],
    ['has another checksum', 'archive_damaged', { ...attachment, crc: 1 }],
    ['is no deflated data', 'archive_damaged', { ...attachment, data: Buffer.alloc(300, 0xff) }],
    ['is cut off', 'archive_damaged', { ...attachment, data: deflateRawSync(content).subarray(0, 20) }],
    ['has bytes behind its end', 'archive_size_mismatch', { ...attachment, data: Buffer.concat([deflateRawSync(content), Buffer.alloc(99)]) }],
    ['is named differently in its own header', 'archive_entry_mismatch', { ...attachment, localName: 'data/attachments/HSP/HSP-1/10002' }],
    ['has another method in its own header', 'archive_entry_mismatch', { ...attachment, localMethod: 0 }],
    ['has another size in its own header', 'archive_entry_mismatch', { ...attachment, localSize: 3 }],
    ['is encrypted in its own header only', 'archive_encrypted', { ...attachment, localFlags: 0x801 }],
  ])('is refused when it %s', async (_what, code, part) => {
    expect(await refusalOf(attachmentOf(part))).toBe(`interchange.${code}`);
  });

  it('is refused when no header is where the table says', async () => {
    const data = deflateRawSync(content);
    const padded = { ...attachment, data: Buffer.concat([data, Buffer.alloc(99)]), centralCompressedSize: data.length };
    expect(await refusalOf(attachmentOf({ ...padded, headerOffset: 3 }))).toBe('interchange.archive_damaged');
  });

  it('stops reading the file when its reader goes away', async () => {
    const large = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => index & 0xff).reverse());
    const backup = await opened(zipBytes([{ ...attachment, content: large, method: 0 }, entities]));
    const found = await backup.attachment({ id: '10001' });
    found?.stream.once('data', () => found.stream.destroy());
    if (found !== undefined) await once(found.stream, 'close');
    expect(found?.stream.destroyed).toBe(true);
    expect(await recordsOf(backup.records())).toHaveLength(1);
  });
});

describe('an ordinary archive', () => {
  it('is read with 64-bit sizes, data descriptors, folders and a comment', async () => {
    const zip = new ZipFile();
    const path = await fileWith('');
    zip.addBuffer(Buffer.from(jiraXml('<Issue id="7"/>')), 'entities.xml', { forceZip64Format: true });
    zip.addEmptyDirectory('data/attachments/');
    zip.addReadStreamLazy('data/attachments/HSP/10000/HSP-1/10001', (done) => done(null, streamOf('streamed')));
    const written = once(zip.outputStream.pipe(createWriteStream(path)), 'close');
    zip.end({ forceZip64Format: true, comment: 'made by a test' });
    await written;
    const backup = await openBackup(path);
    try {
      expect(await recordsOf(backup.records())).toMatchObject([{ type: 'Issue', ordinal: 1 }]);
      const found = await backup.attachment({ id: '10001' });
      expect(found && (await buffer(found.stream)).toString()).toBe('streamed');
    } finally {
      await backup.close();
    }
  });
});

function streamOf(content: string): NodeJS.ReadableStream {
  return Readable.from([Buffer.from(content)]);
}
