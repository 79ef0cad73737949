/** The nodes that both old formats make of the same named things: people, files, pages, issues, links, emoji. */
import { cleanText, type AdfMark, type Attributes } from './adf.ts';
import { leaf, mark, text, type Draft } from './draft.ts';
import { emojiAttributes, type Emoji } from './emoji.ts';
import { referenceHref } from './link-reference.ts';
import type { AttachmentName, PageName, Resolvers, UserName } from './resolvers.ts';
import { safeHref, safeImageUrl } from './safe-link.ts';

export function mention(user: UserName, resolvers: Resolvers): Draft {
  const known = resolvers.resolveUser?.(user);
  const name = cleanText(known?.displayName ?? user.name);
  return leaf('mention', { id: cleanText(known?.accountId ?? user.name), text: `@${name}` });
}

export function emojiNode(emoji: Emoji): Draft {
  return leaf('emoji', emojiAttributes(emoji));
}

/** A link mark, or undefined when the address is not allowed (then the caller keeps it as text). */
export function linkMark(href: string, title?: string): AdfMark | undefined {
  const safe = safeHref(href);
  return safe === undefined ? undefined : mark('link', title ? { href: safe, title: cleanText(title) } : { href: safe });
}

export function pageHref(page: PageName, resolvers: Resolvers): string {
  const resolved = resolvers.resolvePage?.(page);
  return (resolved === undefined ? undefined : safeHref(resolved)) ?? referenceHref({ kind: 'page', ...page });
}

/** The file's id when it is known, else its name; another page's file says so in its collection. */
export function fileAttributes(file: AttachmentName, resolvers: Resolvers): Attributes & { readonly id: string; readonly collection: string } {
  const known = resolvers.resolveAttachment?.(file);
  const owner = new URLSearchParams();
  if (file.pageTitle) owner.set('title', file.pageTitle.toWellFormed());
  if (file.spaceKey) owner.set('spaceKey', file.spaceKey.toWellFormed());
  return {
    id: cleanText(known?.id ?? file.fileName) || 'file',
    collection: cleanText(known?.collection ?? (known ? '' : owner.toString())),
    ...(known && { alt: cleanText(file.fileName) }),
  };
}

export interface Picture {
  readonly alt?: string;
  readonly width?: number;
  readonly height?: number;
  readonly layout?: string;
}

/** A picture as a block; `fitDocument` keeps it between words where it stood between words. */
export function filePicture(file: AttachmentName, picture: Picture, resolvers: Resolvers): Draft {
  return pictureBlock({ type: 'file', ...fileAttributes(file, resolvers), ...pictureAttributes(picture) }, picture);
}

/** A picture from elsewhere; when its address is not allowed, the address stays as text. */
export function externalPicture(url: string, picture: Picture): Draft {
  const safe = safeImageUrl(url);
  if (safe === undefined) return text(cleanText(url));
  return pictureBlock({ type: 'external', url: safe, ...pictureAttributes(picture) }, picture);
}

function pictureBlock(media: Attributes, picture: Picture): Draft {
  return { type: 'mediaSingle', attrs: { layout: picture.layout ?? 'center' }, content: [leaf('media', media)] };
}

function pictureAttributes(picture: Picture): Attributes {
  return {
    ...(picture.alt && { alt: cleanText(picture.alt) }),
    ...(picture.width !== undefined && { width: picture.width }),
    ...(picture.height !== undefined && { height: picture.height }),
  };
}

/** `300`, `300px`; percentages and nonsense give nothing. */
export function pixels(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$/i.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
