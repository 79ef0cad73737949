import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readDeclarations } from '../../kernel/db/declarations.ts';
import { newUuid } from '../../kernel/ids/index.ts';
import { systemClock } from '../../kernel/time/index.ts';
import { openEmbeddedKms } from './embedded-kms.ts';
import { startKeyStore, type KeyStoreForTests } from './keys-for-tests.ts';

const title = { table: 'tracker.issue', column: 'title' };
let store: KeyStoreForTests;
beforeAll(async () => { store = await startKeyStore(); });
afterAll(() => store.stop());

describe('a key scope', () => {
  it('is created once, however often and by however many processes at once', async () => {
    const processes = await Promise.all([store.startProcess(), store.startProcess(), store.startProcess()]);
    for (let round = 0; round < 5; round += 1) {
      const scopeId = newUuid();
      const created = await Promise.all([...processes, ...processes].map(({ keys }) => keys.createScope(scopeId)));
      expect(created.filter(Boolean).length).toBe(1);
      expect(await processes[0].keys.createScope(scopeId)).toBe(false);
      expect(await store.query('select version from keys.scope_key where scope_id = $1', [scopeId])).toEqual([{ version: 1 }]);
      expect(await store.query('select purpose, version from keys.data_key where scope_id = $1 order by purpose', [scopeId]))
        .toEqual(['content', 'journal', 'media', 'token'].map((purpose) => ({ purpose, version: 1 })));
      const sealed = (await processes[0].keys.forScope(scopeId)).seal(title, 1, 'across processes');
      for (const { keys } of processes) expect((await keys.forScope(scopeId)).open(title, 1, sealed)).toBe('across processes');
    }
  });

  it('has keys of its own', async () => {
    const { keys } = await store.startProcess();
    const [a, b] = [newUuid(), newUuid()];
    await Promise.all([keys.createScope(a), keys.createScope(b)]);
    const [sealerA, sealerB] = [await keys.forScope(a), await keys.forScope(b)];
    expect(() => sealerB.open(title, 1, sealerA.seal(title, 1, 'mine'))).toThrow(expect.objectContaining({ code: 'keys.sealed_value_broken' }));
    expect(sealerA.token(title, 'x').equals(sealerB.token(title, 'x'))).toBe(false);
    const digest = Buffer.alloc(32, 5);
    expect((await keys.mediaForScope(a)).mediaAddress(digest).equals((await keys.mediaForScope(b)).mediaAddress(digest))).toBe(false);
  });

  it('belongs to one organization', async () => {
    const { keys } = await store.startProcess();
    const [scopeId, organizationId] = [newUuid(), newUuid()];
    await keys.createScope(scopeId, { organizationId });
    expect(await keys.createScope(scopeId, { organizationId })).toBe(false);
    expect(await keys.createScope(scopeId)).toBe(false);
    await expect(keys.createScope(scopeId, { organizationId: newUuid() })).rejects.toMatchObject({ code: 'keys.scope_conflict' });
  });

  it('is created in the caller’s transaction, and is gone when that is rolled back', async () => {
    const { keys, pool } = await store.startProcess();
    const scopeId = newUuid();
    const client = await pool.connect();
    await client.query('begin');
    expect(await keys.createScope(scopeId, { tx: client })).toBe(true);
    await client.query('rollback');
    client.release();
    await expect(keys.forScope(scopeId)).rejects.toMatchObject({ code: 'keys.scope_unknown' });
    expect(await keys.createScope(scopeId)).toBe(true);
  });

  it('gets what is missing when it was left half made', async () => {
    const { keys } = await store.startProcess();
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    const token = (await keys.forScope(scopeId)).token(title, 'x');
    await store.query(`delete from keys.data_key where scope_id = $1 and purpose = 'media'`, [scopeId]);
    const other = await store.startProcess();
    await expect(other.keys.forScope(scopeId)).rejects.toMatchObject({ code: 'keys.unavailable' });
    expect(await other.keys.createScope(scopeId)).toBe(true);
    expect((await other.keys.forScope(scopeId)).token(title, 'x').equals(token)).toBe(true);
  });

  it.each(['', 'A', 'a b', 'a/b', '-a', 'x'.repeat(65), 'é'])('is not named %j', async (scopeId) => {
    const { keys } = await store.startProcess();
    await expect(keys.createScope(scopeId)).rejects.toMatchObject({ code: 'keys.scope_malformed' });
  });

  it('that nobody created is unknown', async () => {
    const { keys } = await store.startProcess();
    expect(keys.leased('nobody')).toBeUndefined();
    await expect(keys.forScope('nobody')).rejects.toMatchObject({ code: 'keys.scope_unknown' });
    await expect(keys.rotateDataKey('nobody', 'content')).rejects.toMatchObject({ code: 'keys.scope_unknown' });
    await expect(keys.rotateScopeKey('nobody')).rejects.toMatchObject({ code: 'keys.scope_unknown' });
    await expect(keys.lockScope('nobody', 'suspended')).rejects.toMatchObject({ code: 'keys.scope_unknown' });
  });
});

