import { describe, expect, it } from 'vitest';
import { wordsOf } from './custom-facts.ts';

describe('the words of a custom field', () => {
  it.each([
    ['plain', 'plain'],
    [4.5, '4.5'],
    [{ value: 'Red' }, 'Red'],
    [{ value: 'Europe', child: { value: 'France' } }, 'Europe – France'],
    [[{ name: 'one' }, { value: 'two' }], 'one, two'],
    [{ accountId: 'a', displayName: 'Ann' }, 'Ann'],
    [{ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'body' }] }] }, 'body'],
    [null, ''],
    [{}, ''],
  ])('%j reads %s', (value, words) => {
    expect(wordsOf(value)).toBe(words);
  });
});
