/**
 * Which nodes and marks a document may have, with which attributes, and what may stand inside what: one table, used
 * both to judge documents (`parseAdf`) and to bring converted ones into shape (`fitDocument`). Written after the
 * public description of the Atlassian Document Format (full schema; the newer, wider content rules of panels, quotes,
 * lists and nested expands).
 */
export type AttributeRule =
  | { readonly kind: 'string'; readonly min?: number; readonly max?: number; readonly pattern?: RegExp; readonly optional?: true }
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly optional?: true }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly integer?: true; readonly optional?: true }
  | { readonly kind: 'boolean'; readonly optional?: true }
  | { readonly kind: 'numbers'; readonly optional?: true }
  | { readonly kind: 'strings'; readonly optional?: true }
  | { readonly kind: 'href' | 'imageUrl' | 'object'; readonly optional?: true };

export type AttributeRules = { readonly [name: string]: AttributeRule };

export interface ContentRule {
  readonly allowed: ReadonlySet<string>;
  readonly min?: number;
  readonly max?: number;
  /** Types that may not be the first child. */
  readonly notFirst?: ReadonlySet<string>;
  /** At most one child of each type, in this order (an image and its caption). */
  readonly once?: readonly string[];
}

export interface NodeRule {
  /** Alternatives; most nodes have one. No entry: the node has no attributes. */
  readonly attributes: readonly AttributeRules[];
  readonly content?: ContentRule;
  readonly marks: ReadonlySet<string>;
}

const optionalText: AttributeRule = { kind: 'string', optional: true };
const localId = { localId: optionalText } as const;
const set = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const none: ReadonlySet<string> = set();

const captionInline = ['text', 'hardBreak', 'mention', 'emoji', 'date', 'placeholder', 'inlineCard', 'status'] as const;
const inline = [...captionInline, 'inlineExtension', 'mediaInline'] as const;
const basicBlocks = ['paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle', 'mediaGroup', 'extension'] as const;
const nonNestable = [
  ...basicBlocks, 'heading', 'panel', 'blockquote', 'rule', 'decisionList', 'taskList', 'blockCard', 'embedCard', 'table',
] as const;
const blocks = [...nonNestable, 'expand', 'bodiedExtension'] as const;
const cellBlocks = [...nonNestable.filter((type) => type !== 'table'), 'nestedExpand'];

const hexColour = /^#[0-9a-fA-F]{6}$/;
const layouts = ['wide', 'full-width', 'center', 'wrap-right', 'wrap-left', 'align-end', 'align-start'];
const cellAttributes: AttributeRules = {
  colspan: { kind: 'number', min: 0, max: 1000, integer: true, optional: true },
  rowspan: { kind: 'number', min: 0, max: 65_534, integer: true, optional: true },
  colwidth: { kind: 'numbers', optional: true },
  background: { kind: 'string', max: 100, optional: true },
  ...localId,
};
const extensionAttributes: AttributeRules = {
  extensionKey: { kind: 'string', min: 1 },
  extensionType: { kind: 'string', min: 1 },
  parameters: { kind: 'object', optional: true },
  text: optionalText,
  layout: { kind: 'enum', values: ['wide', 'full-width', 'default'], optional: true },
  localId: { kind: 'string', min: 1, optional: true },
};
const size = { width: { kind: 'number', min: 0, optional: true }, height: { kind: 'number', min: 0, optional: true } } as const;
const fileAttributes: AttributeRules = {
  id: { kind: 'string', min: 1 },
  collection: { kind: 'string' },
  alt: optionalText,
  occurrenceKey: { kind: 'string', min: 1, optional: true },
  ...size,
  ...localId,
};
const cardAttributes: readonly AttributeRules[] = [
  { url: { kind: 'href' }, ...localId },
  { data: { kind: 'object' }, ...localId },
];
const taskAttributes: readonly AttributeRules[] = [{ localId: { kind: 'string' }, state: { kind: 'enum', values: ['TODO', 'DONE'] } }];

const leaf = (attributes: AttributeRules, marks: ReadonlySet<string> = none): NodeRule => ({ attributes: [attributes], marks });
const holds = (allowed: readonly string[], attributes: AttributeRules = localId, more: Partial<ContentRule> = {}, marks = none): NodeRule => ({
  attributes: [attributes],
  content: { allowed: set(...allowed), ...more },
  marks,
});

const atLeastOne = { min: 1 } as const;
const lists = ['bulletList', 'orderedList', 'taskList'] as const;

