/** Says anew who may enter a space. Somebody must stay who administers it: a site's administrator could, but should not have to, help. */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { wikiErrors } from './errors.ts';
import { replaceGrants } from './space-change-store.ts';
import { findSpace, listGrants, type Grant } from './space-store.ts';
import { viewerOf } from './visibility-store.ts';

export async function setSpaceAccess(ctx: Ctx, key: string, grants: readonly Grant[]): Promise<readonly Grant[]> {
  return ctx.tx(async (tx) => {
    const space = await findSpace(tx, viewerOf(ctx), { key });
    if (space === undefined) throw wikiErrors.space_not_found();
    if (space.level < 3) throw accessErrors.forbidden();
    if (!grants.some(({ level }) => level === 'admin')) throw wikiErrors.last_space_admin();
    const before = await listGrants(tx, space.id);
    if (same(before, grants)) return before;
    await replaceGrants(tx, ctx.tenant.tenantId, space.id, [...new Map(grants.map((grant) => [grant.principal, grant])).values()], ctx.actor.accountId);
    tx.record({ action: 'wiki_space_access_changed', target: { kind: 'space', id: space.key, name: space.name }, before, after: grants });
    return listGrants(tx, space.id);
  });
}

function same(a: readonly Grant[], b: readonly Grant[]): boolean {
  const keys = (grants: readonly Grant[]) => grants.map(({ principal, level }) => `${principal} ${level}`).sort().join();
  return keys(a) === keys(b);
}
