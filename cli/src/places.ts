/** From what people type (`acme`, `@acme`, `site_…`) to ids, with the only choice as the default. */
import type { Client } from './client.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

export interface SiteOfMine {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly region: string;
  readonly state: string;
  readonly role: string | null;
}
export interface OrganizationOfMine {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: string;
  readonly sites: readonly SiteOfMine[];
}
export interface Me {
  readonly account: { readonly id: string; readonly email: string; readonly name: string; readonly operator: boolean };
  readonly csrfToken: string | null;
  readonly organizations: readonly OrganizationOfMine[];
}

export const readMe = (client: Client): Promise<Me> => client.get<Me>('/api/v1/me');

const named = (reference: string, place: { readonly id: string; readonly slug: string }): boolean => place.id === reference || place.slug === reference.replace(/^@/, '');

export async function findOrganization(client: Client, reference: string | undefined): Promise<OrganizationOfMine> {
  const { organizations } = await readMe(client);
  const known = organizations.map((one) => one.slug).join(', ') || 'none';
  if (reference === undefined) {
    const [only] = organizations;
    if (only === undefined || organizations.length > 1) throw new CommandError('say which organization with --org', exitCodes.usage, `Yours: ${known}.`);
    return only;
  }
  const found = organizations.find((one) => named(reference, one));
  if (found === undefined) throw new CommandError(`no organization of yours is called ${reference}`, exitCodes.refused, `Yours: ${known}.`);
  return found;
}

/** A site's id; one that is not among the first shown is looked up by its address. */
export async function findSite(client: Client, reference: string): Promise<string> {
  if (reference.startsWith('site_')) return reference;
  const { organizations } = await readMe(client);
  const found = organizations.flatMap((one) => one.sites).find((site) => named(reference, site));
  return found?.id ?? `@${reference.replace(/^@/, '')}`;
}

export const segment = (text: string): string => encodeURIComponent(text);
