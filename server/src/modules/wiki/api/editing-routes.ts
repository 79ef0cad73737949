/** Drafts, publishing with conflicts, comparing and restoring versions. */
import { Type } from 'typebox';
import { JsonReply, RawReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { compareDocuments, compareWords } from '../../richtext/index.ts';
import { findContent, type Content } from '../content-store.ts';
import { conflictWith, documentOf, type Conflict, type Side } from '../editing/conflicts.ts';
import { findDraft, listDrafts } from '../editing/draft-store.ts';
import { admitEditor, dropDraft, readDraft, saveDraft, type DraftState } from '../editing/keep-draft.ts';
import { publishContent, restoreVersion, type Published } from '../editing/publish-content.ts';
import { wikiErrors } from '../errors.ts';
import { findVersion, type Version } from '../version-store.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { AdfInput, contentParams, documentBytesMax, ListShape, namesOf, ownList, ownMount, ownPaging, readAdf, TitleInput, type ShowPerson } from './own-doors.ts';
import { decodeTimeCursor } from './paging.ts';
import { IdParameter, parseId } from './parameters.ts';

const DraftShape = Type.Object({ contentId: Type.String(), title: Type.String(), adf: Type.Unknown(), baseVersion: Type.Integer(), changedAt: Type.String(), currentVersion: Type.Integer(), stale: Type.Boolean() });
export const PublishedShape = Type.Object({ contentId: Type.String(), title: Type.String(), version: Type.Integer(), publishedAt: Type.String(), changed: Type.Boolean() });
const SideShape = Type.Object({ version: Type.Integer(), title: Type.String(), adf: Type.Unknown() });
const ConflictShape = Type.Object({
  base: Type.Union([SideShape, Type.Null()]), theirs: SideShape, yours: SideShape, merged: Type.Object({ title: Type.String(), adf: Type.Unknown() }), conflicts: Type.Array(Type.Object({ kind: Type.String() })),
});
export const ConflictProblem = Type.Object({ code: Type.String(), status: Type.Integer(), title: Type.String(), conflict: ConflictShape });
const VersionFactsShape = Type.Object({ number: Type.Integer(), title: Type.String(), createdAt: Type.String(), message: Type.String() });
const Words = Type.Array(Type.Object({ change: Type.String(), text: Type.String() }));
const Edit = Type.Object({ title: TitleInput, adf: AdfInput, baseVersion: Type.Integer({ minimum: 1 }) });

const draftAnswer = ({ content, title, adf, baseVersion, changedAt }: DraftState): Answer => ({
  contentId: String(content.id), title, adf: documentOf(adf), baseVersion, changedAt: changedAt.toISOString(), currentVersion: content.version.number, stale: baseVersion < content.version.number,
});

export const publishedAnswer = ({ contentId, title, version, publishedAt, changed }: Published): Answer => ({ contentId: String(contentId), title, version, publishedAt: publishedAt.toISOString(), changed });

function conflictAnswer({ base, theirs, yours, merged, titleConflict, blockConflicts }: Conflict, person: ShowPerson): Answer {
  const side = ({ version, title, adf, author, createdAt }: Side): Answer => ({ version, title, adf, author: person(author), createdAt: createdAt.toISOString() });
  return {
    base: base === null ? null : side(base), theirs: side(theirs), yours: side(yours), merged,
    conflicts: [...(titleConflict === null ? [] : [{ kind: 'title', path: null, ...titleConflict }]), ...blockConflicts.map((one) => ({ kind: 'block', ...one }))],
  };
}

/** A problem document (RFC 9457 §3.2) with both sides as an extension member. */
export async function conflictReply(ctx: Ctx, api: Api, conflict: Conflict): Promise<RawReply> {
  const { code, status, title } = wikiErrors.version_conflict.definition;
  const person = await namesOf(ctx, api, [conflict.base?.author ?? null, conflict.theirs.author, conflict.yours.author]);
  const body = { type: `/api/errors#${code}`, title, status, code, requestId: ctx.requestId, detail: `The current version is ${String(conflict.theirs.version)}.`, conflict: conflictAnswer(conflict, person) };
  return new RawReply(status, { 'content-type': 'application/problem+json' }, JSON.stringify(body));
}

function draftRoutes(): readonly Route[] {
  const path = '/contents/:id/draft';
  const errors = [wikiErrors.content_not_found, wikiErrors.draft_not_found, wikiErrors.version_not_found];
  return [
    tenantRoute({
      method: 'GET', path: '/drafts', mount: ownMount, summary: 'List what you have begun and not published', permission: 'wiki.content.view', query: Type.Object(ownPaging), replies: { 200: ListShape }, errors: [wikiErrors.cursor_invalid],
      handle: async (ctx, { query }) => {
        const [limit, me] = [query.limit ?? 50, ctx.actor.accountId];
        const found = me === null ? [] : await ctx.read((tx) => listDrafts(tx, viewerOf(ctx), me, { after: decodeTimeCursor(query.cursor), limit }));
        return ownList(found, limit, (draft) => ({
          contentId: String(draft.contentId), title: draft.title, spaceKey: draft.spaceKey, type: draft.type, changedAt: draft.changedAt.toISOString(), baseVersion: draft.baseVersion,
          currentVersion: draft.currentVersion, stale: draft.baseVersion < draft.currentVersion, published: draft.status !== 'draft',
        }), (draft) => ({ key: draft.changedAt.toISOString(), id: draft.contentId }));
      },
    }),
    tenantRoute({
      method: 'GET', path, mount: ownMount, summary: 'Get your draft of a page or blog post', permission: 'wiki.content.view', params: contentParams, replies: { 200: DraftShape }, errors,
      handle: async (ctx, { params: { id } }) => draftAnswer(await readDraft(ctx, parseId(id))),
    }),
    tenantRoute({
      method: 'PUT', path, mount: ownMount, summary: 'Save your draft of a page or blog post', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_draft_begun', params: contentParams, body: Edit, bodyBytesMax: documentBytesMax, replies: { 200: DraftShape }, errors,
      handle: async (ctx, { params: { id }, body }) => draftAnswer(await saveDraft(ctx, { id: parseId(id), title: body.title, adf: readAdf(body.adf), baseVersion: body.baseVersion })),
    }),
    tenantRoute({
      method: 'DELETE', path, mount: ownMount, summary: 'Throw your draft of a page or blog post away', permission: 'wiki.content.view', effect: 'write', audit: 'wiki_draft_dropped', params: contentParams, replies: { 204: null }, errors,
      handle: async (ctx, { params: { id } }) => {
        await dropDraft(ctx, parseId(id));
        return new JsonReply(204, null);
      },
    }),
  ];
}

function publishRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'POST', path: '/contents/:id/publish', mount: ownMount, summary: 'Publish a page or blog post, saying which version one started from', permission: 'wiki.content.edit', effect: 'write', audit: ['wiki_page_updated', 'wiki_blogpost_updated'], params: contentParams,
      body: Type.Object({ ...Edit.properties, message: Type.Optional(Type.String({ maxLength: 2_000 })), minor: Type.Optional(Type.Boolean()), resolves: Type.Optional(Type.String({ enum: ['merge'] })) }), bodyBytesMax: documentBytesMax,
      replies: { 200: PublishedShape, 409: ConflictProblem }, errors: [wikiErrors.content_not_found, wikiErrors.version_conflict, wikiErrors.version_not_found, wikiErrors.title_taken, wikiErrors.title_missing, wikiErrors.title_too_long],
      handle: async (ctx, { params: { id }, body }) => {
        const outcome = await publishContent(ctx, { id: parseId(id), title: body.title, adf: readAdf(body.adf), baseVersion: body.baseVersion, message: body.message ?? '', minor: body.minor === true, mergesAlone: body.resolves === 'merge' });
        return 'conflict' in outcome ? conflictReply(ctx, api, outcome.conflict) : publishedAnswer(outcome.published);
      },
    }),
    tenantRoute({
      method: 'POST', path: '/contents/:id/merge', mount: ownMount, summary: 'Show what publishing would meet, without publishing', permission: 'wiki.content.edit', params: contentParams, body: Edit, bodyBytesMax: documentBytesMax,
      replies: { 200: Type.Object({ upToDate: Type.Boolean(), conflict: Type.Union([ConflictShape, Type.Null()]) }) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, body }) => {
        const adf = readAdf(body.adf);
        const conflict = await ctx.read(async (tx) => {
          const current = admitEditor(await findContent(tx, viewerOf(ctx), parseId(id), { body: true }));
          return current.version.number === body.baseVersion ? null : conflictWith(tx, current, { title: body.title.trim(), adf, baseVersion: body.baseVersion, author: ctx.actor.accountId });
        });
        if (conflict === null) return { upToDate: true, conflict: null };
        return { upToDate: false, conflict: conflictAnswer(conflict, await namesOf(ctx, api, [conflict.base?.author ?? null, conflict.theirs.author, conflict.yours.author])) };
      },
    }),
  ];
}

