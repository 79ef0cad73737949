// Which addresses may become a link here: the platform's own rule, so that what is typed or pasted is never
// refused later. http, https, mailto, tel, addresses of this site and anchors.
const schemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel']);

export function safeHref(raw: string): string | undefined {
  if (raw.length > 8_192) return undefined;
  // eslint-disable-next-line no-control-regex -- browsers drop these, so they may not hide a scheme
  const href = raw.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '').replace(/[\t\n\r]/g, '');
  if (href === '') return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  if (scheme === undefined) return /^[\\/]{2}/.test(href) ? `https://${href.replace(/^[\\/]+/, '')}` : href;
  if (!schemes.has(scheme)) return undefined;
  return scheme.startsWith('http') && !URL.canParse(href) ? undefined : href;
}

/** What people type as an address: a bare host gets its scheme. */
export function typedHref(raw: string): string | undefined {
  const text = raw.trim();
  if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(text)) return `mailto:${text}`;
  return safeHref(/^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(text) ? `https://${text}` : text);
}
