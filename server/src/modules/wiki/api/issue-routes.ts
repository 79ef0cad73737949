/** The list of issues in a page. */
import { Type } from 'typebox';
import { tenantRoute, type Route } from '../../../kernel/service/index.ts';
import type { Api } from './api.ts';
import { ownMount } from './own-doors.ts';

const Maybe = Type.Union([Type.String(), Type.Null()]);

export function issueRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: '/issues', mount: ownMount, summary: 'List issues of Tracker that a page shows, as far as you may see them', permission: 'wiki.content.view',
      query: Type.Object({ jql: Type.String({ maxLength: 10_000 }), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })) }),
      replies: { 200: Type.Object({ items: Type.Array(Type.Object({ key: Type.String(), summary: Type.String(), status: Type.String() })), total: Type.Union([Type.Integer(), Type.Null()]), error: Maybe }) },
      handle: (ctx, { query }) => api.issues(ctx, { jql: query.jql, limit: query.limit ?? 20 }),
    }),
  ];
}
