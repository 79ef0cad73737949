/** Stores what is left of imported objects beside their fields here, for a later export; twice changes nothing. */
import type { Ctx } from '../../../kernel/service/index.ts';
import { allocateIds } from '../counter-store.ts';
import { checkBatch, findMapped } from './import-map-store.ts';
import type { ImportedOriginal, PutResult } from './importing.ts';
import { insertOriginals } from './original-store.ts';

export async function putOriginals(ctx: Ctx, importId: string, given: readonly ImportedOriginal[]): Promise<PutResult> {
  checkBatch(given);
  const rows = [...new Map(given.map((row) => [`${row.kind}/${row.sourceId}`, row])).values()];
  if (rows.length === 0) return { stored: 0, known: 0, refused: [] };
  const { tenantId } = ctx.tenant;
  return ctx.tx(async (tx) => {
    const contents = await findMapped(tx, importId, 'content', rows.flatMap(({ content }) => content ?? []));
    const spaces = await findMapped(tx, importId, 'space', rows.flatMap(({ space }) => space ?? []));
    const placeOf = (row: ImportedOriginal) => ({ contentId: row.content === undefined ? undefined : contents.get(row.content), spaceId: row.space === undefined ? undefined : spaces.get(row.space) });
    // What hung on something that was not imported was not imported either.
    const placed = rows.flatMap((row) => {
      const { contentId, spaceId } = placeOf(row);
      const isThere = (row.content === undefined || contentId?.stored === true) && (row.space === undefined || spaceId?.stored === true);
      return isThere ? [{ kind: row.kind, source: `${row.kind}/${row.sourceId}`, contentId: contentId?.localId ?? null, spaceId: spaceId?.localId ?? null, raw: row.raw }] : [];
    });
    if (placed.length === 0) return { stored: 0, known: 0, refused: [] };
    const first = await allocateIds(tx, tenantId, placed.length);
    const stored = await insertOriginals(tx, tenantId, importId, placed.map((row, index) => ({ ...row, id: first + index })));
    return { stored, known: placed.length - stored, refused: [] };
  });
}
