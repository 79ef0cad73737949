/** The answer of `GET /me`: the person, their places with their roles, and what the console needs for CSRF. */
import { organizationIds, siteIds } from '../../kernel/ids/index.ts';
import { accessErrors, type GlobalCtx } from '../../kernel/service/index.ts';
import type { Account } from '../directory/index.ts';
import { ownAccountId } from './own-account.ts';
import { csrfTokenOf } from './secrets.ts';
import type { IdentityWorkings } from './workings.ts';

/** Sites shown here; the rest is found by search. */
const sitesShownMax = 200;

export async function describeMe<View>(workings: IdentityWorkings, ctx: GlobalCtx, view: (account: Account) => View): Promise<object> {
  const account = await workings.directory.accountById(ctx, ownAccountId(ctx));
  if (account === undefined) throw accessErrors.not_signed_in();
  const organizations = [];
  for (const membership of await workings.directory.membershipsOf(ctx, account.id)) {
    const organization = await workings.places.organizationName(membership.organizationId);
    if (organization === undefined) continue;
    const standing = await workings.directory.standingOf(account.id, membership.organizationId);
    const sites = workings.places.sitesOf(membership.organizationId)
      .map((site) => ({ ...site, standing: standing.onSite(site.siteId) }))
      .filter((site) => site.standing.role !== null || standing.role === 'admin' || site.standing.duties.length > 0)
      .slice(0, sitesShownMax)
      .map((site) => ({ id: siteIds.format(site.siteId), name: site.name, slug: site.slug, region: site.region, state: site.state, role: site.standing.role, duties: site.standing.duties, products: site.products.map((product) => ({ ...product, role: product.type === 'tracker' || product.type === 'wiki' ? site.standing.products[product.type] : null })) }));
    organizations.push({ id: organizationIds.format(membership.organizationId), name: organization.name, slug: organization.slug, state: organization.state, role: standing.role ?? membership.role, duties: standing.duties, sites });
  }
  const { via } = ctx.actor;
  return { account: view(account), csrfToken: via.kind === 'session' && via.id !== null ? csrfTokenOf(workings.settings.serverSecret, via.id) : null, organizations };
}
