/** Interchange: other systems' backups come in here, through the front doors of Tracker and Wiki. */
import { defineService } from '../../kernel/service/index.ts';

export const interchange = defineService({
  name: 'interchange',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'none',
  stores: [{ in: 'control', schema: 'interchange' }, { in: 'shard', schema: 'interchange' }],
  databases: ['control', 'shard'],
  calls: { tracker: ['import'], wiki: ['import'], media: ['put'], directory: ['people'] },
  egress: [],
  permissions: {
    'interchange.import.create': { needs: 'site:admin', title: 'Bring in a backup of another system', scope: 'write:admin' },
    'interchange.import.read': { needs: 'site:admin', title: 'See imports and their reports', scope: 'read:admin' },
    'interchange.import.manage': { needs: 'site:admin', title: 'Cancel and resume imports', scope: 'write:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
