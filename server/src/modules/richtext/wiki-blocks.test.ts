/** Wiki markup as the reader sees it: each row is markup and the HTML that it becomes. */
import { describe, expect, it } from 'vitest';
import { adfToHtml, adfToText, jiraMarkupToAdf, parseAdf, type WikiOptions } from './index.ts';

const link = (href: string, words: string): string => `<a class="hf-link" href="${href}" rel="noopener noreferrer nofollow">${words}</a>`;

const rows: readonly (readonly [name: string, markup: string, html: string])[] = [
  ['headings', 'h1. One\nh6. Six', '<h1 id="hf-one">One</h1><h6 id="hf-six">Six</h6>'],
  ['strong, emphasis, citation', '*a* _b_ ??c??', '<p><strong>a</strong> <em>b</em> <em>c</em></p>'],
  ['deleted, inserted, raised, lowered', '-a- +b+ ^c^ ~d~', '<p><del>a</del> <u>b</u> <sup>c</sup> <sub>d</sub></p>'],
  ['monospace is literal', '{{a *b* \\}c}}', '<p><code class="hf-code-inline">a *b* }c</code></p>'],
  ['phrases nest', '*a _b_ c*', '<p><strong>a </strong><strong><em>b</em></strong><strong> c</strong></p>'],
  ['phrases inside a word, forced', 'x{*}y{*}z', '<p>x<strong>y</strong>z</p>'],
  ['signs inside words are words', 'snake_case_name 2*3*4 a-b-c 2010-01-02', '<p>snake_case_name 2*3*4 a-b-c 2010-01-02</p>'],
  ['an unpaired sign is a sign', '-17 and *open', '<p>-17 and *open</p>'],
  ['phrases end with the line', '*a\nb*', '<p>*a<br>b*</p>'],
  ['colour', '{color:red}a{color} {color:#00ff00}b{color}', '<p><span class="hf-color-red" data-color="#ff0000">a</span> <span class="hf-color-green" data-color="#00ff00">b</span></p>'],
  ['colour over several blocks', '{color:red}\n* a\n* b\n{color}', '<ul><li><p><span class="hf-color-red" data-color="#ff0000">a</span></p></li><li><p><span class="hf-color-red" data-color="#ff0000">b</span></p></li></ul>'],
  ['quote', '{quote}\na\n\nb\n{quote}', '<blockquote class="hf-quote"><p>a</p><p>b</p></blockquote>'],
  ['quoted line', 'bq. a *b*', '<blockquote class="hf-quote"><p>a <strong>b</strong></p></blockquote>'],
  ['code keeps everything', '{code:java|title=T}\n*x* {quote} <b>\n{code}', '<p><strong>T</strong></p><pre class="hf-code" tabindex="0" data-language="java"><code class="hf-code-text">*x* {quote} &lt;b&gt;</code></pre>'],
  ['noformat', '{noformat}\n h1. x\n{noformat}', '<pre class="hf-code" tabindex="0"><code class="hf-code-text"> h1. x</code></pre>'],
  ['code between words', 'a {code}b{code} c', '<p>a</p><pre class="hf-code" tabindex="0"><code class="hf-code-text">b</code></pre><p>c</p>'],
  ['panel', '{panel:title=T}\na\n{panel}', '<div class="hf-panel hf-panel-custom"><p><strong>T</strong></p><p>a</p></div>'],
  ['coloured panel of Jira', '{panel:bgColor=#deebff}\na\n{panel}', '<div class="hf-panel hf-panel-info" role="note" aria-label="Info"><p>a</p></div>'],
  ['warning frame', '{warning}a{warning}', '<div class="hf-panel hf-panel-error" role="note" aria-label="Error"><p>a</p></div>'],
  ['a table splits its panel', '{panel}\na\n|b|c|\nd\n{panel}', '<div class="hf-panel hf-panel-custom"><p>a</p></div><div class="hf-table-scroll" role="group" tabindex="0" aria-label="Table"><table class="hf-table"><tbody><tr><td><p>b</p></td><td><p>c</p></td></tr></tbody></table></div><div class="hf-panel hf-panel-custom"><p>d</p></div>'],
  ['nested lists of both kinds', '* a\n** b\n*# c\n* d', '<ul><li><p>a</p><ul><li><p>b</p></li></ul><ol><li><p>c</p></li></ol></li><li><p>d</p></li></ul>'],
  ['numbered and dashed lists', '# a\n# b\n\n- c\n- d', '<ol><li><p>a</p></li><li><p>b</p></li></ol><ul><li><p>c</p></li><li><p>d</p></li></ul>'],
  ['a list item goes on', '* a\nb\n* c', '<ul><li><p>a<br>b</p></li><li><p>c</p></li></ul>'],
  ['code in a list item', '* a\n{code}b{code}\n* c', '<ul><li><p>a</p><pre class="hf-code" tabindex="0"><code class="hf-code-text">b</code></pre></li><li><p>c</p></li></ul>'],
  ['table with head', '||a||b||\n|c|*d*|', '<div class="hf-table-scroll" role="group" tabindex="0" aria-label="Table"><table class="hf-table"><thead><tr><th scope="col"><p>a</p></th><th scope="col"><p>b</p></th></tr></thead><tbody><tr><td><p>c</p></td><td><p><strong>d</strong></p></td></tr></tbody></table></div>'],
  ['table with row heads, links and lists in cells', '||a|[x|http://h/]|\n||b|* c\n* d|', `<div class="hf-table-scroll" role="group" tabindex="0" aria-label="Table"><table class="hf-table"><tbody><tr><th scope="row"><p>a</p></th><td><p>${link('http://h/', 'x')}</p></td></tr><tr><th scope="row"><p>b</p></th><td><ul><li><p>c</p></li><li><p>d</p></li></ul></td></tr></tbody></table></div>`],
  ['links', '[http://h/a_b_c] [words *b*|http://h/|tip]', `<p>${link('http://h/a_b_c', 'http://h/a_b_c')} <a class="hf-link" href="http://h/" rel="noopener noreferrer nofollow" title="tip">words <strong>b</strong></a></p>`],
  ['cards of Jira Cloud', '[https://h/|https://h/|smart-link]', `<p>${link('https://h/', 'https://h/')}</p>`],
  ['styles around colours', '*{color:#ff0000}a{color}:* +_*b*_+', '<p><strong><span class="hf-color-red" data-color="#ff0000">a</span></strong><strong>:</strong> <u><em><strong>b</strong></em></u></p>'],
  ['cells that are empty or hold code', '| |{code}a|b{code}|', '<div class="hf-table-scroll" role="group" tabindex="0" aria-label="Table"><table class="hf-table"><tbody><tr><td><p></p></td><td><pre class="hf-code" tabindex="0"><code class="hf-code-text">a|b</code></pre></td></tr></tbody></table></div>'],
  ['bare address', 'see https://h/x_y_z, now', `<p>see ${link('https://h/x_y_z', 'https://h/x_y_z')}, now</p>`],
  ['mail', '[mailto:a@b.example]', '<p><a class="hf-link" href="mailto:a@b.example">a@b.example</a></p>'],
  ['anchor and its link', '{anchor:Here}[#Here]', '<p><span class="hf-anchor" id="hf-here"></span><a class="hf-link" href="#hf-here">Here</a></p>'],
  ['refused address stays text', '[x|javascript:alert(1)]', '<p>[x|javascript:alert(1)]</p>'],
  ['brackets that are no link', '[TODO] a[0] [ ] []', '<p>[TODO] a[0] [ ] []</p>'],
  ['person', '[~bob] [~accountid:5b1:x]', '<p><span class="hf-mention" data-account="bob">@bob</span> <span class="hf-mention" data-account="5b1:x">@5b1:x</span></p>'],
  ['file', '[^report.pdf] [the report|^report.pdf]', '<p><span class="hf-file hf-file-missing">report.pdf</span> <a class="hf-link" href="/wiki/download/attachments/-/report.pdf">the report</a></p>'],
  ['pictures', '!a.png|width=30,alt=A!\n\nx !b.png! y', '<figure class="hf-media hf-media-center"><span class="hf-file hf-file-missing">A</span></figure><p>x <span class="hf-file hf-file-missing">b.png</span> y</p>'],
  ['exclamation marks', 'Hey! Now! a.b!', '<p>Hey! Now! a.b!</p>'],
  ['rule', 'a\n----\nb', '<p>a</p><hr class="hf-rule"><p>b</p>'],
  ['line breaks', 'a\nb\\\\c', '<p>a<br>b<br>c</p>'],
  ['a network path is no line break', 'at \\\\server\\share', '<p>at \\\\server\\share</p>'],
  ['escapes', '\\{code} \\*a\\* \\[x\\] \\-', '<p>{code} *a* [x] -</p>'],
  ['dashes', 'a -- b --- c --x', '<p>a – b — c --x</p>'],
  ['entities', '&lt;b&gt; &#169; &nope; &', '<p>&lt;b&gt; © &amp;nope; &amp;</p>'],
  ['smilies', ':) (y) f(x) :Phone', '<p><span class="hf-emoji" role="img" aria-label="slight smile">🙂</span> <span class="hf-emoji" role="img" aria-label="thumbsup">👍</span> f(x) :Phone</p>'],
  ['short names', ':tada: :nobody: 10:30:20', '<p><span class="hf-emoji" role="img" aria-label="tada">🎉</span> :nobody: 10:30:20</p>'],
  ['status', '{status:colour=Green|title=Done}', '<p><span class="hf-status hf-status-green">Done</span></p>'],
  ['expand', '{expand:More}\na\n{expand}', '<details class="hf-expand"><summary>More</summary><p>a</p></details>'],
  ['contents', '{toc}\nh1. A\nh2. B', '<nav class="hf-toc" aria-label="Contents"><ul><li class="hf-toc-1"><a class="hf-link" href="#hf-a">A</a></li><li class="hf-toc-2"><a class="hf-link" href="#hf-b">B</a></li></ul></nav><h1 id="hf-a">A</h1><h2 id="hf-b">B</h2>'],
  ['known macro without a node', '{gallery:title=Mine|columns=3}', '<div class="hf-extension" data-extension="gallery"><span class="hf-extension-name">gallery</span><span class="hf-extension-parameter">title: Mine</span><span class="hf-extension-parameter">columns: 3</span></div>'],
  ['unknown macro is text', '/api/{id}/x/{id} {foo:bar}', '<p>/api/{id}/x/{id} {foo:bar}</p>'],
  ['macro that never ends is text', '{quote}a', '<p>{quote}a</p>'],
  ['end without a beginning is text', 'a{color}', '<p>a{color}</p>'],
  ['crossing macros', '{quote}a{color:red}b{quote}', '<blockquote class="hf-quote"><p>a{color:red}b</p></blockquote>'],
  ['columns', '{section}\n{column:width=30%}\na\n{column}\n{column}\nb\n{column}\n{section}', '<div class="hf-layout hf-layout-2"><div class="hf-layout-column" data-width="30"><p>a</p></div><div class="hf-layout-column" data-width="50"><p>b</p></div></div>'],
  ['Windows line ends', 'a\r\n\r\nb\rc', '<p>a</p><p>b<br>c</p>'],
  ['nothing', '', ''],
];

