/**
 * A stored file as an answer. It is somebody else's bytes on our address: only raster pictures are shown in place, everything
 * else is saved; no sniffing, no scripts, no framing whatever it claims to be.
 */
import { RawReply, type Ctx } from '../../kernel/service/index.ts';
import type { ByteRange, Media } from '../media/index.ts';
import type { FileFacts } from './content-store.ts';
import { wikiErrors } from './errors.ts';

const shownInPlace: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
const namedAsTheyAre: ReadonlySet<string> = new Set([...shownInPlace, 'application/pdf', 'application/zip', 'text/plain', 'text/csv', 'application/json', 'video/mp4', 'video/webm', 'audio/mpeg', 'audio/ogg']);

export async function downloadFile(ctx: Ctx, media: Media, file: FileFacts, name: string, rangeHeader: string | undefined): Promise<RawReply> {
  if (file.mediaId === null) throw wikiErrors.bytes_not_imported();
  const headers = {
    'content-type': namedAsTheyAre.has(file.mediaType) ? `${file.mediaType}${file.mediaType.startsWith('text/') ? '; charset=utf-8' : ''}` : 'application/octet-stream',
    'content-disposition': `${shownInPlace.has(file.mediaType) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodedName(name)}`,
    'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=0, must-revalidate',
  };
  const range = readRange(rangeHeader, file.sizeBytes);
  if (range === 'unsatisfiable') return new RawReply(416, { ...headers, 'content-range': `bytes */${String(file.sizeBytes)}` }, null);
  if (range === null) {
    const { stream, sizeBytes } = await media.open(ctx, file.mediaId);
    return new RawReply(200, { ...headers, 'content-length': String(sizeBytes) }, stream);
  }
  const { stream } = await media.open(ctx, file.mediaId, { range });
  const length = range.last - range.first + 1;
  return new RawReply(206, { ...headers, 'content-length': String(length), 'content-range': `bytes ${String(range.first)}-${String(range.last)}/${String(file.sizeBytes)}` }, stream);
}

/** RFC 8187: everything but letters, digits and a few signs is percent-encoded. */
export function encodedName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** One range, as RFC 9110 §14.2; several at once, and what is no range, are answered whole. */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  return first > last || first >= sizeBytes ? 'unsatisfiable' : { first, last };
}
