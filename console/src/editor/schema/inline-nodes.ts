// Things between words: line breaks, people, emoji, dates, status, cards, placeholders, inline extensions.
import { Node } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';
import { factsOf, isFacts, kept, textFact, type NodeFacts } from './kept.ts';

const hardBreak = Node.create({
  name: 'hardBreak',
  inline: true,
  group: 'inline',
  selectable: false,
  linebreakReplacement: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: ({ HTMLAttributes }) => ['br', HTMLAttributes],
  renderText: () => '\n',
  addKeyboardShortcuts() {
    const breakLine = (): boolean => !this.editor.isActive('codeBlock') && this.editor.commands.insertContent({ type: 'hardBreak' });
    return { 'Shift-Enter': breakLine };
  },
});

/** A date as the person reads it; the format holds milliseconds of the day in UTC. */
export function dayOf(node: NodeFacts): string {
  const moment = new Date(Number(textFact(node, 'timestamp')));
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString().slice(0, 10);
}

const cardWords = (node: EditorNode): string => {
  const data = factsOf(node)['data'];
  const name = isFacts(data) ? (data['name'] ?? data['url']) : undefined;
  return textFact(node, 'url') || (typeof name === 'string' ? name : '');
};

const words: Readonly<Record<string, (node: EditorNode) => string>> = {
  mention: (node) => textFact(node, 'text') || `@${textFact(node, 'id')}`,
  emoji: (node) => textFact(node, 'text') || textFact(node, 'shortName'),
  date: dayOf,
  status: (node) => textFact(node, 'text'),
  placeholder: (node) => textFact(node, 'text'),
  inlineCard: cardWords,
  inlineExtension: (node) => textFact(node, 'text') || textFact(node, 'extensionKey'),
};

/** What a thing shows of itself; also what it is when copied as plain text. */
const wordsOf = (node: EditorNode): string => words[node.type.name]?.(node) ?? '';

const statusColours = ['neutral', 'purple', 'blue', 'red', 'yellow', 'green'] as const;
export type StatusColour = (typeof statusColours)[number];
export const statusColourOf = (node: NodeFacts): StatusColour => statusColours.find((colour) => colour === textFact(node, 'color')) ?? 'neutral';

const classes: Readonly<Record<string, (node: EditorNode) => string>> = {
  mention: () => 'hf-mention',
  emoji: () => 'hf-emoji',
  date: () => 'hf-date',
  status: (node) => `hf-status hf-status-${statusColourOf(node)}`,
  placeholder: () => 'hf-placeholder',
  inlineCard: () => 'hf-card',
  inlineExtension: () => 'hf-extension-inline',
};

const thing = (name: string) =>
  Node.create({
    name,
    inline: true,
    group: 'inline',
    atom: true,
    addAttributes: kept,
    parseHTML: () => [{ tag: `span[data-thing="${name}"][data-adf]` }],
    renderHTML: ({ node, HTMLAttributes }) => ['span', { ...HTMLAttributes, class: classes[name]?.(node) ?? '', 'data-thing': name, ...(name === 'emoji' ? { role: 'img', 'aria-label': textFact(node, 'shortName').replaceAll(':', '').replaceAll('_', ' ') } : {}) }, wordsOf(node)],
    renderText: ({ node }) => wordsOf(node),
  });

export const inlineNodes = [hardBreak, ...Object.keys(words).map(thing)];
