/**
 * What Tracker needs of others, owned here and wired in main: who people are, and where bytes of attachments are kept.
 */
import type { Readable } from 'node:stream';
import type { AccountId } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';

export interface KnownPerson {
  readonly accountId: AccountId;
  readonly name: string;
  /** Present only where the reader may see it. */
  readonly email?: string;
  readonly active: boolean;
}

/** The directory, as far as Tracker asks it. */
export interface People {
  /** One round trip; unknown ids are absent from the answer. */
  people(ctx: Ctx, accountIds: readonly AccountId[]): Promise<ReadonlyMap<AccountId, KnownPerson>>;
  /** People of the site whose name or e-mail address begins with or contains the text; all for an empty text. */
  search(ctx: Ctx, text: string, limit: number): Promise<readonly KnownPerson[]>;
}

export interface StoredMedia {
  readonly mediaId: string;
  readonly sizeBytes: number;
}

/** The media service, as far as Tracker asks it. */
export interface Media {
  put(ctx: Ctx, stream: Readable, limits: { readonly sizeMaxBytes: number }): Promise<StoredMedia>;
  /** `range` is inclusive, in bytes. */
  open(ctx: Ctx, mediaId: string, options?: { readonly range?: { readonly start: number; readonly end: number } }): Promise<Readable>;
  /** Lets go of one reference. */
  remove(ctx: Ctx, mediaId: string): Promise<void>;
}
