/** Doors of the trash and of a tracker's settings. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { readProject } from '../project-store.ts';
import { changeSettings, purgeIssue, purgeProject, restoreIssue, restoreProject } from '../restore-trash.ts';
import { readSettings } from '../settings-store.ts';
import { projectBean } from '../show-project.ts';
import { listTrashedIssues, listTrashedProjects } from '../trash-store.ts';
import { ownMount, showingOf, type ApiDependencies } from './answers.ts';
import { bean, IdParams, numberOf, ProjectParams, ProjectShape } from './shapes.ts';

const ItemShape = bean({ id: Type.String(), key: Type.String(), trashedAt: Type.String(), purgeAt: Type.String() });
const SettingsShape = Type.Object({ trashDays: Type.Integer(), bulkIssuesMax: Type.Integer() });
const dayMs = 86_400_000;

function tokenOf(at: Date, id: number): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

function readToken(token: string): { readonly at: Date; readonly id: number } {
  const match = /^(\S{24,30}) (\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  const at = new Date(match?.[1] ?? '');
  if (match === null || Number.isNaN(at.getTime())) throw errors.page_token_invalid();
  return { at, id: Number(match[2]) };
}

export function createTrashRoutes({ people }: ApiDependencies): readonly Route[] {
  const view = { method: 'GET', mount: ownMount, permission: 'tracker.project.view' } as const;
  const work = { mount: ownMount, permission: 'tracker.issue.edit', effect: 'write', params: IdParams, errors: [errors.issue_not_found, errors.parent_in_trash] } as const;
  const manage = { permission: 'tracker.project.manage', effect: 'write', errors: [errors.project_not_found] } as const;
  const restored = async (ctx: Ctx, base: string, reference: string) => {
    const id = await restoreProject(ctx, reference);
    return ctx.read(async (tx) => {
      const [project, configuration] = [await readProject(tx, viewerOf(ctx), String(id)), await readConfiguration(tx)];
      if (project === undefined) throw errors.project_not_found();
      return projectBean(await showingOf(tx, ctx, people, base, configuration, [project.lead]), project, configuration, new Set());
    });
  };
  return [
    tenantRoute({
      ...view, path: '/trash/issues', summary: 'Deleted issues that one may bring back', query: Type.Object({ project: Type.Optional(Type.String({ maxLength: 300 })), nextPageToken: Type.Optional(Type.String({ maxLength: 200 })), maxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }),
      replies: { 200: bean({ items: Type.Array(ItemShape), isLast: Type.Boolean() }) }, errors: [errors.page_token_invalid],
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const limit = query.maxResults ?? 50;
        const project = query.project === undefined ? null : ((await readProject(tx, viewerOf(ctx), query.project))?.id ?? -1);
        const rows = await listTrashedIssues(tx, viewerOf(ctx), { project, after: query.nextPageToken === undefined ? null : readToken(query.nextPageToken), limit: limit + 1 });
        const { trashDays } = await readSettings(tx);
        const page = rows.slice(0, limit);
        const last = page.at(-1);
        const showing = await showingOf(tx, ctx, people, baseUrl, await readConfiguration(tx), page.map(({ trashed_by }) => trashed_by));
        return {
          items: page.map((row) => ({
            id: String(row.id), key: row.key, summary: tx.sealer.open(sealedIn.issue.summary, row.id, row.summary), issueTypeId: String(row.issue_type_id), project: { id: String(row.project_id), key: row.project_key, name: tx.sealer.open(sealedIn.project.name, row.project_id, row.project_name) },
            trashedAt: row.trashed_at.toISOString(), trashedBy: showing.people.bean(row.trashed_by), purgeAt: new Date(row.trashed_at.getTime() + trashDays * dayMs).toISOString(), withIt: row.together,
          })), isLast: rows.length <= limit, ...(rows.length > limit && last !== undefined ? { nextPageToken: tokenOf(last.trashed_at, last.id) } : {}),
        };
      }),
    }),
    tenantRoute({ ...work, method: 'POST', path: '/trash/issues/:id/restore', summary: 'Bring an issue back, with what went with it', audit: 'tracker_issue_restored', replies: { 200: bean({ key: Type.String() }) }, handle: async (ctx, { params }) => ({ key: await restoreIssue(ctx, numberOf(params.id)) }) }),
    tenantRoute({ ...work, method: 'DELETE', path: '/trash/issues/:id', summary: 'Delete an issue for good', audit: 'tracker_issue_purged', replies: { 204: null }, handle: async (ctx, { params }) => { await purgeIssue(ctx, numberOf(params.id)); } }),
    tenantRoute({
      ...view, path: '/trash/projects', summary: 'Deleted projects that one administered', replies: { 200: bean({ items: Type.Array(ItemShape) }) },
      handle: (ctx, { baseUrl }) => ctx.read(async (tx) => {
        const rows = await listTrashedProjects(tx, viewerOf(ctx), limits.itemsPerPage);
        const { trashDays } = await readSettings(tx);
        const showing = await showingOf(tx, ctx, people, baseUrl, await readConfiguration(tx), rows.map(({ trashed_by }) => trashed_by));
        return {
          items: rows.map((row) => {
            const at = row.trashed_at ?? ctx.now;
            return { id: String(row.id), key: row.key, name: tx.sealer.open(sealedIn.project.name, row.id, row.name), trashedAt: at.toISOString(), trashedBy: showing.people.bean(row.trashed_by), purgeAt: new Date(at.getTime() + trashDays * dayMs).toISOString(), issueCount: row.issues };
          }),
        };
      }),
    }),
    tenantRoute({ ...manage, method: 'POST', path: '/rest/api/3/project/:project/restore', summary: 'Bring a project back', audit: 'tracker_project_restored', params: ProjectParams, replies: { 200: ProjectShape }, handle: (ctx, { params, baseUrl }) => restored(ctx, baseUrl, params.project) }),
    tenantRoute({
      permission: 'tracker.site.configure', effect: 'write', errors: [errors.project_not_found], mount: ownMount, method: 'DELETE', path: '/trash/projects/:project', summary: 'Delete a project for good', audit: 'tracker_project_purged', params: ProjectParams, replies: { 204: null },
      handle: async (ctx, { params }) => { await purgeProject(ctx, params.project); },
    }),
    tenantRoute({ method: 'GET', mount: ownMount, permission: 'tracker.site.view', path: '/settings', summary: 'Settings of the tracker', replies: { 200: SettingsShape }, handle: (ctx) => ctx.read((tx) => readSettings(tx)) }),
    tenantRoute({
      method: 'PUT', mount: ownMount, permission: 'tracker.site.configure', effect: 'write', audit: 'tracker_settings_updated', path: '/settings', summary: 'Change settings of the tracker', body: Type.Object({ trashDays: Type.Optional(Type.Integer()), bulkIssuesMax: Type.Optional(Type.Integer()) }), replies: { 200: SettingsShape }, errors: [errors.fields_invalid],
      handle: (ctx, { body }) => changeSettings(ctx, body),
    }),
  ];
}
