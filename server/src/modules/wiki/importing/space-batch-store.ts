/** Spaces of an import: rows of wiki.space and wiki.grant while nobody sees them yet. */
import type { Tx } from '../../../kernel/db/index.ts';
import { spaceColumns } from '../columns.ts';
import type { ImportedSpace } from './importing.ts';

export async function takenKeys(tx: Tx, keyClaims: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ key_claim: string }>('select key_claim from wiki.space where key_claim = any($1::text[])', [keyClaims]);
  return new Set(rows.map((row) => row.key_claim));
}

export async function spaceIdTaken(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.sql('select 1 as one from wiki.space where id = $1', [id]);
  return rows.length > 0;
}

export interface NewSpace {
  readonly id: number;
  readonly key: string;
  readonly descriptionId: number | null;
  readonly homepageId: number | null;
  readonly author: string | null;
}

export async function insertImportingSpace(tx: Tx, tenantId: string, importId: string, made: NewSpace, space: ImportedSpace): Promise<void> {
  await tx.changeSql(
    `insert into wiki.space (tenant_id, id, key, key_claim, name, type, status, state, homepage_id, description_id, import_id, author, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'importing', $8, $9, $10, $11, $12, $12)`,
    [tenantId, made.id, made.key, made.key.toLowerCase(), tx.sealer.seal(spaceColumns.name, made.id, space.name), space.type, space.status,
      made.homepageId, made.descriptionId, importId, made.author, space.createdAt]);
}

export interface SpaceState {
  readonly id: number;
  readonly key: string;
  readonly state: 'importing' | 'active' | 'removing';
}

export async function findSpaceState(tx: Tx, id: number): Promise<SpaceState | undefined> {
  const [row] = await tx.sql<SpaceState>('select id, key, state from wiki.space where id = $1', [id]);
  return row;
}

/** Levels only go up here: two permissions of the source may speak of the same person. */
export async function upsertGrants(tx: Tx, tenantId: string, grants: readonly { readonly spaceId: number; readonly principal: string; readonly level: string }[]): Promise<void> {
  if (grants.length === 0) return;
  await tx.changeSql(
    `insert into wiki.grant as held (tenant_id, container_id, principal, level)
     select $1::uuid, container_id, principal, (array['read', 'write', 'admin'])[max(array_position(array['read', 'write', 'admin'], level))]
       from unnest($2::bigint[], $3::uuid[], $4::text[]) as given (container_id, principal, level) group by container_id, principal
     on conflict (tenant_id, container_id, principal) do update set level = case
       when 'admin' in (held.level, excluded.level) then 'admin' when 'write' in (held.level, excluded.level) then 'write' else 'read' end`,
    [tenantId, grants.map(({ spaceId }) => spaceId), grants.map(({ principal }) => principal), grants.map(({ level }) => level)]);
}
