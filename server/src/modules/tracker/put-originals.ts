/** What is left of imported records beside their fields here, for a later export. It goes with the issue or project that it hangs on. */
import type { Ctx } from '../../kernel/service/index.ts';
import { sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { BatchTally, checkBatch } from './import-batch.ts';
import { lookUp, sourceKey, Wanted } from './import-map-store.ts';
import type { ImportedOriginal, ImportId, PutResult } from './importing.ts';
import { originalTable } from './issue-rows.ts';
import { insertRowsReturningIds } from './row-batch.ts';

export async function putOriginals(ctx: Ctx, importId: ImportId, rows: readonly ImportedOriginal[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const wanted = new Wanted();
    for (const { issue, project } of rows) {
      wanted.add('issue', issue);
      wanted.add('project', project);
    }
    const sources = await lookUp(tx, importId, wanted);
    // What hung on something that was not imported was not imported either.
    const placed = rows.filter(({ issue, project }) => (issue === undefined || sources.id('issue', issue) !== null) && (project === undefined || sources.id('project', project) !== null));
    const first = await nextIds(tx, 'original', placed.length);
    const written = await insertRowsReturningIds(tx, originalTable, placed.map((row, index) => {
      const id = first + index;
      return {
        id, import_id: importId, kind: row.kind, source: sourceKey(tx.sealer, row.of ?? 'issue', row.source), issue_id: sources.id('issue', row.issue), project_id: sources.id('project', row.project),
        record: tx.sealer.seal(sealedIn.original.record, id, row.raw),
      };
    }), 'on conflict do nothing');
    tally.added = written.size;
    tally.existing = placed.length - written.size;
    return tally.result();
  });
}
