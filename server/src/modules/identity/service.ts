/** Identity: first-run set-up, passwords, sessions, API tokens, invitations. */
import { defineService } from '../../kernel/service/index.ts';

export const identityDescriptor = defineService({
  name: 'identity',
  trustZone: 'control',
  owner: 'platform',
  recoveryTier: 'control-state',
  stores: [{ in: 'control', schema: 'identity' }],
  databases: ['control'],
  calls: { directory: ['accounts', 'join', 'memberships-of'], tenancy: ['create-organization', 'create-site'] },
  egress: ['smtp'],
  permissions: {
    'identity.public': { needs: 'public', title: 'Set-up, sign-in, invitations and password reset' },
    'identity.self.read': { needs: 'signed-in', title: 'See one\'s own account', scope: 'read:me' },
    'identity.self.edit': { needs: 'signed-in', title: 'Change one\'s own account, sessions and tokens' },
    'identity.invitation.read': { needs: 'organization:oversee', title: 'See pending invitations', scope: 'read:admin' },
    'identity.invitation.manage': { needs: 'organization:manage-access', title: 'Invite people and take invitations back', scope: 'write:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
