/** Saved filters of an imported system, with whom they are shared and whose favourites they are. */
import type { Ctx } from '../../kernel/service/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { keepOrTakeIds, nextIds } from './counter-store.ts';
import { BatchTally, checkBatch, newRows, numericId } from './import-batch.ts';
import { lookUpWithPeople, remember, Wanted, type Remembered } from './import-map-store.ts';
import type { ImportedFilter, ImportId, PutResult } from './importing.ts';
import { favouriteTable, filterShareTable, filterTable } from './issue-rows.ts';
import { insertRowsLater } from './row-batch.ts';

export async function putFilters(ctx: Ctx, importId: ImportId, rows: readonly ImportedFilter[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const { sealer } = tx;
    const columns = sealedIn.filter;
    const wanted = new Wanted();
    for (const row of rows) {
      wanted.add('filter', row.source);
      wanted.add('person', row.owner, ...(row.favouriteOf ?? []), ...row.shares.map(({ person }) => person));
      wanted.add('group', ...row.shares.map(({ group }) => group));
      wanted.add('project', ...row.shares.map(({ project }) => project));
      wanted.add('role', ...row.shares.map(({ role }) => role));
    }
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const fresh = newRows('filter', rows, sources, tally);
    const ids = await keepOrTakeIds(tx, 'saved_filter', fresh.map(({ source }) => numericId(source)));
    insertRowsLater(tx, filterTable, fresh.map((row, index) => {
      const id = ids[index] ?? 0;
      return {
        id, owner: sources.person(row.owner), name: sealer.seal(columns.name, id, row.name), name_token: nameToken(sealer, columns.name_token, row.name),
        description: row.description === undefined ? null : sealer.seal(columns.description, id, row.description), jql: sealer.seal(columns.jql, id, row.jql),
        pending_import: importId, created_at: tx.now, updated_at: tx.now,
      };
    }));
    const shares = fresh.flatMap((row, index) => row.shares.map((share) => ({
      filter_id: ids[index] ?? 0, kind: share.kind, person: sources.person(share.person), group_id: sources.id('group', share.group),
      project_id: sources.id('project', share.project), role_id: sources.id('role', share.role),
    })));
    const firstShare = await nextIds(tx, 'saved_filter_share', shares.length);
    insertRowsLater(tx, filterShareTable, shares.map((share, index) => ({ id: firstShare + index, ...share })));
    insertRowsLater(tx, favouriteTable, fresh.flatMap((row, index) => (row.favouriteOf ?? []).map((person) => ({ person: sources.person(person), kind: 'filter', item_id: ids[index] ?? 0 }))), 'on conflict do nothing');
    await remember(tx, importId, fresh.map((row, index): Remembered => ({ kind: 'filter', source: row.source, id: ids[index] ?? 0 })));
    tally.added += fresh.length;
    return tally.result();
  });
}
