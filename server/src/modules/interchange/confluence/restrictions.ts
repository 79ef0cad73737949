/**
 * Who may see or change a page. Whatever is unclear restricts: a permission without a name, a set that the page lists and the file does
 * not have, a set all of whose permissions are missing. Nobody sees more than before.
 */
import type { ImportedRestriction } from '../../wiki/index.ts';
import { slices, uniqueBatches, type Step } from '../building/build.ts';
import { idOf, referencesOf, timestampOf, type ConfluenceRecord } from '../reading/index.ts';
import { filled, id, personReader, reference, settlePut, type WikiBuild } from './values.ts';

const permissionsAtOnce = 500;
const nobody: ImportedRestriction['principal'] = { group: '(nobody: the export does not say whom)' };

interface PermissionSet {
  readonly content: string | null;
  readonly operation: ImportedRestriction['operation'] | null;
  readonly listed: number;
}

const operationOf = (type: string | null): PermissionSet['operation'] => {
  const word = type?.toLowerCase();
  return word === 'view' ? 'read' : word === 'edit' ? 'update' : null;
};

function permissionSets(build: WikiBuild): Promise<ReadonlyMap<string, PermissionSet>> {
  return build.once('permission sets', async () => {
    const sets = new Map<string, PermissionSet>();
    for await (const record of build.records('permissionset')) {
      sets.set(id(record), { content: reference(record, 'owningContent'), operation: operationOf(filled(record, 'type')), listed: referencesOf(record, 'contentPermissions').length });
    }
    return sets;
  });
}

async function putRestrictions(build: WikiBuild, bucket: number): Promise<void> {
  const sets = await permissionSets(build);
  const person = await personReader(build);
  for await (const records of uniqueBatches(build, 'permission', bucket, permissionsAtOnce, idOf)) {
    const rows: ImportedRestriction[] = [];
    const fit: ConfluenceRecord[] = [];
    for (const record of records) {
      const set = sets.get(reference(record, 'owningSet') ?? '');
      const operation = operationOf(filled(record, 'type')) ?? set?.operation ?? null;
      if (set === undefined || set.content === null || operation === null) {
        build.ledger.skipped(record.type, 'Nothing in the file says which content it is for.');
        continue;
      }
      const user = person(record, 'userSubject', 'userName');
      const group = filled(record, 'groupName', 'group');
      fit.push(record);
      rows.push({ sourceId: id(record), content: set.content, operation, principal: user !== null ? { user } : group !== null ? { group } : nobody, createdAt: timestampOf(record, 'creationDate', build.timeZone) ?? new Date(0) });
    }
    settlePut(build, fit, '', await build.wiki.putRestrictions(await build.ctx('wiki'), build.sourceId, rows));
  }
}

/** Sets that lost all of their permissions, and sets that content lists but the file does not have. */
async function restrictTheUnclear(build: WikiBuild): Promise<void> {
  const sets = await permissionSets(build);
  const withPermissions = new Set<string>();
  for await (const record of build.records('permission')) {
    withPermissions.add(reference(record, 'owningSet') ?? '');
    await build.pace.step();
  }
  const rows: ImportedRestriction[] = [];
  const restrict = (source: string, content: string, operation: ImportedRestriction['operation']): void => {
    rows.push({ sourceId: `unclear ${source}`.slice(0, 1_500), content, operation, principal: nobody, createdAt: new Date(0) });
  };
  for (const [source, { content, operation, listed }] of sets) {
    if (listed > 0 && content !== null && !withPermissions.has(source)) restrict(source, content, operation ?? 'read');
  }
  for await (const record of build.records('page')) {
    await build.pace.step();
    for (const set of referencesOf(record, 'contentPermissionSets')) if (!sets.has(set)) restrict(`${set} ${id(record)}`, id(record), 'read');
  }
  build.ledger.note('Page', 'The export says that it is restricted but not to whom: nobody but administrators of the space may see it.', rows.length);
  for (const some of slices(rows, permissionsAtOnce)) await build.wiki.putRestrictions(await build.ctx('wiki'), build.sourceId, some);
}

export const restrictionSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'restrictions', bucket: putRestrictions }, { name: 'restrictions', whole: restrictTheUnclear }];