describe('a locked scope', () => {
  it('closes at once where it was locked, elsewhere when they hear of it, and opens again', async () => {
    const [here, there] = [await store.startProcess(), await store.startProcess()];
    const scopeId = newUuid();
    await here.keys.createScope(scopeId);
    const [sealerHere, sealerThere] = [await here.keys.forScope(scopeId), await there.keys.forScope(scopeId)];
    const sealed = sealerHere.seal(title, 1, 'x');
    await here.keys.lockScope(scopeId, 'suspended');
    const locked = { code: 'keys.scope_locked', params: { reason: 'suspended', detail: '(suspended)' } };
    expect(() => sealerHere.open(title, 1, sealed)).toThrow(expect.objectContaining(locked));
    expect(here.keys.leased(scopeId)).toBeUndefined();
    await expect(here.keys.forScope(scopeId)).rejects.toMatchObject(locked);

    there.keys.invalidate(scopeId);
    await expect(there.keys.forScope(scopeId)).rejects.toMatchObject(locked);
    expect(() => sealerThere.open(title, 1, sealed)).toThrow(expect.objectContaining(locked));

    await here.keys.unlockScope(scopeId);
    for (const { keys } of [here, there]) expect((await keys.forScope(scopeId)).open(title, 1, sealed)).toBe('x');
  });

  it('closes everywhere within one lease without anybody telling', async () => {
    const [here, there] = [await store.startProcess(), await store.startProcess()];
    const scopeId = newUuid();
    await here.keys.createScope(scopeId);
    const sealer = await there.keys.forScope(scopeId);
    await here.keys.lockScope(scopeId, 'suspended');
    store.clock.advanceMs(300_000);
    expect(() => sealer.token(title, 'x')).toThrow(expect.objectContaining({ code: 'keys.lease_ended' }));
    await expect(there.keys.forScope(scopeId)).rejects.toMatchObject({ code: 'keys.scope_locked' });
  });
});

