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
  permissions: {
    'journal.evidence.read': { needs: 'site:audit', title: 'Export what changed on a site between two times, per item and field', scope: 'read:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
