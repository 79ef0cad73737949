/**
 * The front door for imports. Rows come in batches and name each other by their ids in the source; who calls needs no local
 * ids. Everything is idempotent by (import, kind, source id): a row that was stored before is counted as `known`
 * and left alone, so a killed import is simply continued and a repeated one doubles nothing. Ids are kept where they are free.
 *
 * Order: people and groups, then a space, its pages and posts (parents in any order), custom content, comments (answers in any
 * order), attachments, then versions, labels, restrictions, properties, watches, likes. A row whose container is not
 * there is refused as 'dangling', never stored half. Spaces are seen by nobody until `publish`.
 */
import type { Ctx } from '../../../kernel/service/index.ts';

/** Best ≤ 500 rows in a call; refused above this. */
export const importBatchMax = 1_000;

export interface ImportedPerson {
  /** The source's key: user key, or user name in old exports. What `author` and the like refer to. */
  readonly sourceId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly active: boolean;
  /** The account here that is the same person, when known; content then names the account. */
  readonly accountId: string | null;
}

export interface ImportedSpace {
  readonly sourceId: string;
  readonly key: string;
  readonly name: string;
  readonly type: 'global' | 'collaboration' | 'knowledge_base' | 'personal';
  readonly status: 'current' | 'archived';
  readonly author: string | null;
  readonly createdAt: Date;
  /** Content id of the SpaceDescription, to which the space's labels and logo hang. */
  readonly descriptionSourceId: string | null;
  readonly description: ImportedBody | null;
  readonly homepage: string | null;
}

export interface ImportedBody {
  /** The document as ADF, JSON text. */
  readonly adf: string;
  /** The body as it stood in the export. */
  readonly source?: { readonly format: 'storage' | 'confluence-markup' | 'adf' | 'raw'; readonly text: string };
}

/** What every piece of content has. People by their source ids; null where the export does not say. */
export interface ImportedContent {
  readonly sourceId: string;
  readonly status: 'current' | 'draft' | 'trashed' | 'archived';
  readonly title: string | null;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly modifier: string | null;
  readonly modifiedAt: Date;
  /** Number of the current version, ≥ 1. */
  readonly version: number;
  readonly message: string | null;
  readonly minor?: boolean;
  readonly body: ImportedBody | null;
}

export interface ImportedPage extends ImportedContent {
  readonly type: 'page' | 'blogpost';
  readonly space: string;
  readonly parent: string | null;
  readonly position: number | null;
}

export interface ImportedComment extends ImportedContent {
  /** Page, blog post, attachment or piece of custom content. */
  readonly container: string;
  /** The comment that this one answers. */
  readonly parent: string | null;
  readonly inline: {
    readonly markerRef: string | null;
    readonly originalSelection: string | null;
    readonly resolution: 'open' | 'reopened' | 'resolved' | 'dangling';
    readonly resolver: string | null;
    readonly resolvedAt: Date | null;
  } | null;
}

export interface ImportedFile {
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** As `Media.put` gave it; null where the export does not have the bytes. */
  readonly mediaId: string | null;
}

/** `title` is the file's name, `message` the comment on the upload, `body` null. */
export interface ImportedAttachment extends ImportedContent {
  /** Page, blog post, comment, custom content or space description. */
  readonly container: string;
  readonly file: ImportedFile;
}

export interface ImportedCustomContent extends ImportedContent {
  readonly container: string | null;
  readonly space: string;
  /** `pluginModuleKey`. */
  readonly contentType: string;
}

/** An older version of a page, blog post, comment or attachment. A number that is taken already is refused as 'duplicate'. */
export interface ImportedVersion {
  readonly sourceId: string;
  readonly of: string;
  readonly number: number;
  readonly title: string | null;
  readonly body: ImportedBody | null;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly message: string | null;
  readonly minor?: boolean;
  readonly file?: ImportedFile;
}

export interface ImportedLabelling {
  readonly sourceId: string;
  /** Page, blog post, attachment, or the space description for labels of the space. */
  readonly content: string;
  readonly prefix: 'global' | 'my' | 'team' | 'system';
  readonly name: string;
  readonly author: string | null;
  readonly createdAt: Date;
}

export type ImportedPrincipal = { readonly user: string } | { readonly group: string } | { readonly everyone: true };

export interface ImportedRestriction {
  readonly sourceId: string;
  readonly content: string;
  readonly operation: 'read' | 'update';
  readonly principal: ImportedPrincipal;
  readonly createdAt: Date;
}

/** Who may enter a space. The importer itself (the person of the context) is always made its administrator. */
export interface ImportedGrant {
  readonly space: string;
  readonly principal: ImportedPrincipal;
  readonly level: 'read' | 'write' | 'admin';
}

