import { describe, expect, it } from 'vitest';
import { previewOf } from './file-kind.ts';

describe('what is shown in place', () => {
  it.each([
    ['image/png', 1, 'picture'],
    ['IMAGE/JPEG', 1, 'picture'],
    ['text/plain; charset=utf-8', 1, 'text'],
    ['text/plain', 10_000_000, undefined],
    ['image/svg+xml', 1, undefined],
    ['text/html', 1, undefined],
    [undefined, 1, undefined],
  ])('%s of %d bytes: %s', (type, size, preview) => {
    expect(previewOf(type, size)).toBe(preview);
  });
});
