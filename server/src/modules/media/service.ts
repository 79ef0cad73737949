/**
 * Media: the only holder of file storage. Products reach it through their own requests' contexts and decide
 * themselves who may see what; it has no doors of its own.
 */
import { defineService } from '../../kernel/service/index.ts';

export const media = defineService({
  name: 'media',
  trustZone: 'media',
  owner: 'platform',
  recoveryTier: 'tenant-content',
  stores: [{ in: 'shard', schema: 'media' }],
  databases: ['shard'],
  calls: {},
  egress: [],
  permissions: {},
  mounts: [],
});
