/**
 * One connection of its own for one piece of work, for administrators' work outside the services' pools. When the connection is
 * lost, what runs on it fails and says so; the client's own `error` event, which ends a process that does not listen, says nothing more.
 */
import pg from 'pg';

/** Connects, works, and ends the connection, whatever became of the work. */
export async function withClient<Result>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
