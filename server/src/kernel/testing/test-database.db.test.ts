/** The ground that every database test stands on. */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, type DatabaseTemplate, type TestDatabase } from './test-database.ts';

let prepared = 0;
const template: DatabaseTemplate = {
  name: 'one-table',
  prepare: async (admin) => {
    prepared += 1;
    const client = new pg.Client(admin);
    await client.connect();
    await client.query('create table thing (id int primary key); insert into thing values (1)');
    await client.end();
  },
};

async function count(database: TestDatabase): Promise<number> {
  const client = new pg.Client(database.url());
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from thing');
    return rows[0]?.n ?? -1;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is cloned from a template that is prepared once, and is apart from its siblings', async () => {
    const databases = await Promise.all([createTestDatabase(template), createTestDatabase(template), createTestDatabase(template)]);
    const [first, second] = databases;
    const client = new pg.Client(first?.connection());
    await client.connect();
    await client.query('insert into thing values (2)');
    await client.end();
    expect(first && (await count(first))).toBe(2);
    expect(second && (await count(second))).toBe(1);
    expect(prepared).toBe(1);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('lets nobody in without the password', async () => {
    await using database = await createTestDatabase();
    const client = new pg.Client(database.connection({ password: 'wrong' }));
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('is gone when dropped', async () => {
    const database = await createTestDatabase();
    await database.drop();
    await expect(new pg.Client(database.connection()).connect()).rejects.toMatchObject({ code: '3D000' });
  });
});
