/**
 * What Tracker's use cases run on in the bare server: `pg` as everybody uses it, plain columns, no tenant, no row
 * security, no sealing, no audit, no outbox. The statements are Tracker's own, turned to the schema `bare`.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Compilable } from 'kysely';
import type { ReadTx, Tx } from '../src/kernel/db/index.ts';
import { accountIds, organizationIds, shardIds, siteIds, tenantIds, type AccountId } from '../src/kernel/ids/index.ts';
import type { EqualityToken, Sealed, Sealer } from '../src/kernel/seal/index.ts';
import type { Ctx } from '../src/kernel/service/index.ts';

pg.types.setTypeParser(20, Number);

const plain: Sealer = {
  scopeId: 'bare',
  seal: (_column, _rowId, text) => Buffer.from(text, 'utf8') as Sealed<string>, // "sealed" here means: the bytes as they are
  open: (_column, _rowId, value) => value.toString('utf8'),
  sealBytes: (_column, _rowId, bytes) => bytes as Sealed<Buffer>, // as above
  openBytes: (_column, _rowId, value) => value,
  token: (_column, text) => createHash('sha256').update(text).digest().subarray(0, 16) as EqualityToken, // only equality matters
};

const texts = new Map<string, { readonly name: string; readonly text: string }>();

/** Tracker's statement on the tables of `bare`: same columns, without the tenant. */
export function bareStatement(text: string): { readonly name: string; readonly text: string } {
  let known = texts.get(text);
  if (known === undefined) {
    const turned = text.replaceAll(/\btracker\./g, 'bare.').replaceAll(/\w+\.tenant_id = (?:\w+\.tenant_id|'[0-9a-f-]{36}'::uuid) and /g, '');
    known = { name: `bare${String(texts.size)}`, text: turned };
    texts.set(text, known);
  }
  return known;
}

type Runner = pg.Pool | pg.PoolClient;

async function run(on: Runner, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  return on.query({ ...bareStatement(text), values: [...values] });
}

function reads(on: Runner): ReadTx {
  const compiled = async (query: Compilable<unknown>) => {
    const { sql, parameters } = query.compile();
    return run(on, sql, parameters);
  };
  return {
    now: new Date(), sealer: plain,
    // The row types are the caller's, as in the product.
    rows: async <Row>(query: Compilable<Row>) => (await compiled(query)).rows as Row[],
    row: async <Row>(query: Compilable<Row>) => (await compiled(query)).rows[0] as Row | undefined,
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await run(on, text, values)).rows as Row[],
  };
}

export function bareContext(pool: pg.Pool, accountId: AccountId): Ctx {
  const none = '00000000-0000-7000-8000-000000000001';
  const ctx: Ctx = {
    requestId: none, now: new Date(), signal: new AbortController().signal, service: 'tracker',
    actor: { kind: 'account', accountId, via: { kind: 'token', id: null, label: null }, address: null, scopes: 'all', operator: false },
    access: { organizationRole: 'admin', siteRole: 'admin', principals: [accountId] },
    tenant: {
      tenantId: tenantIds.fromUuid(none), product: 'tracker', siteId: siteIds.fromUuid(none), siteSlug: 'bare', organizationId: organizationIds.fromUuid(none), shardId: shardIds.fromUuid(none),
      region: 'local', state: 'active', epoch: 1, version: 1, plan: 'standard', features: {},
    },
    as: () => ctx,
    read: (work) => work(reads(pool)),
    async tx(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const later: Promise<unknown>[] = [];
        const tx: Tx = {
          ...reads(client), organizationSealer: plain, record: () => undefined, emit: () => undefined,
          change: async (query) => {
            const { sql, parameters } = query.compile();
            return (await run(client, sql, parameters)).rowCount ?? 0;
          },
          changeSql: async (text, values = []) => (await run(client, text, values)).rowCount ?? 0,
          later: (text, values = []) => { later.push(run(client, text, values)); },
        };
        const result = await work(tx);
        await Promise.all(later);
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        await client.query('rollback').then(() => { client.release(); }, () => { client.release(true); });
        throw error;
      }
    },
  };
  return ctx;
}

/** Tracker's tables once more, with the same columns and indexes, without tenant, row security and foreign keys. */
export async function cloneTables(pool: pg.Pool): Promise<void> {
  await pool.query('drop schema if exists bare cascade');
  await pool.query('create schema bare');
  const tables = await pool.query<{ name: string }>(`select relname as name from pg_class where relnamespace = 'tracker'::regnamespace and relkind = 'r'`);
  for (const { name } of tables.rows) {
    await pool.query(`create table bare.${name} (like tracker.${name} including defaults including identity including generated)`);
    await pool.query(`alter table bare.${name} drop column tenant_id`);
  }
  const indexes = await pool.query<{ definition: string }>(
    `select pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'tracker'::regnamespace`);
  for (const { definition } of indexes.rows) {
    if (/\(tenant_id\)/.test(definition)) continue;
    await pool.query(definition.replaceAll(/\btracker\./g, 'bare.').replace(/\(tenant_id, /, '('));
  }
}

export const bareAccount = (text: string): AccountId => accountIds.parse(text);
