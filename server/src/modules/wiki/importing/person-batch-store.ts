/** People and groups that an import names: rows of wiki.person and wiki.imported_group, found again by ids made from the source's keys. */
import type { Tx } from '../../../kernel/db/index.ts';
import { everyonePrincipal } from '../../../kernel/service/index.ts';
import { groupColumns, personColumns } from '../columns.ts';
import { placeholderOf, uuidFromToken } from '../people.ts';
import type { ImportedPerson, ImportedPrincipal } from './importing.ts';

export interface ImportScope {
  readonly tenantId: string;
  readonly importId: string;
}

function groupId(tx: Tx, importId: string, name: string): string {
  return uuidFromToken(tx.sealer.token(groupColumns.id, `${importId}/${name}`));
}

/** Adds people, and completes those of whom only the key was known. */
export async function upsertPeople(tx: Tx, { tenantId, importId }: ImportScope, people: readonly ImportedPerson[]): Promise<void> {
  const rows = people.map((person) => ({ id: placeholderOf(tx.sealer, importId, person.sourceId), person }));
  const { sealer } = tx;
  await tx.changeSql(
    `insert into wiki.person as person (tenant_id, id, account_id, import_id, source_key, name, email, email_token, active, created_at)
     select $1::uuid, id, account_id, $2::uuid, source_key, name, email, email_token, active, $3::timestamptz
       from unnest($4::uuid[], $5::uuid[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[], $10::boolean[]) as given (id, account_id, source_key, name, email, email_token, active)
     on conflict (tenant_id, id) do update set name = coalesce(person.name, excluded.name), email = coalesce(person.email, excluded.email),
       email_token = coalesce(person.email_token, excluded.email_token), account_id = coalesce(person.account_id, excluded.account_id), active = excluded.active`,
    [tenantId, importId, tx.now,
      rows.map(({ id }) => id),
      rows.map(({ person }) => person.accountId),
      rows.map(({ id, person }) => sealer.seal(personColumns.source_key, id, person.sourceId)),
      rows.map(({ id, person }) => (person.name === null ? null : sealer.seal(personColumns.name, id, person.name))),
      rows.map(({ id, person }) => (person.email === null ? null : sealer.seal(personColumns.email, id, person.email))),
      rows.map(({ person }) => (person.email === null ? null : sealer.token(personColumns.email_token, person.email.trim().toLowerCase()))),
      rows.map(({ person }) => person.active)]);
}

/** The UUID that content names each person by: the account where one is known, else the placeholder, made here when nobody put it before. */
export async function resolvePeople(tx: Tx, scope: ImportScope, keys: Iterable<string | null>): Promise<(key: string | null) => string | null> {
  const ids = new Map<string, string>();
  for (const key of keys) if (key !== null && !ids.has(key)) ids.set(key, placeholderOf(tx.sealer, scope.importId, key));
  if (ids.size === 0) return () => null;
  const accounts = new Map<string, string | null>();
  const rows = await tx.sql<{ id: string; account_id: string | null }>('select id, account_id from wiki.person where id = any($1::uuid[])', [[...ids.values()]]);
  for (const row of rows) accounts.set(row.id, row.account_id);
  const missing = [...ids].filter(([, id]) => !accounts.has(id));
  if (missing.length > 0) {
    await tx.changeSql(
      `insert into wiki.person (tenant_id, id, import_id, source_key, active, created_at)
       select $1::uuid, id, $2::uuid, source_key, false, $3::timestamptz from unnest($4::uuid[], $5::bytea[]) as given (id, source_key) on conflict do nothing`,
      [scope.tenantId, scope.importId, tx.now, missing.map(([, id]) => id), missing.map(([key, id]) => tx.sealer.seal(personColumns.source_key, id, key))]);
  }
  return (key) => {
    const id = key === null ? undefined : ids.get(key);
    return id === undefined ? null : (accounts.get(id) ?? id);
  };
}

export interface ResolvedPrincipal {
  readonly principal: string;
  readonly kind: 'user' | 'group';
}

/** As resolvePeople, for people, groups and everyone. */
export async function resolvePrincipals(tx: Tx, scope: ImportScope, principals: readonly ImportedPrincipal[]): Promise<readonly ResolvedPrincipal[]> {
  const person = await resolvePeople(tx, scope, principals.map((one) => ('user' in one ? one.user : null)));
  const groups = new Map<string, string>();
  for (const one of principals) if ('group' in one) groups.set(one.group, groupId(tx, scope.importId, one.group));
  const known = new Map<string, string | null>();
  if (groups.size > 0) {
    const rows = await tx.sql<{ id: string; group_id: string | null }>(
      `with added as (
         insert into wiki.imported_group (tenant_id, id, import_id, name, created_at)
         select $1::uuid, id, $2::uuid, name, $3::timestamptz from unnest($4::uuid[], $5::bytea[]) as given (id, name) on conflict do nothing)
       select id, group_id from wiki.imported_group where id = any($4::uuid[])`,
      [scope.tenantId, scope.importId, tx.now, [...groups.values()], [...groups].map(([name, id]) => tx.sealer.seal(groupColumns.name, id, name))]);
    for (const row of rows) known.set(row.id, row.group_id);
  }
  return principals.map((one) => {
    if ('everyone' in one) return { principal: everyonePrincipal, kind: 'group' };
    const id = 'user' in one ? person(one.user) : groups.get(one.group);
    if (id === null || id === undefined) throw new Error('a principal was not resolved'); // both maps were filled from these very rows
    return 'user' in one ? { principal: id, kind: 'user' } : { principal: known.get(id) ?? id, kind: 'group' };
  });
}
