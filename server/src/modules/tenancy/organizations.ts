/** Creating, reading and renaming organizations; each has keys before it has a row. */
import { organizationIds, type OrganizationId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx, RequestFacts } from '../../kernel/service/index.ts';
import { noAccess } from '../../kernel/service/index.ts';
import { claimSlug, countSites, insertOrganization, readOrganization, renameOrganization as rename, type OrganizationRow } from './catalogue-store.ts';
import { tenancyErrors } from './errors.ts';
import { checkSlug } from './slugs.ts';
import type { TenancyWorkings } from './workings.ts';

export interface NewOrganization {
  readonly name: string;
  readonly slug: string;
}

/** Makes an organization and its keys. Fails with tenancy.slug_invalid, tenancy.slug_reserved, tenancy.slug_taken. */
export async function createOrganization(workings: TenancyWorkings, facts: RequestFacts, wanted: NewOrganization): Promise<OrganizationId> {
  checkSlug(wanted.slug);
  const organizationId = organizationIds.make();
  await workings.keys.createScope(organizationId); // keys that end up unused open nothing; rows without keys would be unreadable
  const ctx = workings.contexts.organization('tenancy', facts, organizationId, noAccess);
  await ctx.tx(async (tx) => {
    if (!(await claimSlug(tx, 'organization', wanted.slug, organizationId))) throw tenancyErrors.slug_taken({ slug: wanted.slug });
    await insertOrganization(tx, { organization_id: organizationId, slug: wanted.slug, name: wanted.name, plan: 'standard', features: {}, trial_plan: null, trial_ends_at: null, state: 'active', grace_days: 30, key_grace_days: 30, created_at: ctx.now });
    tx.record({ action: 'organization_created', target: { kind: 'organization', id: organizationIds.format(organizationId), name: wanted.name }, after: { slug: wanted.slug } });
  });
  return organizationId;
}

export async function readOrganizationWithCounts(ctx: OrganizationCtx): Promise<OrganizationRow & { readonly sites: number }> {
  return ctx.read(async (tx) => {
    const [organization, sites] = await Promise.all([readOrganization(tx), countSites(tx)]);
    if (organization === undefined) throw tenancyErrors.site_not_found();
    return { ...organization, sites };
  });
}

/** Renames; the same name again changes nothing. */
export async function renameOrganization(ctx: OrganizationCtx, name: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const before = await readOrganization(tx);
    if (before === undefined) throw tenancyErrors.site_not_found();
    if ((await rename(tx, name)) === 0) return;
    tx.record({ action: 'org_settings_update', target: { kind: 'organization', id: organizationIds.format(ctx.organizationId), name }, before: { name: before.name }, after: { name } });
  });
}
