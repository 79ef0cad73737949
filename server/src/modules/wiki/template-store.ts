/** Templates of pages: rows of wiki.template. */
import type { Tx } from '../../kernel/db/index.ts';
import { templateColumns } from './columns.ts';

export interface SeedTemplate {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly adf: string;
}

export async function insertSeedTemplates(tx: Tx, tenantId: string, templates: readonly SeedTemplate[]): Promise<void> {
  await tx.changeSql(
    `insert into wiki.template (tenant_id, id, seed_key, name, description, body, created_at, modified_at)
     select $1::uuid, given.*, $2::timestamptz, $2::timestamptz from unnest($3::bigint[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[]) as given
     on conflict (tenant_id, seed_key) do nothing`,
    [tenantId, tx.now, templates.map(({ id }) => id), templates.map(({ key }) => key), templates.map(({ id, name }) => tx.sealer.seal(templateColumns.name, id, name)),
      templates.map(({ id, description }) => tx.sealer.seal(templateColumns.description, id, description)), templates.map(({ id, adf }) => tx.sealer.seal(templateColumns.body, id, adf))]);
}
