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
  stores: [],
  databases: [],
  calls: {},
  egress: [],
  permissions: {},
  mounts: [],
});
