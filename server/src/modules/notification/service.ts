/** Notifications: what happened that concerns somebody, for their inbox on a site. */
import { defineService } from '../../kernel/service/index.ts';

export const notificationDescriptor = defineService({
  name: 'notification',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'derived',
  stores: [{ in: 'shard', schema: 'notification' }],
  databases: ['shard', 'control'],
  calls: { tracker: ['notices'], wiki: ['notices'] },
  egress: [],
  permissions: {
    'notification.use': { needs: 'site:guest', title: 'See one\'s own notifications of a site and mark them as read', scope: 'read:tracker' },
  },
  mounts: [{ prefix: '/api/v1/sites/:site/notifications', errorShape: 'problem' }],
});
