/** Editing one page together: opening, sending changes, listening, showing oneself, publishing. */
import { Type } from 'typebox';
import { isUuid } from '../../../kernel/ids/index.ts';
import { accessErrors, JsonReply, RawReply, tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { findContent } from '../content-store.ts';
import { admitEditor } from '../editing/keep-draft.ts';
import { wikiErrors } from '../errors.ts';
import { formatPerson } from '../people.ts';
import { changeTogether, discardTogether, openTogether, publishTogether, togetherLimits } from '../together/edit-together.ts';
import { pageKey, streamChanges } from '../together/stream-changes.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Api } from './api.ts';
import { conflictReply, ConflictProblem, publishedAnswer, PublishedShape } from './editing-routes.ts';
import { contentParams, namesOf, ownMount, TitleInput } from './own-doors.ts';
import { parseId } from './parameters.ts';

const path = '/contents/:id/together';
const SessionId = Type.String({ maxLength: 40 });
const errors = [wikiErrors.content_not_found, wikiErrors.update_invalid, wikiErrors.document_full];

function readSession(text: string): string {
  if (!isUuid(text)) throw wikiErrors.update_invalid({ detail: 'The session is not one that this server gave.' });
  return text;
}

function readUpdate(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length > togetherLimits.updateBytesMax) throw wikiErrors.update_invalid({ detail: `An update has 1 to ${String(togetherLimits.updateBytesMax)} bytes, in base64.` });
  return bytes;
}

function changeRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'POST', path, mount: ownMount, summary: 'Open the shared document of a page', permission: 'wiki.content.edit', params: contentParams, body: Type.Object({}),
      replies: { 200: Type.Object({ document: Type.String(), sequence: Type.Integer(), baseVersion: Type.Integer(), session: Type.String(), people: Type.Array(Type.Object({})), limits: Type.Object({}) }) }, errors,
      handle: async (ctx, { params: { id } }) => {
        const opened = await openTogether(ctx, parseId(id));
        const people = api.listeners.present(pageKey(ctx, parseId(id))).map(({ session, account, name, colour, state }) => ({ session, person: { accountId: formatPerson(account), name }, colour, state }));
        const { updateBytesMax, documentBytesMax, peopleMax } = togetherLimits;
        return { ...opened, document: opened.document.toString('base64'), people, limits: { updateBytesMax, documentBytesMax, peopleMax } };
      },
    }),
    tenantRoute({
      method: 'POST', path: `${path}/updates`, mount: ownMount, summary: 'Send changes of the shared document', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_page_edited_together', params: contentParams,
      body: Type.Object({ session: SessionId, updates: Type.Array(Type.String({ maxLength: 350_000 }), { minItems: 1, maxItems: togetherLimits.updatesMax }) }), bodyBytesMax: 24 * 1024 * 1024, replies: { 200: Type.Object({ sequence: Type.Integer() }) }, errors,
      handle: async (ctx, { params: { id }, body }) => {
        const sequence = await changeTogether(ctx, parseId(id), readSession(body.session), body.updates.map(readUpdate));
        api.listeners.wake(pageKey(ctx, parseId(id)));
        return { sequence };
      },
    }),
    tenantRoute({
      method: 'POST', path: `${path}/publish`, mount: ownMount, summary: 'Publish the shared document as a version', permission: 'wiki.content.edit', effect: 'write', audit: ['wiki_page_updated', 'wiki_blogpost_updated'], params: contentParams,
      body: Type.Object({ baseVersion: Type.Integer({ minimum: 1 }), title: Type.Optional(TitleInput), message: Type.Optional(Type.String({ maxLength: 2_000 })), minor: Type.Optional(Type.Boolean()) }),
      replies: { 200: PublishedShape, 409: ConflictProblem }, errors: [wikiErrors.content_not_found, wikiErrors.version_conflict, wikiErrors.title_taken, wikiErrors.title_missing],
      handle: async (ctx, { params: { id }, body }) => {
        const outcome = await publishTogether(ctx, { id: parseId(id), baseVersion: body.baseVersion, title: body.title, message: body.message ?? '', minor: body.minor === true });
        api.listeners.wake(pageKey(ctx, parseId(id)));
        return 'conflict' in outcome ? conflictReply(ctx, api, outcome.conflict) : publishedAnswer(outcome.published);
      },
    }),
    tenantRoute({
      method: 'DELETE', path, mount: ownMount, summary: 'Throw the unpublished changes of the shared document away', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_shared_changes_discarded', params: contentParams, replies: { 204: null }, errors,
      handle: async (ctx, { params: { id } }) => {
        await discardTogether(ctx, parseId(id));
        api.listeners.wake(pageKey(ctx, parseId(id)));
        return new JsonReply(204, null);
      },
    }),
  ];
}

function listenRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: `${path}/stream`, mount: ownMount, summary: 'Listen to the changes of the shared document (server-sent events)', permission: 'wiki.content.edit', params: contentParams,
      query: Type.Object({ session: Type.Optional(SessionId), after: Type.Optional(Type.Integer({ minimum: 0 })) }), replies: { 200: null }, errors,
      handle: async (ctx, { params: { id }, query }) => {
        admitEditor(await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(id))));
        const stream = streamChanges(ctx, api.listeners, api.renew, { id: parseId(id), after: query.after ?? 0 });
        return new RawReply(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }, stream);
      },
    }),
    tenantRoute({
      method: 'POST', path: `${path}/presence`, mount: ownMount, summary: 'Show where you are in the shared document', permission: 'wiki.content.edit', params: contentParams, body: Type.Object({ session: SessionId, state: Type.Unknown() }),
      bodyBytesMax: 16_384, replies: { 204: null }, errors,
      handle: async (ctx, { params: { id }, body }) => {
        const me = ctx.actor.accountId;
        admitEditor(await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(id))));
        if (me === null) throw accessErrors.forbidden();
        if (JSON.stringify(body.state ?? null).length > togetherLimits.presenceBytesMax) throw wikiErrors.update_invalid({ detail: `A state has at most ${String(togetherLimits.presenceBytesMax)} characters.` });
        const person = await namesOf(ctx, api, [me]);
        api.listeners.show(pageKey(ctx, parseId(id)), { session: readSession(body.session), account: me, name: person(me)?.name ?? '', state: body.state ?? null });
        return new JsonReply(204, null);
      },
    }),
  ];
}

export function togetherRoutes(api: Api): readonly Route[] {
  return [...changeRoutes(api), ...listenRoutes(api)];
}
