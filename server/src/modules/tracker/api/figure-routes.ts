/** Doors of figures: what a query finds, counted for charts. They are ours; the original has only its gadgets' insides. */
import { Type } from 'typebox';
import { tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { ages, createdAndResolved, distribution } from '../show-figures.ts';
import { ownMount, type ApiDependencies } from './answers.ts';

const Jql = Type.Optional(Type.String({ maxLength: limits.jqlCharacters }));
const groupings = ['status', 'assignee', 'priority', 'issuetype', 'reporter', 'resolution', 'project', 'component', 'label'] as const;
const Count = Type.Number();

export function createFigureRoutes({ people }: ApiDependencies): readonly Route[] {
  const shared = { method: 'GET', mount: ownMount, permission: 'tracker.project.view', errors: [errors.jql_invalid, errors.search_too_broad] } as const;
  return [
    tenantRoute({
      ...shared, path: '/figures/distribution', summary: 'How many issues of a query there are for each value of a field',
      query: Type.Object({ jql: Jql, by: Type.Union(groupings.map((name) => Type.Literal(name))) }),
      replies: { 200: Type.Object({ total: Count, slices: Type.Array(Type.Object({ value: Type.Union([Type.String(), Type.Null()]), name: Type.Union([Type.String(), Type.Null()]), count: Count })) }) },
      handle: (ctx, { query }) => ctx.read((tx) => distribution(tx, ctx, people, query.jql ?? '', query.by)),
    }),
    tenantRoute({
      ...shared, path: '/figures/created-resolved', summary: 'How many issues of a query were created and resolved on each of the last days',
      query: Type.Object({ jql: Jql, days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })) }),
      replies: { 200: Type.Object({ created: Count, resolved: Count, days: Type.Array(Type.Object({ day: Type.String(), created: Count, resolved: Count })) }) },
      handle: (ctx, { query }) => ctx.read((tx) => createdAndResolved(tx, ctx, people, query.jql ?? '', query.days ?? 30)),
    }),
    tenantRoute({
      ...shared, path: '/figures/age', summary: 'How old the open issues of a query are', query: Type.Object({ jql: Jql }),
      replies: { 200: Type.Object({ total: Count, medianDays: Type.Union([Count, Type.Null()]), buckets: Type.Array(Type.Object({ fromDays: Count, toDays: Type.Union([Count, Type.Null()]), count: Count })) }) },
      handle: (ctx, { query }) => ctx.read((tx) => ages(tx, ctx, people, query.jql ?? '')),
    }),
  ];
}
