/** Destroyed keys are gone from every byte that the platform keeps: before the destruction what was sealed opens, also from an old copy; after it nothing opens it. */
import { createPublicKey, verify } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../kernel/ids/index.ts';
import { startKeyStore, type KeyStoreForTests } from './keys-for-tests.ts';
import { openEmbeddedKms, type DestructionOrder, type Keys, type Kms } from './index.ts';

const dayMs = 86_400_000;
const column = { table: 'tracker.issue', column: 'summary' };
let store: KeyStoreForTests;
let keys: Keys;
let kms: Kms;
let elsewhere: Kms;

beforeAll(async () => {
  store = await startKeyStore();
  ({ keys, kms } = await store.startProcess());
  ({ kms: elsewhere } = await store.startProcess());
});
afterAll(() => store.stop());

function orderFor(scopes: readonly string[], change: Partial<DestructionOrder> = {}): DestructionOrder {
  const at = store.clock.now().getTime();
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    destructionId: newUuid(), scopes, organizationId: 'org_test', subject: 'site site_test', requestedBy: 'acc_one', requestedAt: iso(at - 9 * dayMs), approvedBy: 'acc_two', approvedAt: iso(at - 8 * dayMs), alone: false, dueAt: iso(at - 1000),
    ...change,
  };
}

async function wrappedOf(scopeId: string): Promise<{ version: number; wrapped: Buffer }> {
  const [row] = await store.query('select version, wrapped from keys.scope_key where scope_id = $1', [scopeId]);
  return { version: Number(row?.['version']), wrapped: row?.['wrapped'] as Buffer }; // a bytea column
}

describe('destroying the keys of a scope', () => {
  it('refuses what two people and a week have not decided', async () => {
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    const at = store.clock.now().getTime();
    const refused = { code: 'keys.destruction_refused' };
    for (const change of [
      { approvedBy: 'acc_one' }, { dueAt: new Date(at + 1000).toISOString() }, { approvedAt: new Date(at - 6 * dayMs).toISOString() }, { approvedAt: new Date(at - 40 * dayMs).toISOString() }, { approvedAt: 'never' }, { scopes: [] },
    ]) await expect(keys.beginDestruction(orderFor([scopeId], change))).rejects.toMatchObject(refused);
    await expect(keys.destroyScopes(orderFor([scopeId]))).rejects.toMatchObject(refused); // never begun
    expect((await keys.forScope(scopeId)).open(column, 1, (await keys.forScope(scopeId)).seal(column, 1, 'still here'))).toBe('still here');
  });

  it('leaves nothing that opens, not even in a copy from before; everybody else reads on', async () => {
    const [gone, stays] = [newUuid(), newUuid()];
    for (const scopeId of [gone, stays]) await keys.createScope(scopeId);
    const sealed = (await keys.forScope(gone)).seal(column, 1, 'secret');
    const kept = (await keys.forScope(stays)).seal(column, 1, 'kept');
    const [before, survivor] = [await wrappedOf(gone), await wrappedOf(stays)];
    const order = orderFor([gone]);

    await keys.beginDestruction(order);
    await expect(keys.forScope(gone)).rejects.toMatchObject({ code: 'keys.scope_locked' });
    // Before the end the copy still opens: everything can come back.
    expect(await kms.unwrap({ scopeId: gone, keyVersion: before.version }, before.wrapped)).toHaveLength(32);
    await expect(keys.destroyScopes(order)).rejects.toMatchObject({ code: 'keys.destruction_waits' });
    // A process that has not heard of the new epoch wraps under it all the same.
    const late = newUuid();
    const wrappedLate = await elsewhere.wrap({ scopeId: late, keyVersion: 1 }, Buffer.alloc(32, 7));
    expect(wrappedLate.masterKeyId).toBe((await kms.describe()).masterKeyId);

    store.clock.advanceMs(6 * 60_000);
    const renewals: number[] = [];
    keys.keepCopies({ renew: () => { renewals.push(1); return Promise.resolve({ copies: 2, removed: 4 }); } });
    const certificate = await keys.destroyScopes(order);
    expect(renewals).toEqual([1]);
    await expect(keys.forScope(gone)).rejects.toMatchObject({ code: 'keys.scope_destroyed' });
    await expect(keys.unlockScope(gone)).rejects.toMatchObject({ code: 'keys.scope_unknown' });
    expect(await store.query('select 1 from keys.data_key where scope_id = $1 union all select 1 from keys.scope_key where scope_id = $1', [gone])).toEqual([]);
    expect(sealed.length).toBeGreaterThan(0);

    // The old copies: of the key store's rows, opened with the key service of today, and with one that starts anew on its folder.
    const again = await openEmbeddedKms({ folder: store.kmsFolder, clock: store.clock });
    for (const [scopeId, old] of [[gone, before], [stays, survivor]] as const) {
      await expect(kms.unwrap({ scopeId, keyVersion: old.version }, old.wrapped)).rejects.toMatchObject({ code: 'keys.wrapped_key_broken' });
      await expect(again.unwrap({ scopeId, keyVersion: old.version }, old.wrapped)).rejects.toMatchObject({ code: 'keys.wrapped_key_broken' });
    }
    await again.close();
    expect((await readdir(store.kmsFolder)).filter((name) => name.startsWith('master-')).sort()).toEqual(['master-0001.retired', 'master-0002.sealed']);
    keys.invalidate(stays);
    expect((await keys.forScope(stays)).open(column, 1, kept)).toBe('kept');

    const document = JSON.parse(certificate.document);
    expect(document).toMatchObject({ scopes: [gone], approvedBy: 'acc_two', epochEnded: expect.stringMatching(/\/1$/), epoch: expect.stringMatching(/\/2$/), retired: true, copies: { copies: 2, removed: 4 } });
    const signature = Buffer.from(certificate.signature, 'base64');
    expect(verify(null, Buffer.from(certificate.document), createPublicKey(document.publicKey), signature)).toBe(true);
    expect(verify(null, Buffer.from(certificate.document.replace('acc_two', 'acc_six')), createPublicKey(document.publicKey), signature)).toBe(false);
    // Again, after a crash that lost the answer: the same certificate, and no second epoch.
    expect(await keys.destroyScopes(order)).toEqual(certificate);
    expect(await keys.rotateMasterKey()).toMatchObject({ masterKeyId: expect.stringMatching(/\/3$/) });
  });

  it('starts on a folder whose old epochs are gone, and refuses one where a living epoch is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hf-kms-'));
    await cp(store.kmsFolder, folder, { recursive: true });
    await (await openEmbeddedKms({ folder, clock: store.clock })).close();
    await rm(join(folder, 'master-0002.sealed'));
    await expect(openEmbeddedKms({ folder, clock: store.clock })).rejects.toMatchObject({ code: 'keys.master_key_broken' });
    await rm(folder, { recursive: true });
  });
});
