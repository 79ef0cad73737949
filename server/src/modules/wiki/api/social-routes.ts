/** Doors of reactions, watching and views: each asks first whether the content may be seen. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { wikiErrors } from '../errors.ts';
import { reactions, setReaction, type Reaction } from '../react.ts';
import { listReactions } from '../reaction-store.ts';
import { countView, readViews } from '../view-store.ts';
import { readWatch, setWatch } from '../watch.ts';
import type { WatchTarget } from '../watch-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { contentParams, namesOf, ownMount } from './own-doors.ts';
import { IdParameter, parseId } from './parameters.ts';

const ReactionList = Type.Object({ items: Type.Array(Type.Object({ reaction: Type.String(), count: Type.Integer(), mine: Type.Boolean() })) });
const peopleShownMax = 10;

async function reactionsOf(ctx: Ctx, api: Api, id: number): Promise<Answer> {
  const found = await ctx.read((tx) => listReactions(tx, id, ctx.actor.accountId, peopleShownMax));
  const person = await namesOf(ctx, api, found.flatMap(({ people }) => people));
  return { items: found.map(({ reaction, count, mine, people }) => ({ reaction, count, mine, people: people.map((one) => person(one)) })) };
}

function reactionRoutes(api: Api): readonly Route[] {
  const path = '/contents/:id/reactions';
  const change = (method: 'PUT' | 'DELETE'): Route => tenantRoute({
    method, path: `${path}/:reaction`, mount: ownMount, summary: method === 'PUT' ? 'React to content' : 'Take your reaction back', permission: 'wiki.content.view', effect: 'write', audit: method === 'PUT' ? 'wiki_reaction_added' : 'wiki_reaction_removed',
    params: Type.Object({ id: IdParameter, reaction: Type.String({ enum: [...reactions] }) }), replies: { 200: ReactionList }, errors: [wikiErrors.content_not_found],
    handle: async (ctx, { params: { id, reaction } }) => {
      await setReaction(ctx, parseId(id), reaction as Reaction, method === 'PUT'); // the schema lets only those through
      return reactionsOf(ctx, api, parseId(id));
    },
  });
  return [
    tenantRoute({
      method: 'GET', path, mount: ownMount, summary: 'List the reactions to content', permission: 'wiki.content.view', params: contentParams, replies: { 200: ReactionList }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => reactionsOf(ctx, api, (await api.contentSeen(ctx, parseId(id), ['page', 'blogpost', 'comment'])).id),
    }),
    change('PUT'), change('DELETE'),
  ];
}

function watchRoutes(): readonly Route[] {
  const path = '/watches/:kind/:id';
  const params = Type.Object({ kind: Type.String({ enum: ['content', 'space', 'blog'] }), id: Type.String({ maxLength: 300 }) });
  const replies = { 200: Type.Object({ watching: Type.Boolean(), watchers: Type.Integer() }) };
  const errors = [wikiErrors.content_not_found, wikiErrors.space_not_found];
  const kindOf = (text: string): WatchTarget['kind'] => (text === 'space' || text === 'blog' ? text : 'content');
  return [
    tenantRoute({ method: 'GET', path, mount: ownMount, summary: 'Tell whether you watch content, a space or its blog', permission: 'wiki.content.view', params, replies, errors, handle: (ctx, { params: { kind, id } }) => readWatch(ctx, kindOf(kind), id) }),
    tenantRoute({ method: 'PUT', path, mount: ownMount, summary: 'Watch content, a space or its blog', permission: 'wiki.content.view', effect: 'write', audit: 'wiki_watch_begun', params, replies, errors, handle: (ctx, { params: { kind, id } }) => setWatch(ctx, kindOf(kind), id, true) }),
    tenantRoute({ method: 'DELETE', path, mount: ownMount, summary: 'Watch content, a space or its blog no longer', permission: 'wiki.content.view', effect: 'write', audit: 'wiki_watch_ended', params, replies, errors, handle: (ctx, { params: { kind, id } }) => setWatch(ctx, kindOf(kind), id, false) }),
  ];
}

/** One place for a later policy that forbids counting. A look is no command: it leaves a number and no record. */
function viewRoutes(api: Api): readonly Route[] {
  const path = '/contents/:id/views';
  return [
    tenantRoute({
      method: 'GET', path, mount: ownMount, summary: 'Tell how often content was seen', permission: 'wiki.content.view', params: contentParams, replies: { 200: Type.Object({ views: Type.Integer(), people: Type.Integer(), since: Type.Union([Type.String(), Type.Null()]) }) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => {
        const content = await api.contentSeen(ctx, parseId(id), ['page', 'blogpost']);
        const { views, people, since } = await ctx.read((tx) => readViews(tx, content.id));
        return { views, people, since: since?.toISOString() ?? null };
      },
    }),
    tenantRoute({
      method: 'POST', path, mount: ownMount, summary: 'Count that you saw content', permission: 'wiki.content.view', params: contentParams, body: Type.Object({}), replies: { 204: null }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => {
        const content = await api.contentSeen(ctx, parseId(id), ['page', 'blogpost']);
        const me = ctx.actor.accountId;
        if (me !== null) await ctx.tx((tx) => countView(tx, ctx.tenant.tenantId, content.id, me));
        return new JsonReply(204, null);
      },
    }),
  ];
}

export function socialRoutes(api: Api): readonly Route[] {
  return [...reactionRoutes(api), ...watchRoutes(), ...viewRoutes(api)];
}
