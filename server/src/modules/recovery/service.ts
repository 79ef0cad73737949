/**
 * Recovery: any tenant, project, space, issue or page to any second that the journal holds. Its login is the only one that writes
 * into products' tables; which those are is derived from what the tables declare of themselves.
 */
import { defineService } from '../../kernel/service/index.ts';

export const recoveryDescriptor = defineService({
  name: 'recovery',
  trustZone: 'recovery',
  owner: 'platform',
  recoveryTier: 'none',
  stores: [{ in: 'control', schema: 'recovery' }, { in: 'shard', schema: 'recovery' }],
  databases: ['control', 'shard'],
  recovers: 'a restore writes rows back as they were stored, whatever product they belong to',
  calls: { tracker: ['recover'], wiki: ['recover'], directory: ['people'] },
  egress: [],
  permissions: {
    'recovery.plan.read': { needs: 'site:guest', title: 'See what a restore would change, and how far one is: administrators all of a site, others their own', scope: 'read:admin' },
    'recovery.plan.create': { needs: 'site:guest', title: 'Plan a restore: administrators anything on their site, others what they may edit', scope: 'write:admin' },
    'recovery.plan.apply': { needs: 'site:guest', title: 'Apply and undo a restore that one has planned; administrators any of their site', scope: 'write:admin' },
    'recovery.past.read': { needs: 'site:admin', title: 'See a site as it was, and when it changed', scope: 'read:admin' },
    'recovery.drill.read': { needs: 'operator', title: 'See which drills there are, and what was measured', scope: 'read:admin' },
    'recovery.drill.run': { needs: 'operator', title: 'Run drills', scope: 'write:admin' },
  },
  mounts: [{ prefix: '/api/v1', errorShape: 'problem' }],
});