describe('wiki markup', () => {
  it.each(rows)('%s', (_name, markup, html) => {
    const adf = jiraMarkupToAdf(markup);
    expect(adfToHtml(adf)).toBe(html);
    expect(parseAdf(adf)).toEqual(adf);
  });

  it('asks for people, files and issues', () => {
    const options: WikiOptions = {
      resolveUser: (user) => (user.name === 'bob' ? { accountId: 'acc-1', displayName: 'Bob B.' } : undefined),
      resolveAttachment: (file) => (file.fileName === 'a.png' ? { id: 'att-7' } : undefined),
      resolveIssue: (key) => (key === 'AB-1' ? '/browse/AB-1' : undefined),
    };
    const adf = jiraMarkupToAdf('[~bob] !a.png! AB-1 [AB-1] AB-2 XAB-1', options);
    const html = adfToHtml(adf, { attachmentUrl: (file) => `/files/${file.id}` });
    const issue = '<a class="hf-link" href="/browse/AB-1">AB-1</a>';
    expect(html).toBe(`<p><span class="hf-mention" data-account="acc-1">@Bob B.</span> <img class="hf-picture" src="/files/att-7" alt="a.png" loading="lazy"> ${issue} ${issue} AB-2 XAB-1</p>`);
  });

  it('links pages by name in the dialect of Confluence', () => {
    const adf = jiraMarkupToAdf('[Home] [see|KEY:Other page#part] {unmigrated}', { dialect: 'confluence' });
    expect(adfToHtml(adf, { linkTo: (target) => (target.kind === 'page' ? `/p/${target.spaceKey ?? 'here'}/${target.title}` : undefined) })).toBe(
      '<p><a class="hf-link" href="/p/here/Home">Home</a> <a class="hf-link" href="/p/KEY/Other%20page">see</a> {unmigrated}</p>',
    );
  });

  it('keeps the words of code, macros and parameters that are shown', () => {
    expect(adfToText(jiraMarkupToAdf('{latex}x^2{latex}\n{gallery:title=Mine}'))).toBe('x^2\n\nMine');
  });

  it('flattens what is nested too deeply and keeps its words', () => {
    const deep = `${'{panel:title=t}'.repeat(200)}word${'{panel}'.repeat(200)}`;
    const adf = jiraMarkupToAdf(deep);
    expect(parseAdf(adf)).toEqual(adf);
    expect(adfToText(adf)).toContain('word');
  });
});
