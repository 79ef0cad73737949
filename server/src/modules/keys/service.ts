/**
 * Descriptor of the key service. Its tables are in a database of their own (`migrations/keys`), which no other service's login
 * reaches; so it has none in control or a shard, and no route: other modules hold its sealers.
 */
import { defineService } from '../../kernel/service/index.ts';

export const keysDescriptor = defineService({
  name: 'keys',
  trustZone: 'keys',
  owner: 'foundation',
  recoveryTier: 'key-material',
  stores: [],
  databases: [],
  calls: {},
  egress: [],
  permissions: {},
  mounts: [],
});
