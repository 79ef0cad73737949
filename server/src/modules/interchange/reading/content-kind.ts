/**
 * Says in plain words what a file is that was brought as a backup, from its first bytes and never from its name. Only a zip and XML are
 * read; the rest is named so that the person knows what went wrong.
 */
export type ContentKind = { readonly kind: 'zip' } | { readonly kind: 'xml' } | { readonly kind: 'other'; readonly found: string };

interface Signature {
  readonly hex: string;
  readonly at: number;
  readonly found: string;
}

const signatures: readonly Signature[] = [
  { hex: '1f8b', at: 0, found: 'a gzip file' },
  { hex: '425a68', at: 0, found: 'a bzip2 file' },
  { hex: 'fd377a585a00', at: 0, found: 'an xz file' },
  { hex: '28b52ffd', at: 0, found: 'a Zstandard file' },
  { hex: '377abcaf271c', at: 0, found: 'a 7-Zip archive' },
  { hex: '526172211a07', at: 0, found: 'a RAR archive' },
  { hex: '7573746172', at: 257, found: 'a tar archive' },
  { hex: '25504446', at: 0, found: 'a PDF document' },
  { hex: '504744', at: 0, found: 'a PostgreSQL dump' },
  { hex: 'd0cf11e0a1b11ae1', at: 0, found: 'an old Microsoft Office document' },
  { hex: '89504e47', at: 0, found: 'a PNG image' },
  { hex: 'ffd8ff', at: 0, found: 'a JPEG image' },
  { hex: '53514c69746520666f726d6174', at: 0, found: 'an SQLite database' },
  { hex: '7f454c46', at: 0, found: 'a Linux program' },
  { hex: '4d5a', at: 0, found: 'a Windows program' },
];

/** Bytes that `contentKindOf` wants to see. */
export const contentKindBytes = 1_024;

export function contentKindOf(head: Buffer): ContentKind {
  if (head.length === 0) return { kind: 'other', found: 'an empty file' };
  const start = head.toString('hex', 0, 4);
  if (start === '504b0304' || start === '504b0506') return { kind: 'zip' };
  if (start === '504b0708') return { kind: 'other', found: 'one part of a zip archive that was split into several files' };
  const signature = signatures.find(({ hex, at }) => head.toString('hex', at, at + hex.length / 2) === hex);
  if (signature !== undefined) return { kind: 'other', found: signature.found };
  return textKindOf(head, start);
}

function textKindOf(head: Buffer, start: string): ContentKind {
  const isUtf16 = start.startsWith('fffe') || start.startsWith('feff') || /^(003c00|3c00..00)/.test(start);
  // A single-byte look is enough to find the first characters of any encoding that is read, and of those that are refused by name.
  const text = (isUtf16 ? head.toString('latin1').replaceAll('\0', '') : head.toString('latin1')).replace(/^(ï»¿|ÿþ|þÿ)?\s*/, '');
  if (/^<(!doctype\s+html|html)\b/i.test(text)) return { kind: 'other', found: 'an HTML page (perhaps a sign-in page saved in its place)' };
  if (text.startsWith('<') || start === '4c6fa794') return { kind: 'xml' };
  if (/^[{[]/.test(text)) return { kind: 'other', found: 'JSON' };
  if (text === '') return { kind: 'other', found: 'a file of white space' };
  return { kind: 'other', found: head.includes(0) ? 'a binary file of unknown kind' : 'text that is not XML' };
}
