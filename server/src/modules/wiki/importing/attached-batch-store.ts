/** What hangs on imported content besides versions and labels: restrictions, properties, watches, likes, templates, raw records. */
import type { Tx } from '../../../kernel/db/index.ts';
import { propertyColumns, recordColumns, templateColumns } from '../columns.ts';
import type { ImportedBody } from './importing.ts';

export async function insertRestrictions(tx: Tx, tenantId: string, rows: readonly { readonly contentId: number; readonly operation: string; readonly principal: string; readonly kind: string; readonly createdAt: Date }[]): Promise<void> {
  await tx.changeSql(
    `insert into wiki.restriction (tenant_id, content_id, operation, principal, kind, created_at)
     select $1::uuid, given.* from unnest($2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[]) as given on conflict do nothing`,
    [tenantId, rows.map((row) => row.contentId), rows.map((row) => row.operation), rows.map((row) => row.principal), rows.map((row) => row.kind), rows.map((row) => row.createdAt)]);
}

export interface PropertyRow {
  readonly id: number;
  readonly ownerKind: 'content' | 'space';
  readonly ownerId: number;
  readonly key: string;
  readonly value: string;
}

/** Returns the ids of those that were new; an owner has each key once. */
export async function insertProperties(tx: Tx, tenantId: string, rows: readonly PropertyRow[]): Promise<ReadonlySet<number>> {
  const added = await tx.sql<{ id: number }>(
    `insert into wiki.property (tenant_id, id, owner_kind, owner_id, key, key_token, value, created_at, modified_at)
     select $1::uuid, id, owner_kind, owner_id, key, key_token, value, $2::timestamptz, $2::timestamptz
       from unnest($3::bigint[], $4::text[], $5::bigint[], $6::bytea[], $7::bytea[], $8::bytea[]) as given (id, owner_kind, owner_id, key, key_token, value)
     on conflict do nothing returning id`,
    [tenantId, tx.now, rows.map((row) => row.id), rows.map((row) => row.ownerKind), rows.map((row) => row.ownerId),
      rows.map((row) => tx.sealer.seal(propertyColumns.key, row.id, row.key)), rows.map((row) => tx.sealer.token(propertyColumns.key_token, row.key)),
      rows.map((row) => tx.sealer.seal(propertyColumns.value, row.id, row.value))]);
  return new Set(added.map(({ id }) => id));
}

export async function insertWatches(tx: Tx, tenantId: string, rows: readonly { readonly kind: string; readonly targetId: number; readonly person: string; readonly createdAt: Date }[]): Promise<void> {
  await tx.changeSql(
    `insert into wiki.watch (tenant_id, target_kind, target_id, person, created_at)
     select $1::uuid, given.* from unnest($2::text[], $3::bigint[], $4::uuid[], $5::timestamptz[]) as given on conflict do nothing`,
    [tenantId, rows.map((row) => row.kind), rows.map((row) => row.targetId), rows.map((row) => row.person), rows.map((row) => row.createdAt)]);
}

export async function insertReactions(tx: Tx, tenantId: string, rows: readonly { readonly contentId: number; readonly person: string; readonly createdAt: Date }[]): Promise<void> {
  await tx.changeSql(
    `insert into wiki.reaction (tenant_id, content_id, person, created_at)
     select $1::uuid, given.* from unnest($2::bigint[], $3::uuid[], $4::timestamptz[]) as given on conflict do nothing`,
    [tenantId, rows.map((row) => row.contentId), rows.map((row) => row.person), rows.map((row) => row.createdAt)]);
}

export interface TemplateRow {
  readonly id: number;
  readonly spaceId: number | null;
  readonly name: string;
  readonly description: string | null;
  readonly body: ImportedBody;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export async function insertTemplates(tx: Tx, tenantId: string, rows: readonly TemplateRow[]): Promise<void> {
  await tx.changeSql(
    `insert into wiki.template (tenant_id, id, space_id, name, description, body, source, source_format, author, created_at, modified_at)
     select $1::uuid, given.* from unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[], $9::uuid[], $10::timestamptz[], $11::timestamptz[]) as given`,
    [tenantId, rows.map((row) => row.id), rows.map((row) => row.spaceId),
      rows.map((row) => tx.sealer.seal(templateColumns.name, row.id, row.name)),
      rows.map((row) => (row.description === null ? null : tx.sealer.seal(templateColumns.description, row.id, row.description))),
      rows.map((row) => tx.sealer.seal(templateColumns.body, row.id, row.body.adf)),
      rows.map((row) => (row.body.source === undefined ? null : tx.sealer.seal(templateColumns.source, row.id, row.body.source.text))),
      rows.map((row) => row.body.source?.format ?? null), rows.map((row) => row.author), rows.map((row) => row.createdAt), rows.map((row) => row.modifiedAt)]);
}

export async function insertRecords(tx: Tx, tenantId: string, importId: string, rows: readonly { readonly id: number; readonly spaceId: number | null; readonly kind: string; readonly raw: string }[]): Promise<void> {
  await tx.changeSql(
    `insert into wiki.import_record (tenant_id, id, import_id, space_id, kind, record, created_at)
     select $1::uuid, id, $2::uuid, space_id, kind, record, $3::timestamptz from unnest($4::bigint[], $5::bigint[], $6::text[], $7::bytea[]) as given (id, space_id, kind, record)`,
    [tenantId, importId, tx.now, rows.map((row) => row.id), rows.map((row) => row.spaceId), rows.map((row) => row.kind), rows.map((row) => tx.sealer.seal(recordColumns.record, row.id, row.raw))]);
}
