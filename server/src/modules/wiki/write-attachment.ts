/**
 * Files on pages, posts and comments. The bytes go through media first, sealed on their way; the row that refers to them is
 * written after. A name is taken once on a page: sent again with PUT it becomes the next version.
 */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { StoredMedia } from '../media/index.ts';
import { insertContent, insertVersions } from './content-batch-store.ts';
import { setCurrentVersion } from './content-change-store.ts';
import { findContent, listContent, type Content } from './content-store.ts';
import { allocateIds } from './counter-store.ts';
import { claimingTitle } from './create-content.ts';
import { wikiErrors } from './errors.ts';
import { titleClaim, titleToken } from './titles.ts';
import { viewerOf } from './visibility-store.ts';

export interface Upload {
  readonly containerId: number;
  readonly name: string;
  readonly mediaType: string;
  /** What media took in, under its number. */
  readonly stored: Pick<StoredMedia, 'mediaId' | 'sizeBytes'>;
  readonly message: string;
  readonly minor: boolean;
  /** What a name that is taken means. */
  readonly whenTaken: 'refuse' | 'new-version';
}

const fileNameCharactersMax = 255;

/** The last part of whatever path a client sent. Fails with wiki.file_name_invalid. */
export function checkedFileName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const bare = (name.split(/[/\\]/).at(-1) ?? '').replaceAll(/[\u0000-\u001f\u007f]/g, '').trim();
  if (bare === '' || bare === '.' || bare === '..' || bare.length > fileNameCharactersMax) throw wikiErrors.file_name_invalid();
  return bare;
}

const containerTypes: ReadonlySet<string> = new Set(['page', 'blogpost', 'comment', 'custom']);

/** Asked before the bytes are taken, and once more, inside the transaction, after. */
export async function checkMayAttach(ctx: Ctx, containerId: number): Promise<void> {
  admitContainer(await ctx.read((tx) => findContent(tx, viewerOf(ctx), containerId)));
}

function admitContainer(container: Content | undefined): Content {
  if (container === undefined || !containerTypes.has(container.type) || container.status === 'trashed') throw wikiErrors.content_not_found();
  if (container.level < 2 || !container.mayUpdatePage) throw accessErrors.forbidden();
  return container;
}

export async function attachFile(ctx: Ctx, upload: Upload): Promise<Content> {
  const name = checkedFileName(upload.name);
  const viewer = viewerOf(ctx);
  const { tenantId } = ctx.tenant;
  const author = ctx.actor.accountId;
  const file = { mediaType: checkedMediaType(upload.mediaType), sizeBytes: upload.stored.sizeBytes, mediaId: upload.stored.mediaId };
  return claimingTitle(ctx.tx(async (tx) => {
    const container = admitContainer(await findContent(tx, viewer, upload.containerId, { lock: true }));
    const [same] = await listContent(tx, viewer, {
      filter: { types: ['attachment'], statuses: ['current'], containerId: container.id, titleToken: titleToken(tx.sealer, name) }, sort: 'id', descending: false, after: null, limit: 1, body: false,
    });
    if (same !== undefined && upload.whenTaken === 'refuse') throw wikiErrors.file_taken();
    const [id, versionId] = await idsFor(tx, tenantId, same?.id);
    const number = (same?.version.number ?? 0) + 1;
    const place = { type: 'attachment', status: 'current', title: name, spaceId: container.spaceId, containerId: container.id } as const;
    const claim = titleClaim(tx.sealer, place);
    if (same === undefined) {
      await insertContent(tx, tenantId, [{
        ...place, id, versionId, subtype: null, pageId: container.pageId, parentId: null, rank: '', version: 1, author, createdAt: tx.now, modifier: author, modifiedAt: tx.now,
        anchor: null, resolution: null, resolver: null, resolvedAt: null,
      }], [claim]);
    }
    await insertVersions(tx, tenantId, [{ id: versionId, contentId: id, number, title: name, body: null, message: upload.message, minor: upload.minor, author, createdAt: tx.now, file }]);
    if (same !== undefined) await setCurrentVersion(tx, { id, versionId, number, title: name, claim, status: 'current', modifier: author });
    tx.record({
      action: 'wiki_attachment_stored', target: { kind: 'attachment', id: String(id), name }, container: { kind: container.pageType, id: String(container.pageId) },
      after: { name, version: number, sizeBytes: file.sizeBytes, mediaType: file.mediaType },
    });
    const attachment = await findContent(tx, viewer, id);
    if (attachment === undefined) throw wikiErrors.content_not_found();
    return attachment;
  }));
}

async function idsFor(tx: Parameters<typeof allocateIds>[0], tenantId: string, existing: number | undefined): Promise<readonly [id: number, versionId: number]> {
  const first = await allocateIds(tx, tenantId, 2);
  return existing === undefined ? [first, first + 1] : [existing, first];
}

function checkedMediaType(text: string): string {
  const bare = text.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(bare) ? bare : 'application/octet-stream';
}
