import { join } from 'node:path';
import { expect, it } from 'vitest';
import pg from 'pg';
import { migrate, readDeclarations } from '../../kernel/db/index.ts';
import { createTestDatabase } from '../../kernel/testing/test-database.ts';
import { tracker } from './service.ts';

it('declares every tracker table and column', async () => {
  await using database = await createTestDatabase({
    name: 'tracker-migration',
    prepare: async (admin) => { await migrate({ admin, kind: 'shard', folder: join(import.meta.dirname, '../../../migrations'), services: [tracker], secret: 'only for tests' }); },
  });
  const client = new pg.Client(database.connection());
  await client.connect();
  const tables = (await readDeclarations(client)).filter(({ table }) => table.startsWith('tracker.'));
  await client.end();
  expect(tables.length).toBeGreaterThan(40);
  expect(tables.filter((table) => table.scope !== 'tenant' || !table.rowSecurityForced)).toEqual([]);
  expect(tables.flatMap(({ table, columns }) => columns.filter((column) => column.class === null).map(({ name }) => `${table}.${name}`))).toEqual([]);
});
