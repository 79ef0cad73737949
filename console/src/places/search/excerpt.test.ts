import { expect, it } from 'vitest';
import { excerptParts } from './excerpt.ts';

it('parts an excerpt into found and other words, and leaves tags as text', () => {
  expect(excerptParts('the @@@hl@@@lost@@@endhl@@@ <b>mail</b>')).toEqual([
    { text: 'the ', found: false },
    { text: 'lost', found: true },
    { text: ' <b>mail</b>', found: false },
  ]);
  expect(excerptParts('')).toEqual([]);
});
