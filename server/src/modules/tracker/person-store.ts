/** Placeholders: people of imported systems who have no account here, and the groups those systems had. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { EqualityToken } from '../../kernel/seal/index.ts';
import { sealedIn } from './columns.ts';

export interface Placeholder {
  readonly id: string;
  readonly accountId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly active: boolean;
}

interface PersonRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly name: Buffer;
  readonly email: Buffer | null;
  readonly active: boolean;
}

function toPlaceholder(tx: ReadTx, row: PersonRow): Placeholder {
  return {
    id: row.id,
    accountId: row.account_id,
    name: tx.sealer.open(sealedIn.person.name, row.id, row.name),
    email: row.email === null ? null : tx.sealer.open(sealedIn.person.email, row.id, row.email),
    active: row.active,
  };
}

export async function placeholdersById(tx: ReadTx, ids: readonly string[]): Promise<readonly Placeholder[]> {
  if (ids.length === 0) return [];
  const rows = await tx.sql<PersonRow>('select id, account_id, name, email, active from tracker.person where id = any($1::uuid[])', [ids]);
  return rows.map((row) => toPlaceholder(tx, row));
}

/** All placeholders of the tenant, up to a bound: pickers search their opened names. */
export async function listPlaceholders(tx: ReadTx, limit: number): Promise<readonly Placeholder[]> {
  const rows = await tx.sql<PersonRow>('select id, account_id, name, email, active from tracker.person where pending_import is null and account_id is null order by id limit $1', [limit]);
  return rows.map((row) => toPlaceholder(tx, row));
}

/** Ids by the hex of the e-mail token. */
export async function placeholdersByEmail(tx: ReadTx, tokens: readonly EqualityToken[]): Promise<Map<string, string>> {
  if (tokens.length === 0) return new Map();
  const rows = await tx.sql<{ id: string; email_token: Buffer }>('select id, email_token from tracker.person where email_token = any($1::bytea[])', [tokens]);
  return new Map(rows.map((row) => [row.email_token.toString('hex'), row.id]));
}

/** Ids by the hex of the name token. */
export async function groupsByToken(tx: ReadTx, tokens: readonly EqualityToken[]): Promise<Map<string, number>> {
  if (tokens.length === 0) return new Map();
  const rows = await tx.sql<{ id: number; name_token: Buffer }>('select id, name_token from tracker.person_group where name_token = any($1::bytea[])', [tokens]);
  return new Map(rows.map((row) => [row.name_token.toString('hex'), row.id]));
}
