// What may stand inside what, as expressions of the editor's schema. The same table as the platform's own check
// of documents, with one addition: what the editor does not know stands everywhere as an opaque block or word.
const captionInline = ['text', 'hardBreak', 'mention', 'emoji', 'date', 'placeholder', 'inlineCard', 'status', 'opaqueInline'] as const;
const basicBlocks = ['paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle', 'mediaGroup', 'extension', 'opaqueBlock'] as const;
const nonNestable = [...basicBlocks, 'heading', 'panel', 'blockquote', 'rule', 'decisionList', 'taskList', 'blockCard', 'embedCard', 'table'] as const;
const blocks = [...nonNestable, 'expand', 'bodiedExtension'] as const;
const itemFirst = ['paragraph', 'mediaSingle', 'codeBlock', 'extension', 'opaqueBlock'] as const;

const oneOf = (names: readonly string[], count = ''): string => `(${names.join(' | ')})${count}`;

export const contentRules = {
  doc: oneOf([...blocks, 'layoutSection'], '+'),
  listItem: `${oneOf(itemFirst)} ${oneOf([...itemFirst, 'bulletList', 'orderedList', 'taskList'], '*')}`,
  taskList: '(taskItem | blockTaskItem) (taskItem | blockTaskItem | taskList)*',
  blockTaskItem: '(paragraph | extension | opaqueBlock)+',
  blockquote: oneOf(basicBlocks, '+'),
  panel: oneOf([...basicBlocks, 'heading', 'blockCard', 'taskList', 'decisionList', 'rule'], '+'),
  expand: oneOf([...nonNestable, 'nestedExpand'], '+'),
  nestedExpand: oneOf([...basicBlocks, 'heading', 'taskList', 'decisionList', 'rule', 'panel', 'blockquote'], '+'),
  layoutColumn: oneOf(blocks, '+'),
  cell: oneOf([...nonNestable.filter((name) => name !== 'table'), 'nestedExpand'], '+'),
  caption: oneOf(captionInline, '*'),
  bodiedExtension: oneOf(nonNestable, '+'),
} as const;

/** Marks of the format that an inline thing may carry; everything else is taken off when the document is written. */
const textMarks: ReadonlySet<string> = new Set(['strong', 'em', 'strike', 'underline', 'code', 'subsup', 'textColor', 'backgroundColor', 'link', 'annotation', 'opaqueMark']);
const fileMarks: ReadonlySet<string> = new Set(['link', 'annotation']);
const thingMarks: ReadonlySet<string> = new Set(['annotation']);
const noMarks: ReadonlySet<string> = new Set();

export function marksOf(type: string): ReadonlySet<string> {
  if (type === 'text') return textMarks;
  if (type === 'media' || type === 'mediaInline') return fileMarks;
  return ['mention', 'emoji', 'date', 'status', 'inlineCard', 'inlineExtension'].includes(type) ? thingMarks : noMarks;
}

const wideParents: ReadonlySet<string> = new Set(['doc', 'layoutColumn', 'tableCell', 'tableHeader']);

/** Whether a block may carry this mark of the format (alignment, width …) where it stands now. */
export function mayFrame(mark: string, type: string, parent: string): boolean {
  if (mark === 'alignment' || mark === 'indentation') return (type === 'paragraph' || type === 'heading') && wideParents.has(parent);
  if (mark === 'breakout') return parent === 'doc' && ['codeBlock', 'expand', 'layoutSection'].includes(type);
  return true;
}

/** What the format demands of a node that was made here and has no attributes of its own yet. */
export const neededAttributes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  panel: { panelType: 'info' },
  taskList: { localId: '' },
  taskItem: { localId: '', state: 'TODO' },
  blockTaskItem: { localId: '', state: 'TODO' },
  decisionList: { localId: '' },
  decisionItem: { localId: '', state: 'DECIDED' },
  layoutColumn: { width: 50 },
  heading: { level: 1 },
};
