/** Search: the blind index of sealed content of both products, and the questions that are asked of it. */
import { defineService } from '../../kernel/service/index.ts';

export const searchDescriptor = defineService({
  name: 'search',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'derived',
  stores: [{ in: 'shard', schema: 'search' }],
  databases: ['shard', 'control'],
  calls: { tracker: ['search'], wiki: ['search'], directory: ['search'] },
  egress: [],
  permissions: {
    'search.use': { needs: 'site:guest', title: 'Search both products of a site, for what one may see anyway', scope: 'read:wiki' },
  },
  mounts: [{ prefix: '/api/v1/sites/:site/search', errorShape: 'problem' }],
});
