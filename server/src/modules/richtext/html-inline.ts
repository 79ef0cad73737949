/** Inline nodes to HTML: text with its marks, people, emoji, dates, status, files, links. */
import { contentOf, findMark, isRecord, numberAttr, stringAttr, type AdfMark, type AdfNode } from './adf.ts';
import { dateText } from './adf-to-text.ts';
import { nearestShade, parseColour } from './colour.ts';
import { draftText, extensionText, macroParameter } from './draft-text.ts';
import type { FileReference, HtmlLabels, HtmlOptions, ShownFile } from './html-options.ts';
import { Html, type HtmlAttributes } from './html-writer.ts';
import { parseReference } from './link-reference.ts';
import { isExternal, safeHref } from './safe-link.ts';

export interface HtmlContext {
  readonly options: HtmlOptions;
  readonly labels: HtmlLabels;
  readonly idPrefix: string;
}

/** Neighbours under the same link become one link: a screen reader says it once. */
export function inlineHtml(nodes: readonly AdfNode[], context: HtmlContext): Html {
  const out: Html[] = [];
  for (let start = 0; start < nodes.length; ) {
    const href = linkOf(nodes[start]);
    const end = href === undefined ? start + 1 : runEnd(nodes, start, href);
    const inside = Html.join(nodes.slice(start, end).map((one) => markedHtml(one, context)));
    out.push(href === undefined ? inside : linkHtml(href, nodes[start], inside, context));
    start = end;
  }
  return Html.join(out);
}

/** Where the neighbours under this link end. */
function runEnd(nodes: readonly AdfNode[], start: number, href: string): number {
  let end = start + 1;
  while (end < nodes.length && linkOf(nodes[end]) === href) end += 1;
  return end;
}

function linkOf(one: AdfNode | undefined): string | undefined {
  const link = one && findMark(one, 'link');
  return link && (stringAttr(link, 'href') || undefined);
}

function linkHtml(href: string, one: AdfNode | undefined, inside: Html, context: HtmlContext): Html {
  const attributes = linkAttributes(href, context);
  if (!attributes) return inside;
  const link = one && findMark(one, 'link');
  const title = link ? stringAttr(link, 'title') : '';
  return Html.element('a', { ...attributes, ...(title !== '' && { title }) }, [inside]);
}

/** The address as it is right here: references resolved, anchors prefixed like the ids they lead to. */
function linkAttributes(href: string, context: HtmlContext): HtmlAttributes | undefined {
  const reference = parseReference(href);
  const address = safeHref((reference && context.options.linkTo?.(reference)) ?? href);
  if (address === undefined) return undefined;
  if (address.startsWith('#')) return { class: 'hf-link', href: `#${anchorId(decoded(address.slice(1)), context)}` };
  return { class: 'hf-link', href: address, ...(isExternal(address) && { rel: 'noopener noreferrer nofollow' }) };
}

