/** Properties: JSON values under a key, on content or on a space. Who may see the owner was decided before. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import { propertyColumns } from './columns.ts';

export interface PropertyOwner {
  readonly kind: 'content' | 'space';
  readonly id: number;
}

export interface Property {
  readonly id: number;
  readonly key: string;
  /** JSON text. */
  readonly value: string;
  readonly version: number;
  readonly modifier: string | null;
  readonly modifiedAt: Date;
}

interface PropertyRow {
  readonly id: number;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly version: number;
  readonly modifier: string | null;
  readonly modified_at: Date;
}

const columns = 'id, key, value, version, modifier, modified_at';

const opened = (tx: ReadTx, row: PropertyRow): Property => ({
  id: row.id, key: tx.sealer.open(propertyColumns.key, row.id, row.key), value: tx.sealer.open(propertyColumns.value, row.id, row.value),
  version: row.version, modifier: row.modifier, modifiedAt: row.modified_at,
});

export async function listProperties(tx: ReadTx, owner: PropertyOwner, list: { readonly key?: string; readonly after: number | null; readonly limit: number }): Promise<readonly Property[]> {
  const token = list.key === undefined ? null : tx.sealer.token(propertyColumns.key_token, list.key);
  const rows = await tx.sql<PropertyRow>(
    `select ${columns} from wiki.property where owner_kind = $1 and owner_id = $2 and ($3::bytea is null or key_token = $3) and ($4::bigint is null or id > $4) order by id limit $5`,
    [owner.kind, owner.id, token, list.after, list.limit + 1]);
  return rows.map((row) => opened(tx, row));
}

export async function findProperty(tx: ReadTx, owner: PropertyOwner, id: number): Promise<Property | undefined> {
  const [row] = await tx.sql<PropertyRow>(`select ${columns} from wiki.property where owner_kind = $1 and owner_id = $2 and id = $3`, [owner.kind, owner.id, id]);
  return row === undefined ? undefined : opened(tx, row);
}

/** False when the owner has the key already. */
export async function insertProperty(tx: Tx, tenantId: string, owner: PropertyOwner, property: { readonly id: number; readonly key: string; readonly value: string; readonly author: string | null }): Promise<boolean> {
  const { id, key, value, author } = property;
  const added = await tx.changeSql(
    `insert into wiki.property (tenant_id, id, owner_kind, owner_id, key, key_token, value, author, created_at, modifier, modified_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9)
     on conflict (tenant_id, owner_kind, owner_id, key_token) do nothing`,
    [tenantId, id, owner.kind, owner.id, tx.sealer.seal(propertyColumns.key, id, key), tx.sealer.token(propertyColumns.key_token, key), tx.sealer.seal(propertyColumns.value, id, value), author, tx.now]);
  return added === 1;
}

/** False when the property was changed meanwhile. */
export async function replaceProperty(tx: Tx, owner: PropertyOwner, change: { readonly id: number; readonly value: string; readonly version: number; readonly modifier: string | null }): Promise<boolean> {
  const changed = await tx.changeSql(
    'update wiki.property set value = $4, version = $5, modifier = $6, modified_at = $7 where owner_kind = $1 and owner_id = $2 and id = $3 and version = $5 - 1',
    [owner.kind, owner.id, change.id, tx.sealer.seal(propertyColumns.value, change.id, change.value), change.version, change.modifier, tx.now]);
  return changed === 1;
}

export async function deleteProperty(tx: Tx, owner: PropertyOwner, id: number): Promise<boolean> {
  return (await tx.changeSql('delete from wiki.property where owner_kind = $1 and owner_id = $2 and id = $3', [owner.kind, owner.id, id])) === 1;
}
