import { describe, expect, it } from 'vitest';
import { parseReference, referenceHref, type LinkTarget } from './link-reference.ts';
import { safeHref, safeImageUrl } from './safe-link.ts';

describe('addresses', () => {
  it.each([
    ['https://h/a?b=c&d#e', 'https://h/a?b=c&d#e'],
    ['HTTP://h/', 'HTTP://h/'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['tel:+491234', 'tel:+491234'],
    ['/a/b?c', '/a/b?c'],
    ['#x', '#x'],
    ['a/b.html', 'a/b.html'],
    [' https://h/a b ', 'https://h/a%20b'],
    ['//h/a', 'https://h/a'],
    ['\\\\h/a', 'https://h/a'],
    ['/\\h/a', 'https://h/a'],
    ['https://h/"<x>`', 'https://h/%22%3Cx%3E%60'],
    ['https://h/\u202Eabc', 'https://h/%E2%80%AEabc'],
  ])('%j is allowed as %j', (raw, href) => {
    expect(safeHref(raw)).toBe(href);
  });

  it.each(['', ' ', 'javascript:x', 'JaVaScRiPt:x', 'java\nscript:x', '\u0001javascript:x', 'data:x', 'vbscript:x', 'file:///x', 'blob:x', 'about:blank', 'http://[', '//', `https://h/${'a'.repeat(9000)}`])(
    '%j is refused',
    (raw) => {
      expect(safeHref(raw)).toBeUndefined();
    },
  );

  it('knows addresses that are no pictures', () => {
    expect([safeImageUrl('mailto:a@b'), safeImageUrl('#x'), safeImageUrl('https://h/a.png'), safeImageUrl('/a.png')]).toEqual([undefined, undefined, 'https://h/a.png', '/a.png']);
  });
});

describe('references', () => {
  const targets: readonly LinkTarget[] = [
    { kind: 'page', title: 'A & B / ü?#', spaceKey: '~bob', anchor: 'x y' },
    { kind: 'page', title: 'Post', postingDay: '2023/09/27' },
    { kind: 'content', id: '123', anchor: 'a' },
    { kind: 'space', spaceKey: 'KEY' },
    { kind: 'attachment', fileName: 'a b/ü%.png', title: 'P', spaceKey: 'S' },
    { kind: 'user', id: '557058:ab-c' },
  ];

  it.each(targets)('$kind is an allowed address and is read back', (target) => {
    const href = referenceHref(target);
    expect(safeHref(href)).toBe(href);
    expect(parseReference(href)).toEqual(target);
  });

  it.each(['https://h/wiki/spaces/KEY', '/wiki/spaces/KEY/pages/1', '/wiki/pages/viewpage.action', '/wiki/people/', '#x', ''])('%j is none', (href) => {
    expect(parseReference(href)).toBeUndefined();
  });
});
