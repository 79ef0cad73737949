/** Doors of components and versions by their own ids. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { changeComponent, changeVersion, createComponent, createVersion } from '../manage-project-items.ts';
import { deleteComponentFor, deleteVersionFor } from '../merge-project-items.ts';
import { readComponent, readVersion } from '../project-store.ts';
import { componentBean, versionBean } from '../show-project.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { ComponentShape, IdParams, numberOf, VersionShape } from './shapes.ts';

const text = Type.Optional(Type.String({ maxLength: 32_767 }));
const ProjectMember = { project: text, projectId: Type.Optional(Type.Integer()) };
const ComponentBody = Type.Object({ ...ProjectMember, name: text, description: text, leadAccountId: text, assigneeType: text });
const VersionBody = Type.Object({ ...ProjectMember, name: text, description: text, released: Type.Optional(Type.Boolean()), archived: Type.Optional(Type.Boolean()), startDate: text, releaseDate: text });

const projectOf = (body: { readonly project?: string | undefined; readonly projectId?: number | undefined }): string => body.project ?? String(body.projectId ?? '');

export function createProjectItemRoutes({ people }: ApiDependencies): readonly Route[] {
  const component = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const row = await readComponent(tx, viewerOf(ctx), id);
    if (row === undefined) throw errors.component_not_found();
    return componentBean(await showingOf(tx, ctx, people, base, await readConfiguration(tx), [row.lead]), row);
  });
  const version = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const row = await readVersion(tx, viewerOf(ctx), id);
    if (row === undefined) throw errors.version_not_found();
    return versionBean(await showingOf(tx, ctx, people, base, await readConfiguration(tx), []), row, ctx.now.toISOString().slice(0, 10));
  });
  const manage = { permission: 'tracker.project.manage', effect: 'write' } as const;
  const view = { permission: 'tracker.project.view', params: IdParams } as const;
  return [
    tenantRoute({
      ...manage, method: 'POST', path: '/rest/api/3/component', summary: 'Create a component', audit: 'tracker_component_created', body: ComponentBody, replies: { 201: ComponentShape }, errors: [errors.project_not_found, errors.name_taken],
      handle: async (ctx, { body, baseUrl }) => component(ctx, baseUrl, await createComponent(ctx, people, projectOf(body), body)),
    }),
    tenantRoute({ ...view, method: 'GET', path: '/rest/api/3/component/:id', summary: 'Read a component', replies: { 200: ComponentShape }, errors: [errors.component_not_found], handle: (ctx, { params, baseUrl }) => component(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...manage, method: 'PUT', path: '/rest/api/3/component/:id', summary: 'Change a component', audit: 'tracker_component_updated', params: IdParams, body: ComponentBody, replies: { 200: ComponentShape }, errors: [errors.component_not_found, errors.name_taken],
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeComponent(ctx, people, numberOf(params.id), body);
        return component(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...manage, method: 'DELETE', path: '/rest/api/3/component/:id', summary: 'Delete a component', audit: 'tracker_component_deleted', params: IdParams, query: Type.Object({ moveIssuesTo: Type.Optional(Type.String({ maxLength: 30 })) }), replies: { 204: null }, errors: [errors.component_not_found],
      handle: async (ctx, { params, query }) => { await deleteComponentFor(ctx, numberOf(params.id), query.moveIssuesTo === undefined ? null : numberOf(query.moveIssuesTo)); },
    }),
    tenantRoute({
      ...manage, method: 'POST', path: '/rest/api/3/version', summary: 'Create a version', audit: 'tracker_version_created', body: VersionBody, replies: { 201: VersionShape }, errors: [errors.project_not_found, errors.name_taken],
      handle: async (ctx, { body, baseUrl }) => version(ctx, baseUrl, await createVersion(ctx, projectOf(body), body)),
    }),
    tenantRoute({ ...view, method: 'GET', path: '/rest/api/3/version/:id', summary: 'Read a version', replies: { 200: VersionShape }, errors: [errors.version_not_found], handle: (ctx, { params, baseUrl }) => version(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...manage, method: 'PUT', path: '/rest/api/3/version/:id', summary: 'Change a version', audit: 'tracker_version_updated', params: IdParams, body: VersionBody, replies: { 200: VersionShape }, errors: [errors.version_not_found, errors.name_taken],
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeVersion(ctx, numberOf(params.id), body);
        return version(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...manage, method: 'DELETE', path: '/rest/api/3/version/:id', summary: 'Delete a version', audit: 'tracker_version_deleted', params: IdParams, query: Type.Object({ moveFixIssuesTo: Type.Optional(Type.String({ maxLength: 30 })), moveAffectedIssuesTo: Type.Optional(Type.String({ maxLength: 30 })) }), replies: { 204: null }, errors: [errors.version_not_found],
      handle: async (ctx, { params, query }) => {
        const placeOf = (text: string | undefined) => (text === undefined ? null : numberOf(text));
        await deleteVersionFor(ctx, numberOf(params.id), { fix: placeOf(query.moveFixIssuesTo), affects: placeOf(query.moveAffectedIssuesTo) }, 'tracker_version_deleted');
      },
    }),
  ];
}
