import { describe, expect, it } from 'vitest';
import { insideTarget } from './inside-target.ts';

const origin = 'http://localhost:8080';

describe('links inside bodies', () => {
  it.each([
    ['/browse/ABC-12', { kind: 'issue', key: 'ABC-12' }],
    ['http://acme.localhost:8080/browse/ABC-12', { kind: 'issue', key: 'ABC-12' }],
    ['/wiki/spaces/DOCS/pages/77/Title', { kind: 'page', spaceKey: 'DOCS', pageId: '77' }],
    ['/wiki/spaces/~ann/pages/77', { kind: 'page', spaceKey: '~ann', pageId: '77' }],
  ])('%s opens inside', (href, target) => {
    expect(insideTarget(href, origin, ['http://acme.localhost:8080', undefined])).toEqual(target);
  });

  it.each(['https://elsewhere.example/browse/ABC-12', '/browse/abc', 'javascript:alert(1)', 'mailto:a@b.example', '/wiki/download/attachments/1/a.png'])('%s does not', (href) => {
    expect(insideTarget(href, origin, [])).toBeUndefined();
  });
});
