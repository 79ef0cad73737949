/**
 * Stores what hangs on imported content. All kinds go the same way: leave out what this import stored before, refuse what hangs
 * on nothing, take numbers, insert, remember.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { allocateIds } from '../counter-store.ts';
import { insertLabellings, upsertLabels } from '../label-store.ts';
import { insertProperties, insertReactions, insertRecords, insertRestrictions, insertTemplates, insertWatches } from './attached-batch-store.ts';
import { addMapped, checkBatch, findMapped, type MappedKind } from './import-map-store.ts';
import type {
  ImportedLabelling, ImportedLike, ImportedPerson, ImportedProperty, ImportedRecord, ImportedRestriction, ImportedTemplate, ImportedWatch, PutResult,
} from './importing.ts';
import { resolvePeople, resolvePrincipals, upsertPeople, type ImportScope } from './person-batch-store.ts';

interface Target {
  readonly kind: 'content' | 'space';
  readonly sourceId: string;
}

interface Fit<Row> {
  readonly row: Row;
  /** Number of the target; 0 where the row has none. */
  readonly targetId: number;
  readonly spaceId: number | null;
  /** A fresh number for the row itself. */
  readonly id: number;
}

interface Work<Row> {
  readonly kind: MappedKind;
  readonly targetOf: (row: Row) => Target | null;
  /** Returns the ids that were not stored because their place was taken. */
  readonly insert: (tx: Tx, scope: ImportScope, rows: readonly Fit<Row>[]) => Promise<ReadonlySet<number> | undefined>;
}

async function putAttached<Row extends { readonly sourceId: string }>(ctx: Ctx, importId: string, given: readonly Row[], work: Work<Row>): Promise<PutResult> {
  checkBatch(given);
  const rows = [...new Map(given.map((row) => [row.sourceId, row])).values()];
  if (rows.length === 0) return { stored: 0, known: 0, refused: [] };
  const scope: ImportScope = { tenantId: ctx.tenant.tenantId, importId };
  return ctx.tx(async (tx) => {
    const known = await findMapped(tx, importId, work.kind, rows.map(({ sourceId }) => sourceId));
    const unknown = rows.filter(({ sourceId }) => !known.has(sourceId));
    const { fit, refused } = await findTargets(tx, importId, unknown, work.targetOf);
    if (fit.length === 0) return { stored: 0, known: known.size, refused };
    const firstId = await allocateIds(tx, scope.tenantId, fit.length);
    const numbered = fit.map((one, index): Fit<Row> => ({ ...one, id: firstId + index }));
    const taken = (await work.insert(tx, scope, numbered)) ?? new Set<number>();
    const stored = numbered.filter(({ id }) => !taken.has(id));
    await addMapped(tx, scope.tenantId, importId, work.kind, stored.map(({ row, id, spaceId }) => ({ source: row.sourceId, localId: id, spaceId, stored: true })));
    const duplicates = numbered.filter(({ id }) => taken.has(id)).map(({ row }) => ({ sourceId: row.sourceId, reason: 'duplicate' as const }));
    return { stored: stored.length, known: known.size, refused: [...refused, ...duplicates] };
  });
}

async function findTargets<Row extends { readonly sourceId: string }>(
  tx: Tx, importId: string, rows: readonly Row[], targetOf: (row: Row) => Target | null,
): Promise<{ fit: Omit<Fit<Row>, 'id'>[]; refused: { sourceId: string; reason: 'dangling' }[] }> {
  const targets = rows.map(targetOf);
  const sources = (kind: Target['kind']) => targets.flatMap((target) => (target?.kind === kind ? [target.sourceId] : []));
  const contents = await findMapped(tx, importId, 'content', sources('content'));
  const spaces = await findMapped(tx, importId, 'space', sources('space'));
  const fit: Omit<Fit<Row>, 'id'>[] = [];
  const refused: { sourceId: string; reason: 'dangling' }[] = [];
  rows.forEach((row, index) => {
    const target = targets[index] ?? null;
    const found = target === null ? undefined : (target.kind === 'content' ? contents : spaces).get(target.sourceId);
    if (target === null) fit.push({ row, targetId: 0, spaceId: null });
    else if (found?.stored === true) fit.push({ row, targetId: found.localId, spaceId: found.spaceId });
    else refused.push({ sourceId: row.sourceId, reason: 'dangling' });
  });
  return { fit, refused };
}

