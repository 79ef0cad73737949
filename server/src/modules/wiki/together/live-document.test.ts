/** A page goes into a Yjs document and back unchanged, and is brought to another text without losing what others type beside it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyUpdate, XmlElement, XmlText, type Doc } from 'yjs';
import { adfToText, nodeKey, parseAdf, type AdfDocument } from '../../richtext/index.ts';
import { bringTo, documentFrom, pageTextOf, stateOf } from './live-document.ts';

const keyOf = ({ content }: AdfDocument): string => content.map(nodeKey).join();
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const page = (...lines: string[]): AdfDocument => ({ version: 1, type: 'doc', content: lines.map(paragraph) });
const rich: AdfDocument = parseAdf({
  version: 1, type: 'doc', content: [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Title ' }, { type: 'text', text: 'bold', marks: [{ type: 'strong' }, { type: 'link', attrs: { href: 'https://a.example' } }] }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'with ' }, { type: 'mention', attrs: { id: 'acc_1', text: '@Ada' } }, { type: 'text', text: ' and', marks: [{ type: 'annotation', attrs: { id: 'x', annotationType: 'inlineComment' } }] }], marks: [{ type: 'alignment', attrs: { align: 'center' } }] },
    { type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [paragraph('h')] }, { type: 'tableCell', content: [{ type: 'taskList', attrs: { localId: 'l' }, content: [{ type: 'taskItem', attrs: { localId: 't', state: 'TODO' }, content: [{ type: 'text', text: 'do' }] }] }] }] }] },
    { type: 'extension', attrs: { extensionType: 'com.holdfast.wiki', extensionKey: 'issues', parameters: { jql: 'project = A', columns: ['key'] } } },
  ],
});

function made(title: string, adf: AdfDocument): Doc {
  const doc = documentFrom([]);
  bringTo(doc, { title, adf });
  return doc;
}

it('keeps a document as it is, there and back', () => {
  expect(pageTextOf(made('T', rich))).toEqual({ title: 'T', adf: rich });
  expect(bringTo(made('T', rich), { title: 'T', adf: rich })).toBeNull();
});

it('is brought from any text to any other', () => {
  const line = fc.stringMatching(/^[a-c ]{1,8}$/);
  fc.assert(fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (from, to) => {
    const doc = made('a', page(...from));
    bringTo(doc, { title: 'b', adf: page(...to) });
    expect([pageTextOf(doc).title, keyOf(pageTextOf(doc).adf)]).toEqual(['b', keyOf(page(...to))]);
  }), { numRuns: 150 });
  const doc = made('a', rich);
  bringTo(doc, { title: 'a', adf: page('x') });
  bringTo(doc, { title: 'a', adf: rich });
  expect(keyOf(pageTextOf(doc).adf)).toBe(keyOf(rich));
});

it('keeps what somebody typed offline beside a version that came from elsewhere, even in the same paragraph', () => {
  const server = made('T', page('one two three', 'four'));
  const offline = documentFrom([stateOf(server)]);
  const text = (offline.getXmlFragment('adf').get(0) as XmlElement).get(0) as XmlText;
  text.insert(3, ' HERE');
  bringTo(server, { title: 'T', adf: page('one 2 three', 'four', 'five') });
  applyUpdate(server, stateOf(offline));
  expect(adfToText(pageTextOf(server).adf)).toBe('one HERE 2 three\n\nfour\n\nfive');
});

it('makes a valid document of whatever an editor puts there, and drops no word', () => {
  const doc = documentFrom([]);
  const fragment = doc.getXmlFragment('adf');
  const strange = new XmlElement('blink');
  const item = new XmlElement('listItem');
  const text = new XmlText();
  text.insert(0, 'words', { glow: {}, strong: true });
  strange.insert(0, [item]);
  item.insert(0, [text]);
  const heading = new XmlElement('heading');
  heading.setAttribute('level', 99 as never); // an editor gone wrong
  heading.setAttribute('onclick', 'alert(1)');
  const link = new XmlText();
  link.insert(0, 'click', { link: { href: 'javascript:alert(1)' } });
  heading.insert(0, [link]);
  fragment.insert(0, [strange, heading]);
  const { adf } = pageTextOf(doc);
  expect(parseAdf(adf)).toEqual(adf);
  expect(adfToText(adf)).toContain('words');
  expect(adfToText(adf)).toContain('click');
  expect(JSON.stringify(adf)).not.toMatch(/javascript|onclick/);
});
