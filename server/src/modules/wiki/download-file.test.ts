/** Ranges and names of files as clients send them. */
import { describe, expect, it } from 'vitest';
import { readRange } from './download-file.ts';
import { checkedFileName } from './write-attachment.ts';

describe('a range', () => {
  it.each([
    ['bytes=0-4', 10, { first: 0, last: 4 }], ['bytes=5-', 10, { first: 5, last: 9 }], ['bytes=-3', 10, { first: 7, last: 9 }], ['bytes=-30', 10, { first: 0, last: 9 }], ['bytes=8-99', 10, { first: 8, last: 9 }],
    ['bytes=10-', 10, 'unsatisfiable'], ['bytes=0-', 0, 'unsatisfiable'], ['bytes=-0', 10, 'unsatisfiable'], ['bytes=4-2', 10, null], ['bytes=0-1,3-4', 10, null], ['items=0-1', 10, null], ['bytes=-', 10, null], [undefined, 10, null],
  ])('%s of %i bytes', (header, sizeBytes, expected) => {
    expect(readRange(header, sizeBytes)).toEqual(expected);
  });
});

describe('a file name', () => {
  it.each([['a.txt', 'a.txt'], ['C:\\docs\\b.txt', 'b.txt'], ['../../etc/passwd', 'passwd'], [' spaced \u0000.txt ', 'spaced .txt'], ['Übersicht 1.pdf', 'Übersicht 1.pdf']])('%s is %s', (given, expected) => {
    expect(checkedFileName(given)).toBe(expected);
  });
  it.each(['', '/', '..', ' ', 'x'.repeat(256)])('%s is none', (given) => {
    expect(() => checkedFileName(given)).toThrow(expect.objectContaining({ code: 'wiki.file_name_invalid' }) as Error);
  });
});
