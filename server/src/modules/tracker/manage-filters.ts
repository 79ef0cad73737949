/** Filters of one's own: kept, changed and removed by their owner; an administrator of the site may change all. */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { nameToken, sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { countOwnFilters, giveFilter, readFilter, replaceFilterShares, starFilter, unstarFilter, updateFilter, type FilterRow } from './filter-store.ts';
import { filterTable } from './issue-rows.ts';
import { refusing } from './jql-error.ts';
import { limits } from './limits.ts';
import { parseJql } from './parse-jql.ts';
import { deleteRow } from './project-store.ts';
import { insertRows } from './row-batch.ts';
import type { Share } from './share-input.ts';

export interface FilterInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly jql?: string | undefined;
  readonly shares?: readonly Share[] | undefined;
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
  refusing(input.jql, () => parseJql(input.jql));
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
    const shares = input.shares ?? [];
    if (shares.length > 0) await replaceFilterShares(tx, id, await nextIds(tx, 'saved_filter_share', shares.length), shares);
    tx.record({ action: 'tracker_filter_created', target: { kind: 'filter', id: String(id), name: after.name }, after: { ...after, shares } });
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
    const sharedBefore = filterShares(row);
    const shares = input.shares ?? sharedBefore;
    const sharing = JSON.stringify(sharedBefore) !== JSON.stringify(shares);
    const after = { name: input.name?.trim() ?? before.name, jql: input.jql ?? before.jql, description: input.description ?? before.description };
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    if (!changed && !sharing) return;
    checked(after);
    const columns = sealedIn.filter;
    if (sharing) await replaceFilterShares(tx, id, await nextIds(tx, 'saved_filter_share', shares.length), shares);
    if (changed) await updateFilter(tx, id, {
      name: after.name === before.name ? row.name : tx.sealer.seal(columns.name, id, after.name), name_token: nameToken(tx.sealer, columns.name_token, after.name),
      description: after.description === before.description ? row.description : after.description === '' ? null : tx.sealer.seal(columns.description, id, after.description),
      jql: after.jql === before.jql ? row.jql : tx.sealer.seal(columns.jql, id, after.jql),
    });
    tx.record({ action: 'tracker_filter_updated', target: { kind: 'filter', id: String(id), name: after.name }, before: { ...before, shares: sharedBefore }, after: { ...after, shares } });
  });
}

export async function deleteFilter(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownFilter(tx, ctx, id);
    await deleteRow(tx, 'saved_filter', id);
    tx.record({ action: 'tracker_filter_deleted', target: { kind: 'filter', id: String(id), name: openFilter(tx, row).name } });
  });
}

/** Shares as they can be set again; those of imported roles and groups stay until the sharing is changed here. */
export function filterShares(row: FilterRow): Share[] {
  return (row.shares ?? []).flatMap(({ kind, person, project_id }): Share[] => {
    if (kind === 'person' || kind === 'group') return person === null ? [] : [{ kind, principal: person, project_id: null }];
    if (kind === 'project') return project_id === null ? [] : [{ kind, principal: null, project_id }];
    return kind === 'role' ? [] : [{ kind: 'authenticated', principal: null, project_id: null }];
  });
}

/** Everybody stars for themselves what they see; starring twice changes nothing. */
export async function markFilter(ctx: Ctx, id: number, starred: boolean): Promise<void> {
  const { accountId } = ctx.actor;
  if (accountId === null) throw accessErrors.forbidden();
  await ctx.tx(async (tx) => {
    const row = await readFilter(tx, viewerOf(ctx), id);
    if (row === undefined) throw errors.filter_not_found();
    const changed = starred ? await starFilter(tx, id, accountId) : await unstarFilter(tx, id, accountId);
    if (changed > 0) tx.record({ action: starred ? 'tracker_filter_starred' : 'tracker_filter_unstarred', target: { kind: 'filter', id: String(id), name: openFilter(tx, row).name } });
  });
}

export async function giveFilterTo(ctx: Ctx, people: People, id: number, owner: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownFilter(tx, ctx, id);
    if (row.owner === owner) return;
    if (!(await people.byId(ctx.tenant.organizationId, [owner])).has(owner)) throw errors.person_not_found();
    await giveFilter(tx, id, owner);
    tx.record({ action: 'tracker_filter_owner_changed', target: { kind: 'filter', id: String(id), name: openFilter(tx, row).name }, before: { owner: row.owner }, after: { owner } });
  });
}
