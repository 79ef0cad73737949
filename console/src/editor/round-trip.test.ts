import type { Node as EditorNode } from '@tiptap/pm/model';
import { EditorState } from '@tiptap/pm/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdfNode } from '../api/tracker.ts';
import { readAdf } from './read-adf.ts';
import { editorSchema } from './schema/index.ts';
import { writeAdf } from './write-adf.ts';

/** The platform's own door for documents and its makers of documents. By address: their types are those of another environment. */
const richtext = new URL('../../../server/src/modules/richtext/', import.meta.url);
const load = (file: string): Promise<unknown> => import(/* @vite-ignore */ new URL(file, richtext).href);
// Its one function takes anything and throws for what it refuses.
const { parseAdf } = (await load('parse-adf.ts')) as { readonly parseAdf: (input: unknown) => unknown };
// The platform's type is the same shape with JSON values; the console's leaves them unknown.
const { documents } = (await load('arbitrary-sources-for-tests.ts')) as { readonly documents: fc.Arbitrary<AdfNode> };

const slow = { timeout: 120_000 };
const markOrder = ['link', 'annotation', 'strong', 'em', 'strike', 'underline', 'code', 'subsup', 'textColor', 'backgroundColor'];
const rank = (mark: { readonly type: string }): number => markOrder.indexOf(mark.type) + 1 || 99;

/** Two ways to write the same: neighbours with equal marks are one text, the order of marks means nothing, empty lists are absent ones. */
function normal(node: AdfNode): AdfNode {
  const children: AdfNode[] = [];
  for (const child of (node.content ?? []).map(normal)) {
    const last = children.at(-1);
    if (last?.type === 'text' && child.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(child.marks)) children[children.length - 1] = { ...last, text: `${last.text ?? ''}${child.text ?? ''}` };
    else children.push(child);
  }
  const { content: _content, marks = [], attrs = {}, ...rest } = node;
  return {
    ...rest,
    ...(Object.keys(attrs).length > 0 && { attrs }),
    ...(children.length > 0 && { content: children }),
    ...(marks.length > 0 && { marks: marks.toSorted((one, other) => rank(one) - rank(other)).map((mark) => (Object.keys(mark.attrs ?? {}).length > 0 ? mark : { type: mark.type })) }),
  };
}

const back = (adf: AdfNode): AdfNode => writeAdf(readAdf(editorSchema, adf));
const emptyParagraph = { type: 'paragraph' };

describe('a document in the editor', slow, () => {
  it('comes back as it went in, whatever the platform can hold', () => {
    fc.assert(
      fc.property(documents, (adf) => {
        fc.pre(JSON.stringify(normal(adf).content) !== JSON.stringify([emptyParagraph]));
        const document = readAdf(editorSchema, adf);
        document.check();
        expect(normal(writeAdf(document))).toEqual(normal(adf));
      }),
      { numRuns: 300 },
    );
  });

  it('knows every node of the format', () => {
    fc.assert(
      fc.property(documents, (given) => {
        readAdf(editorSchema, given).descendants((node) => expect(node.type.name).not.toMatch(/^opaque/));
      }),
      { numRuns: 60 },
    );
  });

  it('is empty when there is none, and stays so', () => {
    expect(back({ type: 'doc', version: 1, content: [] })).toEqual({ type: 'doc', version: 1, content: [] });
    expect(writeAdf(readAdf(editorSchema, null))).toEqual({ type: 'doc', version: 1, content: [] });
  });

  const strange: readonly (readonly [string, AdfNode])[] = [
    ['a block', { type: 'doc', version: 1, content: [{ type: 'hologram', attrs: { depth: 3 }, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] }] }],
    ['a word', { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a' }, { type: 'hologram', attrs: { id: 'h' } }] }] }],
    ['a mark', { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'glow', attrs: { strength: 2 } }] }] }] }],
    ['a block mark', { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a' }], marks: [{ type: 'glow' }] }] }],
    ['a row in a table', { type: 'doc', version: 1, content: [{ type: 'table', content: [{ type: 'hologram' }] }] }],
    ['an item in a list', { type: 'doc', version: 1, content: [{ type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'bulletList', content: [] }] }] }] }],
    ['a known block where it may not stand', { type: 'doc', version: 1, content: [{ type: 'blockquote', content: [{ type: 'layoutSection', content: [] }] }] }],
    ['attributes', { type: 'doc', version: 1, content: [{ type: 'paragraph', attrs: { mood: 'calm' }, content: [{ type: 'text', text: 'a' }] }] }],
  ];
  it.each(strange)('keeps %s that it does not know', (_what, adf) => {
    const document = readAdf(editorSchema, adf);
    document.check();
    expect(normal(writeAdf(document))).toEqual(normal(adf));
  });
});

/** Everything that a keyboard does to a document, as steps at random places. */
function edited(document: EditorNode, moves: readonly (readonly [number, number, number])[]): EditorNode {
  let state = EditorState.create({ doc: document });
  const marks = Object.values(editorSchema.marks);
  const blocks = ['paragraph', 'heading', 'codeBlock'].flatMap((name) => editorSchema.nodes[name] ?? []);
  for (const [kind, at, length] of moves) {
    const { tr, doc: now } = state;
    const from = at % (now.content.size + 1);
    const to = Math.min(now.content.size, from + length);
    try {
      const mark = marks[at % marks.length];
      const block = blocks[length % blocks.length];
      if (kind === 0) tr.delete(from, to);
      else if (kind === 1 && mark !== undefined && mark.spec.attrs === undefined) tr.addMark(from, to, mark.create());
      else if (kind === 2) tr.split(from);
      else if (kind === 3 && block !== undefined) tr.setBlockType(from, to, block);
      else if (kind === 4) tr.replace(from, from, now.slice(to, Math.min(now.content.size, to + 12)));
      else tr.insertText('typed', from);
    } catch {
      continue; // that place does not take that step, as a key there would do nothing
    }
    state = state.apply(tr);
  }
  return state.doc;
}

describe('whatever somebody does to it', slow, () => {
  it('fills a column that a replacement left empty', () => {
    const column = editorSchema.nodes['layoutColumn']?.create();
    const section = column && editorSchema.nodes['layoutSection']?.create(null, column);
    const written = writeAdf(editorSchema.topNodeType.create(null, section));
    expect(() => parseAdf(written)).not.toThrow();
    expect(written.content?.[0]?.content?.[0]?.content).toEqual([emptyParagraph]);
  });

  it('gives a document that the platform accepts', () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat(400), fc.nat(20)), { maxLength: 12 });
    fc.assert(
      fc.property(documents, moves, (given, steps) => {
        const written = writeAdf(edited(readAdf(editorSchema, given), steps));
        expect(() => parseAdf(written)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});
