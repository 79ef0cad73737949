/** Generators for tests: sources made of the pieces that mean something, in any order, and valid documents made by walking the table of nodes. */
import fc, { type GeneratorValue } from 'fast-check';
import type { AdfDocument, AdfMark, AdfNode, JsonValue } from './adf.ts';
import { markParents, markRules, marksBesideCode, nodeRules, type AttributeRule, type AttributeRules } from './adf-schema.ts';

const wikiPieces: readonly string[] = [
  '*', '_', '-', '+', '^', '~', '??', '{{', '}}', '{*}', '{_}', '\n', '\n\n', '* ', '** ', '# ', '- ', 'h1. ', 'bq. ', '|', '||', '[', '](', ']', '[a|http://x.y]', '[~bob]', '[^f.txt]',
  '!a.png!', '!b.png|width=3!', '{code}', '{code:java}', '{quote}', '{panel:title=x}', '{panel}', '{color:red}', '{color}', '{info}', '{expand:t}', '{expand}', '{toc}', '{anchor:x}',
  '{status:colour=Red|title=z}', '\\', '\\\\', '----', '---', '--', ':)', '(y)', '&nbsp;', 'http://a.b/c', 'word', 'Other words', 'é', '😀', ' ', '  ', '\t', '{noformat}', '{jira:AB-1}', 'AB-12',
  '{section}', '{column}', '{excerpt}', '\ud800', '\u0000', '\ufffe', '\uffff', '{id}', '<b>', '&lt;', '\r\n',
];

export const wikiSources = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...wikiPieces), { maxLength: 60 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

const names = (
  'p b em u s sub code span ul ol li table tbody tr td th h1 h3 pre blockquote div a ac:link ac:link-body ac:plain-text-link-body ri:page ri:user ri:attachment ri:url ac:image ' +
  'ac:structured-macro ac:rich-text-body ac:plain-text-body ac:parameter ac:task-list ac:task ac:task-id ac:task-status ac:task-body ac:layout ac:layout-section ac:layout-cell ac:emoticon time ' +
  'ac:placeholder ac:inline-comment-marker ac:adf-extension ac:adf-node ac:adf-content ac:caption hr br script x-y dl dt dd'
).split(' ');
const attributes: readonly string[] = [
  '', ' href="http://a.b"', ' href="javascript:x"', ' ac:name="info"', ' ac:name="code"', ' ac:name="expand"', ' ac:name="status"', ' ac:name="foo"', ' ac:name="panel"', ' ac:name="toc"',
  ' ac:name="anchor"', ' ac:name="title"', ' ac:name="section"', ' ac:name="column"', ' ac:name="view-file"', ' ac:name="jira"', ' ac:name=""', ' ri:content-title="T &amp; x"', ' ri:username="bob"',
  ' ri:filename="a.png"', ' ri:value="http://p.q/r.png"', ' style="color: red;"', ' style="text-align: center; margin-left: 60px"', ' style="background-color: rgb(1,2,3)"', ' colspan="2"', ' start="4"',
  ' datetime="2020-01-02"', ' ac:ref="u1"', ' ac:type="two_equal"', ' ac:inline="true"', ' ac:layout="wrap-left"', ' type="panel"', ' type="decision-list"', ' type="decision-item"',
  ' data-card-appearance="inline"', ' ac:anchor="anc"', ' data-layout="wide"', ' ac:emoji-shortname=":foo:"', ' ac:width="20"', ' title="tt"', ' ac:alt="alt text"', ' class="columnLayout"', ' class="cell"',
];
const loosePieces: readonly string[] = ['word ', ' other', 'x', '&nbsp;', '&lt;b&gt;', '&eacute;', '<![CDATA[cd  ata]]>', '  ', 'a  b', '\n', '<', '&', '<!-- c -->', '<p>', '</p>', '<td>', '</ul>', '<br/>', '<ri:page ri:content-title="Q"/>', '<ac:emoticon ac:name="smile"/>', '\u0001', '\ud800'];

const { markup } = fc.letrec<{ markup: string }>((tie) => ({
  markup: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(...loosePieces),
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...attributes), fc.constantFrom(...attributes), fc.array(tie('markup'), { maxLength: 4 }))
      .map(([name, first, second, inside]) => `<${name}${first}${second}>${inside.join('')}</${name}>`),
  ),
}));

