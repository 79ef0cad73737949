/** Interchange: other systems' backups come in here, and backups of our own go out, through the front doors of Tracker and Wiki. */
import { defineService } from '../../kernel/service/index.ts';

export const interchange = defineService({
  name: 'interchange',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'none',
  stores: [{ in: 'control', schema: 'interchange' }, { in: 'shard', schema: 'interchange' }],
  databases: ['control', 'shard'],
  calls: { tracker: ['import', 'export'], wiki: ['import', 'export'], media: ['put', 'open'], vault: ['put', 'get', 'remove'], directory: ['people'] },
  egress: [],
  permissions: {
    'interchange.backup.create': { needs: 'site:admin', title: 'Make backups of a site', scope: 'write:admin' },
    'interchange.backup.read': { needs: 'site:admin', title: 'See backups and their schedules', scope: 'read:admin' },
    'interchange.backup.manage': { needs: 'site:admin', title: 'Cancel and remove backups, and change their schedules', scope: 'write:admin' },
    'interchange.backup.download': { needs: 'site:admin', title: 'Fetch the file of a backup', scope: 'write:admin' },
    'interchange.import.create': { needs: 'site:admin', title: 'Bring in a backup of another system', scope: 'write:admin' },
    'interchange.import.read': { needs: 'site:admin', title: 'See imports and their reports', scope: 'read:admin' },
    'interchange.import.manage': { needs: 'site:admin', title: 'Cancel and resume imports', scope: 'write:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
