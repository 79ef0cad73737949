/** What the journal needs of a shard's database before anybody follows it. */
import pg from 'pg';
import { rolePassword } from '../kernel/db/index.ts';
import type { AdminConnection } from '../kernel/postgres/index.ts';
import { keepPublications, keepStreamLogin, streamRole } from '../modules/journal/index.ts';

/** After the migrations of a shard: what is journalled, and the login that follows it. Fails with journal.table_refused. */
export async function prepareJournal(admin: AdminConnection, secret: string): Promise<void> {
  const client = new pg.Client(admin);
  client.on('error', () => undefined); // what runs on it fails and says so
  await client.connect();
  try {
    await keepPublications(client);
    await keepStreamLogin(client, rolePassword(secret, streamRole));
  } finally {
    await client.end();
  }
}
