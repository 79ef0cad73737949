/** Batches over a real connection: what is sent arrives unchanged, again and again, and a refusal leaves the connection good. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { Batch, type Statement } from './batch.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'batch', prepare: () => Promise.resolve() });
  client = new pg.Client(database.connection());
  await client.connect();
  await client.query('create table thing (id bigint primary key, name text, bytes bytea)');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const run = (...statements: readonly Statement[]) => {
  const batch = new Batch(statements);
  client.query(batch);
  return batch.done;
};
const st = (text: string, ...values: unknown[]): Statement => ({ text, values });

describe('a batch', () => {
  it('gives the same rows the first time, when they are described, and every time after', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const [first, second] = await run(st('select $1::bigint as number, $2::text as word, null::text as nothing', 2 ** 40, 'ärger 日本 🙂'), st('select $1::bytea as bytes, $2::bigint[] as numbers, $3::timestamptz as at', Buffer.from([0, 1, 255]), [1, 2], new Date(0)));
      expect(first?.rows).toEqual([{ number: 2 ** 40, word: 'ärger 日本 🙂', nothing: null }]);
      expect(second?.rows).toEqual([{ bytes: Buffer.from([0, 1, 255]), numbers: [1, 2], at: new Date(0) }]);
    }
  });

  it('mixes statements with and without rows, and the same statement twice', async () => {
    const insert = 'insert into thing (id, name, bytes) values ($1, $2, $3)';
    for (const from of [1, 11]) {
      const results = await run(st('begin'), st(insert, from, 'one', Buffer.from('a')), st(insert, from + 1, null, null), st('select id, name from thing where id >= $1 order by id', from), st('commit'));
      expect(results.map((result) => result.rowCount)).toEqual([0, 1, 1, 2, 0]);
      expect(results[3]?.rows).toEqual([{ id: from, name: 'one' }, { id: from + 1, name: null }]);
      expect(results[4]?.tag).toBe('COMMIT');
    }
  });

  it('undoes everything in front of a refused statement, and goes on afterwards', async () => {
    const select = st('select count(*) as count from thing where id >= 100');
    for (let turn = 0; turn < 2; turn += 1) {
      await expect(run(st('insert into thing (id) values (100)'), st('select 1 / ($1::int - 1) as broken', 1), select)).rejects.toMatchObject({ code: '22012' });
      expect((await run(select))[0]?.rows).toEqual([{ count: 0 }]);
      expect((await run(st('select 1 / ($1::int - 1) as broken', 2)))[0]?.rows).toEqual([{ broken: 1 }]);
    }
  });

  it('carries values of megabytes and thousands of parameters', async () => {
    const text = 'ß'.repeat(3_000_000);
    const bytes = Buffer.alloc(2_000_000, 7);
    const [row] = await run(st('select octet_length($1::text) as text, octet_length($2::bytea) as bytes', text, bytes));
    expect(row?.rows).toEqual([{ text: 6_000_000, bytes: 2_000_000 }]);
    const many = Array.from({ length: 20_000 }, (_, index) => index);
    const [sum] = await run(st(`select array[${many.map((index) => `$${String(index + 1)}::bigint`).join(', ')}] as numbers`, ...many));
    expect(sum?.rows).toEqual([{ numbers: many }]);
  });

  it('refuses what no batch can carry before anything is sent, and the connection stays good', async () => {
    const tooMany = st('select $1::text as word', ...Array.from({ length: 70_000 }, () => 'x'));
    expect(() => new Batch([tooMany])).toThrow(RangeError);
    expect(() => new Batch([st('select 1', Symbol('no'))])).toThrow(TypeError);
    expect((await run(st('select $1::text as word', 'fine')))[0]?.rows).toEqual([{ word: 'fine' }]);
  });
});
