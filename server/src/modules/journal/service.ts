/**
 * Descriptor of the journal: it follows every shard's changes, keeps its index in the control database, and is one of the few
 * that write into the vault.
 */
import { defineService } from '../../kernel/service/index.ts';

export const journalDescriptor = defineService({
  name: 'journal',
  trustZone: 'recovery',
  owner: 'recovery',
  recoveryTier: 'none',
  stores: [{ in: 'control', schema: 'journal' }, { in: 'shard', schema: 'journal' }],
  databases: ['control', 'shard'],
  calls: {},
  egress: [],
  permissions: {},
  mounts: [],
});
