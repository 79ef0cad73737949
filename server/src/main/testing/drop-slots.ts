/** A replication slot keeps a test database from being dropped, and belongs to the whole test cluster. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const attemptsMax = 200;

export async function dropSlots(admin: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(admin);
  await client.connect();
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active');
      const { rowCount } = await client.query('select from pg_replication_slots where database = current_database()');
      if (rowCount === 0) return;
      await sleep(25); // the server has not noticed yet that the stream is gone
    }
  } finally {
    await client.end();
  }
}
