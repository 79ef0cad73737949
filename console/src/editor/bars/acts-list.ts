// What can be put into a text, for the toolbar's menu and the `/` menu alike: name, icon, and what happens.
import type { Editor } from '@tiptap/core';
import type { Node as EditorNode } from '@tiptap/pm/model';
import type { WordKey } from '../../words/index.ts';
import { setKind, toggleItems, toggleList } from '../acts/blocks.ts';
import { insertBlock, insertInline, makeNode } from '../acts/insert.ts';
import { IconAlertTriangle, IconCalendar, IconCheck, IconCircleDot, IconCode, IconColumns3, IconH1, IconH2, IconH3, IconInfoCircle, IconLine, IconList, IconListCheck, IconListNumbers, IconListTree, IconFileDescription, IconQuote, IconTable, IconTag, IconTicket, IconChevronRight, IconGitFork } from '../icons.ts';
import { panelTypes } from '../schema/text-nodes.ts';

export type Icon = typeof IconCode;
export type Act = { readonly id: string; readonly label: WordKey; readonly icon: Icon; readonly run: (editor: Editor) => void; readonly wide?: boolean };

const wikiExtension = 'com.holdfast.wiki';

const today = (): string => String(Date.parse(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`));

function layout(editor: Editor, columns: number): void {
  const width = Math.round(10_000 / columns) / 100;
  const made = Array.from({ length: columns }, () => makeNode(editor, 'layoutColumn', { width })).filter((column): column is EditorNode => column !== undefined);
  insertBlock(editor, makeNode(editor, 'layoutSection', undefined, made));
}

const panelIcons: Readonly<Record<(typeof panelTypes)[number], Icon>> = { info: IconInfoCircle, note: IconTag, success: IconCheck, warning: IconAlertTriangle, error: IconCircleDot };

const insertTable = (editor: Editor): void => {
  const { schema } = editor;
  const row = (cell: string): EditorNode | null | undefined => schema.nodes['tableRow']?.create(null, [0, 1, 2].flatMap(() => schema.nodes[cell]?.createAndFill() ?? []));
  const rows = [row('tableHeader'), row('tableCell'), row('tableCell')].flatMap((one) => one ?? []);
  insertBlock(editor, schema.nodes['table']?.create(null, rows));
};

export const blockActs: readonly Act[] = [
  { id: 'heading1', label: 'editor.headingOne', icon: IconH1, run: (editor) => setKind(editor, 1) },
  { id: 'heading2', label: 'editor.headingTwo', icon: IconH2, run: (editor) => setKind(editor, 2) },
  { id: 'heading3', label: 'editor.headingThree', icon: IconH3, run: (editor) => setKind(editor, 3) },
  { id: 'bulletList', label: 'editor.bulletList', icon: IconList, run: (editor) => toggleList(editor, 'bulletList') },
  { id: 'orderedList', label: 'editor.orderedList', icon: IconListNumbers, run: (editor) => toggleList(editor, 'orderedList') },
  { id: 'taskList', label: 'editor.taskList', icon: IconListCheck, run: (editor) => toggleItems(editor, 'taskList') },
];

export const insertActs: readonly Act[] = [
  { id: 'table', label: 'editor.table', icon: IconTable, run: insertTable },
  { id: 'codeBlock', label: 'editor.codeBlock', icon: IconCode, run: (editor) => setKind(editor, 'codeBlock') },
  { id: 'quote', label: 'editor.quote', icon: IconQuote, run: (editor) => void editor.commands.toggleWrap('blockquote') },
  ...panelTypes.map((type): Act => ({ id: `panel-${type}`, label: `editor.panel.${type}`, icon: panelIcons[type], run: (editor) => insertBlock(editor, makeNode(editor, 'panel', { panelType: type })) })),
  { id: 'expand', label: 'editor.expand', icon: IconChevronRight, run: (editor) => insertBlock(editor, makeNode(editor, 'expand', { title: '' }) ?? undefined) },
  { id: 'rule', label: 'editor.rule', icon: IconLine, run: (editor) => insertBlock(editor, makeNode(editor, 'rule')) },
  { id: 'status', label: 'editor.status', icon: IconTag, run: (editor) => insertInline(editor, makeNode(editor, 'status', { text: 'STATUS', color: 'neutral' }), undefined, true) },
  { id: 'date', label: 'editor.date', icon: IconCalendar, run: (editor) => insertInline(editor, makeNode(editor, 'date', { timestamp: today() }), undefined, true) },
  { id: 'decision', label: 'editor.decision', icon: IconGitFork, run: (editor) => toggleItems(editor, 'decisionList') },
  { id: 'columns2', label: 'editor.columnsTwo', icon: IconColumns3, wide: true, run: (editor) => layout(editor, 2) },
  { id: 'columns3', label: 'editor.columnsThree', icon: IconColumns3, wide: true, run: (editor) => layout(editor, 3) },
  { id: 'contents', label: 'editor.contents', icon: IconListTree, wide: true, run: (editor) => insertBlock(editor, makeNode(editor, 'extension', { extensionType: 'com.atlassian.confluence.macro.core', extensionKey: 'toc', layout: 'default' })) },
  { id: 'include', label: 'editor.include', icon: IconFileDescription, wide: true, run: (editor) => insertBlock(editor, makeNode(editor, 'extension', { extensionType: wikiExtension, extensionKey: 'include', parameters: { pageId: '' } })) },
  { id: 'issues', label: 'editor.issueList', icon: IconTicket, wide: true, run: (editor) => insertBlock(editor, makeNode(editor, 'extension', { extensionType: wikiExtension, extensionKey: 'issues', parameters: { jql: 'order by updated' } })) },
];
