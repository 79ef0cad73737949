/**
 * Every table of tenants that a restore brings back × where its rows belong (R9). Found from the catalog: a table to which
 * neither a foreign key, nor its product's word, nor a reason gives a place fails the walk.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeless, readCatalog, type Reader } from '../../src/modules/recovery/index.ts';
import { createTestPlatform, type TestPlatform } from '../../src/main/testing/test-platform.ts';

/** Tables of other schemas than the products', and how their rows come back. */
const elsewhere: Readonly<Record<string, string>> = {
  'media.object': 'a file comes back with the attachment that names it, under its own address',
};

let platform: TestPlatform;
let client: pg.Client;
const reader: Reader = { sql: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await client.query(text, [...values])).rows as Row[] };

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  client = new pg.Client(platform.databaseOf.shard.connection());
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await platform[Symbol.asyncDispose]();
});

const products = () => Object.values(platform.products.recoverable);

describe('every table that comes back', () => {
  it('belongs to a project or space by a foreign key or its product\'s word, or says why not', async () => {
    const catalog = await readCatalog(reader);
    expect(catalog.ordered.length).toBeGreaterThan(60);
    expect(products().flatMap((product) => homeless(catalog, product))).toEqual([]);
    const schemas = new Set(products().map(({ schema }) => `${schema}.`));
    const others = catalog.ordered.filter(({ name, recovery }) => recovery !== 'counter' && ![...schemas].some((schema) => name.startsWith(schema))).map(({ name }) => name);
    expect(others.filter((name) => elsewhere[name] === undefined)).toEqual([]);
  });

  it('is named rightly by what products say of it', async () => {
    const { tables } = await readCatalog(reader);
    const wrong = products().flatMap((product) => [
      ...[...product.paths, ...product.needs].filter(({ table, column, to }) => tables.get(table)?.columns.some(({ name }) => name === column) !== true || !tables.has(to)).map(({ table, column, to }) => `${table}.${column} → ${to}`),
      ...[...Object.keys(product.tenantWide), ...product.derivedAccess, ...product.passive, product.container, product.item].filter((name) => !tables.has(name)),
      ...Object.entries(product.accessColumns).flatMap(([table, columns]) => columns.filter((column) => tables.get(table)?.columns.some(({ name }) => name === column) !== true).map((column) => `${table}.${column}`)),
    ]);
    expect(wrong).toEqual([]);
  });

  it('is missed when it belongs nowhere', async () => {
    await client.query('begin');
    try {
      await client.query('create table tracker.planted (tenant_id uuid not null, id bigint not null, primary key (tenant_id, id))');
      await client.query(`call hf.declare('tracker.planted', 'tenant', 'content', 'plain: tenant_id id')`);
      const catalog = await readCatalog(reader);
      expect(products().flatMap((product) => homeless(catalog, product))).toEqual(['tracker.planted']);
    } finally {
      await client.query('rollback');
    }
  });
});