describe('the key store away', () => {
  it('leaves leases serving until their time is up, then refuses, then serves again when it is back', async () => {
    const own = await startKeyStore();
    const { keys } = await own.startProcess();
    const admin = new pg.Pool({ ...store.database.connection(), max: 1 });
    try {
      await keys.createScope('a');
      await keys.createScope('b');
      const sealer = await keys.forScope('a');
      const sealed = sealer.seal(title, 1, 'x');
      await admin.query(`alter database ${own.database.name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [own.database.name]);

      own.clock.advanceMs(299_000);
      expect((await keys.forScope('a')).open(title, 1, sealed)).toBe('x');
      await expect(keys.forScope('b')).rejects.toMatchObject({ code: 'keys.unavailable' });
      own.clock.advanceMs(1_000);
      expect(() => sealer.open(title, 1, sealed)).toThrow(expect.objectContaining({ code: 'keys.lease_ended' }));
      await expect(keys.forScope('a')).rejects.toMatchObject({ code: 'keys.unavailable' });
      await expect(keys.check()).rejects.toMatchObject({ code: 'keys.unavailable' });

      await admin.query(`alter database ${own.database.name} allow_connections true`);
      expect((await keys.forScope('a')).open(title, 1, sealed)).toBe('x');
      expect(await keys.withSealer('a', (again) => again.open(title, 1, sealed))).toBe('x');
    } finally {
      await admin.query(`alter database ${own.database.name} allow_connections true`);
      await admin.end();
      await own.stop();
    }
  });
});

describe('the rows of the key store', () => {
  it('cannot stand in for one another', async () => {
    const { keys } = await store.startProcess();
    const [a, b] = [newUuid(), newUuid()];
    await Promise.all([keys.createScope(a), keys.createScope(b)]);
    const exchanges: readonly [string, readonly unknown[]][] = [
      [`update keys.data_key set wrapped = (select wrapped from keys.data_key where scope_id = $1 and purpose = 'token') where scope_id = $1 and purpose = 'content'`, [a]],
      [`update keys.data_key t set wrapped = s.wrapped from keys.data_key s where t.scope_id = $1 and s.scope_id = $2 and s.purpose = t.purpose`, [a, b]],
      [`update keys.scope_key set wrapped = (select wrapped from keys.scope_key where scope_id = $2) where scope_id = $1`, [a, b]],
    ];
    for (const [sql, values] of exchanges) {
      const before = [await store.query('select * from keys.data_key where scope_id = $1', [a]), await store.query('select * from keys.scope_key where scope_id = $1', [a])];
      await store.query(sql, values);
      const { keys: fresh } = await store.startProcess();
      await expect(fresh.forScope(a), sql).rejects.toMatchObject({ code: 'keys.wrapped_key_broken' });
      for (const row of before[0] ?? []) await store.query('update keys.data_key set wrapped = $3 where scope_id = $1 and purpose = $2', [a, row['purpose'], row['wrapped']]);
      for (const row of before[1] ?? []) await store.query('update keys.scope_key set wrapped = $2 where scope_id = $1', [a, row['wrapped']]);
      await fresh.forScope(a);
    }
  });

  it('are refused at start-up when another KMS wrapped them', async () => {
    const { keys } = await store.startProcess();
    await keys.createScope(newUuid());
    await keys.check();
    const folder = await mkdtemp(join(tmpdir(), 'hf-kms-'));
    const { keys: stranger } = await store.startProcess({ kms: await openEmbeddedKms({ folder: join(folder, 'kms'), clock: systemClock }) });
    await expect(stranger.check()).rejects.toMatchObject({ code: 'keys.wrapped_key_broken' });
    await rm(folder, { recursive: true });
  });

  it('are worked with under the service’s own login, which can destroy no table', async () => {
    const pool = new pg.Pool({ ...store.database.connection(store.serviceLogin), max: 1 });
    try {
      const { keys } = await store.startProcess({ pool });
      const scopeId = newUuid();
      await keys.createScope(scopeId);
      const sealed = (await keys.forScope(scopeId)).seal(title, 1, 'x');
      await keys.rotateDataKey(scopeId, 'content', { immediately: true });
      await keys.rotateScopeKey(scopeId);
      await keys.rotateMasterKey();
      await keys.lockScope(scopeId, 'suspended');
      await keys.unlockScope(scopeId);
      expect((await keys.forScope(scopeId)).open(title, 1, sealed)).toBe('x');
      await keys.close();
      for (const sql of ['truncate keys.scope_key', 'drop table keys.data_key', 'create table keys.mine (id int)', 'select from hf.migration']) {
        await expect(pool.query(sql), sql).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await pool.end();
    }
  });

  it('declare what every table and column is', async () => {
    const client = new pg.Client(store.database.connection());
    await client.connect();
    const tables = (await readDeclarations(client)).filter((table) => table.table.startsWith('keys.'));
    await client.end();
    expect(tables.map((table) => table.table)).toEqual(['keys.data_key', 'keys.destruction', 'keys.scope', 'keys.scope_key']);
    for (const table of tables) {
      // What was destroyed is told by a record, which no restore takes back.
      expect(table).toMatchObject({ scope: 'system', recovery: table.table === 'keys.destruction' ? 'log' : 'key' });
      expect(table.columns.filter((column) => column.class === null)).toEqual([]);
    }
  });
});
