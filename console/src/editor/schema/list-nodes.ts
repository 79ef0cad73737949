// Lists: bullets, numbers, tasks, decisions. As in the format, a deeper task list stands beside its item.
import { Node, wrappingInputRule } from '@tiptap/core';
import { contentRules } from './content-rules.ts';
import { factsOf, kept, textFact } from './kept.ts';

const bulletList = Node.create({
  name: 'bulletList',
  content: 'listItem+',
  group: 'list',
  addAttributes: kept,
  parseHTML: () => [{ tag: 'ul:not(.hf-task-list):not(.hf-decision-list)' }],
  renderHTML: ({ HTMLAttributes }) => ['ul', HTMLAttributes, 0],
  addInputRules() {
    return [wrappingInputRule({ find: /^\s*([-+*])\s$/, type: this.type })];
  },
});

const orderOf = (facts: Readonly<Record<string, unknown>>): number | null => (typeof facts['order'] === 'number' && facts['order'] !== 1 ? facts['order'] : null);

const orderedList = Node.create({
  name: 'orderedList',
  content: 'listItem+',
  group: 'list',
  addAttributes: kept,
  parseHTML: () => [
    {
      tag: 'ol',
      getAttrs: (element) => {
        const order = Number(element.getAttribute('start') ?? 1);
        return element.hasAttribute('data-adf') || order === 1 || !Number.isInteger(order) || order < 0 ? null : { adf: JSON.stringify({ order }) };
      },
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => ['ol', { ...HTMLAttributes, start: orderOf(factsOf(node)) }, 0],
  addInputRules() {
    return [wrappingInputRule({ find: /^(\d{1,6})[.)]\s$/, type: this.type, getAttributes: (match) => (match[1] === '1' ? null : { adf: JSON.stringify({ order: Number(match[1]) }) }) })];
  },
});

const listItem = Node.create({
  name: 'listItem',
  content: contentRules.listItem,
  defining: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'li' }],
  renderHTML: ({ HTMLAttributes }) => ['li', HTMLAttributes, 0],
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem('listItem'),
      Tab: () => this.editor.commands.sinkListItem('listItem') || this.editor.isActive('listItem'),
      'Shift-Tab': () => this.editor.commands.liftListItem('listItem'),
    };
  },
});

const taskList = Node.create({
  name: 'taskList',
  content: contentRules.taskList,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'ul.hf-task-list', priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ['ul', { ...HTMLAttributes, class: 'hf-task-list' }, 0],
});

const taskItem = Node.create({
  name: 'taskItem',
  content: 'inline*',
  defining: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'li.hf-task', priority: 60, contentElement: '.hf-task-text', getAttrs: (element) => (element.hasAttribute('data-adf') ? null : { adf: JSON.stringify({ localId: '', state: element.classList.contains('hf-task-done') ? 'DONE' : 'TODO' }) }) }],
  renderHTML: ({ node, HTMLAttributes }) => ['li', { ...HTMLAttributes, class: textFact(node, 'state') === 'DONE' ? 'hf-task hf-task-done' : 'hf-task' }, ['span', { class: 'hf-task-text' }, 0]],
});

const blockTaskItem = Node.create({
  name: 'blockTaskItem',
  content: contentRules.blockTaskItem,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'li.hf-task-block', priority: 61 }],
  renderHTML: ({ HTMLAttributes }) => ['li', { ...HTMLAttributes, class: 'hf-task-block' }, 0],
});

const decisionList = Node.create({
  name: 'decisionList',
  content: 'decisionItem+',
  addAttributes: kept,
  parseHTML: () => [{ tag: 'ul.hf-decision-list', priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ['ul', { ...HTMLAttributes, class: 'hf-decision-list' }, 0],
});

const decisionItem = Node.create({
  name: 'decisionItem',
  content: 'inline*',
  defining: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'li.hf-decision', priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ['li', { ...HTMLAttributes, class: 'hf-decision' }, 0],
});

export const listNodes = [bulletList, orderedList, listItem, taskList, taskItem, blockTaskItem, decisionList, decisionItem];
