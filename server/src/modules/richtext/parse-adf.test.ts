/** What the door accepts and what it refuses, with the code and the place. */
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../kernel/errors/index.ts';
import { isValidAdf, limits, parseAdf } from './index.ts';

const doc = (...content: unknown[]): unknown => ({ version: 1, type: 'doc', content });
const p = (...content: unknown[]): unknown => ({ type: 'paragraph', content });
const t = (text: unknown, ...marks: unknown[]): unknown => (marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text });
const linked = (href: unknown): unknown => t('x', { type: 'link', attrs: { href } });
const list = (depth: number): unknown => (depth === 0 ? p(t('x')) : { type: 'bulletList', content: [{ type: 'listItem', content: [p(t('x')), ...(depth > 1 ? [list(depth - 1)] : [])] }] });
const extension = (parameters: unknown): unknown => ({ type: 'extension', attrs: { extensionType: 't', extensionKey: 'k', parameters } });

const accepted: readonly (readonly [string, unknown])[] = [
  ['an empty document', doc()],
  ['text with marks', doc(p(t('a', { type: 'strong' }, { type: 'em' }, { type: 'textColor', attrs: { color: '#ff0000' } }), linked('https://h/')))],
  ['code with a link', doc(p(t('a', { type: 'code' }, { type: 'link', attrs: { href: '/x' } })))],
  ['several annotations', doc(p(t('a', { type: 'annotation', attrs: { id: '1', annotationType: 'inlineComment' } }, { type: 'annotation', attrs: { id: '2', annotationType: 'inlineComment' } })))],
  ['aligned text', doc({ type: 'heading', attrs: { level: 2 }, marks: [{ type: 'alignment', attrs: { align: 'center' } }] })],
  ['every inline node', doc(p(
    { type: 'hardBreak', attrs: { text: '\n' } }, { type: 'mention', attrs: { id: '1', text: '@a', userType: 'APP' } }, { type: 'emoji', attrs: { shortName: ':x:' } }, { type: 'date', attrs: { timestamp: '1700000000000' } },
    { type: 'status', attrs: { text: 'a', color: 'red' } }, { type: 'placeholder', attrs: { text: 'a' } }, { type: 'inlineCard', attrs: { url: 'https://h/' } }, { type: 'inlineCard', attrs: { data: { name: 'x' } } },
    { type: 'inlineExtension', attrs: { extensionType: 't', extensionKey: 'k' } }, { type: 'mediaInline', attrs: { id: '1', collection: '' } },
  ))],
  ['every block', doc(
    { type: 'codeBlock', attrs: { language: 'java' }, content: [t('x')] }, { type: 'rule' }, list(3), { type: 'orderedList', attrs: { order: 0 }, content: [{ type: 'listItem', content: [p()] }] },
    { type: 'taskList', attrs: { localId: 'a' }, content: [{ type: 'taskItem', attrs: { localId: 'b', state: 'DONE' }, content: [t('x')] }, { type: 'taskList', attrs: { localId: 'c' }, content: [{ type: 'taskItem', attrs: { localId: 'd', state: 'TODO' } }] }] },
    { type: 'decisionList', attrs: { localId: 'a' }, content: [{ type: 'decisionItem', attrs: { localId: 'b', state: 'DECIDED' } }] }, { type: 'blockquote', content: [p()] },
    { type: 'panel', attrs: { panelType: 'custom', panelColor: '#fff' }, content: [p()] }, { type: 'expand', attrs: { title: 'x' }, content: [{ type: 'nestedExpand', attrs: {}, content: [p()] }] },
    { type: 'layoutSection', content: [{ type: 'layoutColumn', attrs: { width: 50 }, content: [p()] }, { type: 'layoutColumn', attrs: { width: 50 }, content: [p()] }] },
    { type: 'table', attrs: { layout: 'wide' }, content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [p()] }, { type: 'tableCell', attrs: { colspan: 2, colwidth: [100, 20] }, content: [p()] }] }] },
    { type: 'mediaSingle', attrs: { layout: 'center' }, content: [{ type: 'media', attrs: { type: 'file', id: '1', collection: 'c' } }, { type: 'caption', content: [t('x')] }] },
    { type: 'mediaGroup', content: [{ type: 'media', attrs: { type: 'external', url: 'https://h/a.png' } }] }, { type: 'blockCard', attrs: { url: '/x' } }, { type: 'embedCard', attrs: { url: 'https://h/', layout: 'wide' } },
    extension({ a: [1, null, 'x', { b: true }] }), { type: 'bodiedExtension', attrs: { extensionType: 't', extensionKey: 'k' }, content: [p()] },
  )],
];

