/** Tenancy: the catalogue of organizations, sites, tenants and shards, and what may be done to them. */
import { defineService } from '../../kernel/service/index.ts';

export const tenancyDescriptor = defineService({
  name: 'tenancy',
  trustZone: 'control',
  owner: 'platform',
  recoveryTier: 'control-state',
  stores: [{ in: 'control', schema: 'tenancy' }],
  databases: ['control'],
  calls: { directory: ['grant-site-role', 'organizations-of'], tracker: ['seed-tenant'], wiki: ['seed-tenant'] },
  egress: [],
  permissions: {
    'tenancy.organization.list': { needs: 'signed-in', title: 'List the organizations one belongs to', scope: 'read:admin' },
    'tenancy.organization.create': { needs: 'operator', title: 'Create an organization', scope: 'write:admin' },
    'tenancy.organization.read': { needs: 'organization:member', title: 'See an organization and its sites', scope: 'read:admin' },
    'tenancy.organization.edit': { needs: 'organization:admin', title: 'Rename an organization', scope: 'write:admin' },
    'tenancy.plan.read': { needs: 'organization:oversee', title: 'See plan, trial, features and seats in use', scope: 'read:admin' },
    'tenancy.plan.change': { needs: 'organization:admin', title: 'Change plan, trial and flags', scope: 'write:admin' },
    'tenancy.plan.set': { needs: 'operator', title: 'Change the plan of any organization', scope: 'write:admin' },
    'tenancy.site.create': { needs: 'organization:admin', title: 'Create a site', scope: 'write:admin' },
    'tenancy.site.read': { needs: 'site:guest', title: 'See a site and the state of its products', scope: 'read:admin' },
    'tenancy.site.edit': { needs: 'site:admin', title: 'Rename a site', scope: 'write:admin' },
    'tenancy.site.suspend': { needs: 'site:admin', title: 'Suspend a site and open it again', scope: 'write:admin' },
    'tenancy.shard.read': { needs: 'operator', title: 'See the shards and how many tenants each holds', scope: 'read:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
