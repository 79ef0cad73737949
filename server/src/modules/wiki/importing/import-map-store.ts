/** Rows of wiki.import_map: what this import has stored or reserved, by keyed hashes of kind and id in the source. */
import type { Tx } from '../../../kernel/db/index.ts';
import type { Sealer } from '../../../kernel/seal/index.ts';
import { importColumns } from '../columns.ts';
import { wikiErrors } from '../errors.ts';
import { importBatchMax } from './importing.ts';

export type MappedKind = 'space' | 'person' | 'content' | 'version' | 'label' | 'grant' | 'restriction' | 'property' | 'watch' | 'like' | 'template' | 'record';

const sourceIdCharactersMax = 2_000;

export interface Mapped {
  readonly localId: number;
  readonly spaceId: number | null;
  readonly stored: boolean;
}

export interface NewMapping {
  readonly source: string;
  readonly localId: number;
  readonly spaceId: number | null;
  readonly stored: boolean;
}

function hashOf(sealer: Sealer, kind: MappedKind, source: string): Buffer {
  return sealer.token(importColumns.source, `${kind}/${source}`);
}

export function checkBatch(rows: readonly { readonly sourceId?: string }[]): void {
  if (rows.length > importBatchMax) throw wikiErrors.import_batch_too_large({ found: rows.length });
  for (const { sourceId } of rows) {
    if (sourceId !== undefined && (sourceId === '' || sourceId.length > sourceIdCharactersMax)) throw wikiErrors.import_source_id_invalid();
  }
}

/** What is known of these source ids; absent ones are not in the answer. */
export async function findMapped(tx: Tx, importId: string, kind: MappedKind, sources: Iterable<string>): Promise<ReadonlyMap<string, Mapped>> {
  const byHash = new Map<string, string>();
  const hashes: Buffer[] = [];
  for (const source of new Set(sources)) {
    const hash = hashOf(tx.sealer, kind, source);
    byHash.set(hash.toString('latin1'), source);
    hashes.push(hash);
  }
  const found = new Map<string, Mapped>();
  if (hashes.length === 0) return found;
  const rows = await tx.sql<{ source: Buffer; local_id: number; space_id: number | null; stored: boolean }>(
    'select source, local_id, space_id, stored from wiki.import_map where import_id = $1 and source = any($2::bytea[])', [importId, hashes]);
  for (const row of rows) {
    const source = byHash.get(row.source.toString('latin1'));
    if (source !== undefined) found.set(source, { localId: row.local_id, spaceId: row.space_id, stored: row.stored });
  }
  return found;
}

/** Writes mappings; one that was only reserved before becomes stored. */
export async function addMapped(tx: Tx, tenantId: string, importId: string, kind: MappedKind, mappings: readonly NewMapping[]): Promise<void> {
  if (mappings.length === 0) return;
  await tx.changeSql(
    `insert into wiki.import_map as mapped (tenant_id, import_id, kind, source, local_id, space_id, stored)
     select $1::uuid, $2::uuid, $3::text, source, local_id, space_id, stored
       from unnest($4::bytea[], $5::bigint[], $6::bigint[], $7::boolean[]) as given (source, local_id, space_id, stored)
     on conflict (tenant_id, import_id, source) do update set stored = mapped.stored or excluded.stored, space_id = coalesce(excluded.space_id, mapped.space_id)`,
    [tenantId, importId, kind, mappings.map(({ source }) => hashOf(tx.sealer, kind, source)), mappings.map(({ localId }) => localId),
      mappings.map(({ spaceId }) => spaceId), mappings.map(({ stored }) => stored)]);
}

/** Of these numbers, the ones that content or a reservation of any import has already. */
export async function takenContentIds(tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.sql<{ id: number }>(
    `select id from wiki.content where id = any($1::bigint[])
     union all select local_id from wiki.import_map where kind = 'content' and local_id = any($1::bigint[])`, [ids]);
  return new Set(rows.map(({ id }) => id));
}

export async function countMapped(tx: Tx, importId: string): Promise<Readonly<Record<string, number>>> {
  const rows = await tx.sql<{ kind: string; count: number }>(
    `select coalesce(content.type, mapped.kind) as kind, count(*) as count
       from wiki.import_map mapped
       left join wiki.content content on mapped.kind = 'content' and content.id = mapped.local_id
      where mapped.import_id = $1 and mapped.stored group by 1`, [importId]);
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}
