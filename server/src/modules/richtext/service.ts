/** Rich text: pure functions that every product calls in its own process; no tables, no doors, no logins. */
import { defineService } from '../../kernel/service/index.ts';

export const richtext = defineService({
  name: 'richtext',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'none',
  stores: [],
  databases: [],
  calls: {},
  egress: [],
  permissions: {},
  mounts: [],
});