export const storageSources = fc.array(markup, { maxLength: 6 }).map((parts) => parts.join(''));

/** Any valid document of the table: a new node type is tested as soon as it has a row. */
export const documents = fc.gen().map((generate): AdfDocument => ({ version: 1, type: 'doc', content: makeContent(generate, 'doc', 0) }));

function makeContent(generate: GeneratorValue, parent: string, depth: number): AdfNode[] {
  const rule = nodeRules.get(parent)?.content;
  if (!rule) return [];
  if (rule.once) return rule.once.slice(0, generate(fc.integer, { min: 1, max: rule.once.length })).map((type) => makeNode(generate, type, parent, depth));
  const count = generate(fc.integer, { min: rule.min ?? 0, max: Math.min(rule.max ?? 3, depth > 6 ? 1 : 3) });
  return Array.from({ length: Math.max(count, rule.min ?? 0) }, (_unused, index) => {
    // Deep down only what can end: leaves, texts, paragraphs.
    const open = [...rule.allowed].filter((type) => (index > 0 || !rule.notFirst?.has(type)) && (depth < 5 || !nodeRules.get(type)?.content?.min));
    const types = open.length > 0 ? open : [...rule.allowed].filter((type) => index > 0 || !rule.notFirst?.has(type));
    return makeNode(generate, generate(fc.constantFrom, ...types), parent, depth);
  });
}

function makeNode(generate: GeneratorValue, type: string, parent: string, depth: number): AdfNode {
  const rule = nodeRules.get(type);
  const attrs = makeAttributes(generate, generate(fc.constantFrom, ...(rule?.attributes.length ? rule.attributes : [{}])));
  const marks = parent === 'codeBlock' ? [] : makeMarks(generate, rule?.marks ?? new Set(), parent);
  return {
    type,
    ...(Object.keys(attrs).length > 0 && { attrs }),
    ...(type === 'text' && { text: generate(() => words) }),
    ...(rule?.content && { content: makeContent(generate, type, depth + 1) }),
    ...(marks.length > 0 && { marks }),
  };
}

/** Ordinary words with signs of both formats between them. */
const words = fc.array(fc.constantFrom('word', 'Wörter', ' ', '*', '<b>', '&amp;', '{code}', '[x]', '|', '😀', '_', '-', '\\', 'h1. ', ']]>', 'http://h/', ':)'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

function makeMarks(generate: GeneratorValue, allowed: ReadonlySet<string>, parent: string): AdfMark[] {
  const types = [...allowed].filter((type) => markParents.get(type)?.has(parent) !== false);
  if (types.length === 0) return [];
  const chosen = generate(fc.subarray<string>, types, { maxLength: Math.min(3, types.length) });
  return chosen.filter((type) => !chosen.includes('code') || marksBesideCode.has(type)).map((type) => {
    const attrs = makeAttributes(generate, markRules.get(type) ?? {});
    return Object.keys(attrs).length > 0 ? { type, attrs } : { type };
  });
}

function makeAttributes(generate: GeneratorValue, rules: AttributeRules): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(rules).flatMap(([name, rule]) => (rule.optional && generate(fc.boolean) ? [] : [[name, makeAttribute(generate, rule)]])));
}

function makeAttribute(generate: GeneratorValue, rule: AttributeRule): JsonValue {
  switch (rule.kind) {
    case 'string':
      return rule.pattern ? (rule.pattern.test('#a1b2c3') ? '#a1b2c3' : '1700006400000') : generate(() => words);
    case 'enum':
      return generate(fc.constantFrom, ...rule.values);
    case 'number':
      return generate(fc.integer, { min: rule.min ?? 0, max: Math.min(rule.max ?? 50, 50) });
    case 'boolean':
      return generate(fc.boolean);
    case 'numbers':
      return [100, 50];
    case 'strings':
      return ['a'];
    case 'href':
    case 'imageUrl':
      return generate(fc.constantFrom, 'https://h.example/a?b=c&d', '/wiki/spaces/KEY', '/wiki/people/u-1', '/wiki/pages/viewpage.action?title=T+%26&spaceKey=S', '/wiki/download/attachments/-/f.pdf');
    case 'object':
      return { macroParams: { title: { value: generate(() => words) }, '': { value: 'x' } } };
  }
}
