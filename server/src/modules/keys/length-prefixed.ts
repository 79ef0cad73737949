/**
 * Unambiguous concatenation: each part is preceded by its length, so that ("ab", "c") and ("a", "bc") never give
 * the same bytes. Everything that is authenticated together goes through here.
 */
export function lengthPrefixed(...parts: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    if (bytes.length > 0xffff) throw new RangeError('a length-prefixed part is at most 65,535 bytes');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
}
