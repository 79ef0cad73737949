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
    'directory.people.read': { needs: 'organization:admin', title: 'List the people of an organization', scope: 'read:admin' },
    'directory.people.manage': { needs: 'organization:admin', title: 'Change roles, suspend and remove people', scope: 'write:admin' },
    'directory.group.read': { needs: 'organization:member', title: 'List groups and their members', scope: 'read:admin' },
    'directory.group.manage': { needs: 'organization:admin', title: 'Create, change and delete groups and their members', scope: 'write:admin' },
    'directory.site-access.read': { needs: 'site:admin', title: 'See who has which role on a site', scope: 'read:admin' },
    'directory.site-access.manage': { needs: 'site:admin', title: 'Give and take roles on a site', scope: 'write:admin' },
    'directory.site-people.read': { needs: 'site:member', title: 'Find people of a site', scope: 'read:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
