/** Accounts: the only file that names `directory.account`. E-mail and name are sealed under the platform's key. */
import { queries, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { AccountId } from '../../kernel/ids/index.ts';

const emailColumn = { table: 'directory.account', column: 'email' };
const nameColumn = { table: 'directory.account', column: 'name' };

export type Locale = 'en' | 'fr' | 'de';
export type Theme = 'light' | 'dark' | 'auto';

interface AccountRow {
  readonly account_id: AccountId;
  readonly email: Buffer;
  readonly email_token: Buffer;
  readonly name: Buffer;
  readonly state: 'active' | 'suspended';
  readonly operator: boolean;
  readonly locale: Locale;
  readonly time_zone: string;
  readonly theme: Theme;
  readonly created_at: Date;
  readonly version: number;
}

export interface Account {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  readonly state: 'active' | 'suspended';
  readonly operator: boolean;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly theme: Theme;
}

interface Tables {
  'directory.account': AccountRow;
}
const q = queries<Tables>();

function open(tx: ReadTx, row: AccountRow): Account {
  return {
    id: row.account_id, email: tx.sealer.open(emailColumn, row.account_id, row.email), name: tx.sealer.open(nameColumn, row.account_id, row.name),
    state: row.state, operator: row.operator, locale: row.locale, timeZone: row.time_zone, theme: row.theme,
  };
}

export async function findAccountByEmail(tx: ReadTx, email: string): Promise<Account | undefined> {
  const row = await tx.row(q.selectFrom('directory.account').selectAll().where('email_token', '=', tx.sealer.token(emailColumn, email)));
  return row === undefined ? undefined : open(tx, row);
}

export async function readAccounts(tx: ReadTx, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  const rows = await tx.sql<AccountRow>('select * from directory.account where account_id = any($1::uuid[])', [ids]);
  return rows.map((row) => open(tx, row));
}

export async function readOperators(tx: ReadTx): Promise<Account[]> {
  const rows = await tx.sql<AccountRow>(`select * from directory.account where operator and state = 'active' limit 1000`);
  return rows.map((row) => open(tx, row));
}

/** False when the address has an account already. */
export async function insertAccount(tx: Tx, account: Account): Promise<boolean> {
  const changed = await tx.change(q.insertInto('directory.account').values({
    account_id: account.id, email: tx.sealer.seal(emailColumn, account.id, account.email), email_token: tx.sealer.token(emailColumn, account.email),
    name: tx.sealer.seal(nameColumn, account.id, account.name), state: account.state, operator: account.operator,
    locale: account.locale, time_zone: account.timeZone, theme: account.theme, created_at: tx.now, version: 1,
  }).onConflict((conflict) => conflict.column('email_token').doNothing()));
  return changed === 1;
}

export interface AccountChange {
  readonly name?: string;
  readonly locale?: Locale;
  readonly timeZone?: string;
  readonly theme?: Theme;
}

export async function updateAccount(tx: Tx, id: AccountId, change: AccountChange): Promise<void> {
  await tx.change(q.updateTable('directory.account').set((is) => ({
    version: is('version', '+', 1),
    ...(change.name === undefined ? {} : { name: tx.sealer.seal(nameColumn, id, change.name) }),
    ...(change.locale === undefined ? {} : { locale: change.locale }),
    ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
    ...(change.theme === undefined ? {} : { theme: change.theme }),
  })).where('account_id', '=', id));
}

export async function membershipsOf(tx: ReadTx, id: AccountId): Promise<{ organization_id: string; role: 'admin' | 'member' | 'guest'; state: string }[]> {
  return tx.sql('select organization_id, role, state from directory.memberships_of($1::uuid)', [id]);
}
