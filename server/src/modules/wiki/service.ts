/**
 * Wiki: spaces, pages and what hangs on them. Its HTTP API is a subset of Confluence Cloud's, at
 * `/ex/confluence/{site}` and at the site's own host, so that clients made for that one work.
 */
import { defineService } from '../../kernel/service/index.ts';

export const wiki = defineService({
  name: 'wiki',
  trustZone: 'product',
  owner: 'products',
  recoveryTier: 'tenant-content',
  stores: [{ in: 'shard', schema: 'wiki' }],
  databases: ['shard'],
  reads: [
    { in: 'shard', table: 'search.posting', reason: 'the index is asked in the statement that decides who sees what' },
    { in: 'shard', table: 'recovery.fence', reason: 'while a restore writes into a project or space, nobody else does' },
    { in: 'shard', table: 'search.build', reason: 'without a finished index, questions to text open what they did before' },
  ],
  calls: { media: ['put', 'open', 'keep'], directory: ['people', 'search'] },
  egress: [],
  permissions: {
    'wiki.space.view': { needs: 'container:read', title: 'See spaces and what is in them', scope: 'read:wiki' },
    'wiki.public.view': { needs: 'public', title: 'Read what a site and a space have opened to everybody, or what a public link opens' },
    'wiki.site.administer': { needs: 'site:admin', title: 'Change what the site sets for its wiki: trash, anonymous reading, public links', scope: 'write:wiki' },
    'wiki.space.create': { needs: 'site:member', title: 'Create spaces', scope: 'write:wiki' },
    'wiki.space.administer': { needs: 'container:admin', title: 'Change a space and who may enter it', scope: 'write:wiki' },
    'wiki.content.view': { needs: 'container:read', title: 'Read pages, blog posts, comments and attachments', scope: 'read:wiki' },
    'wiki.content.edit': { needs: 'container:write', title: 'Write and change pages, blog posts and attachments', scope: 'write:wiki' },
    'wiki.content.delete': { needs: 'container:write', title: 'Move pages, blog posts and attachments to the trash', scope: 'write:wiki' },
    'wiki.content.purge': { needs: 'container:admin', title: 'Delete what is in the trash for ever', scope: 'write:wiki' },
    'wiki.content.restrict': { needs: 'container:write', title: 'Say who may see or change a page', scope: 'write:wiki' },
    'wiki.comment.write': { needs: 'container:write', title: 'Comment on pages and blog posts', scope: 'write:wiki' },
    'wiki.search': { needs: 'site:guest', title: 'Search the wiki', scope: 'read:wiki' },
  },
  mounts: [
    { prefix: '/ex/confluence/:site', errorShape: 'confluence', product: 'wiki' },
    { prefix: '/api/v1/sites/:site/wiki', errorShape: 'problem', product: 'wiki' },
    { prefix: '/api/v1/public/sites/:site/wiki', errorShape: 'problem', product: 'wiki' },
  ],
});