export async function putPeople(ctx: Ctx, importId: string, given: readonly ImportedPerson[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'person',
    targetOf: () => null,
    insert: async (tx, scope, rows) => {
      await upsertPeople(tx, scope, rows.map(({ row }) => row));
      return undefined;
    },
  });
}

export async function putLabels(ctx: Ctx, importId: string, given: readonly ImportedLabelling[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'label',
    targetOf: ({ content }) => ({ kind: 'content', sourceId: content }),
    insert: async (tx, scope, rows) => {
      const person = await resolvePeople(tx, scope, rows.map(({ row }) => row.author));
      const firstId = await allocateIds(tx, scope.tenantId, rows.length);
      const labelIds = await upsertLabels(tx, scope.tenantId, rows.map(({ row }) => row), firstId);
      await insertLabellings(tx, scope.tenantId, rows.map(({ row, targetId }, index) => ({ contentId: targetId, labelId: labelIds[index] ?? 0, author: person(row.author), createdAt: row.createdAt })));
      return undefined;
    },
  });
}

export async function putRestrictions(ctx: Ctx, importId: string, given: readonly ImportedRestriction[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'restriction',
    targetOf: ({ content }) => ({ kind: 'content', sourceId: content }),
    insert: async (tx, scope, rows) => {
      const principals = await resolvePrincipals(tx, scope, rows.map(({ row }) => row.principal));
      await insertRestrictions(tx, scope.tenantId, rows.flatMap(({ row, targetId }, index) => {
        const resolved = principals[index];
        return resolved === undefined ? [] : [{ contentId: targetId, operation: row.operation, ...resolved, createdAt: row.createdAt }];
      }));
      return undefined;
    },
  });
}

export async function putProperties(ctx: Ctx, importId: string, given: readonly ImportedProperty[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'property',
    targetOf: ({ owner }) => owner,
    insert: async (tx, scope, rows) => {
      const added = await insertProperties(tx, scope.tenantId, rows.map(({ row, targetId, id }) => ({ id, ownerKind: row.owner.kind, ownerId: targetId, key: row.key, value: row.value })));
      return new Set(rows.filter(({ id }) => !added.has(id)).map(({ id }) => id));
    },
  });
}

export async function putWatches(ctx: Ctx, importId: string, given: readonly ImportedWatch[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'watch',
    targetOf: ({ target }) => target,
    insert: async (tx, scope, rows) => {
      const person = await resolvePeople(tx, scope, rows.map(({ row }) => row.person));
      await insertWatches(tx, scope.tenantId, rows.flatMap(({ row, targetId }) => {
        const watcher = person(row.person);
        return watcher === null ? [] : [{ kind: row.target.kind, targetId, person: watcher, createdAt: row.createdAt }];
      }));
      return undefined;
    },
  });
}

export async function putLikes(ctx: Ctx, importId: string, given: readonly ImportedLike[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'like',
    targetOf: ({ content }) => ({ kind: 'content', sourceId: content }),
    insert: async (tx, scope, rows) => {
      const person = await resolvePeople(tx, scope, rows.map(({ row }) => row.person));
      await insertReactions(tx, scope.tenantId, rows.flatMap(({ row, targetId }) => {
        const liker = person(row.person);
        return liker === null ? [] : [{ contentId: targetId, person: liker, createdAt: row.createdAt }];
      }));
      return undefined;
    },
  });
}

export async function putTemplates(ctx: Ctx, importId: string, given: readonly ImportedTemplate[]): Promise<PutResult> {
  return putAttached(ctx, importId, given, {
    kind: 'template',
    targetOf: ({ space }) => (space === null ? null : { kind: 'space', sourceId: space }),
    insert: async (tx, scope, rows) => {
      const person = await resolvePeople(tx, scope, rows.map(({ row }) => row.author));
      await insertTemplates(tx, scope.tenantId, rows.map(({ row, id, spaceId }) => ({ ...row, id, spaceId, author: person(row.author) })));
      return undefined;
    },
  });
}

export async function putRecords(ctx: Ctx, importId: string, given: readonly ImportedRecord[]): Promise<PutResult> {
  return putAttached(ctx, importId, given.map((row) => ({ ...row, sourceId: `${row.kind}/${row.sourceId}` })), {
    kind: 'record',
    targetOf: ({ space }) => (space === null ? null : { kind: 'space', sourceId: space }),
    insert: async (tx, scope, rows) => {
      await insertRecords(tx, scope.tenantId, scope.importId, rows.map(({ row, id, spaceId }) => ({ id, spaceId, kind: row.kind, raw: row.raw })));
      return undefined;
    },
  });
}
