/**
 * Reading without signing in. Two doors, each said once, for later policies to close as well: `admitAnonymous` (the site's
 * switch, then the grant that the space's switch gives) and `admitLink` (both switches, and a link that is neither revoked nor over). Whatever is
 * off, unknown, restricted or gone is the same 404.
 */
import { createHash, randomBytes } from 'node:crypto';
import { newUuid } from '../../../kernel/ids/index.ts';
import { accessErrors, tenantErrors, type Ctx } from '../../../kernel/service/index.ts';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { findContent, type Content } from '../content-store.ts';
import { wikiErrors } from '../errors.ts';
import { isUnrestricted } from '../restriction-store.ts';
import { findSpace } from '../space-store.ts';
import { readSettings } from '../trash/setting-store.ts';
import { viewerOf, type Viewer } from '../visibility-store.ts';
import { anonymousPrincipal, countOpening, findLinkBySecret, insertLink, readPublicAccess, revokeLink, writePublicAccess, type PublicAccess } from './public-access-store.ts';

const nobody: Viewer = { principals: [anonymousPrincipal], admin: false, account: null };
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Who anonymous people are on this site. Fails with tenant.context_missing: a site that is closed to them is none. */
export async function admitAnonymous(tx: ReadTx): Promise<Viewer> {
  if (!(await readSettings(tx)).anonymousAccess) throw tenantErrors.context_missing();
  return nobody;
}

/** The page that a secret opens, counted. Fails with tenant.context_missing. */
export async function admitLink(ctx: Ctx, secret: string, counts: boolean): Promise<Content> {
  return ctx.tx(async (tx) => {
    const link = (await readSettings(tx)).publicLinks ? await findLinkBySecret(tx, hashOf(secret)) : undefined;
    const over = link === undefined || link.revokedAt !== null || (link.expiresAt !== null && link.expiresAt <= tx.now);
    // As an administrator sees it: the link is the right, and what is restricted, in the trash or a draft is told apart below.
    const page = over ? undefined : await findContent(tx, { ...nobody, admin: true }, link.contentId, { body: true });
    const opens = page !== undefined && (page.status === 'current' || page.status === 'archived') && (await readPublicAccess(tx, page.spaceId)).publicLinks && (await isUnrestricted(tx, page.id));
    if (link === undefined || page === undefined || !opens) throw tenantErrors.context_missing();
    if (counts) await countOpening(tx, link.id);
    return page;
  });
}

export async function switchPublicAccess(ctx: Ctx, key: string, change: { readonly [Name in keyof PublicAccess]?: boolean | undefined }): Promise<PublicAccess> {
  return ctx.tx(async (tx) => {
    const space = await findSpace(tx, viewerOf(ctx), { key });
    if (space === undefined) throw wikiErrors.space_not_found();
    if (space.level < 3) throw accessErrors.forbidden();
    const [before, site] = [await readPublicAccess(tx, space.id), await readSettings(tx)];
    const after = { anonymous: change.anonymous ?? before.anonymous, publicLinks: change.publicLinks ?? before.publicLinks };
    if ((after.anonymous && !before.anonymous && !site.anonymousAccess) || (after.publicLinks && !before.publicLinks && !site.publicLinks)) throw wikiErrors.site_switch_off();
    if (before.anonymous === after.anonymous && before.publicLinks === after.publicLinks) return before;
    await writePublicAccess(tx, ctx.tenant.tenantId, space.id, after);
    tx.record({ action: 'wiki_public_access_changed', target: { kind: 'space', id: space.key, name: space.name }, before, after });
    return after;
  });
}

export interface NewLink {
  readonly id: string;
  readonly secret: string;
}

export async function createPublicLink(ctx: Ctx, contentId: number, expiresAt: Date | null): Promise<NewLink> {
  return ctx.tx(async (tx) => {
    const page = await findContent(tx, viewerOf(ctx), contentId);
    if (page === undefined || (page.type !== 'page' && page.type !== 'blogpost') || page.status === 'trashed' || page.status === 'draft') throw wikiErrors.content_not_found();
    if (page.level < 2 || !page.mayUpdatePage) throw accessErrors.forbidden();
    if (!(await readSettings(tx)).publicLinks || !(await readPublicAccess(tx, page.spaceId)).publicLinks) throw wikiErrors.public_links_off();
    if (expiresAt !== null && expiresAt <= tx.now) throw wikiErrors.query_invalid({ detail: 'A link expires in the future.' });
    const [id, secret] = [newUuid(tx.now.getTime()), randomBytes(32).toString('base64url')];
    await insertLink(tx, ctx.tenant.tenantId, { id, contentId, secretHash: hashOf(secret), author: ctx.actor.accountId, expiresAt });
    tx.record({ action: 'wiki_public_link_created', target: { kind: page.type, id: String(contentId), name: page.title }, container: { kind: 'space', id: page.spaceKey }, after: { link: id, expiresAt } });
    return { id, secret };
  });
}

export async function revokePublicLink(ctx: Ctx, contentId: number, id: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const page = await findContent(tx, viewerOf(ctx), contentId);
    if (page === undefined) throw wikiErrors.content_not_found();
    if (page.level < 2 || !page.mayUpdatePage) throw accessErrors.forbidden();
    const outcome = await revokeLink(tx, contentId, id);
    if (outcome === 'unknown') throw wikiErrors.link_not_found();
    if (outcome === 'revoked') tx.record({ action: 'wiki_public_link_revoked', target: { kind: page.type, id: String(contentId), name: page.title }, container: { kind: 'space', id: page.spaceKey }, after: { link: id } });
  });
}
