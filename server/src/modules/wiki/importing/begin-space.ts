/** Begins a space of an import, invisible until it is published; beginning it again only says where it stands. */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { allocateIds } from '../counter-store.ts';
import { wikiErrors } from '../errors.ts';
import { insertContent, insertVersions } from '../content-batch-store.ts';
import { addMapped, checkBatch, findMapped } from './import-map-store.ts';
import type { BegunSpace, ImportedGrant, ImportedSpace, PutResult } from './importing.ts';
import { resolvePeople, resolvePrincipals, type ImportScope } from './person-batch-store.ts';
import { reserveIds } from './reserve-ids.ts';
import { findSpaceState, insertImportingSpace, spaceIdTaken, takenKeys, upsertGrants } from './space-batch-store.ts';

export async function beginSpace(ctx: Ctx, importId: string, space: ImportedSpace): Promise<BegunSpace> {
  checkBatch([space]);
  const scope: ImportScope = { tenantId: ctx.tenant.tenantId, importId };
  return ctx.tx(async (tx) => {
    const known = (await findMapped(tx, importId, 'space', [space.sourceId])).get(space.sourceId);
    const before = known === undefined ? undefined : await findSpaceState(tx, known.localId);
    if (before !== undefined) return { spaceId: before.id, key: before.key, state: before.state === 'active' ? 'active' : 'importing' };
    const referred = [space.descriptionSourceId, space.homepage].filter((source) => source !== null);
    const ids = await reserveIds(tx, scope, referred, 1);
    const person = await resolvePeople(tx, scope, [space.author]);
    const author = person(space.author);
    const id = await spaceIdFor(tx, scope, space.sourceId);
    const key = await freeKey(tx, space.key);
    const descriptionId = space.descriptionSourceId === null ? null : ids.idOf(space.descriptionSourceId);
    await insertImportingSpace(tx, scope.tenantId, importId, { id, key, descriptionId, homepageId: space.homepage === null ? null : ids.idOf(space.homepage), author }, space);
    if (descriptionId !== null && space.descriptionSourceId !== null) {
      await insertDescription(tx, scope, space, { descriptionId, versionId: ids.extraFirst, spaceId: id, author });
      await addMapped(tx, scope.tenantId, importId, 'content', [{ source: space.descriptionSourceId, localId: descriptionId, spaceId: id, stored: true }]);
    }
    await addMapped(tx, scope.tenantId, importId, 'space', [{ source: space.sourceId, localId: id, spaceId: id, stored: true }]);
    if (ctx.actor.accountId !== null) await upsertGrants(tx, scope.tenantId, [{ spaceId: id, principal: ctx.actor.accountId, level: 'admin' }]);
    return { spaceId: id, key, state: 'importing' };
  });
}

async function spaceIdFor(tx: Tx, { tenantId }: ImportScope, source: string): Promise<number> {
  const own = /^[1-9]\d{0,11}$/.test(source) ? Number(source) : 0;
  if (own > 0 && !(await spaceIdTaken(tx, own))) {
    await allocateIds(tx, tenantId, 0, own); // numbers given from now on lie above it
    return own;
  }
  return allocateIds(tx, tenantId, 1);
}

const keyCharactersMax = 250;
const keyTriesMax = 1_000;

/** The key itself, or the key with the first free number behind it. */
async function freeKey(tx: Tx, wanted: string): Promise<string> {
  const key = wanted.replaceAll(/[^\p{L}\p{N}_~.-]/gu, '').slice(0, keyCharactersMax) || 'SPACE';
  const candidates = [key, ...Array.from({ length: keyTriesMax }, (_unused, index) => `${key}${String(index + 2)}`)];
  const taken = await takenKeys(tx, candidates.map((one) => one.toLowerCase()));
  const free = candidates.find((one) => !taken.has(one.toLowerCase()));
  if (free === undefined) throw wikiErrors.space_key_taken();
  return free;
}

async function insertDescription(tx: Tx, scope: ImportScope, space: ImportedSpace, made: { descriptionId: number; versionId: number; spaceId: number; author: string | null }): Promise<void> {
  const { descriptionId: id, versionId, spaceId, author } = made;
  await insertContent(tx, scope.tenantId, [{
    id, versionId, type: 'space-description', subtype: null, spaceId, containerId: null, pageId: id, parentId: null, rank: '', status: 'current', title: null, version: 1,
    author, createdAt: space.createdAt, modifier: author, modifiedAt: space.createdAt, anchor: null, resolution: null, resolver: null, resolvedAt: null,
  }], [null]);
  await insertVersions(tx, scope.tenantId, [{
    id: versionId, contentId: id, number: 1, title: null, body: space.description, message: null, minor: false, author, createdAt: space.createdAt, file: null,
  }]);
}

export async function putGrants(ctx: Ctx, importId: string, rows: readonly ImportedGrant[]): Promise<PutResult> {
  checkBatch(rows.map(() => ({})));
  const scope: ImportScope = { tenantId: ctx.tenant.tenantId, importId };
  return ctx.tx(async (tx) => {
    const spaces = await findMapped(tx, importId, 'space', rows.map(({ space }) => space));
    const fit = rows.flatMap((row) => {
      const spaceId = spaces.get(row.space)?.localId;
      return spaceId === undefined ? [] : [{ row, spaceId }];
    });
    const principals = await resolvePrincipals(tx, scope, fit.map(({ row }) => row.principal));
    await upsertGrants(tx, scope.tenantId, fit.map(({ row, spaceId }, index) => {
      const principal = principals[index]?.principal;
      if (principal === undefined) throw new Error('a principal was not resolved'); // one for each row was asked for
      return { spaceId, principal, level: row.level };
    }));
    const refused = rows.filter(({ space }) => !spaces.has(space)).map(({ space }) => ({ sourceId: space, reason: 'dangling' as const }));
    return { stored: fit.length, known: 0, refused };
  });
}
