/** Pictures and smilies of storage format (`ac:image`, `ac:emoticon`) as nodes that say the same. */
import { cleanText, type AdfMark } from './adf.ts';
import { leaf, node, text, type Draft } from './draft.ts';
import { emojiByShortName, emojiByStorageName } from './emoji.ts';
import { emojiNode, externalPicture, fileAttributes, filePicture, pixels, type Picture } from './named-things.ts';
import type { Resolvers } from './resolvers.ts';
import { attachmentName } from './storage-links.ts';
import { childNamed, type TreeElement } from './storage-tree.ts';

interface PictureContext {
  readonly resolvers: Resolvers;
  readonly marks: readonly AdfMark[];
  readonly convert: (element: TreeElement, marks: readonly AdfMark[]) => readonly Draft[];
}

const layouts: ReadonlySet<string> = new Set(['wide', 'full-width', 'center', 'wrap-right', 'wrap-left', 'align-end', 'align-start']);

export function convertImage(element: TreeElement, context: PictureContext): readonly Draft[] {
  const attachment = childNamed(element, 'ri:attachment');
  const url = childNamed(element, 'ri:url');
  const picture = readPicture(element);
  if (attachment && element.attributes.get('ac:inline') === 'true') {
    const size = { ...(picture.width !== undefined && { width: picture.width }), ...(picture.height !== undefined && { height: picture.height }) };
    const attrs = { type: 'image', ...fileAttributes(attachmentName(attachment), context.resolvers), ...(picture.alt && { alt: cleanText(picture.alt) }), ...size };
    return [leaf('mediaInline', attrs)];
  }
  const block = attachment
    ? filePicture(attachmentName(attachment), picture, context.resolvers)
    : externalPicture(url?.attributes.get('ri:value') ?? picture.alt ?? '', picture);
  const caption = childNamed(element, 'ac:caption');
  const words = caption ? context.convert(caption, []) : [];
  if (words.length === 0) return [block];
  if (block.type !== 'mediaSingle') return [block, ...words];
  return [{ ...block, content: [...(block.content ?? []), node('caption', words)] }];
}

function readPicture(element: TreeElement): Picture {
  const attribute = (name: string): string | undefined => element.attributes.get(name);
  const align = attribute('ac:align');
  const layout = attribute('ac:layout') ?? (align === 'left' ? 'align-start' : align === 'right' ? 'align-end' : 'center');
  const width = pixels(attribute('ac:width'));
  const height = pixels(attribute('ac:height'));
  const alt = attribute('ac:alt') ?? attribute('ac:title');
  return {
    layout: layouts.has(layout) ? layout : 'center',
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(alt && { alt }),
  };
}

export function convertEmoticon(element: TreeElement): Draft {
  const shortName = element.attributes.get('ac:emoji-shortname') ?? '';
  const name = element.attributes.get('ac:name') ?? '';
  const known = shortName === '' ? emojiByStorageName(name) : emojiByShortName(shortName);
  const id = element.attributes.get('ac:emoji-id');
  const fallback = element.attributes.get('ac:emoji-fallback');
  if (known && !id && !fallback) return emojiNode(known);
  const shown = shortName || (name === '' ? '' : `:${name}:`);
  if (shown === '') return text(cleanText(fallback ?? ''));
  return leaf('emoji', { shortName: cleanText(shown), ...(id && { id: cleanText(id) }), text: cleanText(fallback ?? known?.character ?? shown) });
}
