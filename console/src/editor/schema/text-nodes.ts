// Blocks of text and what frames them: paragraphs, headings, code, quotes, panels, expands, columns, rules.
import { mergeAttributes, Node, nodeInputRule, textblockTypeInputRule, wrappingInputRule } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';
import { contentRules } from './content-rules.ts';
import { frameOf, kept, textFact, type Facts } from './kept.ts';

const markFact = (node: EditorNode, mark: string, name: string): unknown => {
  const found = frameOf(node).find((one) => one['type'] === mark)?.['attrs'];
  return typeof found === 'object' && found !== null ? Object.entries(found).find(([key]) => key === name)?.[1] : undefined;
};

/** The classes that the reading view has for alignment and indentation. */
function placed(node: EditorNode, attributes: Facts): Record<string, unknown> {
  const align = markFact(node, 'alignment', 'align');
  const level = Number(markFact(node, 'indentation', 'level') ?? 0);
  const classes = [align === 'end' ? 'hf-align-end' : align === 'center' ? 'hf-align-center' : '', level > 0 ? `hf-indent-${Math.min(6, level)}` : ''].filter((name) => name !== '');
  return classes.length === 0 ? { ...attributes } : mergeAttributes(attributes, { class: classes.join(' ') });
}

const doc = Node.create({ name: 'doc', topNode: true, content: contentRules.doc });
const text = Node.create({ name: 'text', group: 'inline' });

const paragraph = Node.create({
  name: 'paragraph',
  content: 'inline*',
  priority: 1_000,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'p' }],
  renderHTML: ({ node, HTMLAttributes }) => ['p', placed(node, HTMLAttributes), 0],
});

const levels = [1, 2, 3, 4, 5, 6] as const;

const heading = Node.create({
  name: 'heading',
  content: 'inline*',
  defining: true,
  addAttributes: () => ({ ...kept(), level: { default: 2, rendered: false } }),
  parseHTML: () => levels.map((level) => ({ tag: `h${level}`, attrs: { level } })),
  renderHTML: ({ node, HTMLAttributes }) => [`h${Math.min(6, Math.max(1, Number(node.attrs['level'])))}`, placed(node, HTMLAttributes), 0],
  addInputRules() {
    return levels.map((level) => textblockTypeInputRule({ find: new RegExp(`^(#{${level}})\\s$`), type: this.type, getAttributes: { level } }));
  },
});

const codeBlock = Node.create({
  name: 'codeBlock',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  addAttributes: kept,
  parseHTML: () => [
    {
      tag: 'pre',
      preserveWhitespace: 'full',
      getAttrs: (element) => {
        const language = element.getAttribute('data-language') ?? /(?:^|\s)language-([\w+#-]{1,40})/.exec(element.querySelector('code')?.className ?? '')?.[1];
        return language === undefined || element.hasAttribute('data-adf') ? null : { adf: JSON.stringify({ language }) };
      },
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => ['pre', { ...HTMLAttributes, class: 'hf-code', 'data-language': textFact(node, 'language') || null, spellcheck: 'false' }, ['code', 0]],
  addInputRules() {
    return [textblockTypeInputRule({ find: /^```([a-z0-9+#-]{0,30})\s$/i, type: this.type, getAttributes: (match) => (match[1] ? { adf: JSON.stringify({ language: match[1] }) } : null) })];
  },
});

const rule = Node.create({
  name: 'rule',
  addAttributes: kept,
  parseHTML: () => [{ tag: 'hr' }],
  renderHTML: ({ HTMLAttributes }) => ['hr', HTMLAttributes],
  addInputRules() {
    return [nodeInputRule({ find: /^(?:---|—-|___\s|\*\*\*\s)$/, type: this.type })];
  },
});

const blockquote = Node.create({
  name: 'blockquote',
  content: contentRules.blockquote,
  defining: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'blockquote' }],
  renderHTML: ({ HTMLAttributes }) => ['blockquote', { ...HTMLAttributes, class: 'hf-quote' }, 0],
  addInputRules() {
    return [wrappingInputRule({ find: /^\s*>\s$/, type: this.type })];
  },
});

export const panelTypes = ['info', 'note', 'success', 'warning', 'error'] as const;

const panel = Node.create({
  name: 'panel',
  content: contentRules.panel,
  defining: true,
  addAttributes: kept,
  parseHTML: () => [
    {
      tag: 'div.hf-panel',
      getAttrs: (element) => {
        if (element.hasAttribute('data-adf')) return null;
        const type = panelTypes.find((one) => element.classList.contains(`hf-panel-${one}`));
        return { adf: JSON.stringify({ panelType: type ?? 'info' }) };
      },
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: `hf-panel hf-panel-${textFact(node, 'panelType') || 'info'}` }, 0],
});

const expand = (name: 'expand' | 'nestedExpand') =>
  Node.create({
    name,
    content: contentRules[name],
    defining: true,
    isolating: true,
    addAttributes: kept,
    parseHTML: () => [
      { tag: `div[data-expand="${name}"]`, contentElement: '.expand-body' },
      ...(name === 'expand' ? [{ tag: 'details', getAttrs: (element: HTMLElement) => ({ adf: JSON.stringify({ title: element.querySelector('summary')?.textContent ?? '' }) }) }] : []),
    ],
    renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-expand', 'data-expand': name }, ['div', { class: 'expand-title', contenteditable: 'false' }, textFact(node, 'title')], ['div', { class: 'expand-body' }, 0]],
  });

const layoutSection = Node.create({
  name: 'layoutSection',
  content: 'layoutColumn{1,5}',
  isolating: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'div.hf-layout' }],
  renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: `hf-layout hf-layout-${node.childCount}` }, 0],
});

const layoutColumn = Node.create({
  name: 'layoutColumn',
  content: contentRules.layoutColumn,
  isolating: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'div.hf-layout-column' }],
  renderHTML: ({ HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-layout-column' }, 0],
});

export const textNodes = [doc, text, paragraph, heading, codeBlock, rule, blockquote, panel, expand('expand'), expand('nestedExpand'), layoutSection, layoutColumn];
