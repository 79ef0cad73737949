import { describe, expect, it } from 'vitest';
import { contentDisposition, parseRange } from './attachment-routes.ts';

describe('a byte range', () => {
  it.each([
    [undefined, 10, undefined], ['bytes=0-3', 10, { first: 0, last: 3 }], ['bytes=4-', 10, { first: 4, last: 9 }], ['bytes=-3', 10, { first: 7, last: 9 }], ['bytes=-30', 10, { first: 0, last: 9 }],
    ['bytes=5-99', 10, { first: 5, last: 9 }], ['bytes=10-', 10, null], ['bytes=-0', 10, null], ['bytes=0-', 0, null], ['bytes=5-2', 10, undefined], ['bytes=0-1,3-4', 10, undefined], ['lines=1-2', 10, undefined],
  ])('%s of %i bytes', (header, size, expected) => {
    expect(parseRange(header, size)).toEqual(expected);
  });
});

describe('a download\'s name', () => {
  it.each([
    ['plain.txt', 'attachment; filename="plain.txt"; filename*=UTF-8\'\'plain.txt'],
    ['a"b\r\nx: y.png', 'attachment; filename="a_b__x: y.png"; filename*=UTF-8\'\'a%22b%0D%0Ax%3A%20y.png'],
    ['Grüße (1).pdf', 'attachment; filename="Gru__e (1).pdf"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe%20%281%29.pdf'],
  ])('%s cannot break out of its header', (name, header) => {
    expect(contentDisposition(name)).toBe(header);
  });
});
