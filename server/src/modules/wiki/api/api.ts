/** What the doors of the wiki are made of. */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Clock } from '../../../kernel/time/index.ts';
import type { Media } from '../../media/index.ts';
import { findContent, type Content } from '../content-store.ts';
import type { ContentType } from '../content-types.ts';
import { wikiErrors } from '../errors.ts';
import type { IssueSource } from '../issues.ts';
import type { People } from '../people.ts';
import type { Listeners } from '../together/listeners.ts';
import type { Renew } from '../together/stream-changes.ts';
import { findSpace, type Space } from '../space-store.ts';
import { viewerOf } from '../visibility-store.ts';

/** Groups of the organization, as far as the wiki shows their names. */
export interface Groups {
  /** Ids are UUIDs. */
  groups(ctx: Ctx): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export interface Api {
  readonly people: People;
  readonly groups: Groups;
  readonly media: Media;
  readonly listeners: Listeners;
  /** Judges the proof of whoever listens anew. */
  readonly renew: Renew;
  readonly issues: IssueSource;
  readonly clock: Clock;
  /** Fails with wiki.space_not_found. */
  spaceSeen(ctx: Ctx, id: number): Promise<Space>;
  /** Fails with wiki.content_not_found when it is not there, not of these types, or not to be seen. */
  contentSeen(ctx: Ctx, id: number, types: readonly ContentType[]): Promise<Content>;
}

export function createApi(dependencies: Omit<Api, 'spaceSeen' | 'contentSeen'>): Api {
  return {
    ...dependencies,
    async spaceSeen(ctx, id) {
      const space = await ctx.read((tx) => findSpace(tx, viewerOf(ctx), { id }));
      if (space === undefined) throw wikiErrors.space_not_found();
      return space;
    },
    async contentSeen(ctx, id, types) {
      const content = await ctx.read((tx) => findContent(tx, viewerOf(ctx), id));
      if (content === undefined || !types.includes(content.type)) throw wikiErrors.content_not_found();
      return content;
    },
  };
}

/** `/ex/confluence/site_…` of `http://host/ex/confluence/site_…`. */
export function basePathOf(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}
