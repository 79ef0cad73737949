/** Names of people: accounts are the directory's to know, placeholders of imports are rows of wiki.person. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { accountIds } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { personColumns } from './columns.ts';
import { isPlaceholder, placeholderOf, type KnownPerson, type People } from './people.ts';

interface PersonRow {
  readonly id: string;
  readonly source_key: Buffer;
  readonly name: Buffer | null;
  readonly email: Buffer | null;
  readonly active: boolean;
}

async function findPlaceholders(tx: ReadTx, ids: readonly string[]): Promise<readonly (readonly [string, KnownPerson])[]> {
  const rows = await tx.sql<PersonRow>('select id, source_key, name, email, active from wiki.person where id = any($1::uuid[])', [ids]);
  return rows.map((row) => [row.id, {
    name: row.name === null ? tx.sealer.open(personColumns.source_key, row.id, row.source_key) : tx.sealer.open(personColumns.name, row.id, row.name),
    ...(row.email === null ? {} : { email: tx.sealer.open(personColumns.email, row.id, row.email) }),
    active: row.active,
  }]);
}

/** At most one question to the directory and one to the database. Unknown ids are absent. */
export async function findPeople(ctx: Ctx, people: People, ids: Iterable<string>): Promise<ReadonlyMap<string, KnownPerson>> {
  const wanted = [...new Set(ids)];
  const placeholders = wanted.filter(isPlaceholder);
  const accounts = wanted.filter((id) => !isPlaceholder(id)).map((id) => accountIds.fromUuid(id));
  const [known, imported] = await Promise.all([
    accounts.length === 0 ? new Map<string, KnownPerson>() : people.people(ctx, accounts),
    placeholders.length === 0 ? [] : ctx.read((tx) => findPlaceholders(tx, placeholders)),
  ]);
  return new Map<string, KnownPerson>([...known, ...imported]);
}

/** Whom imported markup means by a key or user name, in spaces of an import: the person's UUID by that name. */
export async function findBySourceKeys(tx: ReadTx, spaceKeys: readonly string[], keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const imports = await tx.sql<{ import_id: string }>('select distinct import_id from wiki.space where key_claim = any($1::text[]) and import_id is not null', [spaceKeys.map((key) => key.toLowerCase())]);
  const candidates = new Map<string, string>();
  for (const { import_id: importId } of imports) {
    for (const key of keys) for (const written of [key, key.toLowerCase()]) candidates.set(placeholderOf(tx.sealer, importId, written), key);
  }
  if (candidates.size === 0) return new Map();
  const rows = await tx.sql<{ id: string; account_id: string | null }>('select id, account_id from wiki.person where id = any($1::uuid[])', [[...candidates.keys()]]);
  return new Map(rows.flatMap((row) => {
    const key = candidates.get(row.id);
    return key === undefined ? [] : [[key, row.account_id ?? row.id] as const];
  }));
}
