import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBackup } from './verify-backup.ts';

/** A zip of these entries, each deflated. */
function zipOf(entries: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const table: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const packed = deflateRawSync(text);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(8, 10);
    head.writeUInt32LE(crc32(text), 16);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(Buffer.byteLength(text), 24);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt32LE(offset, 42);
    table.push(head, Buffer.from(name));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    bodies.push(local, Buffer.from(name), packed);
    offset += 30 + name.length + packed.length;
  }
  const contents = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, contents, end]);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const rows = '{"id" : 1}\n{"id" : 2}\n';
const manifest = (own: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({
  format: 'holdfast-native', version: 1, tables: [{ name: 'tracker.issue', entry: 'tables/tracker.issue.jsonl', rows: 2, sizeBytes: rows.length, sha256: sha256(rows) }], files: [{ entry: 'files/a', sizeBytes: 5, sha256: sha256('bytes') }], ...own,
});

describe('the check of a backup', () => {
  let folder: string;
  beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'hf-verify-')); });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function problemsOf(zip: Buffer, expected?: string): Promise<readonly string[]> {
    const path = join(folder, 'backup.zip');
    await writeFile(path, zip);
    return (await verifyBackup(path, expected)).problems;
  }

  it('finds nothing in one that is whole', async () => {
    const zip = zipOf({ 'tables/tracker.issue.jsonl': rows, 'files/a': 'bytes', 'manifest.json': manifest() });
    expect(await problemsOf(zip, createHash('sha256').update(zip).digest('hex').toUpperCase())).toEqual([]);
    expect(await problemsOf(zipOf({ 'entities.xml': '<entity-engine-xml/>' }))).toEqual([]);
  });

  it.each([
    ['another hash', { 'tables/tracker.issue.jsonl': rows, 'files/a': 'bytes', 'manifest.json': manifest() }, '00', 'the file\'s hash'],
    ['a changed row', { 'tables/tracker.issue.jsonl': rows.replace('2', '3'), 'files/a': 'bytes', 'manifest.json': manifest() }, undefined, 'its hash differs'],
    ['a row less', { 'tables/tracker.issue.jsonl': '{"id" : 1}\n', 'files/a': 'bytes', 'manifest.json': manifest() }, undefined, 'bytes, and should have'],
    ['a file that is not there', { 'tables/tracker.issue.jsonl': rows, 'manifest.json': manifest() }, undefined, 'files/a is missing'],
    ['a file that nobody listed', { 'tables/tracker.issue.jsonl': rows, 'files/a': 'bytes', 'files/b': 'more', 'manifest.json': manifest() }, undefined, 'files/b is in the file and not in its manifest'],
    ['a later version', { 'tables/tracker.issue.jsonl': rows, 'files/a': 'bytes', 'manifest.json': manifest({ version: 2 }) }, undefined, 'not known here'],
    ['no content', { 'readme.txt': 'hello' }, undefined, 'neither a manifest nor entities.xml'],
  ] as const)('finds %s', async (_what, entries, expected, problem) => {
    expect((await problemsOf(zipOf(entries), expected)).join()).toContain(problem);
  });

  it('finds that a file is cut off', async () => {
    const zip = zipOf({ 'entities.xml': '<entity-engine-xml/>' });
    expect((await problemsOf(zip.subarray(0, zip.length - 10))).join()).toContain('cut off');
  });
});