const refused: readonly (readonly [string, unknown, string, string?])[] = [
  ['nothing', undefined, 'not_a_document'],
  ['text', 'x', 'not_a_document'],
  ['a list', [], 'not_a_document'],
  ['another version', { version: 2, type: 'doc', content: [] }, 'not_a_document'],
  ['further members', { version: 1, type: 'doc', content: [], evil: 1 }, 'not_a_document'],
  ['a node that is none', doc(null), 'node_unknown', 'content[0]'],
  ['an unknown node', doc({ type: 'script' }), 'node_unknown'],
  ['a name of Object', doc({ type: 'constructor' }), 'node_unknown'],
  ['a document in a document', doc(doc()), 'node_unknown'],
  ['text at the top', doc(t('x')), 'node_misplaced', 'content[0]'],
  ['a paragraph in a paragraph', doc(p(p())), 'node_misplaced', 'content[0].content[0]'],
  ['a table in a cell', doc({ type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [{ type: 'table', content: [] }] }] }] }), 'node_misplaced'],
  ['an empty list', doc({ type: 'bulletList', content: [] }), 'node_misplaced'],
  ['a list without content', doc({ type: 'bulletList' }), 'node_misplaced'],
  ['an item that begins with a list', doc({ type: 'bulletList', content: [{ type: 'listItem', content: [list(1)] }] }), 'node_misplaced'],
  ['two pictures in one', doc({ type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'external', url: '/a' } }, { type: 'media', attrs: { type: 'external', url: '/a' } }] }), 'node_misplaced'],
  ['six columns', doc({ type: 'layoutSection', content: Array.from({ length: 6 }, () => ({ type: 'layoutColumn', attrs: { width: 10 }, content: [p()] })) }), 'node_misplaced'],
  ['content in a leaf', doc({ type: 'rule', content: [p()] }), 'node_misplaced'],
  ['content that is no list', doc({ type: 'paragraph', content: 'x' }), 'node_misplaced'],
  ['empty text', doc(p(t(''))), 'text_invalid', 'content[0].content[0]'],
  ['text that is a number', doc(p(t(1))), 'text_invalid'],
  ['text on a paragraph', doc({ type: 'paragraph', text: 'x' }), 'text_invalid'],
  ['an unknown member', doc({ type: 'paragraph', onclick: 'x' }), 'attribute_invalid'],
  ['an unknown attribute', doc({ type: 'paragraph', attrs: { style: 'x' } }), 'attribute_invalid'],
  ['attributes through __proto__', doc({ type: 'paragraph', attrs: JSON.parse('{"__proto__": {"a": 1}}') as unknown }), 'attribute_invalid'],
  ['a missing attribute', doc({ type: 'heading' }), 'attribute_invalid'],
  ['a level out of range', doc({ type: 'heading', attrs: { level: 7 } }), 'attribute_invalid', 'content[0].attrs.level'],
  ['a level that is no number', doc({ type: 'heading', attrs: { level: Number.NaN } }), 'attribute_invalid'],
  ['a colour that is none', doc(p(t('x', { type: 'textColor', attrs: { color: 'red;}' } }))), 'attribute_invalid'],
  ['an unknown panel', doc({ type: 'panel', attrs: { panelType: 'x' }, content: [p()] }), 'attribute_invalid'],
  ['a date that is none', doc(p({ type: 'date', attrs: { timestamp: 'today' } })), 'attribute_invalid'],
  ['an unknown mark', doc(p(t('x', { type: 'blink' }))), 'mark_unknown', 'content[0].content[0].marks[0]'],
  ['a mark on the wrong node', doc({ type: 'paragraph', marks: [{ type: 'strong' }] }), 'mark_misplaced'],
  ['a mark twice', doc(p(t('x', { type: 'strong' }, { type: 'strong' }))), 'mark_misplaced'],
  ['bold code', doc(p(t('x', { type: 'code' }, { type: 'strong' }))), 'mark_misplaced'],
  ['marks in a code block', doc({ type: 'codeBlock', content: [t('x', { type: 'strong' })] }), 'mark_misplaced'],
  ['alignment in a list', doc({ type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', marks: [{ type: 'alignment', attrs: { align: 'end' } }] }] }] }), 'mark_misplaced'],
  ['a refused link', doc(p(linked('javascript:alert(1)'))), 'link_refused', 'content[0].content[0].marks[0].attrs.href'],
  ['a link that is no text', doc(p(linked(1))), 'link_refused'],
  ['a refused card', doc(p({ type: 'inlineCard', attrs: { url: 'data:x' } })), 'link_refused'],
  ['a refused picture', doc({ type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'external', url: 'javascript:x' } }] }), 'link_refused'],
  ['101 levels', doc(list(50)), 'too_deep'],
  ['deep parameters', doc(extension({ a: JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown })), 'too_deep'],
  ['too many nodes', doc(...Array.from({ length: limits.nodesMax + 1 }, () => p())), 'too_many_nodes'],
  ['too many bytes', doc(p(t('ü'.repeat(limits.bytesMax / 2 + 1)))), 'too_large'],
  ['too many bytes in parameters', doc(extension({ a: Array.from({ length: limits.bytesMax + 1 }, () => 0) })), 'too_large'],
];