type Compared = Pick<Version, 'number' | 'title' | 'author' | 'createdAt' | 'message'> & { readonly adf: string | null };

/** `3`, `current` or `draft` (one's own). */
async function comparedState(ctx: Ctx, content: Content, name: string): Promise<Compared> {
  const current: Compared = { ...content.version, title: content.title, adf: content.body?.adf ?? null };
  if (name === 'current' || name === String(content.version.number)) return current;
  if (name === 'draft') {
    const draft = await ctx.read((tx) => findDraft(tx, content.id, ctx.actor.accountId));
    if (draft === undefined) throw wikiErrors.draft_not_found();
    return { number: content.version.number + 1, title: draft.title, author: ctx.actor.accountId, createdAt: draft.changedAt, message: '', adf: draft.adf };
  }
  const version = /^\d{1,9}$/.test(name) ? await ctx.read((tx) => findVersion(tx, content.id, Number(name), { body: true })) : undefined;
  if (version === undefined) throw wikiErrors.version_not_found();
  return { ...version, adf: version.body?.adf ?? null };
}

function versionRoutes(api: Api): readonly Route[] {
  const name = Type.String({ maxLength: 20 });
  return [
    tenantRoute({
      method: 'GET', path: '/contents/:id/compare', mount: ownMount, summary: 'Compare two versions of a page or blog post, block by block', permission: 'wiki.content.view', params: contentParams, query: Type.Object({ from: name, to: Type.Optional(name) }),
      replies: { 200: Type.Object({ from: VersionFactsShape, to: VersionFactsShape, title: Words, blocks: Type.Array(Type.Object({ change: Type.String() })), counts: Type.Object({ added: Type.Integer(), removed: Type.Integer(), changed: Type.Integer(), same: Type.Integer() }) }) },
      errors: [wikiErrors.content_not_found, wikiErrors.version_not_found, wikiErrors.draft_not_found],
      handle: async (ctx, { params: { id }, query }) => {
        const content = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(id), { body: true }));
        if (content === undefined || (content.type !== 'page' && content.type !== 'blogpost')) throw wikiErrors.content_not_found();
        const [from, to] = [await comparedState(ctx, content, query.from), await comparedState(ctx, content, query.to ?? 'current')];
        const person = await namesOf(ctx, api, [from.author, to.author]);
        const facts = (one: Compared): Answer => ({ number: one.number, title: one.title, author: person(one.author), createdAt: one.createdAt.toISOString(), message: one.message });
        const blocks = compareDocuments(documentOf(from.adf), documentOf(to.adf));
        const count = (change: string): number => blocks.filter((block) => block.change === change).length;
        return {
          from: facts(from), to: facts(to), title: compareWords(from.title, to.title), blocks,
          counts: { added: count('added'), removed: count('removed'), changed: count('changed'), same: count('same') },
        };
      },
    }),
    tenantRoute({
      method: 'POST', path: '/contents/:id/versions/:number/restore', mount: ownMount, summary: 'Make an old version the newest', permission: 'wiki.content.edit', effect: 'write', audit: ['wiki_page_updated', 'wiki_blogpost_updated'],
      params: Type.Object({ id: IdParameter, number: Type.Integer({ minimum: 1 }) }), body: Type.Object({ message: Type.Optional(Type.String({ maxLength: 2_000 })) }), replies: { 200: PublishedShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_not_found, wikiErrors.title_taken],
      handle: async (ctx, { params: { id, number }, body }) => publishedAnswer(await restoreVersion(ctx, parseId(id), number, body.message ?? '')),
    }),
  ];
}

export function editingRoutes(api: Api): readonly Route[] {
  return [...draftRoutes(), ...publishRoutes(api), ...versionRoutes(api)];
}
