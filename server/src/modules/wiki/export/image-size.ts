/** Width and height of a picture from its first bytes: PNG, JPEG, GIF, BMP. Undefined for what is none of them. */
interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export function imageSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 30) return undefined;
  const size = bytes.toString('latin1', 1, 4) === 'PNG' ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : bytes.toString('latin1', 0, 3) === 'GIF' ? { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    : bytes.toString('latin1', 0, 2) === 'BM' ? { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) }
    : bytes.readUInt16BE(0) === 0xffd8 ? jpegSize(bytes) : undefined;
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

/** Walks the segments to the start of frame (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Buffer): ImageSize | undefined {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
