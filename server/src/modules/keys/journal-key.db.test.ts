/** The journal key: its public half seals without any lease, its private half opens only while the scope's keys may be had. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../kernel/ids/index.ts';
import { startKeyStore, type KeyStoreForTests } from './keys-for-tests.ts';
import { sealToJournalKey, type Keys } from './index.ts';

let store: KeyStoreForTests;
let keys: Keys;
beforeAll(async () => {
  store = await startKeyStore();
  ({ keys } = await store.startProcess());
});
afterAll(() => store.stop());

async function sealed(scopeId: string, ...pieces: string[]) {
  const key = (await keys.journalKeys([scopeId])).get(scopeId);
  if (key === undefined) throw new Error('no journal key');
  const stream = await sealToJournalKey(key, 'test 1');
  const out: Buffer[] = [];
  for (const piece of pieces) out.push(await stream.seal(Buffer.from(piece), 'place'));
  return { version: key.version, encapsulated: stream.encapsulated, pieces: out };
}

describe('the journal key', () => {
  it('seals for a locked scope, and opens again when the lock is gone, under every version', async () => {
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    const before = await sealed(scopeId, 'one', 'two');
    await keys.rotateDataKey(scopeId, 'journal', { immediately: true });
    await keys.rotateScopeKey(scopeId);
    await keys.lockScope(scopeId, 'suspended');
    const locked = await sealed(scopeId, 'three');
    expect(locked.version).toBe(2);
    await expect(keys.journalOpener(scopeId)).rejects.toMatchObject({ code: 'keys.scope_locked' });
    await keys.unlockScope(scopeId);
    const opener = await keys.journalOpener(scopeId);
    const first = await opener.stream(before.version, before.encapsulated, 'test 1');
    expect(String(await first.open(before.pieces[0] ?? Buffer.alloc(0), 'place'))).toBe('one');
    expect(String(await first.open(before.pieces[1] ?? Buffer.alloc(0), 'place'))).toBe('two');
    const second = await opener.stream(locked.version, locked.encapsulated, 'test 1');
    expect(String(await second.open(locked.pieces[0] ?? Buffer.alloc(0), 'place'))).toBe('three');
  });

  it('refuses pieces that were changed, moved, left out, or sealed for another scope or purpose', async () => {
    const [scopeId, other] = [newUuid(), newUuid()];
    await keys.createScope(scopeId);
    await keys.createScope(other);
    const { version, encapsulated, pieces: [one = Buffer.alloc(0), two = Buffer.alloc(0)] } = await sealed(scopeId, 'one', 'two');
    const opener = await keys.journalOpener(scopeId);
    const open = async (by: typeof opener, purpose: string, piece: Buffer, place: string) => (await by.stream(version, encapsulated, purpose)).open(piece, place);
    const changed = Buffer.from(one);
    changed.writeUInt8(changed.readUInt8(0) ^ 1, 0);
    const broken = { code: 'keys.sealed_value_broken' };
    await expect(open(opener, 'test 1', changed, 'place')).rejects.toMatchObject(broken);
    await expect(open(opener, 'test 1', one, 'elsewhere')).rejects.toMatchObject(broken);
    await expect(open(opener, 'test 1', two, 'place')).rejects.toMatchObject(broken);
    await expect(open(opener, 'test 2', one, 'place')).rejects.toMatchObject(broken);
    await expect(open(await keys.journalOpener(other), 'test 1', one, 'place')).rejects.toMatchObject(broken);
    await expect(opener.stream(version, Buffer.alloc(32), 'test 1')).rejects.toMatchObject(broken);
  });

  it('is given to scopes of earlier releases when the journal asks, and never to a scope whose keys are gone', async () => {
    const [early, gone] = [newUuid(), newUuid()];
    await keys.createScope(early);
    await keys.createScope(gone);
    await store.query(`delete from keys.data_key where purpose = 'journal' and scope_id = $1`, [early]);
    await store.query(`delete from keys.data_key where scope_id = $1`, [gone]);
    await store.query(`delete from keys.scope_key where scope_id = $1`, [gone]);
    const found = await keys.journalKeys([early, gone, newUuid()]);
    expect([...found.keys()]).toEqual([early]);
    expect(found.get(early)?.bytes).toHaveLength(32);
    expect(await store.query('select count(*)::int as keys from keys.data_key where scope_id = $1', [gone])).toEqual([{ keys: 0 }]);
  });
});