export const nodeRules: ReadonlyMap<string, NodeRule> = new Map<string, NodeRule>([
  ['doc', holds([...blocks, 'layoutSection'], {})],
  // Blocks of text
  ['paragraph', holds(inline, localId, {}, set('alignment', 'indentation'))],
  ['heading', holds(inline, { level: { kind: 'number', min: 1, max: 6, integer: true }, ...localId }, {}, set('alignment', 'indentation'))],
  ['codeBlock', holds(['text'], { language: optionalText, uniqueId: optionalText, ...localId }, {}, set('breakout'))],
  ['rule', leaf(localId)],
  // Lists
  ['bulletList', holds(['listItem'], localId, atLeastOne)],
  ['orderedList', holds(['listItem'], { order: { kind: 'number', min: 0, integer: true, optional: true }, ...localId }, atLeastOne)],
  ['listItem', holds(['paragraph', 'mediaSingle', 'codeBlock', 'extension', ...lists], localId, { min: 1, notFirst: set(...lists) })],
  ['taskList', holds(['taskItem', 'blockTaskItem', 'taskList'], { localId: { kind: 'string' } }, { min: 1, notFirst: set('taskList') })],
  ['taskItem', { ...holds(inline), attributes: taskAttributes }],
  ['blockTaskItem', { ...holds(['paragraph', 'extension'], {}, atLeastOne), attributes: taskAttributes }],
  ['decisionList', holds(['decisionItem'], { localId: { kind: 'string' } }, atLeastOne)],
  ['decisionItem', holds(inline, { localId: { kind: 'string' }, state: { kind: 'string', max: 100 } })],
  // Frames
  ['blockquote', holds(basicBlocks, localId, atLeastOne)],
  [
    'panel',
    holds(
      [...basicBlocks, 'heading', 'blockCard', 'taskList', 'decisionList', 'rule'],
      {
        panelType: { kind: 'enum', values: ['info', 'note', 'tip', 'warning', 'error', 'success', 'custom'] },
        panelIcon: optionalText,
        panelIconId: optionalText,
        panelIconText: optionalText,
        panelColor: { kind: 'string', max: 100, optional: true },
        ...localId,
      },
      atLeastOne,
    ),
  ],
  ['expand', holds([...nonNestable, 'nestedExpand'], { title: optionalText, ...localId }, atLeastOne, set('breakout'))],
  [
    'nestedExpand',
    holds(
      [...basicBlocks, 'heading', 'taskList', 'decisionList', 'rule', 'panel', 'blockquote'],
      { title: optionalText, ...localId },
      atLeastOne,
    ),
  ],
  [
    'layoutSection',
    holds(['layoutColumn'], { columnRuleStyle: { kind: 'enum', values: ['solid'], optional: true }, ...localId }, { min: 1, max: 5 }, set('breakout')),
  ],
  ['layoutColumn', holds(blocks, { width: { kind: 'number', min: 0, max: 100 }, ...localId }, atLeastOne)],
  // Tables
  [
    'table',
    holds(
      ['tableRow'],
      {
        displayMode: { kind: 'enum', values: ['default', 'fixed'], optional: true },
        isNumberColumnEnabled: { kind: 'boolean', optional: true },
        layout: { kind: 'enum', values: ['wide', 'full-width', 'center', 'align-end', 'align-start', 'default'], optional: true },
        width: { kind: 'number', min: 0, optional: true },
        localId: { kind: 'string', min: 1, optional: true },
      },
      atLeastOne,
      set('fragment'),
    ),
  ],
  ['tableRow', holds(['tableCell', 'tableHeader'], localId)],
  ['tableCell', holds(cellBlocks, cellAttributes, atLeastOne)],
  ['tableHeader', holds(cellBlocks, cellAttributes, atLeastOne)],
  // Files and pictures
  [
    'mediaSingle',
    holds(
      ['media', 'caption'],
      {
        layout: { kind: 'enum', values: layouts, optional: true },
        width: { kind: 'number', min: 0, max: 100_000, optional: true },
        widthType: { kind: 'enum', values: ['percentage', 'pixel'], optional: true },
        ...localId,
      },
      { min: 1, max: 2, once: ['media', 'caption'] },
      set('link'),
    ),
  ],
  ['mediaGroup', holds(['media'], localId, atLeastOne)],
  ['caption', holds(captionInline)],
  [
    'media',
    {
      attributes: [
        { type: { kind: 'enum', values: ['link', 'file'] }, ...fileAttributes },
        { type: { kind: 'enum', values: ['external'] }, url: { kind: 'imageUrl' }, alt: optionalText, ...size, ...localId },
      ],
      marks: set('link', 'annotation', 'border', 'dataConsumer'),
    },
  ],
  [
    'mediaInline',
    leaf(
      { type: { kind: 'enum', values: ['link', 'file', 'image'], optional: true }, ...fileAttributes, data: { kind: 'object', optional: true } },
      set('link', 'annotation', 'border', 'dataConsumer'),
    ),
  ],
  // Cards and extensions
  ['blockCard', { attributes: cardAttributes, marks: none }],
  [
    'embedCard',
    leaf({
      url: { kind: 'href' },
      layout: { kind: 'enum', values: layouts },
      width: { kind: 'number', min: 0, max: 100, optional: true },
      originalWidth: { kind: 'number', min: 0, optional: true },
      originalHeight: { kind: 'number', min: 0, optional: true },
      ...localId,
    }),
  ],
  ['inlineCard', { attributes: cardAttributes, marks: set('annotation') }],
  ['extension', leaf(extensionAttributes, set('dataConsumer', 'fragment'))],
  ['bodiedExtension', holds(nonNestable, extensionAttributes, atLeastOne, set('dataConsumer', 'fragment'))],
  ['inlineExtension', leaf(extensionAttributes, set('dataConsumer', 'fragment', 'annotation'))],
  // Inline things
  ['hardBreak', leaf({ text: { kind: 'enum', values: ['\n'], optional: true }, ...localId })],
  [
    'mention',
    leaf(
      {
        id: { kind: 'string' },
        text: optionalText,
        userType: { kind: 'enum', values: ['DEFAULT', 'SPECIAL', 'APP'], optional: true },
        accessLevel: optionalText,
        ...localId,
      },
      set('annotation'),
    ),
  ],
  ['emoji', leaf({ shortName: { kind: 'string' }, id: optionalText, text: optionalText, ...localId }, set('annotation'))],
  ['date', leaf({ timestamp: { kind: 'string', min: 1, max: 30, pattern: /^-?\d{1,16}$/ }, ...localId }, set('annotation'))],
  ['placeholder', leaf({ text: { kind: 'string' }, ...localId })],
  [
    'status',
    leaf(
      {
        text: { kind: 'string', min: 1 },
        color: { kind: 'enum', values: ['neutral', 'purple', 'blue', 'red', 'yellow', 'green'] },
        style: optionalText,
        ...localId,
      },
      set('annotation'),
    ),
  ],
  [
    'text',
    { attributes: [], marks: set('strong', 'em', 'strike', 'underline', 'code', 'subsup', 'textColor', 'backgroundColor', 'link', 'annotation') },
  ],
]);

