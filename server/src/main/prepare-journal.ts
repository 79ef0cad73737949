/** What the journal needs of a shard's database before anybody follows it. */
import { rolePassword, withClient } from '../kernel/db/index.ts';
import type { AdminConnection } from '../kernel/postgres/index.ts';
import { keepPublications, keepStreamLogin, streamRole } from '../modules/journal/index.ts';

/** After the migrations of a shard: what is journalled, and the login that follows it. Fails with journal.table_refused. */
export async function prepareJournal(admin: AdminConnection, secret: string): Promise<void> {
  await withClient(admin, async (client) => {
    await keepPublications(client);
    await keepStreamLogin(client, rolePassword(secret, streamRole));
  });
}
