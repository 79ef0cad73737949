/** Only pictures that the PDF writer survives reach it. */
import { crc32, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { isSoundPng } from './sound-png.ts';

const chunk = (type: string, body: Buffer, length = body.length): Buffer => {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(length, 0);
  whole.write(type, 4, 'latin1');
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
};
const head = (width: number, height: number, depth: number, colourType: number, interlace = 0): Buffer => {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([depth, colourType, 0, 0, interlace], 8);
  return chunk('IHDR', body);
};
const end = chunk('IEND', Buffer.alloc(0));
const rows = (...bytes: number[]): Buffer => chunk('IDAT', deflateSync(Buffer.from(bytes)));
const png = (...chunks: Buffer[]): Buffer => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
const red = [255, 0, 0, 255];

it.each([
  ['colours with transparency', png(head(1, 2, 8, 6), rows(0, ...red, 4, ...red), end), true],
  ['four bits of a palette', png(head(3, 1, 4, 3), chunk('PLTE', Buffer.alloc(48)), rows(0, 1, 2), end), true],
  ['rows that are not compressed', png(head(1, 1, 8, 6), chunk('IDAT', Buffer.from('nothing')), end), false],
  ['an unknown filter', png(head(1, 2, 8, 6), rows(0, ...red, 9, ...red), end), false],
  ['fewer rows than it says', png(head(1, 3, 8, 6), rows(0, ...red), end), false],
  ['more rows than it says', png(head(1, 1, 8, 6), rows(0, ...red, 0, ...red), end), false],
  ['a length that leads backwards', png(head(1, 1, 8, 6), chunk('abcd', Buffer.alloc(0), 0xfffffff4), rows(0, ...red), end), false],
  ['no end', png(head(1, 1, 8, 6), rows(0, ...red)), false],
  ['a palette that is not there', png(head(1, 1, 8, 3), rows(0, 0), end), false],
  ['interlaced', png(head(1, 1, 8, 6, 1), rows(0, ...red), end), false],
  ['more pixels than memory should hold', png(head(60_000, 60_000, 8, 6), rows(0, ...red), end), false],
  ['another format', Buffer.from('GIF89a, and then some more bytes'), false],
])('%s', async (_name, bytes, sound) => {
  expect(await isSoundPng(bytes)).toBe(sound);
});
