/**
 * Turns the bytes of an XML file into text, or refuses: never a character that the file does not say. The encoding comes from the byte
 * order mark, the pattern of the first bytes and the XML declaration, which must agree (XML 1.0, appendix F). UTF-8, UTF-16, US-ASCII,
 * ISO-8859-1 and windows-1252 are read. A file that declares a one-byte encoding but holds UTF-8 is refused, because reading it as
 * declared would give wrong letters without anybody noticing.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { errors } from '../errors.ts';

type Encoding = 'utf-8' | 'us-ascii' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252';

/** How the bytes lie, as far as the first four of them tell. */
type Family = 'single' | 'utf-16le' | 'utf-16be';

interface Opening {
  readonly encoding: Encoding;
  readonly byteOrderMarkBytes: number;
}

export interface DecodingProgress {
  encoding: string | undefined;
  bytesRead: number;
}

const declarationBytesMax = 1_024;
/** Texts of more than 128 KiB are large objects to the engine, each with its own pages: pieces of this size are three times as fast. */
const pieceBytes = 32_768;

const byLabel: Readonly<Record<string, readonly Encoding[]>> = {
  'utf-8': ['utf-8'],
  utf8: ['utf-8'],
  'us-ascii': ['us-ascii'],
  ascii: ['us-ascii'],
  'utf-16': ['utf-16le', 'utf-16be'],
  'utf-16le': ['utf-16le'],
  'utf-16be': ['utf-16be'],
  'iso-8859-1': ['iso-8859-1'],
  'iso8859-1': ['iso-8859-1'],
  'latin-1': ['iso-8859-1'],
  latin1: ['iso-8859-1'],
  'windows-1252': ['windows-1252'],
  cp1252: ['windows-1252'],
};

/** Decodes chunk by chunk. Fails with interchange.encoding_unsupported, .encoding_mismatch, .encoding_invalid. */
export async function* decodeXml(source: AsyncIterable<Buffer>, progress: DecodingProgress): AsyncGenerator<string, void, undefined> {
  let head: Buffer = Buffer.alloc(0);
  let decode: Decoder | undefined;
  for await (const chunk of source) {
    let bytes = chunk;
    if (decode === undefined) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length < declarationBytesMax) continue;
      decode = startDecoding(head, progress);
      bytes = head.subarray(progress.bytesRead);
    }
    for (let at = 0; at < bytes.length; at += pieceBytes) yield decode(bytes.subarray(at, at + pieceBytes), false);
  }
  if (decode === undefined) {
    decode = startDecoding(head, progress);
    yield decode(head.subarray(progress.bytesRead), false);
  }
  yield decode(Buffer.alloc(0), true);
}

type Decoder = (bytes: Buffer, last: boolean) => string;

function startDecoding(head: Buffer, progress: DecodingProgress): Decoder {
  const { encoding, byteOrderMarkBytes } = recognizeEncoding(head);
  progress.encoding = encoding;
  progress.bytesRead = byteOrderMarkBytes;
  if (encoding === 'utf-8' || encoding === 'us-ascii') return utf8Decoder(encoding, progress);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return utf16Decoder(encoding, progress);
  return singleByteDecoder(encoding, progress);
}

function recognizeEncoding(head: Buffer): Opening {
  const mark = byteOrderMark(head);
  const family = mark?.family ?? familyByPattern(head);
  const declared = declaredEncoding(head.subarray(mark?.bytes ?? 0), family);
  const byteOrderMarkBytes = mark?.bytes ?? 0;
  if (declared === undefined) return { encoding: family === 'single' ? 'utf-8' : family, byteOrderMarkBytes };

  const candidates = byLabel[declared.toLowerCase()];
  if (candidates === undefined) {
    throw errors.encoding_unsupported({ declared: declared.slice(0, 40), detail: `Declared is "${declared.slice(0, 40)}".` });
  }
  const fitting = candidates.find((encoding) => familyOf(encoding) === family);
  const contradictsMark = mark !== undefined && family === 'single' && fitting !== 'utf-8';
  if (fitting === undefined || contradictsMark) {
    const written = mark ? `a ${mark.name} byte order mark` : `the byte pattern of ${family === 'single' ? 'a one-byte encoding' : family}`;
    throw errors.encoding_mismatch({ detail: `Declared is "${declared}", but the file begins with ${written}.` });
  }
  return { encoding: fitting, byteOrderMarkBytes };
}

function familyOf(encoding: Encoding): Family {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? encoding : 'single';
}

