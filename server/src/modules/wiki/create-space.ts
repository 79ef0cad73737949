/**
 * Creates a space with a homepage and a description to hang labels on. Every member of the site may write in it, its maker
 * administers it; a private one is the maker's alone until he lets others in.
 */
import { isUniqueViolation, type Tx } from '../../kernel/db/index.ts';
import { everyonePrincipal, type Ctx } from '../../kernel/service/index.ts';
import { textToAdf } from '../richtext/index.ts';
import { insertContent, insertVersions, type ContentRow, type NewBody } from './content-batch-store.ts';
import { allocateIds } from './counter-store.ts';
import { wikiErrors } from './errors.ts';
import { evenRanks } from './ranks.ts';
import { insertGrants, insertSpace } from './space-change-store.ts';
import { findSpace, type Space } from './space-store.ts';
import { titleClaim } from './titles.ts';
import { viewerOf } from './visibility-store.ts';
import { emptyBody } from './write-body.ts';

export interface NewSpace {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly private: boolean;
}

const nameCharactersMax = 200;

export async function createSpace(ctx: Ctx, input: NewSpace): Promise<Space> {
  const name = input.name.trim();
  if (!/^~?[A-Za-z0-9]{1,255}$/.test(input.key)) throw wikiErrors.space_key_invalid();
  if (name === '') throw wikiErrors.title_missing();
  if (name.length > nameCharactersMax) throw wikiErrors.title_too_long({ found: name.length });
  try {
    return await ctx.tx((tx) => makeSpace(tx, ctx, { ...input, name }));
  } catch (error) {
    if (isUniqueViolation(error, 'space_tenant_id_key_claim_key')) throw wikiErrors.space_key_taken({}, error);
    throw error;
  }
}

async function makeSpace(tx: Tx, ctx: Ctx, input: NewSpace): Promise<Space> {
  const { tenantId } = ctx.tenant;
  const author = ctx.actor.accountId;
  const id = await allocateIds(tx, tenantId, 5);
  const [descriptionId, homepageId] = [id + 1, id + 2];
  await insertSpace(tx, tenantId, { id, key: input.key, name: input.name, type: input.key.startsWith('~') ? 'personal' : 'global', descriptionId, homepageId, author });
  await insertGrants(tx, tenantId, id, [
    ...(input.private ? [] : [{ principal: everyonePrincipal, level: 'write' as const }]),
    ...(author === null ? [] : [{ principal: author, level: 'admin' as const }]),
  ], author);
  const common = { subtype: null, spaceId: id, containerId: null, parentId: null, status: 'current', version: 1, author, createdAt: tx.now, modifier: author, modifiedAt: tx.now, anchor: null, resolution: null, resolver: null, resolvedAt: null } as const;
  const description: ContentRow = { ...common, id: descriptionId, versionId: id + 3, type: 'space-description', pageId: descriptionId, rank: '', title: null };
  const homepage: ContentRow = { ...common, id: homepageId, versionId: id + 4, type: 'page', pageId: homepageId, rank: evenRanks(1)[0] ?? '', title: input.name };
  await insertContent(tx, tenantId, [description, homepage], [null, titleClaim(tx.sealer, homepage)]);
  const version = (row: ContentRow, body: NewBody) => ({ id: row.versionId, contentId: row.id, number: 1, title: row.title, body, message: null, minor: false, author, createdAt: tx.now, file: null });
  await insertVersions(tx, tenantId, [version(description, { adf: JSON.stringify(textToAdf(input.description)) }), version(homepage, emptyBody)]);
  tx.record({ action: 'wiki_space_created', target: { kind: 'space', id: input.key, name: input.name }, after: { key: input.key, name: input.name, private: input.private } });
  const space = await findSpace(tx, viewerOf(ctx), { id }, { description: true });
  if (space === undefined) throw new Error('a space that was just made cannot be seen by its maker');
  return space;
}
