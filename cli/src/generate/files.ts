/** Attachments with the sizes and kinds that people attach: tables and logs as text, pictures that a browser shows. */
import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './random.ts';
import { sentence } from './texts.ts';

export interface GeneratedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A true-colour PNG (RFC 2083) of about this many bytes: noise, which does not compress. */
function picture(random: Random, sizeBytes: number): Buffer {
  const width = Math.max(8, Math.min(2000, Math.floor(Math.sqrt(sizeBytes / 3))));
  const height = Math.max(8, Math.floor(sizeBytes / 3 / width));
  const rows = Buffer.alloc(height * (width * 3 + 1));
  let state = random.below(2_147_483_646) + 1;
  for (let at = 0; at < rows.length; at += 1) {
    state = (state * 48_271) % 2_147_483_647;
    rows[at] = at % (width * 3 + 1) === 0 ? 0 : state & 255;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 0 })), chunk('IEND', Buffer.alloc(0))]);
}

function text(random: Random, sizeBytes: number, line: (index: number) => string): Buffer {
  const lines: string[] = [];
  for (let length = 0, index = 0; length < sizeBytes; index += 1) {
    const next = line(index);
    lines.push(next);
    length += Buffer.byteLength(next) + 1;
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** One file; the mean size in bytes is the caller's, sizes are skewed. */
export function generateFile(random: Random, meanBytes: number): GeneratedFile {
  const sizeBytes = Math.max(64, random.skewed(meanBytes));
  const kind = random.pick(['png', 'png', 'txt', 'csv'] as const);
  const name = `${random.pick(['screenshot', 'report', 'log', 'Übersicht', 'données', 'export'])} ${String(random.below(10_000))}.${kind}`;
  if (kind === 'png') return { name, mediaType: 'image/png', bytes: picture(random, sizeBytes) };
  if (kind === 'csv') return { name, mediaType: 'text/csv', bytes: text(random, sizeBytes, (index) => `${String(index)},${String(random.below(100_000))},"${sentence(random)}"`) };
  return { name, mediaType: 'text/plain', bytes: text(random, sizeBytes, () => sentence(random)) };
}
