/** Audit: reading the log that every command writes, in the shape of the organization events API (R31, R54). */
import { defineService } from '../../kernel/service/index.ts';

export const auditDescriptor = defineService({
  name: 'audit',
  trustZone: 'control',
  owner: 'platform',
  recoveryTier: 'control-state',
  stores: [{ in: 'control', schema: 'audit', readOnly: true }, { in: 'shard', schema: 'audit', readOnly: true }],
  databases: ['control', 'shard'],
  calls: {},
  egress: [],
  permissions: {
    'audit.event.read': { needs: 'organization:audit', title: 'Read the audit log of an organization', scope: 'read:audit' },
  },
  mounts: [{ prefix: '/admin/v1', errorShape: 'problem' }],
});
