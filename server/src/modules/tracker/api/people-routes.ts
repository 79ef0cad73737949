/** Doors of people, groups, one's own rights, and what this server is. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { groupIds } from '../../../kernel/ids/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { hasLevel, viewerOf } from '../access.ts';
import { placeOfIssue } from '../activity-store.ts';
import { errors } from '../errors.ts';
import { parseIssueReference } from '../issue-read-store.ts';
import { limits } from '../limits.ts';
import { foldText } from '../match-text.ts';
import { listPlaceholders } from '../person-store.ts';
import { findPeople, parsePersonKey, personBean, type ShownPerson } from '../show-people.ts';
import type { ApiDependencies } from './answers.ts';
import { visibleProject } from './project-routes.ts';
import { bean, paging, PersonShape } from './shapes.ts';

/** Placeholders that a search opens at most. */
const placeholdersSearchedMax = 5_000;
const serverVersion = '1001.0.0';
const Search = Type.Object({ ...paging, query: Type.Optional(Type.String({ maxLength: 300 })), accountId: Type.Optional(Type.String({ maxLength: 100 })), project: Type.Optional(Type.String({ maxLength: 300 })), issueKey: Type.Optional(Type.String({ maxLength: 300 })) });

export function createPeopleRoutes({ people }: ApiDependencies): readonly Route[] {
  async function found(tx: ReadTx, ctx: Ctx, text: string, withPlaceholders: boolean): Promise<readonly ShownPerson[]> {
    const accounts = (await people.search(ctx.tenant.organizationId, text, limits.itemsPerPage, ctx.tenant.siteId)).map((person): ShownPerson => ({ id: person.accountId, name: person.name, email: person.email, active: person.active, timeZone: person.timeZone, account: true }));
    if (!withPlaceholders) return accounts;
    const wanted = foldText(text);
    const others = (await listPlaceholders(tx, placeholdersSearchedMax)).filter(({ name, email }) => foldText(name).includes(wanted) || (email ?? '').toLowerCase().includes(wanted));
    return [...accounts, ...others.map(({ id, name, email, active }): ShownPerson => ({ id, name, email, active, timeZone: 'Etc/UTC', account: false }))];
  }
  async function one(ctx: Ctx, base: string, key: string) {
    return ctx.read(async (tx) => {
      const id = parsePersonKey(key);
      const person = id === undefined ? undefined : (await findPeople(tx, ctx, people, [id])).get(id);
      if (person === undefined) throw errors.person_not_found();
      return personBean(base, viewerOf(ctx).seesEmail, person);
    });
  }
  const search = (withPlaceholders: boolean) => async (ctx: Ctx, { query, baseUrl }: { readonly query: { query?: string; accountId?: string; startAt?: number; maxResults?: number }; readonly baseUrl: string }) => {
    if (query.accountId !== undefined) return [await one(ctx, baseUrl, query.accountId)];
    const startAt = query.startAt ?? 0;
    const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
    return ctx.read(async (tx) => (await found(tx, ctx, query.query ?? '', withPlaceholders)).slice(startAt, startAt + maxResults).map((person) => personBean(baseUrl, viewerOf(ctx).seesEmail, person)));
  };
  const list = { method: 'GET', permission: 'tracker.site.view', query: Search, replies: { 200: Type.Array(PersonShape) } } as const;
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/myself', summary: 'Who one is', permission: 'tracker.site.view', query: Type.Object({ expand: Type.Optional(Type.String()) }), replies: { 200: PersonShape }, errors: [errors.person_not_found],
      handle: async (ctx, { baseUrl }) => ({ ...(await one(ctx, baseUrl, ctx.actor.accountId ?? '')), groups: { size: 0, items: [] }, applicationRoles: { size: 0, items: [] }, expand: 'groups,applicationRoles' }),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/user', summary: 'A person, by account id', permission: 'tracker.site.view', query: Type.Object({ accountId: Type.String({ maxLength: 100 }), expand: Type.Optional(Type.String()) }), replies: { 200: PersonShape }, errors: [errors.person_not_found],
      handle: (ctx, { query, baseUrl }) => one(ctx, baseUrl, query.accountId),
    }),
    tenantRoute({ ...list, path: '/rest/api/3/user/search', summary: 'People of the site and of imported systems, by name or e-mail address', handle: search(true) }),
    tenantRoute({ ...list, path: '/rest/api/3/users/search', summary: 'All people', handle: search(true) }),
    tenantRoute({ ...list, path: '/rest/api/3/user/assignable/search', summary: 'People to whom issues can be assigned', handle: search(false) }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/groups/picker', summary: 'Groups of the organization by name', permission: 'tracker.site.view', query: Type.Object({ query: Type.Optional(Type.String({ maxLength: 300 })), maxResults: Type.Optional(Type.Integer()) }),
      replies: { 200: bean({ header: Type.String(), total: Type.Number(), groups: Type.Array(bean({ name: Type.String(), groupId: Type.String() })) }) },
      handle: async (ctx, { query }) => {
        const wanted = foldText(query.query ?? '');
        const groups = (await people.groups(ctx.tenant.organizationId)).filter(({ name }) => foldText(name).includes(wanted));
        const shown = groups.slice(0, Math.min(Math.max(query.maxResults ?? 20, 1), limits.itemsPerPage));
        return { header: `Showing ${shown.length} of ${groups.length} matching groups`, total: groups.length, groups: shown.map(({ id, name }) => ({ name, html: '', labels: [], groupId: groupIds.format(groupIds.fromUuid(id)) })) };
      },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/mypermissions', summary: 'What one may do, in a project or on an issue when named', permission: 'tracker.site.view',
      query: Type.Object({ projectKey: Type.Optional(Type.String({ maxLength: 300 })), projectId: Type.Optional(Type.String({ maxLength: 30 })), issueKey: Type.Optional(Type.String({ maxLength: 300 })), issueId: Type.Optional(Type.String({ maxLength: 30 })), permissions: Type.Optional(Type.String({ maxLength: 4_000 })) }),
      replies: { 200: bean({ permissions: Type.Record(Type.String(), Type.Unknown()) }) }, errors: [errors.project_not_found, errors.issue_not_found],
      handle: (ctx, { query }) => ctx.read(async (tx) => {
        const level = await levelAt(tx, ctx, query.issueKey ?? query.issueId, query.projectKey ?? query.projectId);
        const all: Readonly<Record<string, boolean>> = {
          BROWSE_PROJECTS: hasLevel(level, 'read'), CREATE_ISSUES: hasLevel(level, 'write'), EDIT_ISSUES: hasLevel(level, 'write'), DELETE_ISSUES: hasLevel(level, 'write'), TRANSITION_ISSUES: hasLevel(level, 'write'), ASSIGN_ISSUES: hasLevel(level, 'write'),
          LINK_ISSUES: hasLevel(level, 'write'), ADD_COMMENTS: hasLevel(level, 'write'), WORK_ON_ISSUES: hasLevel(level, 'write'), CREATE_ATTACHMENTS: hasLevel(level, 'write'), ADMINISTER_PROJECTS: hasLevel(level, 'admin'), ADMINISTER: ctx.access.siteRole === 'admin',
        };
        const wanted = query.permissions === undefined ? Object.keys(all) : query.permissions.split(',').filter((key) => key in all);
        return { permissions: Object.fromEntries(wanted.map((key) => [key, { id: key, key, name: key.toLowerCase().replaceAll('_', ' '), type: key === 'ADMINISTER' ? 'GLOBAL' : 'PROJECT', description: '', havePermission: all[key] }])) };
      }),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/serverInfo', summary: 'What this server is', permission: 'tracker.site.view', replies: { 200: bean({ baseUrl: Type.String(), version: Type.String(), deploymentType: Type.String() }) },
      handle: (ctx, { baseUrl }) => Promise.resolve({ baseUrl, version: serverVersion, versionNumbers: [1001, 0, 0], deploymentType: 'Cloud', buildNumber: 100_000, serverTime: ctx.now.toISOString().replace('Z', '+0000'), serverTitle: 'Holdfast Tracker' }),
    }),
  ];
}

async function levelAt(tx: ReadTx, ctx: Ctx, issue: string | undefined, project: string | undefined): Promise<number> {
  if (issue !== undefined) {
    const reference = parseIssueReference(issue);
    const place = reference === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), reference);
    if (place === undefined) throw errors.issue_not_found();
    return place.level;
  }
  if (project !== undefined) return (await visibleProject(tx, ctx, project)).level;
  // Without a place: whether there may be one.
  return ctx.access.siteRole === 'admin' ? 3 : ctx.access.siteRole === 'member' ? 2 : 1;
}
