/** Directory: accounts, members, groups, roles, and what follows from them for a request. */
import { defineService } from '../../kernel/service/index.ts';

export const directoryDescriptor = defineService({
  name: 'directory',
  trustZone: 'control',
  owner: 'platform',
  recoveryTier: 'control-state',
  stores: [{ in: 'control', schema: 'directory' }],
  databases: ['control'],
  calls: {},
  egress: [],
  permissions: {
    'directory.people.read': { needs: 'organization:oversee', title: 'List the people of an organization and their roles', scope: 'read:admin' },
    'directory.people.manage': { needs: 'organization:manage-access', title: 'Change members and guests, suspend and remove people', scope: 'write:admin' },
    'directory.administrators.read': { needs: 'organization:guest', title: 'See whom to ask for more', scope: 'read:admin' },
    'directory.group.read': { needs: 'organization:member', title: 'List groups, their members and their roles', scope: 'read:admin' },
    'directory.group.manage': { needs: 'organization:manage-access', title: 'Create, change and delete groups and their members', scope: 'write:admin' },
    'directory.role.read': { needs: 'organization:oversee', title: 'See who administers, gives access or audits', scope: 'read:admin' },
    'directory.role.manage': { needs: 'organization:admin', title: 'Make administrators, user-access administrators and auditors', scope: 'write:admin' },
    'directory.site-access.read': { needs: 'site:oversee', title: 'See who has which role on a site or product', scope: 'read:admin' },
    'directory.site-access.manage': { needs: 'site:manage-access', title: 'Give and take roles on a site or product', scope: 'write:admin' },
    'directory.site-administrators.read': { needs: 'site:guest', title: 'See whom to ask for more on a site', scope: 'read:admin' },
    'directory.reach.read': { needs: 'site:guest', title: 'Ask who can reach something, and why; decided again on the thing itself', scope: 'read:admin' },
    'directory.site-people.read': { needs: 'site:member', title: 'Find people of a site', scope: 'read:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
