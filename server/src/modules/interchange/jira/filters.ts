/** Saved filters, with whom they are shared and who keeps them as a favourite. */
import type { ImportedFilter } from '../../tracker/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, type JiraRecord } from '../reading/index.ts';
import { filled, id, present, settlePut, type JiraBuild } from './values.ts';

const rowsAtOnce = 500;
type Share = ImportedFilter['shares'][number];

function share(record: JiraRecord): Share | undefined {
  const [first, second] = [filled(record, 'param1'), filled(record, 'param2')];
  switch (filled(record, 'type')) {
    case 'global': return { kind: 'global' };
    case 'loggedin': case 'authenticated': return { kind: 'authenticated' };
    case 'group': return present({ kind: 'group' as const, group: first });
    case 'project': return second === undefined ? present({ kind: 'project' as const, project: first }) : present({ kind: 'role' as const, project: first, role: second });
    case 'user': return present({ kind: 'person' as const, person: first });
    default: return undefined;
  }
}

function filterFacts(build: JiraBuild): Promise<{ readonly shares: ReadonlyMap<string, Share[]>; readonly favourites: ReadonlyMap<string, string[]> }> {
  return build.once('filters', async () => {
    const shares = new Map<string, Share[]>();
    for await (const record of build.records('share')) {
      const shown = filled(record, 'entityType') === 'SearchRequest' ? share(record) : undefined;
      const filter = filled(record, 'entityId') ?? '';
      if (shown !== undefined) shares.set(filter, [...(shares.get(filter) ?? []), shown]);
    }
    const favourites = new Map<string, string[]>();
    for await (const record of build.records('favourite')) {
      const filter = filled(record, 'entityId') ?? '';
      const person = filled(record, 'username') ?? filled(record, 'userKey');
      if (filled(record, 'entityType') === 'SearchRequest' && person !== undefined) favourites.set(filter, [...(favourites.get(filter) ?? []), person]);
    }
    return { shares, favourites };
  });
}

async function putFilters(build: JiraBuild, bucket: number): Promise<void> {
  const { shares, favourites } = await filterFacts(build);
  for await (const records of uniqueBatches(build, 'filter', bucket, rowsAtOnce, idOf)) {
    const rows = records.map((record): ImportedFilter => present({
      source: id(record), owner: filled(record, 'author') ?? filled(record, 'user'), name: filled(record, 'name') ?? id(record), description: filled(record, 'description'), jql: filled(record, 'request') ?? '',
      favouriteOf: favourites.get(id(record)), shares: shares.get(id(record)) ?? [],
    }));
    settlePut(build, records, '', await build.tracker.putFilters(await build.ctx('tracker'), build.sourceId, rows));
  }
}

export const filterSteps: readonly Step<JiraRecord>[] = [{ name: 'filters', bucket: putFilters }];
