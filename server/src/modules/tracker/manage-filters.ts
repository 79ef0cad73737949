/** Filters of one's own: kept, changed and removed by their owner; an administrator of the site may change all. */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { viewerOf } from './access.ts';
import { nameToken, sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { countOwnFilters, readFilter, updateFilter, type FilterRow } from './filter-store.ts';
import { filterTable } from './issue-rows.ts';
import { refusing } from './jql-error.ts';
import { limits } from './limits.ts';
import { parseJql } from './parse-jql.ts';
import { deleteRow } from './project-store.ts';
import { insertRows } from './row-batch.ts';

export interface FilterInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly jql?: string | undefined;
}

const filtersPerPersonMax = 1_000;

export function openFilter(tx: Pick<Tx, 'sealer'>, row: FilterRow) {
  const columns = sealedIn.filter;
  return {
    name: tx.sealer.open(columns.name, row.id, row.name), jql: tx.sealer.open(columns.jql, row.id, row.jql),
    description: row.description === null ? '' : tx.sealer.open(columns.description, row.id, row.description),
  };
}

function checked(input: { readonly name: string; readonly description: string; readonly jql: string }): void {
  const faults = new FieldErrors();
  if (input.name.trim() === '' || input.name.length > limits.nameCharacters) faults.add('filterName', `A filter has a name of 1 to ${limits.nameCharacters} characters.`, 'required');
  if (input.description.length > limits.descriptionCharacters) faults.add('description', `A description has at most ${limits.descriptionCharacters} characters.`, 'too_long');
  faults.throwIfAny();
  refusing(() => parseJql(input.jql));
}

export async function createFilter(ctx: Ctx, input: FilterInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const after = { name: (input.name ?? '').trim(), description: input.description ?? '', jql: input.jql ?? '' };
    checked(after);
    const owner = ctx.actor.accountId;
    if (owner !== null && (await countOwnFilters(tx, owner)) >= filtersPerPersonMax) throw errors.limit_reached({ detail: `A person keeps at most ${filtersPerPersonMax} filters.` });
    const id = await nextIds(tx, 'saved_filter', 1);
    const columns = sealedIn.filter;
    await insertRows(tx, filterTable, [{
      id, owner, name: tx.sealer.seal(columns.name, id, after.name), name_token: nameToken(tx.sealer, columns.name_token, after.name),
      description: after.description === '' ? null : tx.sealer.seal(columns.description, id, after.description), jql: tx.sealer.seal(columns.jql, id, after.jql), pending_import: null, created_at: tx.now, updated_at: tx.now,
    }]);
    tx.record({ action: 'tracker_filter_created', target: { kind: 'filter', id: String(id), name: after.name }, after });
    return id;
  });
}

async function ownFilter(tx: Tx, ctx: Ctx, id: number): Promise<FilterRow> {
  const viewer = viewerOf(ctx);
  const row = await readFilter(tx, viewer, id, true);
  if (row === undefined) throw errors.filter_not_found();
  if (row.owner !== viewer.accountId && !viewer.all) throw accessErrors.forbidden();
  return row;
}

export async function changeFilter(ctx: Ctx, id: number, input: FilterInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownFilter(tx, ctx, id);
    const before = openFilter(tx, row);
    const after = { name: input.name?.trim() ?? before.name, jql: input.jql ?? before.jql, description: input.description ?? before.description };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    checked(after);
    const columns = sealedIn.filter;
    await updateFilter(tx, id, {
      name: after.name === before.name ? row.name : tx.sealer.seal(columns.name, id, after.name), name_token: nameToken(tx.sealer, columns.name_token, after.name),
      description: after.description === before.description ? row.description : after.description === '' ? null : tx.sealer.seal(columns.description, id, after.description),
      jql: after.jql === before.jql ? row.jql : tx.sealer.seal(columns.jql, id, after.jql),
    });
    tx.record({ action: 'tracker_filter_updated', target: { kind: 'filter', id: String(id), name: after.name }, before, after });
  });
}

export async function deleteFilter(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownFilter(tx, ctx, id);
    await deleteRow(tx, 'saved_filter', id);
    tx.record({ action: 'tracker_filter_deleted', target: { kind: 'filter', id: String(id), name: openFilter(tx, row).name } });
  });
}
