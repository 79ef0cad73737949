// The marks of text: strong, em, strike, underline, code, sub and sup, colours, links, comments on passages,
// and any other mark of the format, kept as it is.
import { Mark, markInputRule, markPasteRule } from '@tiptap/core';
import { factsOf, isFacts, keptOfMark, textFact } from './kept.ts';
import { safeHref } from './safe-href.ts';

type Written = { readonly short: RegExp; readonly pasted: RegExp };

function plainMark(name: string, tag: string, key: string, tags: readonly string[], written: readonly Written[] = [], excludes?: string) {
  return Mark.create({
    name,
    ...(excludes === undefined ? {} : { excludes }),
    parseHTML: () => tags.map((one) => ({ tag: one, getAttrs: (element: HTMLElement) => (/(^|-)normal|^400$/.test(element.style.fontWeight) && name === 'strong' ? false : null) })),
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(name) };
    },
    addInputRules() {
      return written.map(({ short }) => markInputRule({ find: short, type: this.type }));
    },
    addPasteRules() {
      return written.map(({ pasted }) => markPasteRule({ find: pasted, type: this.type }));
    },
  });
}

const strong = plainMark('strong', 'strong', 'Mod-b', ['strong', 'b'], [
  { short: /(?:^|\s)(\*\*(?!\s+\*\*)((?:[^*]+))\*\*(?!\s+\*\*))$/, pasted: /(?:^|\s)(\*\*(?!\s+\*\*)((?:[^*]+))\*\*(?!\s+\*\*))/g },
]);
const em = plainMark('em', 'em', 'Mod-i', ['em', 'i'], [
  { short: /(?:^|\s)(\*(?!\s+\*)((?:[^*]+))\*(?!\s+\*))$/, pasted: /(?:^|\s)(\*(?!\s+\*)((?:[^*]+))\*(?!\s+\*))/g },
  { short: /(?:^|\s)(_(?!\s+_)((?:[^_]+))_(?!\s+_))$/, pasted: /(?:^|\s)(_(?!\s+_)((?:[^_]+))_(?!\s+_))/g },
]);
const strike = plainMark('strike', 'del', 'Mod-Shift-s', ['del', 's', 'strike'], [{ short: /(?:^|\s)(~~(?!\s+~~)((?:[^~]+))~~(?!\s+~~))$/, pasted: /(?:^|\s)(~~(?!\s+~~)((?:[^~]+))~~(?!\s+~~))/g }]);
const underline = plainMark('underline', 'u', 'Mod-u', ['u']);
const code = Mark.create({
  name: 'code',
  excludes: 'code strong em strike underline subsup textColor backgroundColor',
  code: true,
  exitable: true,
  parseHTML: () => [{ tag: 'code' }, { tag: 'kbd' }, { tag: 'samp' }],
  renderHTML: ({ HTMLAttributes }) => ['code', { ...HTMLAttributes, class: 'hf-code-inline', spellcheck: 'false' }, 0],
  addKeyboardShortcuts() {
    return { 'Mod-e': () => this.editor.commands.toggleMark('code') };
  },
  addInputRules() {
    return [markInputRule({ find: /(^|[^`])`([^`]+)`(?!`)$/, type: this.type })];
  },
});

const subsup = Mark.create({
  name: 'subsup',
  addAttributes: keptOfMark,
  parseHTML: () => [
    { tag: 'sub', attrs: { adf: '{"type":"sub"}' } },
    { tag: 'sup', attrs: { adf: '{"type":"sup"}' } },
  ],
  renderHTML: ({ mark, HTMLAttributes }) => [textFact(mark, 'type') === 'sup' ? 'sup' : 'sub', HTMLAttributes, 0],
});

/** The nine shades that every colour is shown in, so that each theme keeps its contrast. */
export const shades = { grey: '#97a0af', red: '#bf2600', orange: '#ff991f', yellow: '#ffc400', green: '#36b37e', teal: '#00b8d9', blue: '#4c9aff', purple: '#6554c0', magenta: '#e774bb' } as const;
export type Shade = keyof typeof shades;

function hueOf(hex: string): number | undefined {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (!(range / (most || 1) > 0.06) || most < 0.12) return undefined;
  return (most === red ? ((green - blue) / range + 6) % 6 : most === green ? (blue - red) / range + 2 : (red - green) / range + 4) * 60;
}

function shadeOf(hex: string): Shade {
  const hue = hueOf(hex);
  if (hue === undefined) return 'grey';
  const bounds: readonly (readonly [number, Shade])[] = [[15, 'red'], [43, 'orange'], [68, 'yellow'], [160, 'green'], [195, 'teal'], [255, 'blue'], [290, 'purple'], [340, 'magenta'], [361, 'red']];
  return bounds.find(([below]) => hue < below)?.[1] ?? 'grey';
}

const colour = (name: 'textColor' | 'backgroundColor', kind: 'color' | 'bg') =>
  Mark.create({
    name,
    addAttributes: keptOfMark,
    parseHTML: () => [{ tag: `span[class^="hf-${kind}-"]`, getAttrs: (element) => (/^#[0-9a-f]{6}$/i.test(element.getAttribute('data-color') ?? '') ? { adf: JSON.stringify({ color: element.getAttribute('data-color') }) } : false) }],
    renderHTML: ({ mark, HTMLAttributes }) => ['span', { ...HTMLAttributes, class: `hf-${kind}-${shadeOf(textFact(mark, 'color'))}`, 'data-color': textFact(mark, 'color') }, 0],
  });

const link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: keptOfMark,
  parseHTML: () => [
    {
      tag: 'a[href]:not(.hf-mention):not(.hf-card)',
      getAttrs: (element) => {
        const href = safeHref(element.getAttribute('href') ?? '');
        return href === undefined ? false : { adf: JSON.stringify({ href }) };
      },
    },
  ],
  // The address stands beside the link, not in it: a click in the text is for writing, and nothing here is followed.
  renderHTML: ({ mark }) => ['a', { class: 'hf-link', href: safeHref(textFact(mark, 'href')) ?? '#', title: textFact(mark, 'href'), rel: 'noopener noreferrer nofollow' }, 0],
});

const annotation = Mark.create({
  name: 'annotation',
  excludes: '',
  inclusive: false,
  addAttributes: keptOfMark,
  parseHTML: () => [{ tag: 'span.hf-annotation[data-adf]' }],
  renderHTML: ({ mark, HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'hf-annotation', 'data-annotation': textFact(mark, 'id') }, 0],
});

/** A mark that the editor does not know, whole. */
const opaqueMark = Mark.create({
  name: 'opaqueMark',
  excludes: '',
  addAttributes: keptOfMark,
  parseHTML: () => [{ tag: 'span.hf-opaque-mark[data-adf]', getAttrs: (element) => (isFacts(factsOf({ attrs: { adf: element.getAttribute('data-adf') } })) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'hf-opaque-mark' }, 0],
});

/** In the order in which the format writes them: the link outermost. */
export const markExtensions = [link, annotation, strong, em, strike, underline, code, subsup, colour('textColor', 'color'), colour('backgroundColor', 'bg'), opaqueMark];
