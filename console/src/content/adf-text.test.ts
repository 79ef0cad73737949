import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdfNode } from '../api/tracker.ts';
import { documentOf, editableText } from './adf-text.ts';

const doc = (...content: AdfNode[]): AdfNode => ({ type: 'doc', version: 1, content });
const paragraph = (...content: AdfNode[]): AdfNode => ({ type: 'paragraph', content });
const text = (value: string, ...marks: string[]): AdfNode => ({ type: 'text', text: value, ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}) });

describe('editing a body as plain text', () => {
  it('reads paragraphs and line breaks', () => {
    expect(editableText(doc(paragraph(text('one'), { type: 'hardBreak' }, text('two')), paragraph(text('three'))))).toEqual({ kind: 'text', text: 'one\ntwo\n\nthree' });
  });

  it('is an empty text when there is no body', () => {
    expect(editableText(null)).toEqual({ kind: 'text', text: '' });
  });

  it.each([
    [paragraph(text('bold', 'strong')), 'formatting'],
    [paragraph(text('here', 'link')), 'links'],
    [{ type: 'table', content: [] }, 'tables'],
    [{ type: 'bulletList', content: [] }, 'lists'],
    [{ type: 'codeBlock', content: [text('x')] }, 'code'],
    [{ type: 'panel', content: [paragraph(text('x'))] }, 'panels'],
    [{ type: 'mediaSingle', content: [] }, 'media'],
    [paragraph({ type: 'mention', attrs: { id: 'x' } }), 'mentions'],
    [{ type: 'somethingNew' }, 'other'],
  ] as const)('refuses %j, because plain text would lose its %s', (node, part) => {
    expect(editableText(doc(node))).toEqual({ kind: 'lossy', parts: [part] });
  });

  it('gives back every text that it made a document of', () => {
    const words = fc.stringMatching(/^[A-Za-zé ,.*_{}[\]"'<>&-]{1,30}$/).filter((line) => line.trim() !== '');
    const paragraphs = fc.array(fc.array(words, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')), { maxLength: 5 });
    fc.assert(
      fc.property(paragraphs, (list) => {
        const source = list.join('\n\n');
        expect(editableText(documentOf(source))).toEqual({ kind: 'text', text: source });
      }),
    );
  });
});
