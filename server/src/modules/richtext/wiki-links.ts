/**
 * `[…]` and `!…!` of wiki markup. What cannot become a link (an unknown scheme, a page where there are no pages, a key
 * that nobody knows) gives undefined and stays the text that it was.
 */
import { cleanText, type AdfMark } from './adf.ts';
import { leaf, linkedText, withMark, type Draft } from './draft.ts';
import { referenceHref } from './link-reference.ts';
import { externalPicture, fileAttributes, filePicture, linkMark, mention, pageHref, pixels, type Picture } from './named-things.ts';
import type { PageName, Resolvers, UserName } from './resolvers.ts';

interface LinkContext {
  readonly resolvers: Resolvers;
  readonly dialect: 'jira' | 'confluence';
}

type Make = (marks: readonly AdfMark[]) => readonly Draft[];

/** `alias|target|tip`, `target`. The alias may have phrases and a picture of its own. */
export function convertWikiLink(content: string, context: LinkContext, words: (alias: string, marks: readonly AdfMark[]) => readonly Draft[]): Make | undefined {
  const parts = splitBars(content);
  const target = (parts.length > 1 ? parts[1] : parts[0])?.trim() ?? '';
  const alias = parts.length > 1 ? parts[0]?.trim() : undefined;
  if (target === '' || target.includes('\uFFFE')) return undefined;
  if (target.startsWith('~') && target.length > 1) return person(target.slice(1), alias, context, words);
  if (target.startsWith('^') && target.length > 1) return file(target.slice(1), alias, context, words);
  const found = address(target, context);
  const tip = parts[2]?.trim() ?? '';
  const link = found && linkMark(found.href, /^smart-(?:link|card|embed)$/.test(tip) ? '' : tip); // how Jira Cloud marks a card
  if (!found || !link) return undefined;
  return (marks) => (alias ? withMark(words(alias, marks), link) : [linkedText(cleanText(found.shown), link, marks)]);
}

function address(target: string, context: LinkContext): { readonly href: string; readonly shown: string } | undefined {
  if (/^(?:https?:|mailto:|tel:|\/)/i.test(target)) return { href: target, shown: target.replace(/^mailto:/i, '') };
  if (/^www\.[^\s/]+\.\S+$/i.test(target)) return { href: `http://${target}`, shown: target };
  if (target.startsWith('#') && target.length > 1) return { href: `#${encodeURIComponent(unescape(target.slice(1)))}`, shown: unescape(target.slice(1)) };
  if (/^[A-Z][A-Z0-9_]{1,19}-[1-9]\d{0,9}$/.test(target)) {
    const href = context.resolvers.resolveIssue?.(target);
    if (href !== undefined) return { href, shown: target };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) && !(context.dialect === 'confluence' && /^~?[A-Z0-9]+:[^/]/.test(target))) return undefined;
  if (context.dialect !== 'confluence' && !context.resolvers.resolvePage) return undefined;
  const page = pageName(unescape(target));
  return page && { href: pageHref(page, context.resolvers), shown: page.title };
}

/** `SPACE:Title#anchor`, `Title`, `/2004/01/12/Post` (handled as a relative address before). */
function pageName(target: string): PageName | undefined {
  const parts = /^(?:([~\w]+):)?([^#]*)(?:#(.*))?$/su.exec(target);
  const title = parts?.[2]?.trim() ?? '';
  if (!parts || title === '') return undefined;
  return { title, ...(parts[1] && { spaceKey: parts[1] }), ...(parts[3] && { anchor: parts[3] }) };
}

function person(name: string, alias: string | undefined, context: LinkContext, words: (alias: string, marks: readonly AdfMark[]) => readonly Draft[]): Make {
  const accountId = /^accountid:(.+)$/i.exec(name)?.[1];
  const user: UserName = accountId === undefined ? { kind: 'userName', name: unescape(name) } : { kind: 'accountId', name: accountId };
  const node = mention(user, context.resolvers);
  const id = node.attrs?.['id'];
  const link = alias && typeof id === 'string' && id !== '' ? linkMark(referenceHref({ kind: 'user', id })) : undefined;
  return (marks) => (alias && link ? withMark(words(alias, marks), link) : [node]);
}

function file(name: string, alias: string | undefined, context: LinkContext, words: (alias: string, marks: readonly AdfMark[]) => readonly Draft[]): Make {
  const fileName = unescape(name);
  const link = alias ? linkMark(referenceHref({ kind: 'attachment', fileName })) : undefined;
  return (marks) => (alias && link ? withMark(words(alias, marks), link) : [leaf('mediaInline', { type: 'file', ...fileAttributes({ fileName }, context.resolvers) })]);
}

const pictureFile = /\.(?:png|jpe?g|gif|bmp|svg|webp|tiff?|ico|avif)$/i;

/** `name.png|width=300,height=200,align=left,alt=…,thumbnail`. */
export function convertWikiImage(content: string, resolvers: Resolvers): Draft {
  const bar = content.indexOf('|');
  const name = unescape(bar < 0 ? content : content.slice(0, bar)).trim();
  const picture = readPicture(bar < 0 ? '' : content.slice(bar + 1));
  if (/^https?:\/\//i.test(name)) return externalPicture(name, picture);
  const caret = name.lastIndexOf('^');
  const owner = caret > 0 ? pageName(name.slice(0, caret)) : undefined;
  const attachment = owner
    ? { fileName: name.slice(caret + 1), pageTitle: owner.title, ...(owner.spaceKey && { spaceKey: owner.spaceKey }) }
    : { fileName: name };
  if (pictureFile.test(name)) return filePicture(attachment, picture, resolvers);
  return leaf('mediaInline', { type: 'file', ...fileAttributes(attachment, resolvers), ...(picture.alt && { alt: cleanText(picture.alt) }) });
}

function readPicture(written: string): Picture {
  const parameters = new Map(
    written.split(/[,|]/).flatMap((part): [string, string][] => {
      const equals = part.indexOf('=');
      return equals > 0 ? [[part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim().replace(/^"|"$/g, '')]] : [];
    }),
  );
  const [width, height] = [pixels(parameters.get('width')), pixels(parameters.get('height'))];
  const alt = parameters.get('alt') ?? parameters.get('title');
  const align = parameters.get('align');
  return {
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(alt && { alt }),
    ...(align === 'left' && { layout: 'align-start' }),
    ...(align === 'right' && { layout: 'align-end' }),
  };
}

/** Parts between bars that are not escaped. */
function splitBars(content: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < content.length; at += 1) {
    if (content[at] === '\\') at += 1;
    else if (content[at] === '|') {
      parts.push(content.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(content.slice(from));
  return parts;
}

function unescape(written: string): string {
  return written.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
