/**
 * Whether a PNG is sound enough for the PDF writer, whose decoder trusts what a file says of itself: it follows lengths backwards for ever, and
 * throws where nobody can catch. So every length, the compressed rows and their filters are checked before (PNG specification,
 * third edition, 5.3, 9 and 11.2). Interlaced pictures and those of more than 20 million pixels are not drawn.
 */
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const inflated = promisify(inflate);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pixelsMax = 20_000_000;
/** Samples of a pixel and the depths that they may have, by colour type. */
const colours: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }], [2, { samples: 3, depths: [8, 16] }], [3, { samples: 1, depths: [1, 2, 4, 8] }], [4, { samples: 2, depths: [8, 16] }], [6, { samples: 4, depths: [8, 16] }],
]);

export async function isSoundPng(bytes: Buffer): Promise<boolean> {
  const chunks = chunksOf(bytes);
  const [head] = chunks;
  if (head?.type !== 'IHDR' || head.body.length !== 13 || chunks.at(-1)?.type !== 'IEND' || chunks.filter(({ type }) => type === 'IHDR').length !== 1) return false;
  const [width, height, depth, colourType] = [head.body.readUInt32BE(0), head.body.readUInt32BE(4), head.body.readUInt8(8), head.body.readUInt8(9)];
  const colour = colours.get(colourType);
  if (colour?.depths.includes(depth) !== true || width === 0 || height === 0 || width * height > pixelsMax || head.body.readUIntBE(10, 3) !== 0) return false;
  const palette = chunks.find(({ type }) => type === 'PLTE')?.body.length ?? 0;
  const sees = chunks.find(({ type }) => type === 'tRNS')?.body.length;
  if (colourType === 3 ? palette === 0 || palette % 3 !== 0 || palette > 768 || (sees !== undefined && (depth !== 8 || sees > 256)) : sees !== undefined && sees !== (colourType === 0 ? 2 : 6)) return false;
  const rowBytes = Math.ceil((width * colour.samples * depth) / 8) + 1;
  try {
    const rows = await inflated(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ body }) => body)), { maxOutputLength: rowBytes * height });
    return rows.length === rowBytes * height && everyRow(rows, rowBytes);
  } catch {
    return false; // not compressed as it should be, or longer than it says
  }
}

function everyRow(rows: Buffer, rowBytes: number): boolean {
  for (let at = 0; at < rows.length; at += rowBytes) if ((rows[at] ?? 5) > 4) return false;
  return true;
}

interface Chunk {
  readonly type: string;
  readonly body: Buffer;
}

/** Up to the end chunk; nothing where a chunk is longer than the file. */
function chunksOf(bytes: Buffer): readonly Chunk[] {
  if (!bytes.subarray(0, 8).equals(signature)) return [];
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (at + 12 + length > bytes.length) return [];
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, body: bytes.subarray(at + 8, at + 8 + length) });
    if (type === 'IEND') return chunks;
    at += 12 + length;
  }
  return [];
}
