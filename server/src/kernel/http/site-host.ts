/**
 * A site answers at a host of its own, `acme.localhost:8080`, as the ecosystem's clients expect. That address is
 * turned into the one under `/ex/…` before routing, so that there is one door for each thing.
 */
export function createSiteHostRewriter(publicUrl: string): (url: string, host: string | undefined) => string {
  const base = new URL(publicUrl).hostname;
  return (url, host) => {
    if (host === undefined) return url;
    const name = host.replace(/:\d+$/, '').toLowerCase();
    if (!name.endsWith(`.${base}`)) return url;
    const slug = name.slice(0, -base.length - 1);
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(slug)) return url;
    if (url.startsWith('/rest/')) return `/ex/jira/@${slug}${url}`;
    if (url.startsWith('/wiki/')) return `/ex/confluence/@${slug}${url}`;
    return url;
  };
}
