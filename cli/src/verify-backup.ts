/** Checks the file of a backup without the platform: its own hash, and for the native format the hash and rows of everything that the manifest lists. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { openZip, type ZipFile } from './zip-entries.ts';

export interface Verified {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly format: 'native' | 'xml';
  readonly entries: number;
  readonly problems: readonly string[];
}

interface Manifest {
  readonly format: string;
  readonly version: number;
  readonly tables: readonly { readonly name: string; readonly entry: string; readonly rows: number; readonly sizeBytes: number; readonly sha256: string }[];
  readonly files: readonly { readonly entry: string; readonly sizeBytes: number; readonly sha256: string }[];
}

async function measure(source: AsyncIterable<unknown>): Promise<{ readonly sha256: string; readonly sizeBytes: number; readonly lines: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let lines = 0;
  for await (const chunk of source) {
    const bytes = chunk as Buffer; // no encoding is set
    hash.update(bytes);
    sizeBytes += bytes.length;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  }
  return { sha256: hash.digest('hex'), sizeBytes, lines };
}

/** `expected` is the hash that the platform told. Fails when the file cannot be read. */
export async function verifyBackup(path: string, expected?: string): Promise<Verified> {
  const whole = await measure(createReadStream(path));
  const problems: string[] = [];
  if (expected !== undefined && expected.toLowerCase() !== whole.sha256) problems.push(`the file's hash is ${whole.sha256}, and should be ${expected.toLowerCase()}`);
  const told = { sha256: whole.sha256, sizeBytes: whole.sizeBytes };
  let zip: ZipFile;
  try {
    zip = await openZip(path);
  } catch (error) {
    return { ...told, format: 'xml', entries: 0, problems: [...problems, error instanceof Error ? error.message : String(error)] };
  }
  try {
    const found = zip.entries.get('manifest.json');
    if (found === undefined) {
      for (const entry of zip.entries.values()) await check(entry.name, zip, {}, problems);
      return { ...told, format: 'xml', entries: zip.entries.size, problems: zip.entries.has('entities.xml') ? problems : [...problems, 'it holds neither a manifest nor entities.xml'] };
    }
    const chunks: Buffer[] = [];
    for await (const chunk of await found.stream()) chunks.push(chunk as Buffer); // no encoding is set
    const manifest = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Manifest; // checked below
    if (manifest.format !== 'holdfast-native' || manifest.version !== 1) return { ...told, format: 'native', entries: zip.entries.size, problems: [...problems, 'its manifest is of a format or version that is not known here'] };
    for (const { entry, sha256, sizeBytes, rows } of manifest.tables) await check(entry, zip, { sha256, sizeBytes, rows }, problems);
    for (const { entry, sha256, sizeBytes } of manifest.files) await check(entry, zip, { sha256, sizeBytes }, problems);
    const listed = new Set([...manifest.tables, ...manifest.files].map(({ entry }) => entry));
    for (const name of zip.entries.keys()) if (name !== 'manifest.json' && !listed.has(name)) problems.push(`${name} is in the file and not in its manifest`);
    return { ...told, format: 'native', entries: zip.entries.size, problems };
  } finally {
    await zip.close();
  }
}

async function check(entry: string, zip: ZipFile, wanted: { readonly sha256?: string; readonly sizeBytes?: number; readonly rows?: number }, problems: string[]): Promise<void> {
  const found = zip.entries.get(entry);
  if (found === undefined) {
    problems.push(`${entry} is missing`);
    return;
  }
  try {
    const { sha256, sizeBytes, lines } = await measure(await found.stream());
    if (sizeBytes !== (wanted.sizeBytes ?? found.sizeBytes)) problems.push(`${entry} has ${String(sizeBytes)} bytes, and should have ${String(wanted.sizeBytes ?? found.sizeBytes)}`);
    else if (wanted.sha256 !== undefined && wanted.sha256 !== sha256) problems.push(`${entry} is not what was written: its hash differs`);
    else if (wanted.rows !== undefined && wanted.rows !== lines) problems.push(`${entry} has ${String(lines)} rows, and should have ${String(wanted.rows)}`);
  } catch (error) {
    problems.push(`${entry} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
