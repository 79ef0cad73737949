/** What holds for every input: converters never throw, what they make is valid and clean, words stay, out and back changes nothing, time is linear. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdfDocument } from './adf.ts';
import { documents, storageSources, wikiSources } from './arbitrary-sources-for-tests.ts';
import { judgeHtml } from './html-judge-for-tests.ts';
import { adfToExcerpt, adfToHtml, adfToJiraMarkup, adfToStorage, adfToText, isValidAdf, jiraMarkupToAdf, limits, parseAdf, storageToAdf, textToAdf } from './index.ts';

/** The deep run asks for more, for longer sources, and for every forged document in xss.test.ts. */
const isDeep = fc.readConfigureGlobal().numRuns !== undefined;
const runs = { numRuns: fc.readConfigureGlobal().numRuns ?? 120 };
const slowest = { timeout: 120_000 };

function expectSound(adf: AdfDocument): void {
  expect(parseAdf(adf)).toEqual(adf);
  expect(judgeHtml(adfToHtml(adf))).toEqual([]);
}

/** Everything but white space: layout may differ, words and signs may not. */
function signs(adf: AdfDocument): string {
  return adfToText(adf).replace(/\s+/g, '');
}

describe('any source', slowest, () => {
  it('of wiki markup becomes a sound document', () => {
    fc.assert(fc.property(wikiSources, (source) => {
      expectSound(jiraMarkupToAdf(source, { resolveIssue: (key) => `/browse/${key}` }));
      expectSound(jiraMarkupToAdf(source, { dialect: 'confluence' }));
    }), runs);
  });

  it('of storage format becomes a sound document', () => {
    fc.assert(fc.property(storageSources, (source) => expectSound(storageToAdf(source))), runs);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (source) => expectSound(storageToAdf(source))), runs);
  });

  it('of plain text becomes a sound document with the same words', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (source) => {
      const adf = textToAdf(source);
      expectSound(adf);
      expect(signs(adf)).toBe(source.replace(/\s+/g, ''));
    }), runs);
  });
});