export const markRules: ReadonlyMap<string, AttributeRules> = new Map<string, AttributeRules>([
  ['strong', {}],
  ['em', {}],
  ['strike', {}],
  ['underline', {}],
  ['code', {}],
  ['subsup', { type: { kind: 'enum', values: ['sub', 'sup'] } }],
  ['textColor', { color: { kind: 'string', pattern: hexColour } }],
  ['backgroundColor', { color: { kind: 'string', pattern: hexColour } }],
  ['link', { href: { kind: 'href' }, title: optionalText, id: optionalText, collection: optionalText, occurrenceKey: optionalText }],
  ['annotation', { id: { kind: 'string' }, annotationType: { kind: 'enum', values: ['inlineComment'] } }],
  ['alignment', { align: { kind: 'enum', values: ['center', 'end'] } }],
  ['indentation', { level: { kind: 'number', min: 1, max: 6, integer: true } }],
  ['breakout', { mode: { kind: 'enum', values: ['wide', 'full-width'] }, width: { kind: 'number', min: 0, optional: true } }],
  ['border', { size: { kind: 'number', min: 1, max: 3 }, color: { kind: 'string', pattern: /^#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?$/ } }],
  ['dataConsumer', { sources: { kind: 'strings' } }],
  ['fragment', { localId: { kind: 'string', min: 1 }, name: optionalText }],
]);

/** With `code`, a text may carry only these. */
export const marksBesideCode = set('code', 'link', 'annotation');

/** Marks that a block may carry only directly inside these parents. */
export const markParents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['alignment', set('doc', 'layoutColumn', 'tableCell', 'tableHeader')],
  ['indentation', set('doc', 'layoutColumn', 'tableCell', 'tableHeader')],
  ['breakout', set('doc')],
]);

const inlineTypes: ReadonlySet<string> = set(...inline);

export function isInlineType(type: string): boolean {
  return inlineTypes.has(type);
}

export function allows(parent: string, child: string): boolean {
  return nodeRules.get(parent)?.content?.allowed.has(child) ?? false;
}
