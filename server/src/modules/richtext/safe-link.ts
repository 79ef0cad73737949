/**
 * Which addresses a document may lead to. The rule is an allowlist of schemes judged on the address as a browser
 * reads it (whitespace and control characters inside a scheme do not hide it); everything without a scheme is
 * relative or an anchor. What is refused stays visible as text, it only is no link.
 */
import { limits } from './limits.ts';

const linkSchemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel']);

/** The address as it may stand in a link, or undefined when it is not allowed. */
export function safeHref(raw: string): string | undefined {
  if (raw.length > limits.hrefMax) return undefined;
  const href = asBrowsersRead(raw);
  if (href === '') return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  if (scheme === undefined) return safeRelative(href);
  if (!linkSchemes.has(scheme)) return undefined;
  if ((scheme === 'http' || scheme === 'https') && !URL.canParse(href)) return undefined;
  return href;
}

/** The address of an image: http, https or relative. */
export function safeImageUrl(raw: string): string | undefined {
  const href = safeHref(raw);
  return href === undefined || /^(?:mailto|tel):/i.test(href) || href.startsWith('#') ? undefined : href;
}

export function isExternal(href: string): boolean {
  return /^https?:/i.test(href);
}

/** WHATWG URL: leading and trailing C0 and space go, tab and newline go everywhere. Everything else unprintable is escaped. */
function asBrowsersRead(raw: string): string {
  return raw
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- the C0 controls that browsers strip
    .replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '')
    .replace(/[\t\n\r]/g, '')
    // eslint-disable-next-line no-control-regex -- controls, spaces and direction marks must not reach an address
    .replace(/[\u0000-\u0020\u007F-\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F-\u206F\u3000\uFEFF\uFFFE\uFFFF"<>`]/g, encodeURIComponent);
}

/** `//host` and its backslash disguises leave the site: they are written as the https address that they are. */
function safeRelative(href: string): string | undefined {
  if (!/^[\\/]{2}/.test(href)) return href;
  const absolute = `https://${href.replace(/^[\\/]+/, '')}`;
  return URL.canParse(absolute) ? absolute : undefined;
}
