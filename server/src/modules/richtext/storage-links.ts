/** `ac:link`: a link to a page, a post, a space, a file, a person or an anchor, with or without words of its own. */
import { cleanText, type AdfMark } from './adf.ts';
import { isBlank, isSomething, leaf, linkedText, text, withMark, type Draft } from './draft.ts';
import { referenceHref } from './link-reference.ts';
import { fileAttributes, linkMark, mention, pageHref } from './named-things.ts';
import type { AttachmentName, Resolvers, UserName } from './resolvers.ts';
import { childNamed, elementChildren, treeText, type TreeElement } from './storage-tree.ts';

interface LinkContext {
  readonly resolvers: Resolvers;
  readonly marks: readonly AdfMark[];
  readonly convert: (element: TreeElement, marks: readonly AdfMark[]) => readonly Draft[];
}

interface Target {
  readonly href?: string | undefined;
  /** Shown when the link has no words of its own. */
  readonly fallback: Draft;
}

export function convertLink(element: TreeElement, context: LinkContext): readonly Draft[] {
  const body = linkBody(element, context);
  const target = linkTarget(element, context);
  if (body.length === 0) return [target.fallback];
  const link = target.href === undefined ? undefined : linkMark(target.href, element.attributes.get('ac:tooltip'));
  return link ? withMark(body, link) : body;
}

function linkBody(element: TreeElement, context: LinkContext): readonly Draft[] {
  const plain = childNamed(element, 'ac:plain-text-link-body');
  if (plain) {
    const words = cleanText(treeText(plain));
    return isBlank(words) ? [] : [text(words, context.marks)];
  }
  const rich = childNamed(element, 'ac:link-body');
  const drafts = (rich ? [rich] : elementChildren(element).filter((child) => !child.name.startsWith('ri:'))).flatMap((one) => context.convert(one, context.marks));
  return drafts.some(isSomething) || (rich && treeText(rich) !== '') ? drafts : [];
}

function linkTarget(element: TreeElement, context: LinkContext): Target {
  const resource = elementChildren(element).find((child) => child.name.startsWith('ri:'));
  const anchor = element.attributes.get('ac:anchor') ?? '';
  const words = (value: string, href?: string): Target => {
    const link = href === undefined ? undefined : linkMark(href);
    return { href, fallback: link ? linkedText(cleanText(value) || 'link', link, context.marks) : text(cleanText(value) || 'link', context.marks) };
  };
  const attribute = (name: string): string => resource?.attributes.get(name) ?? '';
  switch (resource?.name) {
    case 'ri:page':
    case 'ri:blog-post': {
      const page = {
        title: attribute('ri:content-title'),
        ...named('spaceKey', attribute('ri:space-key')),
        ...named('postingDay', attribute('ri:posting-day')),
        ...named('anchor', anchor),
      };
      if (page.title === '') return words(anchor, anchor === '' ? undefined : `#${anchor}`);
      return words(page.title, pageHref(page, context.resolvers));
    }
    case 'ri:user':
      return user(resource, context);
    case 'ri:attachment': {
      const file = attachmentName(resource);
      const href = referenceHref({ kind: 'attachment', fileName: file.fileName, ...named('title', file.pageTitle ?? ''), ...named('spaceKey', file.spaceKey ?? '') });
      return { href, fallback: leaf('mediaInline', { type: 'file', ...fileAttributes(file, context.resolvers) }) };
    }
    case 'ri:space': {
      const spaceKey = attribute('ri:space-key');
      return words(spaceKey, spaceKey === '' ? undefined : referenceHref({ kind: 'space', spaceKey }));
    }
    case 'ri:content-entity': {
      const id = attribute('ri:content-id');
      return words(id, id === '' ? undefined : referenceHref({ kind: 'content', id, ...named('anchor', anchor) }));
    }
    case 'ri:url':
      return words(attribute('ri:value'), attribute('ri:value'));
    case 'ri:shortcut':
      return words(`${attribute('ri:parameter')}@${attribute('ri:key')}`);
    default:
      return words(anchor || (element.attributes.get('ac:tooltip') ?? ''), anchor === '' ? undefined : `#${encodeURIComponent(anchor.toWellFormed())}`);
  }
}

function user(resource: TreeElement, context: LinkContext): Target {
  const named: UserName | undefined = (
    [
      ['ri:account-id', 'accountId'],
      ['ri:userkey', 'userKey'],
      ['ri:username', 'userName'],
    ] as const
  )
    .map(([attribute, kind]): UserName => ({ kind, name: resource.attributes.get(attribute) ?? '' }))
    .find((candidate) => candidate.name !== '');
  if (!named) return { fallback: text('@', context.marks) };
  const fallback = mention(named, context.resolvers);
  const id = fallback.attrs?.['id'];
  return { href: typeof id === 'string' && id !== '' ? referenceHref({ kind: 'user', id }) : undefined, fallback };
}

/** `ri:attachment`, with the page that owns the file when it names one. */
export function attachmentName(resource: TreeElement): AttachmentName {
  const owner = childNamed(resource, 'ri:page', 'ri:blog-post');
  return {
    fileName: resource.attributes.get('ri:filename') ?? '',
    ...named('pageTitle', owner?.attributes.get('ri:content-title') ?? ''),
    ...named('spaceKey', owner?.attributes.get('ri:space-key') ?? ''),
  };
}

function named<Name extends string>(name: Name, value: string): { readonly [key in Name]?: string } {
  // The computed key is exactly the type parameter.
  return (value === '' ? {} : { [name]: value }) as { readonly [key in Name]?: string };
}
