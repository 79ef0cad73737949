/** What a site sets for its whole wiki: one row of wiki.setting, or the defaults. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';

export interface WikiSettings {
  readonly trashRetentionDays: number;
  readonly anonymousAccess: boolean;
  readonly publicLinks: boolean;
}

const defaults: WikiSettings = { trashRetentionDays: 30, anonymousAccess: false, publicLinks: false };

export async function readSettings(tx: ReadTx): Promise<WikiSettings> {
  const [row] = await tx.sql<{ trash_retention_days: number; anonymous_access: boolean; public_links: boolean }>('select trash_retention_days, anonymous_access, public_links from wiki.setting');
  return row === undefined ? defaults : { trashRetentionDays: row.trash_retention_days, anonymousAccess: row.anonymous_access, publicLinks: row.public_links };
}

export async function writeSettings(tx: Tx, tenantId: string, settings: WikiSettings): Promise<void> {
  await tx.changeSql(
    `insert into wiki.setting (tenant_id, trash_retention_days, anonymous_access, public_links) values ($1, $2, $3, $4)
     on conflict (tenant_id) do update set trash_retention_days = excluded.trash_retention_days, anonymous_access = excluded.anonymous_access, public_links = excluded.public_links`,
    [tenantId, settings.trashRetentionDays, settings.anonymousAccess, settings.publicLinks]);
}