describe('parseAdf', () => {
  it.each(accepted)('accepts %s', (_name, input) => {
    expect(parseAdf(input)).toEqual(input);
    expect(isValidAdf(input)).toBe(true);
  });

  it.each(refused)('refuses %s', (_name, input, code, path) => {
    const error = refusal(input);
    expect(isAppError(error, `richtext.${String(code)}`), error instanceof Error ? error.message : 'accepted').toBe(true);
    if (path !== undefined) expect(isAppError(error) && error.params['path']).toBe(path);
    expect(isValidAdf(input)).toBe(false);
  });

  it('drops null attributes and empty mark lists', () => {
    expect(parseAdf(doc({ type: 'paragraph', attrs: { localId: null }, marks: [], content: [] }))).toEqual(doc({ type: 'paragraph', attrs: {}, content: [] }));
  });

  it('normalises links and characters that text cannot carry', () => {
    expect(parseAdf(doc(p(t('a\u0000b\ud800', { type: 'link', attrs: { href: ' https://h/a b' } }))))).toEqual(doc(p(t('a\uFFFDb\uFFFD', { type: 'link', attrs: { href: 'https://h/a%20b' } }))));
  });

  it('shares nothing with its input', () => {
    const parameters = { a: { b: 1 } };
    const parsed = parseAdf(doc(extension(parameters)));
    parameters.a.b = 2;
    expect(parsed).toEqual(doc(extension({ a: { b: 1 } })));
  });

  it('never repeats more of the input than a name', () => {
    const error = refusal(doc({ type: 'secret text of somebody' }));
    expect(JSON.stringify([error instanceof Error && error.message, isAppError(error) && error.params])).not.toContain('secret');
  });
});

function refusal(input: unknown): unknown {
  try {
    parseAdf(input);
  } catch (error) {
    return error; // the thing under test
  }
  return undefined;
}
