/** Whole-cluster backup: reads the clusters by the replication protocol as their administrator, writes into the vault, and to nobody else. */
import { defineService } from '../../kernel/service/index.ts';

export const backupDescriptor = defineService({
  name: 'backup',
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
