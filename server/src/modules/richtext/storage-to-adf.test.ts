/** Storage format as the reader sees it: each row is markup and the HTML that it becomes. Two more checks run on every row. */
import { describe, expect, it } from 'vitest';
import { adfToHtml, adfToStorage, adfToText, parseAdf, storageToAdf, type Resolvers } from './index.ts';

const table = (rows: string): string => `<div class="hf-table-scroll" role="group" tabindex="0" aria-label="Table"><table class="hf-table">${rows}</table></div>`;
const code = (words: string, language = ''): string => `<pre class="hf-code" tabindex="0"${language === '' ? '' : ` data-language="${language}"`}><code class="hf-code-text">${words}</code></pre>`;
const macro = (name: string, inside: string, tag = 'structured-macro'): string => `<ac:${tag} ac:name="${name}">${inside}</ac:${tag}>`;
const body = (inside: string): string => `<ac:rich-text-body>${inside}</ac:rich-text-body>`;
const plain = (inside: string): string => `<ac:plain-text-body><![CDATA[${inside}]]></ac:plain-text-body>`;
const parameter = (name: string, value: string): string => `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;

const rows: readonly (readonly [name: string, storage: string, html: string])[] = [
  ['phrases', '<p><strong>a</strong> <em>b</em> <u>c</u> <s>d</s> <sub>e</sub><sup>f</sup> <code>g</code></p>', '<p><strong>a</strong> <em>b</em> <u>c</u> <del>d</del> <sub>e</sub><sup>f</sup> <code class="hf-code-inline">g</code></p>'],
  ['colours', '<p><span style="color: rgb(255,0,0);">a</span><span style="background-color: #00ff00">b</span></p>', '<p><span class="hf-color-red" data-color="#ff0000">a</span><span class="hf-bg-green" data-color="#00ff00">b</span></p>'],
  ['entities', '<p>a&nbsp;b &eacute; &lt;c&gt; &copy; &unknown; &#8211;</p>', '<p>a\u00a0b é &lt;c&gt; © &amp;unknown; –</p>'],
  ['white space collapses', '<p> a\n  b <strong> c</strong> </p>\n\n<p>d</p>', '<p>a b <strong>c</strong></p><p>d</p>'],
  ['alignment and indentation', '<p style="text-align: center;">a</p><p style="text-align: right">b</p><p style="margin-left: 60.0px;">c</p>', '<p class="hf-align-center">a</p><p class="hf-align-end">b</p><p class="hf-indent-2">c</p>'],
  ['headings', '<h1>A</h1><h1>A</h1><h3>B <em>c</em></h3>', '<h1 id="hf-a">A</h1><h1 id="hf-a-2">A</h1><h3 id="hf-b-c">B <em>c</em></h3>'],
  ['lists', '<ul><li>a<ol><li>b</li></ol></li><li><p>c</p></li></ul><ol start="3"><li>d</li></ol>', '<ul><li><p>a</p><ol><li><p>b</p></li></ol></li><li><p>c</p></li></ul><ol start="3"><li><p>d</p></li></ol>'],
  ['a list directly in a list', '<ul><li>a</li><ul><li>b</li></ul></ul>', '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>'],
  ['a table splits its list', '<ol><li>a<table><tr><td>x</td></tr></table>b</li><li>c</li></ol>', `<ol><li><p>a</p></li></ol>${table('<tbody><tr><td><p>x</p></td></tr></tbody>')}<p>b</p><ol start="2"><li><p>c</p></li></ol>`],
  ['table', '<table><tbody><tr><th>a</th><th>b</th></tr><tr><td colspan="2" data-highlight-colour="#ffff00">c</td></tr></tbody></table>', table('<thead><tr><th scope="col"><p>a</p></th><th scope="col"><p>b</p></th></tr></thead><tbody><tr><td colspan="2" class="hf-bg-yellow" data-color="#ffff00"><p>c</p></td></tr></tbody>')],
  ['a table in a table gives its words', '<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>', table('<tbody><tr><td><p>a</p><p>b</p></td></tr></tbody>')],
  ['quote, rule, break, preformatted', '<blockquote><p>a</p></blockquote><hr/><p>b<br/>c</p><pre> d\n e</pre>', `<blockquote class="hf-quote"><p>a</p></blockquote><hr class="hf-rule"><p>b<br>c</p>${code(' d\n e')}`],
  ['links', '<p><a href="https://h/?a=1&amp;b=2" title="t">a <b>b</b></a></p>', '<p><a class="hf-link" href="https://h/?a=1&amp;b=2" rel="noopener noreferrer nofollow" title="t">a <strong>b</strong></a></p>'],
  ['a refused address stays no link', '<p><a href="javascript:alert(1)">a</a> <a href="javascript:b"></a></p>', '<p>a javascript:b</p>'],
  ['card', '<p><a href="https://h/" data-card-appearance="inline">x</a></p>', '<p><a class="hf-link hf-card" href="https://h/" rel="noopener noreferrer nofollow">https://h/</a></p>'],
  ['page link', '<p><ac:link ac:anchor="x"><ri:page ri:content-title="Page 1" ri:space-key="S"/><ac:plain-text-link-body><![CDATA[here]]></ac:plain-text-link-body></ac:link></p>', '<p><a class="hf-link" href="/wiki/pages/viewpage.action?title=Page+1&amp;spaceKey=S#x">here</a></p>'],
  ['page link without words', '<p><ac:link><ri:page ri:content-title="Page 1"/></ac:link></p>', '<p><a class="hf-link" href="/wiki/pages/viewpage.action?title=Page+1">Page 1</a></p>'],
  ['post, space, anchor and content links', '<p><ac:link><ri:blog-post ri:content-title="B" ri:posting-day="2023/09/27"/></ac:link> <ac:link><ri:space ri:space-key="S"/></ac:link> <ac:link ac:anchor="A b"><ac:link-body>c</ac:link-body></ac:link> <ac:link><ri:content-entity ri:content-id="7"/><ac:link-body>d</ac:link-body></ac:link></p>', '<p><a class="hf-link" href="/wiki/pages/viewpage.action?title=B&amp;postingDay=2023%2F09%2F27">B</a> <a class="hf-link" href="/wiki/spaces/S">S</a> <a class="hf-link" href="#hf-a-b">c</a> <a class="hf-link" href="/wiki/pages/viewpage.action?pageId=7">d</a></p>'],
  ['a link to nothing keeps its words', '<p><ac:link ac:tooltip="t"><ac:plain-text-link-body><![CDATA[a]] ></ac:plain-text-link-body></ac:link></p>', '<p>a</p>'],
  ['people', '<p><ac:link><ri:user ri:username="bob"/></ac:link> <ac:link><ri:user ri:account-id="5:x"/><ac:link-body>B</ac:link-body></ac:link></p>', '<p><span class="hf-mention" data-account="bob">@bob</span> <a class="hf-link" href="/wiki/people/5%3Ax">B</a></p>'],
  ['files', '<p><ac:link><ri:attachment ri:filename="a b.xml"/></ac:link> <ac:link><ri:attachment ri:filename="a b.xml"/><ac:link-body>c</ac:link-body></ac:link></p>', '<p><span class="hf-file hf-file-missing">a b.xml</span> <a class="hf-link" href="/wiki/download/attachments/-/a%20b.xml">c</a></p>'],
  ['pictures', '<p><ac:image ac:width="700" ac:alt="A"><ri:attachment ri:filename="a.png"/><ac:caption><p>c <b>d</b></p></ac:caption></ac:image></p><p>x <ac:image><ri:attachment ri:filename="b.png"/></ac:image> y</p>', '<figure class="hf-media hf-media-center"><span class="hf-file hf-file-missing">A</span><figcaption>c <strong>d</strong></figcaption></figure><p>x <span class="hf-file hf-file-missing">b.png</span> y</p>'],
  ['pictures from elsewhere are links', '<p><ac:image ac:align="right"><ri:url ri:value="http://h/a.png"/></ac:image></p>', '<figure class="hf-media hf-media-align-end"><a class="hf-link hf-picture-link" href="http://h/a.png" rel="noopener noreferrer nofollow">http://h/a.png</a></figure>'],
  ['code', macro('code', parameter('title', 'T') + parameter('language', 'java') + plain('a < b && "c" ]]]]><![CDATA[> d')), `<p><strong>T</strong></p>${code('a &lt; b &amp;&amp; &quot;c&quot; ]]&gt; d', 'java')}`],
  ['noformat, old element', macro('noformat', '<ac:plain-text-body><![CDATA[ a]] ></ac:plain-text-body>', 'macro'), code(' a')],
  ['frames', ['info', 'note', 'tip', 'warning'].map((name) => macro(name, body('<p>a</p>'))).join(''), ['info', 'warning', 'success', 'error'].map((type) => `<div class="hf-panel hf-panel-${type}" role="note" aria-label="${type.charAt(0).toUpperCase()}${type.slice(1)}"><p>a</p></div>`).join('')],
  ['frame with title', macro('info', parameter('title', 'T') + body('<p>a</p>')), '<div class="hf-panel hf-panel-info" role="note" aria-label="Info"><p><strong>T</strong></p><p>a</p></div>'],
  ['panel', macro('panel', parameter('bgColor', 'lightblue') + body('<p>a</p>')), '<div class="hf-panel hf-panel-custom hf-bg-teal" data-color="#add8e6"><p>a</p></div>'],
  ['decisions and further panels', '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content><p>a</p></ac:adf-content></ac:adf-node><ac:adf-fallback>no</ac:adf-fallback></ac:adf-extension><ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-node type="decision-item"><ac:adf-content>b</ac:adf-content></ac:adf-node></ac:adf-node></ac:adf-extension>', '<div class="hf-panel hf-panel-note" role="note" aria-label="Note"><p>a</p></div><ul class="hf-decision-list"><li class="hf-decision"><span class="hf-decision-sign" role="img" aria-label="Decision">⤷</span> b</li></ul>'],
  ['expand', macro('expand', parameter('title', 'T') + body('<p>a</p>')), '<details class="hf-expand"><summary>T</summary><p>a</p></details>'],
  ['expand in a cell', `<table><tr><td>${macro('expand', body('<p>a</p>'))}</td></tr></table>`, table('<tbody><tr><td><details class="hf-expand"><summary>Details</summary><p>a</p></details></td></tr></tbody>')],
  ['status', `<p>${macro('status', parameter('colour', 'Green') + parameter('title', 'DONE'))}</p>`, '<p><span class="hf-status hf-status-green">DONE</span></p>'],
  ['contents and anchor', `<p>${macro('toc', parameter('maxLevel', '1'))}</p><h1>A</h1><h2>B</h2><p>${macro('anchor', parameter('', 'here'))}x</p>`, '<nav class="hf-toc" aria-label="Contents"><ul><li class="hf-toc-1"><a class="hf-link" href="#hf-a">A</a></li></ul></nav><h1 id="hf-a">A</h1><h2 id="hf-b">B</h2><p><span class="hf-anchor" id="hf-here"></span>x</p>'],
  ['macro without a node', `<p>${macro('children', parameter('page', '<ac:link><ri:page ri:content-title="P"/></ac:link>'))}</p>`, '<div class="hf-extension" data-extension="children"><span class="hf-extension-name">children</span><span class="hf-extension-parameter">page: P</span></div>'],
  ['macro without a node, with body', macro('details', parameter('id', 'x') + body('<p>a</p>')), '<div class="hf-extension" data-extension="details"><span class="hf-extension-name">details</span><span class="hf-extension-parameter">id: x</span><p>a</p></div>'],
  ['macro without a node, with plain body', macro('chart', plain('<b>1</b>')), '<div class="hf-extension" data-extension="chart"><span class="hf-extension-name">chart</span><pre class="hf-code" tabindex="0">&lt;b&gt;1&lt;/b&gt;</pre></div>'],
  ['macro between words', `<p>a ${macro('profile-picture', parameter('User', 'bob'))} b</p>`, '<p>a <span class="hf-extension-inline" data-extension="profile-picture"><span class="hf-extension-name">profile-picture</span></span> b</p>'],
  ['excerpt', macro('excerpt', body('<p>a</p>')), '<div class="hf-excerpt"><p>a</p></div>'],
  ['wiki markup that was never migrated', macro('unmigrated-wiki-markup', plain('h1. A\n* b')), '<h1 id="hf-a">A</h1><ul><li><p>b</p></li></ul>'],
  ['tasks', '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body><span>a</span><ac:task-list><ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list></ac:task-body></ac:task></ac:task-list>', '<ul class="hf-task-list"><li class="hf-task hf-task-done"><span class="hf-task-box" role="img" aria-label="Done">☑</span> <span class="hf-task-text">a</span><ul class="hf-task-list"><li class="hf-task"><span class="hf-task-box" role="img" aria-label="To do">☐</span> <span class="hf-task-text">b</span></li></ul></li></ul>'],
  ['emoticons', '<p><ac:emoticon ac:name="smile"/><ac:emoticon ac:name="blue-star" ac:emoji-shortname=":rocket:" ac:emoji-id="1f680" ac:emoji-fallback="🚀"/></p>', '<p><span class="hf-emoji" role="img" aria-label="slight smile">🙂</span><span class="hf-emoji" role="img" aria-label="rocket">🚀</span></p>'],
  ['layout', '<ac:layout><ac:layout-section ac:type="two_right_sidebar"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section><ac:layout-section ac:type="single"><ac:layout-cell><p>c</p></ac:layout-cell></ac:layout-section></ac:layout>', '<div class="hf-layout hf-layout-2"><div class="hf-layout-column" data-width="66.66"><p>a</p></div><div class="hf-layout-column" data-width="33.33"><p>b</p></div></div><p>c</p>'],
  ['section and columns', macro('section', body(macro('column', parameter('width', '30%') + body('<p>a</p>')) + macro('column', body('<p>b</p>')))), '<div class="hf-layout hf-layout-2"><div class="hf-layout-column" data-width="30"><p>a</p></div><div class="hf-layout-column" data-width="50"><p>b</p></div></div>'],
  ['placeholder, date, comment marker', '<p><ac:placeholder>type here</ac:placeholder> <time datetime="2024-02-29"/> <ac:inline-comment-marker ac:ref="r-1">a</ac:inline-comment-marker></p>', '<p><span class="hf-placeholder">type here</span> <time class="hf-date" datetime="2024-02-29">2024-02-29</time> <span class="hf-annotation" data-annotation="r-1">a</span></p>'],
  ['unknown elements give their content', '<p>a <foo:bar x="1">b</foo:bar> <blink>c</blink></p><section><p>d</p></section>', '<p>a b c</p><p>d</p>'],
  ['what is no element stays', '<p>mail <someone@example.org>, 1 < 2</p>', '<p>mail &lt;someone@example.org&gt;, 1 &lt; 2</p>'],
  ['scripts are text', '<p>a</p><script>alert(1)</script>', `<p>a</p>${code('alert(1)', 'javascript')}`],
  ['broken nesting', '<p><b>a<p>b</b></p></td>c', '<p><strong>a</strong></p><p><strong>b</strong></p><p>c</p>'],
  ['an end that never comes', '<p>a <b', '<p>a &lt;b</p>'],
  ['nothing', '', ''],
];

describe('storage format', () => {
  it.each(rows)('%s', (_name, storage, html) => {
    const adf = storageToAdf(storage);
    expect(adfToHtml(adf)).toBe(html);
    expect(parseAdf(adf)).toEqual(adf);
    expect(storageToAdf(adfToStorage(adf))).toEqual(adf);
  });

  it('asks for people, pages, files and issues', () => {
    const resolvers: Resolvers = {
      resolveUser: (user) => ({ accountId: `${user.kind}-${user.name}`, displayName: 'B' }),
      resolvePage: (page) => `/pages/${page.title}`,
      resolveAttachment: (file) => ({ id: `${file.pageTitle ?? 'here'}-${file.fileName}` }),
      resolveIssue: (key) => `/browse/${key}`,
    };
    const storage = `<p><ac:link><ri:user ri:userkey="k"/></ac:link> <ac:link><ri:page ri:content-title="P"/></ac:link> <ac:link><ri:attachment ri:filename="f.pdf"><ri:page ri:content-title="O"/></ri:attachment></ac:link> ${macro('jira', parameter('key', 'AB-1'))}</p>`;
    expect(adfToHtml(storageToAdf(storage, resolvers), { attachmentUrl: (file) => ({ url: `/f/${file.id}`, name: 'f.pdf' }), userName: (id) => `N ${id}` })).toBe(
      '<p><span class="hf-mention" data-account="userKey-k">@N userKey-k</span> <a class="hf-link" href="/pages/P">P</a> <a class="hf-link hf-file" href="/f/O-f.pdf">f.pdf</a> <a class="hf-link" href="/browse/AB-1">AB-1</a></p>',
    );
  });

  it('writes macros back with name, parameters, body and ids', () => {
    const storage = '<ac:structured-macro ac:name="children" ac:schema-version="2" ac:macro-id="m-1"><ac:parameter ac:name="page"><ac:link><ri:page ri:content-title="P &amp; Q" /></ac:link></ac:parameter><ac:parameter ac:name="all">true</ac:parameter></ac:structured-macro>';
    expect(adfToStorage(storageToAdf(storage))).toBe(storage);
    const chart = '<ac:structured-macro ac:name="chart"><ac:parameter ac:name="type">pie</ac:parameter><ac:plain-text-body><![CDATA[a]]]]><![CDATA[> b]]></ac:plain-text-body></ac:structured-macro>';
    expect(adfToStorage(storageToAdf(chart))).toBe(chart);
  });

  it('never writes markup that a parameter smuggles in', () => {
    const adf = storageToAdf(macro('x', parameter('p', '<ri:page ri:content-title="P" onclick="evil" /><script>evil()</script>')));
    expect(adfToStorage(adf)).toBe('<ac:structured-macro ac:name="x"><ac:parameter ac:name="p"><ri:page ri:content-title="P" />evil()</ac:parameter></ac:structured-macro>');
    const forged = parseAdf({ version: 1, type: 'doc', content: [{ type: 'extension', attrs: { extensionType: 't', extensionKey: 'x', parameters: { macroParams: { p: { value: 'v', markup: '</ac:parameter><script>evil()</script>' } } } } }] });
    expect(adfToStorage(forged)).toBe('<ac:structured-macro ac:name="x"><ac:parameter ac:name="p">evil()</ac:parameter></ac:structured-macro>');
  });

  it('keeps words that stand too deep, and words after them', () => {
    const deep = `${'<ul><li>'.repeat(300)}deep${'</li></ul>'.repeat(300)}<p>after</p>`;
    const adf = storageToAdf(deep);
    expect(parseAdf(adf)).toEqual(adf);
    expect(adfToText(adf)).toContain('deep');
    expect(adfToText(adf)).toContain('after');
  });
});
