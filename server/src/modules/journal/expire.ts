/**
 * Lets go of what no window needs any more, after its lock. With each of its turns a tenant's window moves on: older snapshots and folds are
 * forgotten, and locks of what it still needs are made longer — among them the files that live rows name, so that a file that was stored years
 * ago is as safe as one of today. Under a legal hold nothing of a tenant is forgotten.
 */
import type { ServicePool } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import {
  expiredMedia, expiredSegments, forgetBefore, forgetMedia, forgetObject, forgetSegment, freeObjects, mediaLockedBefore, moveMediaLock, neededObjects,
} from './expire-store.ts';
import type { JournalVault } from './ports.ts';
import { segmentName } from './segment-format.ts';
import { notePart } from './snapshot-store.ts';

export interface ExpireOptions {
  readonly control: ServicePool;
  readonly vault: JournalVault;
  readonly clock: Clock;
  readonly retentionMs: number;
  readonly lockMs: number;
  /** Whether anything of the tenant is under legal hold: then nothing of it expires. */
  readonly isHeld: (tenantId: string) => Promise<boolean>;
  /** Files that the tenant's newest snapshot names. */
  readonly liveMedia: (tenantId: string) => Promise<ReadonlySet<string>>;
}

const batch = 500;
/** Locks are made longer by so much more than is needed, so that each object is touched every few days and not daily. */
const longerMs = 10 * 86_400_000;

/** With a tenant's turn. */
export async function moveWindow(options: ExpireOptions, tenantId: string): Promise<void> {
  const { control, vault, clock } = options;
  const now = clock.now().getTime();
  if (!(await options.isHeld(tenantId))) await forgetBefore(control, tenantId, new Date(now - options.retentionMs));
  const until = new Date(now + options.lockMs + longerMs);
  const soon = new Date(now + options.lockMs);
  for (const object of await neededObjects(control, tenantId, soon)) {
    await vault.extendLock(object, until);
    await notePart(control, tenantId, object, until);
  }
  const ending = await mediaLockedBefore(control, tenantId, soon);
  if (ending.length === 0) return;
  const live = await options.liveMedia(tenantId);
  for (const { address } of ending) {
    if (!live.has(address)) continue;
    await vault.extendLock(`media/${tenantId}/${address}`, until);
    await moveMediaLock(control, tenantId, address, until);
  }
}

async function removed(vault: JournalVault, name: string): Promise<boolean> {
  try {
    await vault.remove(name);
    return true;
  } catch (error) {
    if (isAppError(error, 'vault.object_unknown')) return true;
    // Somebody made its lock longer: it is looked at again later.
    if (isAppError(error, 'vault.object_locked')) return false;
    throw error;
  }
}

/** Everywhere, once a day: what nothing needs and nothing locks. Returns how many objects went. */
export async function expire(options: ExpireOptions): Promise<number> {
  const { control, vault, clock } = options;
  const now = clock.now();
  let gone = 0;
  for (const { shardId, sequence } of await expiredSegments(control, now, batch)) {
    if (!(await removed(vault, segmentName(shardId, sequence)))) continue;
    await forgetSegment(control, shardId, sequence);
    gone += 1;
  }
  for (const { tenantId, object } of await freeObjects(control, now, batch)) {
    if ((await options.isHeld(tenantId)) || !(await removed(vault, object))) continue;
    await forgetObject(control, tenantId, object);
    gone += 1;
  }
  for (const { tenantId, address } of await expiredMedia(control, now, batch)) {
    if ((await options.isHeld(tenantId)) || !(await removed(vault, `media/${tenantId}/${address}`))) continue;
    await forgetMedia(control, tenantId, address);
    gone += 1;
  }
  return gone;
}
