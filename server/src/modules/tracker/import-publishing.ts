/** The end of an import: everything becomes visible at once, or everything goes. */
import type { Ctx } from '../../kernel/service/index.ts';
import { sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { BatchTally, checkBatch } from './import-batch.ts';
import { countMapped } from './import-map-store.ts';
import { deletePending, deletePendingIssues, hasPending, publishPending } from './import-publishing-store.ts';
import type { ImportId, PutResult } from './importing.ts';
import { importRecordTable } from './issue-rows.ts';
import { insertRowsReturningIds } from './row-batch.ts';

const issuesPerDeletion = 1_000;

export async function publish(ctx: Ctx, importId: ImportId): Promise<{ readonly projects: number }> {
  return ctx.tx(async (tx) => {
    if (!(await hasPending(tx, importId))) return { projects: 0 };
    const projects = await publishPending(tx, importId);
    tx.record({ action: 'tracker_import_published', target: { kind: 'import', id: importId }, after: { projects: projects.map(({ key }) => key) } });
    tx.emit({ topic: 'tracker.import_published', payload: { importId, projects: projects.length } });
    return { projects: projects.length };
  });
}

/** Issues go in pieces, so that no other tenant waits for a long transaction; a stopped discard is simply called again. */
export async function discard(ctx: Ctx, importId: ImportId): Promise<boolean> {
  const anything = await ctx.read(async (tx) => (await hasPending(tx, importId)) || (await countMapped(tx, importId)).size > 0);
  if (!anything) return false;
  for (;;) {
    ctx.signal.throwIfAborted();
    const deleted = await ctx.tx((tx) => deletePendingIssues(tx, importId, issuesPerDeletion));
    if (deleted < issuesPerDeletion) break;
  }
  await ctx.tx(async (tx) => {
    await deletePending(tx, importId);
    tx.record({ action: 'tracker_import_discarded', target: { kind: 'import', id: importId } });
  });
  return true;
}

export async function putRecords(ctx: Ctx, importId: ImportId, kind: string, rows: readonly { readonly ordinal: number; readonly raw: string }[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const first = await nextIds(tx, 'import_record', rows.length);
    const written = await insertRowsReturningIds(tx, importRecordTable, rows.map(({ ordinal, raw }, index) => {
      const id = first + index;
      return { id, import_id: importId, kind, ordinal, record: tx.sealer.seal(sealedIn.importRecord.record, id, raw), created_at: tx.now };
    }), 'on conflict do nothing');
    tally.added = written.size;
    tally.existing = rows.length - written.size;
    return tally.result();
  });
}
