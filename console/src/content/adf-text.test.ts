import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdfNode } from '../api/tracker.ts';
import { documentOf } from './adf-text.ts';

const linesOf = (paragraph: AdfNode): string => (paragraph.content ?? []).map((node) => (node.type === 'hardBreak' ? '\n' : (node.text ?? ''))).join('');

describe('a text from a plain box', () => {
  it('becomes paragraphs, with line breaks kept inside them', () => {
    expect(documentOf('\r\none\r\ntwo\n  \n\nthree\n')).toEqual({
      type: 'doc', version: 1,
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'one' }, { type: 'hardBreak' }, { type: 'text', text: 'two' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'three' }] },
      ],
    });
  });

  it('is an empty document when nothing but blanks was typed', () => {
    expect(documentOf(' \n\n ')).toEqual({ type: 'doc', version: 1, content: [] });
  });

  it('loses nothing that was typed', () => {
    const words = fc.stringMatching(/^[A-Za-zé ,.*_{}[\]"'<>&-]{1,30}$/).filter((line) => line.trim() !== '');
    const paragraphs = fc.array(fc.array(words, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')), { maxLength: 5 });
    fc.assert(fc.property(paragraphs, (list) => { expect((documentOf(list.join('\n\n')).content ?? []).map(linesOf)).toEqual(list); }));
  });
});
