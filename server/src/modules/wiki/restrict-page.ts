/** Sets who may see and change a page. Whoever sets it stays in: nobody locks himself out. */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { findContent, type Content } from './content-store.ts';
import { wikiErrors } from './errors.ts';
import { rebuildGuardsBelow } from './guard-store.ts';
import { listRestrictions, replaceRestrictions, type Restriction } from './restriction-store.ts';
import { viewerOf } from './visibility-store.ts';

const restrictionsMax = 1_000;

export type RestrictionChange = (before: readonly Restriction[]) => readonly Restriction[];

export async function restrictPage(ctx: Ctx, id: number, change: RestrictionChange): Promise<Content> {
  return ctx.tx(async (tx) => {
    const page = await findContent(tx, viewerOf(ctx), id, { lock: true });
    if (page === undefined || (page.type !== 'page' && page.type !== 'blogpost')) throw wikiErrors.content_not_found();
    if (page.level < 2 || !page.mayUpdatePage) throw accessErrors.forbidden();
    const before = await listRestrictions(tx, id);
    const after = withMyself(change(before), ctx.actor.accountId);
    if (after.length > restrictionsMax) throw wikiErrors.restriction_invalid({ detail: `At most ${String(restrictionsMax)}.` });
    if (sameRestrictions(before, after)) return page;
    await replaceRestrictions(tx, ctx.tenant.tenantId, id, after, ctx.actor.accountId);
    await rebuildGuardsBelow(tx, ctx.tenant.tenantId, id);
    tx.record({ action: 'wiki_page_restricted', target: { kind: page.type, id: String(id), name: page.title }, container: { kind: 'space', id: page.spaceKey }, before, after });
    return page;
  });
}

function withMyself(restrictions: readonly Restriction[], account: string | null): readonly Restriction[] {
  if (account === null) return restrictions;
  const missing = (['read', 'update'] as const).filter((operation) =>
    restrictions.some((one) => one.operation === operation) && !restrictions.some((one) => one.operation === operation && one.principal === account));
  return [...restrictions, ...missing.map((operation): Restriction => ({ operation, principal: account, kind: 'user' }))];
}

function sameRestrictions(a: readonly Restriction[], b: readonly Restriction[]): boolean {
  const keys = (list: readonly Restriction[]) => new Set(list.map(({ operation, principal }) => `${operation} ${principal}`));
  const [first, second] = [keys(a), keys(b)];
  return first.size === second.size && [...first].every((key) => second.has(key));
}
