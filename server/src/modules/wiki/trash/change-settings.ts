/** Changes what the site sets for its whole wiki; the same again changes nothing. */
import type { Ctx } from '../../../kernel/service/index.ts';
import { readSettings, writeSettings, type WikiSettings } from './setting-store.ts';

export async function changeSettings(ctx: Ctx, change: { readonly [Name in keyof WikiSettings]?: WikiSettings[Name] | undefined }): Promise<WikiSettings> {
  return ctx.tx(async (tx) => {
    const before = await readSettings(tx);
    const after: WikiSettings = {
      trashRetentionDays: change.trashRetentionDays ?? before.trashRetentionDays, anonymousAccess: change.anonymousAccess ?? before.anonymousAccess, publicLinks: change.publicLinks ?? before.publicLinks,
    };
    if (JSON.stringify(before) === JSON.stringify(after)) return before;
    await writeSettings(tx, ctx.tenant.tenantId, after);
    tx.record({ action: 'wiki_settings_changed', target: { kind: 'wiki', id: ctx.tenant.siteId }, before, after });
    return after;
  });
}
