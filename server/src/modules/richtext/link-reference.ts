/**
 * Links between things of the same platform. Old markup names its targets (a page by title, a file by name), ADF has
 * only an address; so a named target is written as a relative address of a fixed form, which renderers and
 * `adfToStorage` read back. An address of this form works in the browser only where the caller's `linkTo` resolves it.
 */
export type LinkTarget =
  | { readonly kind: 'page'; readonly title: string; readonly spaceKey?: string; readonly postingDay?: string; readonly anchor?: string }
  | { readonly kind: 'content'; readonly id: string; readonly anchor?: string }
  | { readonly kind: 'space'; readonly spaceKey: string }
  | { readonly kind: 'attachment'; readonly fileName: string; readonly title?: string; readonly spaceKey?: string }
  | { readonly kind: 'user'; readonly id: string };

const pagePath = '/wiki/pages/viewpage.action';
const spacePath = '/wiki/spaces/';
const attachmentPath = '/wiki/download/attachments/-/';
const userPath = '/wiki/people/';

export function referenceHref(target: LinkTarget): string {
  switch (target.kind) {
    case 'page':
      return `${pagePath}?${query({ title: target.title, spaceKey: target.spaceKey, postingDay: target.postingDay })}${anchorPart(target.anchor)}`;
    case 'content':
      return `${pagePath}?${query({ pageId: target.id })}${anchorPart(target.anchor)}`;
    case 'space':
      return spacePath + segment(target.spaceKey);
    case 'attachment': {
      const where = query({ title: target.title, spaceKey: target.spaceKey });
      return attachmentPath + segment(target.fileName) + (where === '' ? '' : `?${where}`);
    }
    case 'user':
      return userPath + segment(target.id);
  }
}

/** Reads back what `referenceHref` wrote; any other address gives undefined. */
export function parseReference(href: string): LinkTarget | undefined {
  const [beforeAnchor = '', anchorText] = splitOnce(href, '#');
  const [path = '', search = ''] = splitOnce(beforeAnchor, '?');
  const parameters = new URLSearchParams(search);
  const anchor = decode(anchorText ?? '');
  const optionalAnchor = anchor ? { anchor } : {};
  if (path === pagePath) {
    const pageId = parameters.get('pageId');
    if (pageId) return { kind: 'content', id: pageId, ...optionalAnchor };
    const title = parameters.get('title');
    return title ? { kind: 'page', title, ...pick(parameters, 'spaceKey'), ...pick(parameters, 'postingDay'), ...optionalAnchor } : undefined;
  }
  const fileName = tail(path, attachmentPath);
  if (fileName) return { kind: 'attachment', fileName, ...pick(parameters, 'title'), ...pick(parameters, 'spaceKey') };
  const spaceKey = tail(path, spacePath);
  if (spaceKey && search === '' && anchor === '') return { kind: 'space', spaceKey };
  const id = tail(path, userPath);
  return id && search === '' && anchor === '' ? { kind: 'user', id } : undefined;
}

/** The last path segment decoded, when the path is `prefix` and one segment. */
function tail(path: string, prefix: string): string | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const rest = path.slice(prefix.length);
  return rest === '' || rest.includes('/') ? undefined : decode(rest);
}

function pick<Name extends string>(parameters: URLSearchParams, name: Name): { readonly [key in Name]?: string } {
  const value = parameters.get(name);
  // The computed key is exactly the type parameter.
  return (value ? { [name]: value } : {}) as { readonly [key in Name]?: string };
}

function query(parts: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value) parameters.set(name, value.toWellFormed());
  return parameters.toString();
}

function anchorPart(anchor: string | undefined): string {
  return anchor ? `#${segment(anchor)}` : '';
}

function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // an address that somebody typed, with a bare percent sign
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
