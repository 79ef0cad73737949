/** Macros of wiki markup to nodes. What ADF has no node for keeps its name, parameters and body in an extension. */
import { cleanText, type AdfMark } from './adf.ts';
import { parseColour } from './colour.ts';
import { codeBlock, isSomething, leaf, linkedText, macroAttributes, mark, node, text, withMark, type Draft } from './draft.ts';
import { macroParameter } from './draft-text.ts';
import { linkMark } from './named-things.ts';
import type { Resolvers } from './resolvers.ts';
import { verbatimMacros, type ScannedMacro } from './wiki-scan.ts';

interface MacroContext {
  readonly resolvers: Resolvers;
  readonly marks: readonly AdfMark[];
  readonly inline: (body: string, marks: readonly AdfMark[]) => readonly Draft[];
  readonly blocks: (body: string) => readonly Draft[];
}

const panelTypes: ReadonlyMap<string, string> = new Map([
  ['info', 'info'],
  ['note', 'warning'],
  ['tip', 'success'],
  ['warning', 'error'],
]);
/** Jira writes its panels as `{panel:bgColor=…}`; these colours say which panel was meant. */
export const panelColours: ReadonlyMap<string, string> = new Map([
  ['info', '#deebff'],
  ['note', '#eae6ff'],
  ['tip', '#e6fcff'],
  ['success', '#e3fcef'],
  ['warning', '#fffae6'],
  ['error', '#ffebe6'],
]);
const panelTypeOfColour: ReadonlyMap<string, string> = new Map([...panelColours].map(([type, colour]) => [colour, type]));
const inlineMacros: ReadonlySet<string> = new Set(['anchor', 'jira', 'profile', 'im', 'page-info', 'lozenge']);
const statusColours: ReadonlySet<string> = new Set(['neutral', 'purple', 'blue', 'red', 'yellow', 'green']);

export function convertWikiMacro(macro: ScannedMacro, context: MacroContext): readonly Draft[] {
  const { name, parameters, body = '' } = macro;
  const panelType = panelTypes.get(name);
  if (panelType !== undefined) return [node('panel', [...title(macro), ...context.blocks(body)], { panelType })];
  switch (name) {
    case 'code':
    case 'noformat':
      return [...title(macro), codeBlock(body.replace(/^[ \t]*\n/, '').replace(/\n[ \t]*$/, ''), name === 'code' ? language(parameters) : undefined)];
    case 'quote':
      return [node('blockquote', context.blocks(body))];
    case 'color':
    case 'colour':
      return coloured(macro, body, context);
    case 'panel': {
      const colour = parseColour(parameters['bgColor'] ?? '');
      const known = colour && panelTypeOfColour.get(colour);
      const attributes = known ? { panelType: known } : { panelType: 'custom', ...(colour && { panelColor: colour }) };
      return [node('panel', [...title(macro), ...context.blocks(body)], attributes)];
    }
    case 'expand':
      return [node('expand', context.blocks(body), { title: cleanText(parameters['title'] ?? parameters[''] ?? '') })];
    case 'status':
      return status(macro);
    case 'jira': {
      const key = parameters['key'] ?? parameters[''] ?? '';
      const href = context.resolvers.resolveIssue?.(key);
      const link = href === undefined ? undefined : linkMark(href);
      if (link) return [linkedText(key, link, context.marks)];
      break;
    }
  }
  if (macro.body === undefined) return [leaf(inlineMacros.has(name) ? 'inlineExtension' : 'extension', macroAttributes({ name, parameters }))];
  if (verbatimMacros.has(name)) return [leaf('extension', macroAttributes({ name, parameters, plainBody: body }))];
  const blocks = context.blocks(body);
  return name === 'section' && pieces(blocks).some(isColumn) ? [columns(blocks)] : [node('bodiedExtension', blocks, macroAttributes({ name, parameters }))];
}

/** `{section}` around `{column}`s: a layout where one may stand, else its columns one after another. */
function columns(blocks: readonly Draft[]): Draft {
  const found = pieces(blocks).filter(isSomething);
  return node('layoutSection', found.map((piece) => {
    const width = isColumn(piece) ? /^(\d{1,2}|100)%$/.exec(macroParameter(piece, 'width') ?? '')?.[1] : undefined;
    return node('layoutColumn', isColumn(piece) ? (piece.content ?? []) : [piece], width ? { width: Number(width) } : {});
  }));
}

/** Macros stand in paragraphs until the document is fitted. */
function pieces(blocks: readonly Draft[]): readonly Draft[] {
  return blocks.flatMap((block) => (block.type === 'paragraph' && block.content?.some(isColumn) ? block.content : [block])).filter((piece) => piece.type !== 'hardBreak');
}

function isColumn(draft: Draft): boolean {
  return draft.type === 'bodiedExtension' && draft.attrs?.['extensionKey'] === 'column';
}

function title(macro: ScannedMacro): readonly Draft[] {
  const words = macro.parameters['title'] ?? '';
  return words === '' ? [] : [node('paragraph', [text(cleanText(words), [mark('strong')])])];
}

/** `{code:java}`, `{code:language=java}`, `{code:lang=java}`. */
function language(parameters: Readonly<Record<string, string>>): string {
  return cleanText(parameters['language'] ?? parameters['lang'] ?? parameters[''] ?? '');
}

/** One line is coloured between the words around it; several lines are blocks of their own. */
function coloured(macro: ScannedMacro, body: string, context: MacroContext): readonly Draft[] {
  const colour = parseColour(macro.parameters[''] ?? macro.parameters['color'] ?? '');
  const marks = colour ? [mark('textColor', { color: colour })] : [];
  if (!body.includes('\n')) return context.inline(body, [...context.marks, ...marks]);
  const outer = [...marks, ...context.marks.toReversed()];
  const blocks = outer.reduce<readonly Draft[]>((drafts, one) => withMark(drafts, one), context.blocks(body));
  const [only] = blocks;
  return blocks.length === 1 && only?.type === 'paragraph' ? (only.content ?? []) : blocks;
}

function status({ parameters }: ScannedMacro): readonly Draft[] {
  const given = (parameters['colour'] ?? parameters['color'] ?? '').toLowerCase();
  const shown = parameters['title'] ?? parameters[''] ?? '';
  const colour = statusColours.has(given) ? given : 'neutral';
  return [leaf('status', { text: cleanText(shown || given || 'status'), color: colour, ...(parameters['subtle'] === 'true' && { style: 'subtle' }) })];
}
