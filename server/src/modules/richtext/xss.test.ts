/**
 * Nothing that anybody writes becomes script. Every vector goes through every door: bodies of both formats, addresses, attributes, names,
 * colours, parameters, documents that never saw `parseAdf`, and hostile answers of the caller. The HTML is judged by a parser.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdfDocument, AdfNode } from './adf.ts';
import { judgeHtml } from './html-judge-for-tests.ts';
import { adfToHtml, adfToJiraMarkup, adfToStorage, jiraMarkupToAdf, parseAdf, storageToAdf, textToAdf, type HtmlOptions } from './index.ts';
import { escapeXml } from './storage-tree.ts';
import { xssVectors } from './xss-vectors-for-tests.ts';

const shown: HtmlOptions = { attachmentUrl: (file) => ({ url: `/files/${encodeURIComponent(file.id.toWellFormed())}` }), externalImageUrl: (url) => url, userUrl: (id) => `/people/${encodeURIComponent(id.toWellFormed())}` };

const storageDoors: readonly (readonly [string, (vector: string) => string])[] = [
  ['body', (v) => v],
  ['paragraph', (v) => `<p>${v}</p>`],
  ['escaped text', (v) => `<p>${escapeXml(v)}</p>`],
  ['CDATA', (v) => `<p><![CDATA[${v}]]></p>`],
  ['code', (v) => `<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">${escapeXml(v)}</ac:parameter><ac:parameter ac:name="title">${escapeXml(v)}</ac:parameter><ac:plain-text-body><![CDATA[${v}]]></ac:plain-text-body></ac:structured-macro>`],
  ['address', (v) => `<p><a href="${escapeXml(v)}" title="${escapeXml(v)}">${escapeXml(v)}</a></p>`],
  ['single-quoted address', (v) => `<p><a href='${v.replaceAll("'", '&#39;')}'>x</a></p>`],
  ['unquoted address', (v) => `<p><a href=${v}>x</a></p>`],
  ['card', (v) => `<p><a href="${escapeXml(v)}" data-card-appearance="inline">x</a></p><a href="${escapeXml(v)}" data-card-appearance="embed" data-width="${escapeXml(v)}">x</a>`],
  ['style', (v) => `<p style="text-align: ${escapeXml(v)}; margin-left: ${escapeXml(v)}"><span style="color: ${escapeXml(v)}; background-color: ${escapeXml(v)}">x</span></p>`],
  ['class and id', (v) => `<p class="${escapeXml(v)}" id="${escapeXml(v)}">x</p><h2 id="${escapeXml(v)}">${escapeXml(v)}</h2>`],
  ['table', (v) => `<table class="${escapeXml(v)}" data-layout="${escapeXml(v)}"><tr><th colspan="${escapeXml(v)}" data-highlight-colour="${escapeXml(v)}">x</th><td>${v}</td></tr></table>`],
  ['picture', (v) => `<p><ac:image ac:alt="${escapeXml(v)}" ac:title="${escapeXml(v)}" ac:width="${escapeXml(v)}" ac:layout="${escapeXml(v)}"><ri:url ri:value="${escapeXml(v)}"/><ac:caption>${v}</ac:caption></ac:image></p><img src="${escapeXml(v)}" alt="${escapeXml(v)}"/>`],
  ['file name', (v) => `<p>x <ac:image ac:inline="true"><ri:attachment ri:filename="${escapeXml(v)}"/></ac:image> <ac:link><ri:attachment ri:filename="${escapeXml(v)}"/></ac:link></p><ac:image><ri:attachment ri:filename="${escapeXml(v)}.png"/></ac:image>`],
  ['link target', (v) => `<p><ac:link ac:anchor="${escapeXml(v)}" ac:tooltip="${escapeXml(v)}"><ri:page ri:content-title="${escapeXml(v)}" ri:space-key="${escapeXml(v)}"/><ac:link-body>x</ac:link-body></ac:link><ac:link ac:anchor="${escapeXml(v)}"/><ac:link><ri:url ri:value="${escapeXml(v)}"/></ac:link><ac:link><ri:space ri:space-key="${escapeXml(v)}"/></ac:link></p>`],
  ['person', (v) => `<p><ac:link><ri:user ri:account-id="${escapeXml(v)}"/></ac:link><ac:link><ri:user ri:username="${escapeXml(v)}"/><ac:link-body>${v}</ac:link-body></ac:link></p>`],
  ['macro', (v) => `<ac:structured-macro ac:name="${escapeXml(v)}" ac:macro-id="${escapeXml(v)}"><ac:parameter ac:name="${escapeXml(v)}">${v}</ac:parameter><ac:rich-text-body>${v}</ac:rich-text-body></ac:structured-macro><p>a <ac:structured-macro ac:name="x"><ac:parameter ac:name="title">${escapeXml(v)}</ac:parameter><ac:plain-text-body>${v}</ac:plain-text-body></ac:structured-macro></p>`],
  ['known macros', (v) => ['panel', 'info', 'expand', 'status', 'anchor', 'toc', 'jira', 'excerpt'].map((name) => `<ac:structured-macro ac:name="${name}"><ac:parameter ac:name="title">${escapeXml(v)}</ac:parameter><ac:parameter ac:name="colour">${escapeXml(v)}</ac:parameter><ac:parameter ac:name="bgColor">${escapeXml(v)}</ac:parameter><ac:parameter ac:name="key">${escapeXml(v)}</ac:parameter><ac:parameter ac:name="">${escapeXml(v)}</ac:parameter><ac:rich-text-body>${v}</ac:rich-text-body></ac:structured-macro>`).join('')],
  ['tasks, layout, rest', (v) => `<ac:task-list><ac:task><ac:task-id>${v}</ac:task-id><ac:task-body>${v}</ac:task-body></ac:task></ac:task-list><p><time datetime="${escapeXml(v)}"/><ac:placeholder>${v}</ac:placeholder><ac:emoticon ac:name="${escapeXml(v)}" ac:emoji-fallback="${escapeXml(v)}"/><ac:inline-comment-marker ac:ref="${escapeXml(v)}">${v}</ac:inline-comment-marker></p><ac:layout><ac:layout-section ac:type="${escapeXml(v)}"><ac:layout-cell ac:width="${escapeXml(v)}">${v}</ac:layout-cell><ac:layout-cell>y</ac:layout-cell></ac:layout-section></ac:layout>`],
  ['panel of ADF', (v) => `<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">${escapeXml(v)}</ac:adf-attribute><ac:adf-attribute key="panel-color">${escapeXml(v)}</ac:adf-attribute><ac:adf-content>${v}</ac:adf-content></ac:adf-node></ac:adf-extension>`],
];

const wikiDoors: readonly (readonly [string, (vector: string) => string])[] = [
  ['body', (v) => v],
  ['phrase', (v) => `*${v}* {{${v}}}`],
  ['heading', (v) => `h1. ${v}\n{toc}`],
  ['link', (v) => `[x|${v}] [${v}|http://h/] [${v}] [x|http://h/${v}|${v}] [#${v}] [x|#${v}]`],
  ['person and file', (v) => `[~${v}] [^${v}] [x|^${v}] [x|~${v}]`],
  ['picture', (v) => `!${v}! !${v}.png! !a.png|alt=${v},width=${v}! !http://h/${v}!`],
  ['colour and parameters', (v) => `{color:${v}}x{color} {panel:title=${v}|bgColor=${v}}x{panel} {code:${v}|title=${v}}x{code} {status:title=${v}|colour=${v}} {anchor:${v}} {expand:${v}}x{expand} {gallery:${v}}`],
  ['code', (v) => `{code}${v}{code} {noformat}${v}{noformat} {html}${v}{html}`],
  ['table and list', (v) => `||${v}||\n|${v}|\n* ${v}\nbq. ${v}`],
];

/** One document with the vector in every attribute that there is, never judged by `parseAdf`. */
function forged(v: string): AdfDocument {
  const attrs = Object.fromEntries(
    'level order href url title alt id text shortName color panelType panelColor state localId layout width height colspan rowspan background language timestamp extensionKey extensionType collection type align mode annotationType'
      .split(' ')
      .map((name) => [name, v]),
  );
  const parameters = { macroParams: { [v]: { value: v }, '': { value: v }, __bodyContent: { value: v } }, macroMetadata: { macroId: { value: v } } };
  const marks = ['strong', 'link', 'textColor', 'backgroundColor', 'annotation', 'subsup', 'alignment', 'indentation', v].map((type) => ({ type, attrs }));
  const words: AdfNode = { type: 'text', text: v, marks };
  const inline = ['mention', 'emoji', 'date', 'status', 'placeholder', 'inlineCard', 'mediaInline', 'hardBreak', 'media', v].map((type): AdfNode => ({ type, attrs, marks: marks.slice(0, 3), text: v }));
  const external: AdfNode = { type: 'media', attrs: { ...attrs, type: 'external' } };
  const extension: AdfNode = { type: 'inlineExtension', attrs: { ...attrs, parameters } };
  const blocks = ['paragraph', 'heading', 'codeBlock', 'bulletList', 'orderedList', 'listItem', 'taskList', 'taskItem', 'decisionList', 'decisionItem', 'blockquote', 'panel', 'expand', 'layoutSection', 'layoutColumn', 'table', 'tableRow', 'tableHeader', 'tableCell', 'mediaSingle', 'mediaGroup', 'caption', 'blockCard', 'embedCard', 'extension', 'bodiedExtension', v];
  const content = blocks.map((type): AdfNode => ({ type, marks, attrs: { ...attrs, parameters }, content: [words, ...inline, external, extension, { type: 'tableRow', content: [{ type: 'tableHeader', attrs, content: [words] }] }] }));
  return { version: 1, type: 'doc', content: [...content, { type: 'extension', attrs: { extensionKey: 'toc', extensionType: 't' } }, { type: 'extension', attrs: { extensionKey: 'anchor', extensionType: 't', parameters } }] };
}

