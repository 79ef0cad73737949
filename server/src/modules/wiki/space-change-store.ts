/** Changes of wiki.space and wiki.grant. */
import type { Tx } from '../../kernel/db/index.ts';
import { spaceColumns } from './columns.ts';
import { anonymousPrincipal } from './public/public-access-store.ts';
import type { Grant } from './space-store.ts';

export interface SpaceRow {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly type: 'global' | 'personal';
  readonly descriptionId: number;
  readonly homepageId: number;
  readonly author: string | null;
}

export async function insertSpace(tx: Tx, tenantId: string, space: SpaceRow): Promise<void> {
  await tx.changeSql(
    `insert into wiki.space (tenant_id, id, key, key_claim, name, type, status, state, homepage_id, description_id, author, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, 'current', 'active', $7, $8, $9, $10, $10)`,
    [tenantId, space.id, space.key, space.key.toLowerCase(), tx.sealer.seal(spaceColumns.name, space.id, space.name), space.type, space.homepageId, space.descriptionId, space.author, tx.now]);
}

export async function updateSpace(tx: Tx, id: number, space: { readonly name: string; readonly homepageId: number | null; readonly status: string }): Promise<void> {
  await tx.changeSql('update wiki.space set name = $2, homepage_id = $3, status = $4, changed_at = $5, row_version = row_version + 1 where id = $1', [id, tx.sealer.seal(spaceColumns.name, id, space.name), space.homepageId, space.status, tx.now]);
}

export async function insertGrants(tx: Tx, tenantId: string, spaceId: number, grants: readonly Grant[], by: string | null): Promise<void> {
  if (grants.length === 0) return;
  await tx.changeSql(
    `insert into wiki.grant as held (tenant_id, container_id, principal, level, granted_by, granted_at) select $1::uuid, $2::bigint, given.*, $5::uuid, $6::timestamptz from unnest($3::uuid[], $4::text[]) as given
     on conflict (tenant_id, container_id, principal) do update set level = excluded.level, granted_by = excluded.granted_by, granted_at = excluded.granted_at where held.level <> excluded.level`,
    [tenantId, spaceId, grants.map(({ principal }) => principal), grants.map(({ level }) => level), by, tx.now]);
}

/** Grants that stay as they were keep who gave them; anonymous readers have a switch of their own. */
export async function replaceGrants(tx: Tx, tenantId: string, spaceId: number, grants: readonly Grant[], by: string | null): Promise<void> {
  await tx.changeSql('delete from wiki.grant where container_id = $1 and not (principal = any($2::uuid[]))', [spaceId, [...grants.map(({ principal }) => principal), anonymousPrincipal]]);
  await insertGrants(tx, tenantId, spaceId, grants, by);
}