export interface ImportedProperty {
  readonly sourceId: string;
  readonly owner: { readonly kind: 'content' | 'space'; readonly sourceId: string };
  readonly key: string;
  /** JSON text. */
  readonly value: string;
}

export interface ImportedWatch {
  readonly sourceId: string;
  readonly target: { readonly kind: 'content' | 'space'; readonly sourceId: string };
  readonly person: string;
  readonly createdAt: Date;
}

export interface ImportedLike {
  readonly sourceId: string;
  readonly content: string;
  readonly person: string;
  readonly createdAt: Date;
}

export interface ImportedTemplate {
  readonly sourceId: string;
  readonly space: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly body: ImportedBody;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** Anything else, word for word: OutgoingLink, SpacePermission, ConfluenceBandanaRecord … */
export interface ImportedRecord {
  readonly sourceId: string;
  readonly kind: string;
  /** Goes with that space when it is discarded or removed. */
  readonly space: string | null;
  readonly raw: string;
}

/** What is left of an object beside the fields that it has here. It goes with what it hangs on. */
export interface ImportedOriginal {
  /** The object's own class. */
  readonly kind: string;
  readonly sourceId: string;
  readonly content?: string;
  readonly space?: string;
  readonly raw: string;
}

export interface PutResult {
  /** Stored by this call. */
  readonly stored: number;
  /** Stored before, by this import. */
  readonly known: number;
  readonly refused: readonly { readonly sourceId: string; readonly reason: 'dangling' | 'duplicate' }[];
}

export interface BegunSpace {
  readonly spaceId: number;
  /** As stored: with a number behind it where the wanted key was taken by another space. */
  readonly key: string;
  /** 'active' when this import published it before. */
  readonly state: 'importing' | 'active';
}

export interface PublishReport {
  readonly spaces: readonly { readonly spaceId: number; readonly key: string }[];
  /** Pages whose parent was not in the export, or that were their own ancestors: they now lie at the top of their space. */
  readonly pagesMovedToTop: number;
}

/** `importId` is a UUID that names the source: the same file brought again must come with the same one. */
export interface WikiImporting {
  putPeople(ctx: Ctx, importId: string, rows: readonly ImportedPerson[]): Promise<PutResult>;
  beginSpace(ctx: Ctx, importId: string, space: ImportedSpace): Promise<BegunSpace>;
  putGrants(ctx: Ctx, importId: string, rows: readonly ImportedGrant[]): Promise<PutResult>;
  putPages(ctx: Ctx, importId: string, rows: readonly ImportedPage[]): Promise<PutResult>;
  putCustomContent(ctx: Ctx, importId: string, rows: readonly ImportedCustomContent[]): Promise<PutResult>;
  putComments(ctx: Ctx, importId: string, rows: readonly ImportedComment[]): Promise<PutResult>;
  putAttachments(ctx: Ctx, importId: string, rows: readonly ImportedAttachment[]): Promise<PutResult>;
  putVersions(ctx: Ctx, importId: string, rows: readonly ImportedVersion[]): Promise<PutResult>;
  putLabels(ctx: Ctx, importId: string, rows: readonly ImportedLabelling[]): Promise<PutResult>;
  putRestrictions(ctx: Ctx, importId: string, rows: readonly ImportedRestriction[]): Promise<PutResult>;
  putProperties(ctx: Ctx, importId: string, rows: readonly ImportedProperty[]): Promise<PutResult>;
  putWatches(ctx: Ctx, importId: string, rows: readonly ImportedWatch[]): Promise<PutResult>;
  putLikes(ctx: Ctx, importId: string, rows: readonly ImportedLike[]): Promise<PutResult>;
  putTemplates(ctx: Ctx, importId: string, rows: readonly ImportedTemplate[]): Promise<PutResult>;
  putRecords(ctx: Ctx, importId: string, rows: readonly ImportedRecord[]): Promise<PutResult>;
  /** After what they hang on. */
  putOriginals(ctx: Ctx, importId: string, rows: readonly ImportedOriginal[]): Promise<PutResult>;
  /** Builds order and inherited restrictions, then shows all spaces of this import at once. Leaves one audit record for each space. */
  publish(ctx: Ctx, importId: string): Promise<PublishReport>;
  /** Removes everything of spaces that are not published yet. */
  discard(ctx: Ctx, importId: string): Promise<void>;
  /** Rows stored by this import, by kind: space, person, page, blogpost, custom, comment, attachment, version, label … */
  counts(ctx: Ctx, importId: string): Promise<Readonly<Record<string, number>>>;
}
