/**
 * Destroys the keys of scopes for ever (R19, DESIGN §4), in two parts with one lease between them:
 *
 *   begin    the scopes are locked, and a new epoch (version of the master key) begins, under which everything is wrapped from now on
 *   destroy  after every lease has ended: the rows go, all other scope keys are wrapped under the new epoch, copies of the key store that
 *            are older are dropped, and the old epochs themselves are destroyed. What an old copy, a dead row or the log of the database
 *            still holds was wrapped under them, and opens no more. Then the certificate is signed.
 *
 * Each part may run again. What was decided (two people, how long it waited) is judged here once more, by whoever holds the keys.
 */
import { keysErrors } from './errors.ts';
import { insertDestruction, keepSigned, lockForDestruction, readDestruction, removeKeys, type DestructionOrder, type RemovedKey } from './destruction-store.ts';
import { scopeKeysNotUnder } from './key-store.ts';
import { rewrapScopeKeys } from './rotate-master-key.ts';
import { inTransaction } from './transaction.ts';
import type { Workings } from './workings.ts';

/** At least this lies between the approval and the end. */
const pendingMinMs = 7 * 86_400_000;
const pendingMaxMs = 30 * 86_400_000;

/** Copies of the key store, kept by whoever makes backups. */
export interface KeyStoreCopies {
  /**
   * Makes a copy of the key store as it is now and removes every older one, so that no copy holds keys that are gone. Resolves when the last
   * old copy is gone; how many copies there are now. Again does the same again.
   */
  renew(): Promise<{ readonly copies: number; readonly removed: number }>;
}

export interface Certificate {
  /** JSON text; the signature is over exactly these bytes. */
  readonly document: string;
  /** Base64 of the Ed25519 signature. */
  readonly signature: string;
}

/** Fails with keys.destruction_refused when two people or the time are missing. */
function judge(workings: Workings, order: DestructionOrder): void {
  const now = workings.clock.now().getTime();
  const pendingMs = Date.parse(order.dueAt) - Date.parse(order.approvedAt);
  const refuse = (detail: string) => keysErrors.destruction_refused({ detail });
  if (order.scopes.length === 0) throw refuse('(no scope is named)');
  if (order.approvedBy === order.requestedBy && !order.alone) throw refuse('(the same person asked and approved)');
  if (!(pendingMs >= pendingMinMs && pendingMs <= pendingMaxMs)) throw refuse('(it must be pending for 7 to 30 days)');
  if (!(Date.parse(order.dueAt) <= now)) throw refuse('(it is not due yet)');
}

export async function beginDestruction(workings: Workings, order: DestructionOrder): Promise<void> {
  judge(workings, order);
  const before = await workings.kms.describe();
  await insertDestruction(workings.pool, { ...order, masterKeyId: before.masterKeyId }, workings.clock.now());
  await lockForDestruction(workings.pool, order.scopes, workings.clock.now());
  const row = await readDestruction(workings.pool, order.destructionId);
  await workings.kms.rotate(row?.ordered.masterKeyId ?? before.masterKeyId);
}

/** Fails with keys.destruction_refused, keys.destruction_waits (leases may still run), keys.unavailable. */
export async function destroyScopes(workings: Workings, order: DestructionOrder, settleMs: number, copies: KeyStoreCopies | undefined): Promise<Certificate> {
  judge(workings, order);
  const row = await readDestruction(workings.pool, order.destructionId);
  if (row === undefined) throw keysErrors.destruction_refused({ detail: '(it was not begun)' });
  if (row.document !== null && row.signature !== null) return { document: row.document, signature: row.signature };
  if (workings.clock.now().getTime() - row.begunAt.getTime() < settleMs) throw keysErrors.destruction_waits();
  if ([...row.ordered.scopes].sort().join() !== [...order.scopes].sort().join()) throw keysErrors.destruction_refused({ detail: '(other scopes than it was begun with)' });
  const removed = row.removed ?? (await inTransaction(workings.pool, (client) => removeKeys(client, order.destructionId, order.scopes, workings.clock.now())));
  await rewrapScopeKeys(workings);
  const { masterKeyId } = await workings.kms.describe();
  const [left] = await scopeKeysNotUnder(workings.pool, masterKeyId, '', 1);
  if (left !== undefined) throw keysErrors.unavailable({ detail: '(a scope key is still under an older master key)' });
  const renewed = await copies?.renew();
  const retired = await workings.kms.retire(masterKeyId);
  const signed = await certify(workings, order, { removed, epochEnded: row.ordered.masterKeyId, epoch: masterKeyId, retired, copies: renewed ?? { copies: 0, removed: 0 } });
  await keepSigned(workings.pool, order.destructionId, signed);
  // Another process may have been quicker: the certificate that was kept is the one.
  const kept = await readDestruction(workings.pool, order.destructionId);
  return kept !== undefined && kept.document !== null && kept.signature !== null ? { document: kept.document, signature: kept.signature } : signed;
}

interface Facts {
  readonly removed: readonly RemovedKey[];
  readonly epochEnded: string;
  readonly epoch: string;
  /** False where the key service outside keeps its old master keys. */
  readonly retired: boolean;
  readonly copies: { readonly copies: number; readonly removed: number };
}

async function certify({ kms, clock }: Workings, order: DestructionOrder, facts: Facts): Promise<Certificate> {
  const unsigned = { format: 'holdfast key destruction certificate 1', ...order, issuedAt: clock.now().toISOString(), ...facts };
  // The public key is part of what is signed: a certificate names the key that vouches for it.
  const { publicKey } = await kms.sign(Buffer.alloc(0));
  const document = JSON.stringify({ ...unsigned, publicKey });
  return { document, signature: (await kms.sign(Buffer.from(document, 'utf8'))).signature };
}
