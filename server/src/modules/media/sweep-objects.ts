/**
 * Removes files that nothing refers to any more (mark and sweep, one tenant at a time). Marking is a question to the product:
 * which of these does any version, draft or trash entry still hold? Young objects are left alone, because an upload is
 * stored before the row that refers to it is written. Rows go first, then bytes: a crash leaves bytes, never a dead row.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import { deleteUntouched, known, untouchedSince } from './object-row-store.ts';
import type { MediaHolder, ObjectStore } from './ports.ts';

export interface SweepReport {
  readonly examined: number;
  readonly removed: number;
  /** Bytes without a row: left by a crash between storing and recording. */
  readonly strays: number;
}

const batchSize = 500;
const firstUuid = '00000000-0000-0000-0000-000000000000';

/** `ctx` is bound to the service media; the holder gets the caller's own. */
export async function sweepObjects(store: ObjectStore, ctx: Ctx, holder: MediaHolder, holderCtx: Ctx, graceMs: number): Promise<SweepReport> {
  const { tenantId } = ctx.tenant;
  const before = new Date(ctx.now.getTime() - graceMs);
  let after = firstUuid;
  let examined = 0;
  let removed = 0;
  for (;;) {
    ctx.signal.throwIfAborted();
    const candidates = await ctx.read((tx) => untouchedSince(tx, before, after, batchSize));
    if (candidates.length === 0) break;
    const held = await holder.heldOf(holderCtx, candidates);
    const unheld = candidates.filter((id) => !held.has(id));
    if (unheld.length > 0) {
      const gone = await ctx.tx((tx) => deleteUntouched(tx, unheld, before));
      for (const objectId of gone) await store.remove({ tenantId, objectId });
      removed += gone.length;
    }
    examined += candidates.length;
    after = candidates.at(-1) ?? after;
  }
  return { examined, removed, strays: await sweepStrays(store, ctx, before) };
}

async function sweepStrays(store: ObjectStore, ctx: Ctx, before: Date): Promise<number> {
  const { tenantId } = ctx.tenant;
  let strays = 0;
  let batch: string[] = [];
  const examine = async (): Promise<void> => {
    const ids = batch;
    batch = [];
    if (ids.length === 0) return;
    const withRow = await ctx.read((tx) => known(tx, ids));
    for (const objectId of ids.filter((id) => !withRow.has(id))) {
      await store.remove({ tenantId, objectId });
      strays += 1;
    }
  };
  for await (const entry of store.list(tenantId)) {
    if (entry.modifiedAt >= before) continue;
    batch.push(entry.objectId);
    if (batch.length === batchSize) await examine();
  }
  await examine();
  return strays;
}