describe('out and back', slowest, () => {
  it('through storage format changes nothing', () => {
    fc.assert(fc.property(storageSources, (source) => {
      const adf = storageToAdf(source);
      expect(storageToAdf(adfToStorage(adf))).toEqual(adf);
    }), runs);
  });

  it('through storage format keeps the words of wiki markup', () => {
    fc.assert(fc.property(wikiSources, (source) => {
      const adf = jiraMarkupToAdf(source);
      expect(signs(storageToAdf(adfToStorage(adf)))).toBe(signs(adf));
    }), runs);
  });

  it('through wiki markup keeps the words of wiki markup', () => {
    const ordinary = fc.array(fc.constantFrom('word', 'Wörter,', ' ', '*bold*', '_em_', '-x-', '\n', '\n\n* ', '\n# ', '\n|a|b|', '[t|http://h/]', '{{mono}}', '{color:red}c{color}', '\n{quote}q{quote}\n', 'a_b', '(y)', '[~bob]', '\nh2. '), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(fc.property(ordinary, (source) => {
      const adf = jiraMarkupToAdf(source);
      // A list that goes on after another block starts at one again: wiki markup cannot number it.
      const unnumbered = (one: AdfDocument): string => adfToText(one).replace(/^\s*\d+\. /gm, '').replace(/\s+/g, '');
      expect(unnumbered(jiraMarkupToAdf(adfToJiraMarkup(adf)))).toBe(unnumbered(adf));
    }), runs);
  });
});

describe('ordinary markup', slowest, () => {
  const word = fc.stringMatching(/^[a-zäö]{3,8}$/);
  const wrapped = (forms: readonly string[]) => fc.array(fc.tuple(word, fc.constantFrom(...forms)), { minLength: 1, maxLength: 20 });

  it('of wikis keeps every word', () => {
    const forms = ['%', '*%*', '_%_', '-%-', '+%+', '??%??', '{{%}}', '\nh1. %\n', '\n* %\n', '\n## %\n', '\n|%|%|\n', '\n||%||\n', '\nbq. %\n', '{quote}%{quote}', '{code}%{code}', '{panel:title=%}%{panel}', '[%|http://h/]', '{color:red}%{color}', '{info}%{info}', '{expand:%}%{expand}', '[~%]', '[^%.txt]', '!%.png!', '\\{%\\}'];
    fc.assert(fc.property(wrapped(forms), (parts) => {
      const text = adfToText(jiraMarkupToAdf(parts.map(([one, form]) => form.replaceAll('%', one)).join(' ')));
      for (const [one] of parts) expect(text).toContain(one);
    }), runs);
  });

  it('of Confluence keeps every word', () => {
    const forms = ['%', '<p>%</p>', '<h2>%</h2>', '<ul><li>%</li></ul>', '<table><tr><th>%</th><td>%</td></tr></table>', '<ac:link><ri:page ri:content-title="%"/></ac:link>', '<ac:link><ri:user ri:username="%"/></ac:link>', '<ac:task-list><ac:task><ac:task-body>%</ac:task-body></ac:task></ac:task-list>', '<ac:structured-macro ac:name="info"><ac:rich-text-body><table><tr><td>%</td></tr></table></ac:rich-text-body></ac:structured-macro>', '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[%]]></ac:plain-text-body></ac:structured-macro>', '<ac:structured-macro ac:name="any"><ac:rich-text-body>%</ac:rich-text-body></ac:structured-macro>', '<pre>%</pre>', '<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">%</ac:parameter></ac:structured-macro>'];
    fc.assert(fc.property(wrapped(forms), (parts) => {
      const text = adfToText(storageToAdf(parts.map(([one, form]) => form.replaceAll('%', one)).join(' ')));
      for (const [one] of parts) expect(text).toContain(one);
    }), runs);
  });
});

describe('any valid document', slowest, () => {
  it('is accepted, shown cleanly and written out; what is written is read as a sound document', () => {
    fc.assert(fc.property(documents, (adf) => {
      expectSound(adf);
      expectSound(jiraMarkupToAdf(adfToJiraMarkup(adf)));
      const once = storageToAdf(adfToStorage(adf));
      expectSound(once);
      expect(storageToAdf(adfToStorage(once))).toEqual(once);
      expect(adfToExcerpt(adf, 40).length).toBeLessThanOrEqual(40);
    }), runs);
  });
});

describe('the same again and again', () => {
  const wiki = ['*a ', '[', '[a|', '{', '{{', '{{a', '{code}', '{code:', '{quote}', '{quote}{panel}', '{color:red}', '{panel}x', '{a:{a:{', '!', '!a', '!a.png!', '_a_ ', '|', '||a', '|*', '|a|\n', '|a\n', '\\', '\\\\', '* ', '*', '#', '-', '- a\n', '* a\n** b\n', `${'*'.repeat(39)} a\n`, 'h1. ', '??', '(y)', ':', 'http://', '[~', '&', '\n', 'a\n', ' ', '\t', 'A-', 'mailto:', '*_-+^~', '{*}a ', '{color:red}a{color}', '<', '\uFFFE', '{section}{column}'];
  const storage = ['<p>', '<b>', '<a ', '<a b="', '</a>', '<ul><li>', '<ol><li><table><tr><td>', '<table><tr><td>', '<ac:link>', '<ac:structured-macro ac:name="info"><ac:rich-text-body>', '<ac:structured-macro ac:name="x"><ac:parameter ac:name="a">', '<ac:structured-macro ac:name="section"><ac:rich-text-body>', '&', '&#', '&nbsp', '<', '<!', '<!--', '<![CDATA[', ']] >', 'a<br/>', '<p>a</p>', '<td>', '<blockquote>', '<span style="color:red">', '<pre>', ' ', '<ac:task-list><ac:task><ac:task-body>', '<ac:layout-section><ac:layout-cell>'];
  const lengthOf = isDeep ? 200_000 : 50_000;
  /** Quadratic work at 200 kB takes minutes, at a quarter of it a sixteenth of them; linear work takes well below a second on an idle machine. */
  const timeLimitMs = isDeep ? 10_000 : 4_000;

  it.each(wiki)('of wiki markup %j takes linear time and is sound', (piece) => {
    const adf = jiraMarkupToAdf(piece.repeat(Math.ceil(lengthOf / piece.length)));
    expect(isValidAdf(adf)).toBe(true);
    adfToText(adf);
    adfToHtml(adf);
  }, timeLimitMs);

  it.each(storage)('of storage format %j takes linear time and is sound', (piece) => {
    const adf = storageToAdf(piece.repeat(Math.ceil(lengthOf / piece.length)));
    expect(isValidAdf(adf)).toBe(true);
    adfToText(adf);
    adfToHtml(adf);
  }, timeLimitMs);

  it('keeps all words where a document would have too many nodes', () => {
    const count = limits.nodesMax;
    const adf = jiraMarkupToAdf(Array.from({ length: count }, (_unused, index) => `* w${index}`).join('\n'));
    expect(isValidAdf(adf)).toBe(true);
    expect(adfToText(adf).match(/w\d+/g)).toHaveLength(count);
  });
});
