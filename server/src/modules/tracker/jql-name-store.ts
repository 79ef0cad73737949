/** The lookups behind names in JQL. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { visible } from './access-store.ts';

export async function projectsByName(tx: ReadTx, viewer: readonly [boolean, readonly string[]], ids: readonly number[], keys: readonly string[], tokens: readonly Buffer[]) {
  return tx.sql<{ id: number; key: string; name_token: Buffer }>(
    `select p.id, k.key, p.name_token from tracker.project p join tracker.project_key k on k.tenant_id = p.tenant_id and k.project_id = p.id
      where (p.id = any($3::bigint[]) or k.key = any($4::text[]) or p.name_token = any($5::bytea[])) and ${visible('p')}`, [...viewer, ids, keys, tokens]);
}

export async function peopleByTokens(tx: ReadTx, sources: readonly Buffer[], emails: readonly Buffer[]) {
  return tx.sql<{ id: string; account_id: string | null; source_token: Buffer | null; email_token: Buffer | null }>(
    'select id, account_id, source_token, email_token from tracker.person where source_token = any($1::bytea[]) or email_token = any($2::bytea[])', [sources, emails]);
}

/** Names of components or versions in projects that the viewer sees, sealed, up to a bound. */
export async function partNames(tx: ReadTx, viewer: readonly [boolean, readonly string[]], part: 'component' | 'version', limit: number): Promise<readonly { readonly id: number; readonly name: Buffer }[]> {
  return tx.sql(`select t.id, t.name from tracker.${part} t join tracker.project p on p.tenant_id = t.tenant_id and p.id = t.project_id where ${visible('p')} and not t.archived order by t.id desc limit $3`, [...viewer, limit]);
}
