/** Finds configuration that is there already under the same name, so that an import joins it instead of standing beside it. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { EqualityToken } from '../../kernel/seal/index.ts';
import type { SourceKind } from './import-map-store.ts';
import type { ImportId } from './importing.ts';

export interface NameMatch {
  readonly id: number;
  /** Hex of the name token. */
  readonly token: string;
  /** What must agree besides the name: sub-task or not, link style, type of field. */
  readonly trait: string;
}

const matchable = {
  issuetype: { table: 'tracker.issue_type', trait: 'subtask::text' },
  priority: { table: 'tracker.priority', trait: `''` },
  resolution: { table: 'tracker.resolution', trait: `''` },
  status: { table: 'tracker.status', trait: `''` },
  linktype: { table: 'tracker.link_type', trait: 'style' },
  category: { table: 'tracker.project_category', trait: `''` },
  role: { table: 'tracker.project_role', trait: `''` },
  customfield: { table: 'tracker.custom_field', trait: 'type_key' },
} as const;
export type MatchableKind = keyof typeof matchable;

/** Rows with these names that no record of this import is mapped to yet. */
export async function matchByName(tx: ReadTx, importId: ImportId, kind: MatchableKind & SourceKind, tokens: readonly EqualityToken[]): Promise<readonly NameMatch[]> {
  if (tokens.length === 0) return [];
  const { table, trait } = matchable[kind];
  const rows = await tx.sql<{ id: number; name_token: Buffer; trait: string }>(
    `select t.id, t.name_token, ${trait} as trait from ${table} t where t.name_token = any($1::bytea[]) and t.pending_import is null
        and not exists (select 1 from tracker.import_map m where m.import_id = $2 and m.kind = $3 and m.local_id = t.id) order by t.id`,
    [tokens, importId, kind],
  );
  return rows.map((row) => ({ id: row.id, token: row.name_token.toString('hex'), trait: row.trait }));
}

/** Names that must be unique: also rows that this very import made. */
export async function matchUnique(tx: ReadTx, kind: 'category' | 'role', tokens: readonly EqualityToken[]): Promise<readonly NameMatch[]> {
  if (tokens.length === 0) return [];
  const rows = await tx.sql<{ id: number; name_token: Buffer }>(`select id, name_token from ${matchable[kind].table} where name_token = any($1::bytea[])`, [tokens]);
  return rows.map((row) => ({ id: row.id, token: row.name_token.toString('hex'), trait: '' }));
}

export async function optionsByToken(tx: ReadTx, fieldIds: readonly number[]): Promise<ReadonlyMap<string, number>> {
  if (fieldIds.length === 0) return new Map();
  const rows = await tx.sql<{ id: number; field_id: number; parent_id: number | null; value_token: Buffer }>(
    'select id, field_id, parent_id, value_token from tracker.custom_field_option where field_id = any($1::bigint[])', [fieldIds]);
  return new Map(rows.map((row) => [`${row.field_id} ${row.parent_id ?? 0} ${row.value_token.toString('hex')}`, row.id]));
}

export interface FieldKindRow {
  readonly id: number;
  readonly kind: string;
}

export async function fieldKinds(tx: ReadTx, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<FieldKindRow>('select id, kind from tracker.custom_field where id = any($1::bigint[])', [ids]);
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

export async function linkStyles(tx: ReadTx, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<{ id: number; style: string }>('select id, style from tracker.link_type where id = any($1::bigint[])', [ids]);
  return new Map(rows.map(({ id, style }) => [id, style]));
}
