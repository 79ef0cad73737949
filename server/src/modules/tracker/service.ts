/**
 * What Tracker is to the rest of the platform: issues, their projects and what they are set up with, in each shard.
 * Its doors speak the public Jira Cloud REST v3 dialect.
 */
import { defineService } from '../../kernel/service/index.ts';

export const tracker = defineService({
  name: 'tracker',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'tenant-content',
  stores: [{ in: 'shard', schema: 'tracker' }],
  databases: ['shard'],
  reads: [
    { in: 'shard', table: 'search.posting', reason: 'the index is asked in the statement that decides who sees what' },
    { in: 'shard', table: 'recovery.fence', reason: 'while a restore writes into a project or space, nobody else does' },
    { in: 'shard', table: 'search.build', reason: 'without a finished index, questions to text open what they did before' },
  ],
  calls: {
    media: ['put', 'open'],
    directory: ['people', 'search'],
  },
  egress: [],
  permissions: {
    'tracker.site.view': { needs: 'site:guest', title: 'See what Tracker is set up with: types, statuses, priorities, fields', scope: 'read:tracker' },
    'tracker.site.configure': { needs: 'site:admin', title: 'Change what Tracker is set up with', scope: 'write:tracker' },
    'tracker.project.create': { needs: 'site:member', title: 'Create projects', scope: 'write:tracker' },
    'tracker.project.view': { needs: 'container:read', title: 'See a project and its issues', scope: 'read:tracker' },
    'tracker.project.manage': { needs: 'container:admin', title: 'Change a project, its components, versions and who may enter it', scope: 'write:tracker' },
    'tracker.issue.edit': { needs: 'container:write', title: 'Create, edit, move, link, comment on and delete issues', scope: 'write:tracker' },
    'tracker.issue.follow': { needs: 'container:read', title: 'Watch issues and vote for them', scope: 'write:tracker' },
    'tracker.board.manage': { needs: 'container:write', title: 'Make boards and change their settings', scope: 'write:tracker' },
    'tracker.dashboard.edit': { needs: 'site:guest', title: 'Keep dashboards of one\'s own', scope: 'write:tracker' },
    'tracker.portal.use': { needs: 'site:guest', title: 'Ask teams for things by the forms of their portals, and see one\'s own requests', scope: 'write:tracker' },
    'tracker.filter.edit': { needs: 'site:guest', title: 'Keep filters of one\'s own', scope: 'write:tracker' },
  },
  mounts: [
    { prefix: '/ex/jira/:site', errorShape: 'jira', product: 'tracker' },
    { prefix: '/api/v1/sites/:site/tracker', errorShape: 'problem', product: 'tracker' },
  ],
});
