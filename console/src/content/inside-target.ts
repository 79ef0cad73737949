// Recognises links in bodies that lead to an issue or a page, in the addresses that both products use.
export type InsideTarget =
  | { readonly kind: 'issue'; readonly key: string }
  | { readonly kind: 'page'; readonly spaceKey: string; readonly pageId: string };

export function insideTarget(href: string, origin: string, siteUrls: readonly (string | undefined)[]): InsideTarget | undefined {
  let url: URL;
  try {
    url = new URL(href, origin);
  } catch {
    return undefined;
  }
  const ours = [origin, ...siteUrls.flatMap((site) => (site === undefined || site === '' ? [] : [new URL(site, origin).origin]))];
  if (!ours.includes(url.origin)) return undefined;
  const issue = /\/browse\/([A-Z][A-Z0-9_]*-\d+)\/?$/.exec(url.pathname);
  if (issue?.[1] !== undefined) return { kind: 'issue', key: issue[1] };
  const page = /\/wiki\/spaces\/([^/]+)\/pages\/(\d+)(?:\/|$)/.exec(url.pathname);
  if (page?.[1] !== undefined && page[2] !== undefined) return { kind: 'page', spaceKey: decodeURIComponent(page[1]), pageId: page[2] };
  return undefined;
}
