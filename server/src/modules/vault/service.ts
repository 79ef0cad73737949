/**
 * The vault: the only holder of what backups and the journal wrote, once and locked. In the trust zone `recovery`, the
 * only one with write rights to it; the products have no way there.
 */
import { defineService } from '../../kernel/service/index.ts';

export const vaultDescriptor = defineService({
  name: 'vault',
  trustZone: 'recovery',
  owner: 'platform',
  recoveryTier: 'none',
  stores: [{ in: 'control', schema: 'vault' }],
  databases: ['control'],
  calls: {},
  egress: ['object-store'],
  permissions: {
    'vault.read': { needs: 'operator', title: 'See what is in the vault and what its medium enforces', scope: 'read:admin' },
    'vault.verify': { needs: 'operator', title: 'Verify the vault', scope: 'write:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