const hostile = (v: string): HtmlOptions => ({
  linkTo: () => v,
  attachmentUrl: () => ({ url: v, name: v }),
  userName: () => v,
  userUrl: () => v,
  externalImageUrl: () => v,
  labels: { info: v, done: v, open: v, details: v, contents: v, table: v, file: v, decision: v },
  idPrefix: v,
});

const slowest = { timeout: 120_000 }; // thousands of documents
/** The way out and back is long, and the same for every vector: a quarter of them takes it, all of them in the deep run. */
const travelling = fc.readConfigureGlobal().numRuns === undefined ? xssVectors.filter((_vector, index) => index % 4 === 0) : xssVectors;

describe('script', slowest, () => {
  it('has many vectors, each once', () => {
    expect(xssVectors.length).toBeGreaterThanOrEqual(150);
    expect(new Set(xssVectors).size).toBe(xssVectors.length);
  });

  it.each(storageDoors)('does not get through storage format: %s', (_door, make) => {
    for (const vector of xssVectors) expectClean(storageToAdf(make(vector)), vector);
  });

  it.each(wikiDoors)('does not get through wiki markup: %s', (_door, make) => {
    for (const vector of xssVectors) {
      expectClean(jiraMarkupToAdf(make(vector)), vector);
      expectClean(jiraMarkupToAdf(make(vector), { dialect: 'confluence', resolveIssue: () => vector, resolvePage: () => vector }), vector);
    }
  });

  it('does not get through plain text', () => {
    for (const vector of xssVectors) expectClean(textToAdf(vector), vector);
  });

  it('does not get through documents that nobody judged', () => {
    for (const vector of xssVectors) expect(judgeHtml(adfToHtml(forged(vector), shown)), vector).toEqual([]);
  });

  it('does not get through answers of the caller', () => {
    const document = storageToAdf('<p><ac:link><ri:page ri:content-title="P"/></ac:link><ac:link><ri:user ri:username="u"/></ac:link> <ac:link><ri:attachment ri:filename="f"/></ac:link></p><h1>h</h1><ac:image><ri:attachment ri:filename="a.png"/></ac:image><ac:image><ri:url ri:value="http://h/a.png"/></ac:image><ac:task-list><ac:task><ac:task-body>x</ac:task-body></ac:task></ac:task-list><ac:structured-macro ac:name="info"><ac:rich-text-body>x</ac:rich-text-body></ac:structured-macro><table><tr><td>x</td></tr></table><ac:structured-macro ac:name="toc"/>');
    for (const vector of xssVectors) expect(judgeHtml(adfToHtml(document, hostile(vector))), vector).toEqual([]);
  });

  it('leaves the door of parseAdf only as a harmless address', () => {
    for (const vector of xssVectors) {
      const input = { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: vector } }] }] }] };
      const accepted = attempt(() => parseAdf(input));
      if (accepted) expect(judgeHtml(adfToHtml(accepted)), vector).toEqual([]);
    }
    const schemes = ['javascript:alert(1)', ' JAVASCRIPT:alert(1)', 'java\tscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///x', 'blob:x', '\u0001javascript:x'];
    for (const href of schemes) expect(() => parseAdf({ version: 1, type: 'doc', content: [{ type: 'blockCard', attrs: { url: href } }] })).toThrow(expect.objectContaining({ code: 'richtext.link_refused' }));
  });

  it('does not pass through storage format and wiki markup that we write', () => {
    for (const vector of travelling) {
      const document = forged(vector);
      expect(judgeHtml(adfToHtml(storageToAdf(adfToStorage(document)), shown)), vector).toEqual([]);
      expect(judgeHtml(adfToHtml(jiraMarkupToAdf(adfToJiraMarkup(document)), shown)), vector).toEqual([]);
    }
  });
});

describe('the judge', () => {
  it.each([
    ['<script>alert(1)</script>', 'element script'],
    ['<p onclick="x">a</p>', 'attribute p onclick'],
    ['<a href="javascript:alert(1)">a</a>', 'scheme: javascript:alert(1)'],
    ['<a href="//evil.example/">a</a>', 'hidden host: //evil.example/'],
    ['<p style="x">a</p>', 'attribute p style'],
    ['<p class="x">a</p>', 'class: x'],
    ['<h1 id="location">a</h1>', 'id without our prefix: location'],
    ['<p><!-- a --></p>', 'comment  a '],
    ['<img src="data:image/png;base64,x" alt="">', 'scheme: data:image/png;base64,x'],
  ])('finds %s', (html, finding) => {
    expect(judgeHtml(html)).toContain(finding);
  });
});

function expectClean(document: AdfDocument, vector: string): void {
  const findings = [...judgeHtml(adfToHtml(document)), ...judgeHtml(adfToHtml(document, shown))];
  expect(findings, JSON.stringify(vector)).toEqual([]);
}

function attempt(parse: () => AdfDocument): AdfDocument | undefined {
  try {
    return parse();
  } catch {
    return undefined; // a refusal is the other good answer
  }
}
