/** Names of people: accounts are the directory's to know, placeholders of imports are rows of wiki.person. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { accountIds } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { personColumns } from './columns.ts';
import { isPlaceholder, type KnownPerson, type People } from './people.ts';

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
