import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buffer } from 'node:stream/consumers';
import { newUuid } from '../../kernel/ids/index.ts';
import { startKeyStore, type KeyStoreForTests } from './keys-for-tests.ts';

const title = { table: 'tracker.issue', column: 'title' };
let store: KeyStoreForTests;
beforeAll(async () => { store = await startKeyStore(); });
afterAll(() => store.stop());
const versionOf = (sealed: Buffer) => sealed.readUInt32BE(2);

describe('rotation while everybody reads and writes', () => {
  it('fails no read and no write in any process, through data, scope and master keys', async () => {
    const processes = await Promise.all([store.startProcess(), store.startProcess(), store.startProcess({ leaseMs: 60_000 })]);
    const scopeId = newUuid();
    const [first] = processes;
    await first.keys.createScope(scopeId);
    const values: { row: number; sealed: Buffer; text: string }[] = [];
    let opened = 0;
    // 40 minutes in steps of 5 seconds; leases lapse, are renewed and taken again while every kind of key is rotated.
    for (let step = 0; step < 480; step += 1) {
      if (step % 70 === 10) await processes[step % 3]?.keys.rotateDataKey(scopeId, 'content');
      if (step % 90 === 20) await processes[step % 3]?.keys.rotateScopeKey(scopeId);
      if (step % 150 === 30) await processes[step % 3]?.keys.rotateMasterKey();
      await Promise.all(processes.map(async ({ keys }, index) => {
        const sealer = keys.leased(scopeId) ?? (await keys.forScope(scopeId));
        const row = values.length + 1;
        const text = `value ${step} of ${index}`;
        values.push({ row, sealed: sealer.seal(title, row, text), text });
        for (const value of values.slice(-30)) {
          expect(sealer.open(title, value.row, value.sealed)).toBe(value.text);
          opened += 1;
        }
      }));
      store.clock.advanceMs(5_000);
    }
    for (const { keys } of processes) {
      const sealer = await keys.forScope(scopeId);
      for (const value of values) expect(sealer.open(title, value.row, value.sealed)).toBe(value.text);
    }
    expect(opened).toBeGreaterThan(40_000);
    expect(new Set(values.map((value) => versionOf(value.sealed)))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
    expect(await store.query('select version from keys.scope_key where scope_id = $1', [scopeId])).toEqual([{ version: 7 }]);
    expect((await first.kms.describe()).masterKeyId).toMatch(/\/4$/);
  });
});

describe('a new data key', () => {
  it('is known to every process before the first value is sealed under it', async () => {
    const [here, there] = [await store.startProcess(), await store.startProcess()];
    const scopeId = newUuid();
    await here.keys.createScope(scopeId);
    const [writer, reader] = [await here.keys.forScope(scopeId), await there.keys.forScope(scopeId)];
    const rotated = await here.keys.rotateDataKey(scopeId, 'content');
    expect(rotated).toEqual({ version: 2, sealsFrom: new Date(store.clock.now().getTime() + 330_000) });
    expect(versionOf(writer.seal(title, 1, 'x'))).toBe(1);
    expect(reader.open(title, 1, writer.seal(title, 1, 'x'))).toBe('x');
    store.clock.advanceMs(330_000);
    const sealed = (await here.keys.forScope(scopeId)).seal(title, 1, 'y');
    expect(versionOf(sealed)).toBe(2);
    expect((await there.keys.forScope(scopeId)).open(title, 1, sealed)).toBe('y');
  });

  it('seals immediately when asked; who has not heard of it asks the key store and then opens', async () => {
    const [here, there] = [await store.startProcess(), await store.startProcess()];
    const scopeId = newUuid();
    await here.keys.createScope(scopeId);
    const [writer, reader] = [await here.keys.forScope(scopeId), await there.keys.forScope(scopeId)];
    await here.keys.rotateDataKey(scopeId, 'content', { immediately: true });
    const sealed = writer.seal(title, 1, 'x');
    expect(versionOf(sealed)).toBe(2);
    expect(() => reader.open(title, 1, sealed)).toThrow(expect.objectContaining({ code: 'keys.version_unknown' }));
    let attempts = 0;
    expect(await there.keys.withSealer(scopeId, (sealer) => {
      attempts += 1;
      return sealer.open(title, 1, sealed);
    })).toBe('x');
    expect(attempts).toBe(2);
    expect(reader.open(title, 1, sealed)).toBe('x');
  });

  it('is one, when several processes rotate at once', async () => {
    const processes = await Promise.all([store.startProcess(), store.startProcess(), store.startProcess()]);
    const scopeId = newUuid();
    await processes[0].keys.createScope(scopeId);
    const results = await Promise.all([...processes, ...processes].map(({ keys }) => keys.rotateDataKey(scopeId, 'media')));
    const versions = async () =>
      (await store.query(`select version from keys.data_key where scope_id = $1 and purpose = 'media' order by version`, [scopeId])).map((row) => row['version']);
    expect(results.map((result) => result.version)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(await versions()).toEqual([1, 2]);
    // Immediate ones start from whatever is there: each is a version of its own or another's, none is lost or doubled.
    const immediate = await Promise.all(processes.map(({ keys }) => keys.rotateDataKey(scopeId, 'media', { immediately: true })));
    expect(await versions()).toEqual(Array.from({ length: Math.max(...immediate.map((result) => result.version)) }, (_, n) => n + 1));
  });

  it('of the media purpose leaves old attachments readable', async () => {
    const { keys } = await store.startProcess();
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    const media = await keys.mediaForScope(scopeId);
    const sealing = media.sealStream({ objectId: 'o' });
    sealing.end(Buffer.from('attached'));
    const bytes = await buffer(sealing);
    await keys.rotateDataKey(scopeId, 'media', { immediately: true });
    const source = async function* (from: number, to: number) { yield bytes.subarray(from, to + 1); };
    expect((await buffer(media.openStream({ objectId: 'o', sealedBytes: bytes.length, source }))).toString()).toBe('attached');
    const again = media.sealStream({ objectId: 'o' });
    again.end(Buffer.from('attached'));
    expect((await buffer(again)).readUInt32BE(2)).toBe(2);
  });

  it('is refused for equality tokens, which would stop matching', async () => {
    const { keys } = await store.startProcess();
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    await expect(keys.rotateDataKey(scopeId, 'token')).rejects.toMatchObject({ code: 'keys.purpose_not_rotatable' });
  });

  it('comes by itself when the old one has sealed enough', async () => {
    const { keys } = await store.startProcess({ sealsBeforeRotation: 100 });
    const [busy, quiet] = [newUuid(), newUuid()];
    await keys.createScope(busy);
    await keys.createScope(quiet);
    const sealer = await keys.forScope(busy);
    for (let count = 0; count < 150; count += 1) sealer.seal(title, count, 'x');
    (await keys.forScope(quiet)).seal(title, 1, 'x');
    await keys.close();
    const rows = await store.query(
      `select scope_id, version, seal_count::int from keys.data_key where scope_id in ($1, $2) and purpose = 'content' order by version, seal_count`, [busy, quiet]);
    expect(rows).toEqual([
      { scope_id: quiet, version: 1, seal_count: 1 },
      { scope_id: busy, version: 1, seal_count: 150 },
      { scope_id: busy, version: 2, seal_count: 0 },
    ]);
  });
});

describe('a new scope key', () => {
  it('wraps every data key anew, takes the old one away and changes no data key', async () => {
    const { keys } = await store.startProcess();
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    await keys.rotateDataKey(scopeId, 'content', { immediately: true });
    const sealer = await keys.forScope(scopeId);
    const [sealed, token] = [sealer.seal(title, 1, 'x'), sealer.token(title, 'x')];
    const before = await store.query('select wrapped from keys.data_key where scope_id = $1', [scopeId]);
    expect(await keys.rotateScopeKey(scopeId)).toBe(2);
    const after = await store.query('select wrapped, scope_key_version from keys.data_key where scope_id = $1', [scopeId]);
    expect(after.map((row) => row['scope_key_version'])).toEqual([2, 2, 2, 2, 2]);
    for (const old of before) for (const row of after) expect(Buffer.compare(old['wrapped'] as Buffer, row['wrapped'] as Buffer)).not.toBe(0);
    expect(await store.query('select version from keys.scope_key where scope_id = $1', [scopeId])).toEqual([{ version: 2 }]);
    const fresh = await (await store.startProcess()).keys.forScope(scopeId);
    expect(fresh.open(title, 1, sealed)).toBe('x');
    expect(fresh.token(title, 'x').equals(token)).toBe(true);
  });

  it('is one, when several processes rotate at once, and mixes with new data keys', async () => {
    const processes = await Promise.all([store.startProcess(), store.startProcess(), store.startProcess()]);
    const scopeId = newUuid();
    await processes[0].keys.createScope(scopeId);
    const sealed = (await processes[0].keys.forScope(scopeId)).seal(title, 1, 'x');
    await Promise.all(processes.flatMap(({ keys }) => [keys.rotateScopeKey(scopeId), keys.rotateDataKey(scopeId, 'content'), keys.rotateScopeKey(scopeId)]));
    expect((await store.query('select version from keys.scope_key where scope_id = $1', [scopeId])).length).toBe(1);
    const fresh = await (await store.startProcess()).keys.forScope(scopeId);
    expect(fresh.open(title, 1, sealed)).toBe('x');
  });
});

describe('a new master key', () => {
  it('wraps every scope key anew; an interrupted rotation is finished later', async () => {
    const [here, there] = [await store.startProcess(), await store.startProcess()];
    const scopes = Array.from({ length: 450 }, () => newUuid());
    for (let at = 0; at < scopes.length; at += 50) await Promise.all(scopes.slice(at, at + 50).map((scopeId) => here.keys.createScope(scopeId)));
    const sealed = (await here.keys.forScope(scopes[7] ?? '')).seal(title, 1, 'x');
    const { masterKeyId } = await here.kms.rotate((await here.kms.describe()).masterKeyId); // and then the process died
    const under = async () => (await store.query('select count(*)::int as n from keys.scope_key where master_key_id = $1', [masterKeyId]))[0]?.['n'];
    const all = (await store.query('select count(*)::int as n from keys.scope_key'))[0]?.['n'];
    expect(await under()).toBe(0);
    expect(await here.keys.rewrapScopeKeys()).toBe(all);
    expect(await under()).toBe(all);
    expect(await here.keys.rewrapScopeKeys()).toBe(0);
    expect((await there.keys.forScope(scopes[7] ?? '')).open(title, 1, sealed)).toBe('x');
    await there.keys.check();
  });

  it('is one, when several processes rotate at once', async () => {
    const processes = await Promise.all([store.startProcess(), store.startProcess()]);
    const scopeId = newUuid();
    await processes[0].keys.createScope(scopeId);
    const sealed = (await processes[0].keys.forScope(scopeId)).seal(title, 1, 'x');
    const results = await Promise.all(processes.map(({ keys }) => keys.rotateMasterKey()));
    expect(new Set(results.map((result) => result.masterKeyId)).size).toBe(1);
    for (const { keys } of [...processes, await store.startProcess()]) expect((await keys.forScope(scopeId)).open(title, 1, sealed)).toBe('x');
  });
});