function byteOrderMark(head: Buffer): { readonly family: Family; readonly bytes: number; readonly name: string } | undefined {
  const start = head.toString('hex', 0, 4);
  if (start === 'fffe0000' || start === '0000feff') throw errors.encoding_unsupported({ declared: 'UTF-32', detail: 'It is UTF-32.' });
  if (start.startsWith('efbbbf')) return { family: 'single', bytes: 3, name: 'UTF-8' };
  if (start.startsWith('fffe')) return { family: 'utf-16le', bytes: 2, name: 'UTF-16LE' };
  if (start.startsWith('feff')) return { family: 'utf-16be', bytes: 2, name: 'UTF-16BE' };
  return undefined;
}

function familyByPattern(head: Buffer): Family {
  const start = head.toString('hex', 0, 4);
  if (start === '4c6fa794') throw errors.encoding_unsupported({ declared: 'EBCDIC', detail: 'It is EBCDIC.' });
  if (start === '3c000000' || start === '0000003c') throw errors.encoding_unsupported({ declared: 'UTF-32', detail: 'It is UTF-32.' });
  if (/^3c00..00$/.test(start)) return 'utf-16le';
  if (/^003c00/.test(start)) return 'utf-16be';
  return 'single';
}

function declaredEncoding(head: Buffer, family: Family): string | undefined {
  const bytes = head.subarray(0, declarationBytesMax - (declarationBytesMax % 2));
  const text = family === 'single' ? bytes.toString('latin1') : new TextDecoder(family).decode(bytes);
  const declaration = /^<\?xml\s[^>]*?\?>/.exec(text)?.[0];
  return declaration === undefined ? undefined : /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1];
}

function utf8Decoder(encoding: 'utf-8' | 'us-ascii', progress: DecodingProgress): Decoder {
  let tail: Buffer = Buffer.alloc(0);
  return (chunk, last) => {
    const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    const wholeBytes = last ? bytes.length : bytes.length - incompleteTailBytes(bytes);
    const whole = bytes.subarray(0, wholeBytes);
    if (encoding === 'us-ascii' && !isAscii(whole)) {
      throw errors.encoding_mismatch({ detail: 'Declared is US-ASCII, but there are bytes above 127.' });
    }
    if (!isUtf8(whole)) {
      const at = firstInvalidByte(whole);
      throw errors.encoding_invalid({
        byteOffset: progress.bytesRead + at,
        detail: `Byte 0x${hexOf(whole, at)} at position ${progress.bytesRead + at} is not UTF-8; it may be windows-1252 without saying so.`,
      });
    }
    tail = Buffer.from(bytes.subarray(wholeBytes));
    progress.bytesRead += wholeBytes;
    return whole.toString('utf8');
  };
}

/** Bytes at the end that begin a character whose rest is in the next chunk. */
function incompleteTailBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
    if (byte < 0x80) return 0;
  }
  return 0;
}

function firstInvalidByte(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (valid < invalid) {
    const middle = Math.ceil((valid + invalid) / 2);
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, middle - incompleteTailBytes(prefix)))) valid = middle;
    else invalid = middle - 1;
  }
  return Math.max(0, valid - incompleteTailBytes(bytes.subarray(0, valid)));
}

function hexOf(bytes: Buffer, at: number): string {
  return bytes.toString('hex', at, at + 1).toUpperCase();
}

function utf16Decoder(encoding: 'utf-16le' | 'utf-16be', progress: DecodingProgress): Decoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (chunk, last) => {
    try {
      const text = decoder.decode(chunk, { stream: !last });
      progress.bytesRead += chunk.length;
      return text;
    } catch (cause) {
      throw errors.encoding_invalid(
        { byteOffset: progress.bytesRead, detail: `Half a character of ${encoding} behind byte ${progress.bytesRead}.` },
        cause,
      );
    }
  };
}

function singleByteDecoder(encoding: 'iso-8859-1' | 'windows-1252', progress: DecodingProgress): Decoder {
  const decoder = new TextDecoder('windows-1252');
  let tail: Buffer = Buffer.alloc(0);
  return (chunk, last) => {
    // Only whole UTF-8 characters say whether the text is UTF-8 in truth, so the tail waits for its rest.
    const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    const wholeBytes = last ? bytes.length : bytes.length - incompleteTailBytes(bytes);
    const whole = bytes.subarray(0, wholeBytes);
    tail = Buffer.from(bytes.subarray(wholeBytes));
    if (!isAscii(whole) && isUtf8(whole)) {
      throw errors.encoding_mismatch({ detail: `Declared is ${encoding}, but all letters beyond ASCII are UTF-8.` });
    }
    const text = encoding === 'iso-8859-1' ? whole.toString('latin1') : decoder.decode(whole);
    const control = /[\u0080-\u009f]/.exec(text);
    if (control !== null) {
      const byteOffset = progress.bytesRead + control.index;
      throw errors.encoding_invalid({
        byteOffset,
        detail: `Byte 0x${hexOf(whole, control.index)} at position ${byteOffset} is no letter of ${encoding}.`,
      });
    }
    progress.bytesRead += wholeBytes;
    return text;
  };
}