/** The id of a heading or anchor: letters, digits and hyphens of its words, under the prefix. */
export function anchorId(words: string, context: HtmlContext): string {
  const slug = words.slice(0, 200).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `${context.idPrefix}-${slug}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare percent sign
  }
}

function markedHtml(one: AdfNode, context: HtmlContext): Html {
  return (one.marks ?? []).reduceRight((inside, mark) => markHtml(mark, inside), plainHtml(one, context));
}

function markHtml(mark: AdfMark, inside: Html): Html {
  switch (mark.type) {
    case 'strong':
      return Html.element('strong', {}, [inside]);
    case 'em':
      return Html.element('em', {}, [inside]);
    case 'strike':
      return Html.element('del', {}, [inside]);
    case 'underline':
      return Html.element('u', {}, [inside]);
    case 'code':
      return Html.element('code', { class: 'hf-code-inline' }, [inside]);
    case 'subsup':
      return Html.element(stringAttr(mark, 'type') === 'sup' ? 'sup' : 'sub', {}, [inside]);
    case 'textColor':
      return Html.element('span', colourAttributes('hf-color', stringAttr(mark, 'color')), [inside]);
    case 'backgroundColor':
      return Html.element('span', colourAttributes('hf-bg', stringAttr(mark, 'color')), [inside]);
    case 'annotation':
      return Html.element('span', { class: 'hf-annotation', 'data-annotation': stringAttr(mark, 'id') }, [inside]);
    default:
      return inside; // links are wrapped around the run, the rest is for editors
  }
}

export function colourAttributes(kind: 'hf-color' | 'hf-bg', written: string): HtmlAttributes {
  const colour = parseColour(written);
  return colour === undefined ? {} : { class: `${kind}-${nearestShade(colour)}`, 'data-color': colour };
}

function plainHtml(one: AdfNode, context: HtmlContext): Html {
  switch (one.type) {
    case 'text':
      return Html.text(one.text ?? '');
    case 'hardBreak':
      return Html.element('br', {});
    case 'mention':
      return mentionHtml(one, context);
    case 'emoji': {
      const shortName = stringAttr(one, 'shortName');
      return Html.element('span', { class: 'hf-emoji', role: 'img', 'aria-label': shortName.replaceAll(':', '').replaceAll('_', ' ') || 'emoji' }, [Html.text(stringAttr(one, 'text') || shortName)]);
    }
    case 'date':
      return Html.element('time', { class: 'hf-date', datetime: dateText(one) }, [Html.text(dateText(one))]);
    case 'status':
      return Html.element('span', { class: `hf-status hf-status-${statusColour(one)}` }, [Html.text(stringAttr(one, 'text'))]);
    case 'placeholder':
      return Html.element('span', { class: 'hf-placeholder' }, [Html.text(stringAttr(one, 'text'))]);
    case 'inlineCard':
      return cardHtml(one, context);
    case 'media':
    case 'mediaInline':
      return fileHtml(one, context);
    case 'inlineExtension':
      return inlineExtensionHtml(one, context);
    default:
      return Html.text(draftText(one));
  }
}

function statusColour(one: AdfNode): string {
  const colour = stringAttr(one, 'color');
  return ['purple', 'blue', 'red', 'yellow', 'green'].includes(colour) ? colour : 'neutral';
}

function mentionHtml(one: AdfNode, context: HtmlContext): Html {
  const id = stringAttr(one, 'id');
  const name = context.options.userName?.(id);
  const words = Html.text(name === undefined ? stringAttr(one, 'text') || `@${id}` : `@${name}`);
  const url = context.options.userUrl?.(id) ?? context.options.linkTo?.({ kind: 'user', id });
  const href = url === undefined ? undefined : safeHref(url);
  return Html.element(href === undefined ? 'span' : 'a', { class: 'hf-mention', 'data-account': id, href }, [words]);
}

/** Cards are links; what the address leads to is not fetched here. */
export function cardHtml(one: AdfNode, context: HtmlContext): Html {
  const data = one.attrs?.['data'];
  const held = (name: string): string => (isRecord(data) && typeof data[name] === 'string' ? data[name] : '');
  const url = stringAttr(one, 'url') || held('url');
  const attributes = linkAttributes(url, context);
  const words = Html.text(held('name') || url);
  return attributes ? Html.element('a', { ...attributes, class: 'hf-link hf-card' }, [words]) : Html.element('span', { class: 'hf-card' }, [words]);
}

function inlineExtensionHtml(one: AdfNode, context: HtmlContext): Html {
  const key = stringAttr(one, 'extensionKey');
  const anchor = key === 'anchor' ? macroParameter(one, '') : undefined;
  if (anchor !== undefined) return Html.element('span', { class: 'hf-anchor', id: anchorId(anchor, context) });
  const words = extensionText(one);
  return Html.element('span', { class: 'hf-extension-inline', 'data-extension': key }, [
    Html.element('span', { class: 'hf-extension-name' }, [Html.text(key)]),
    ...(words === '' ? [] : [Html.text(' '), Html.text(words)]),
  ]);
}

const pictureName = /\.(?:png|jpe?g|gif|bmp|svg|webp|avif|ico)$/i;

/** A picture where it can be shown, else a link to the file, else its name. */
export function fileHtml(one: AdfNode, context: HtmlContext): Html {
  const alt = stringAttr(one, 'alt');
  if (stringAttr(one, 'type') === 'external') return externalHtml(one, alt, context);
  const id = stringAttr(one, 'id');
  const file: FileReference = { id, collection: stringAttr(one, 'collection'), ...(alt !== '' && { name: alt }) };
  const answer = context.options.attachmentUrl?.(file);
  const shown: ShownFile | undefined = typeof answer === 'string' ? { url: answer } : answer;
  const name = shown?.name ?? (alt || id);
  const href = shown && safeHref(shown.url);
  if (!shown || href === undefined) return Html.element('span', { class: 'hf-file hf-file-missing' }, [Html.text(name || context.labels.file)]);
  const asPicture = stringAttr(one, 'type') === 'image' || (one.type === 'media' && pictureName.test(name)) || (one.type === 'media' && !/\.\w{1,5}$/.test(name));
  if (shown.isPicture ?? asPicture) return Html.element('img', { class: 'hf-picture', src: href, alt: alt || name, ...sizeOf(one), loading: 'lazy' });
  return Html.element('a', { class: 'hf-link hf-file', href }, [Html.text(name)]);
}

function externalHtml(one: AdfNode, alt: string, context: HtmlContext): Html {
  const url = stringAttr(one, 'url');
  const source = context.options.externalImageUrl?.(url);
  if (source !== undefined) return Html.element('img', { class: 'hf-picture', src: source, alt, ...sizeOf(one), loading: 'lazy' });
  const attributes = linkAttributes(url, context);
  const words = Html.text(alt || url);
  return attributes ? Html.element('a', { ...attributes, class: 'hf-link hf-picture-link' }, [words]) : words;
}

function sizeOf(one: AdfNode): HtmlAttributes {
  const side = (name: string): number | undefined => {
    const length = numberAttr(one, name);
    return length !== undefined && length >= 1 && length <= 10_000 ? Math.round(length) : undefined;
  };
  return { width: side('width'), height: side('height') };
}

/** The words of a heading, for its id and for a table of contents. */
export function headingWords(one: AdfNode): string {
  return contentOf(one).map(draftText).join('').trim();
}
