/** Answers identity's questions about places from tenancy. */
import { tenantIds, type OrganizationId } from '../kernel/ids/index.ts';
import type { Places } from '../modules/identity/index.ts';
import type { Catalogue, Tenancy } from '../modules/tenancy/index.ts';

export function createPlaces(catalogue: Catalogue, tenancy: () => Tenancy): Places {
  return {
    organizationName: (organizationId: OrganizationId) => tenancy().organization(organizationId),
    sitesOf: (organizationId) => catalogue.sitesOf(organizationId).map(({ tenants, ...site }) => ({
      ...site, products: tenants.map((tenant) => ({ id: tenantIds.format(tenant.tenantId), type: tenant.product, state: tenant.state })),
    })),
  };
}
