/** What people, groups and spaces of a wiki are called in its export, and what was kept of the records that say so. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { userNameOf } from '../../confluence/spool-kinds.ts';
import { idOf, type ConfluenceRecord } from '../../reading/index.ts';
import { confluenceRecordOfRaw } from '../../spooling/record-text.ts';
import { allRows, rowsOf, type ExportSource } from '../export-plan.ts';
import { reference, scalar, type Value } from './confluence-object.ts';

export interface WikiNames {
  readonly spaces: readonly DeclaredRow[];
  readonly spaceIds: readonly number[];
  readonly users: readonly ConfluenceRecord[];
  readonly people: readonly DeclaredRow[];
  /** Key of a person at its source, or the account's id. */
  key(uuid: string | undefined): string | undefined;
  group(uuid: string): string | undefined;
  /** A person as the original names people: by key, or by name in old exports. */
  person(original: ConfluenceRecord | undefined, uuid: string | undefined, byKey: string, byName: string): Readonly<Record<string, Value>>;
  isImported(uuid: string): boolean;
  /** Place of a page among those beside it. */
  position(pageId: number): number | undefined;
}

export async function readWikiNames(source: ExportSource): Promise<WikiNames> {
  const wanted = source.containers === null ? undefined : { id: source.containers };
  const spaces = (await allRows(source, 'space', wanted)).filter((row) => row.text('state') === 'active');
  const people = await allRows(source, 'person');
  const keys = new Map<string, string>();
  for (const row of people) keys.set(row.text('account_id') ?? row.text('id') ?? '', row.text('source_key') ?? '');
  const groups = new Map((await allRows(source, 'imported_group')).map((row) => [row.text('id') ?? '', row.text('name') ?? '']));
  const users: ConfluenceRecord[] = [];
  for await (const row of rowsOf(source, 'original', { kind: ['ConfluenceUserImpl', 'InternalUser', 'User'] })) users.push(confluenceRecordOfRaw(row.text('record') ?? ''));
  const keyOfName = new Map(users.filter(({ type }) => type === 'ConfluenceUserImpl').map((record) => [userNameOf(record), idOf(record) ?? '']));
  const nameOfKey = new Map([...keyOfName].map(([name, key]) => [key, name]));
  const positions = await readPositions(source, spaces.map((row) => row.id()));
  const key = (uuid: string | undefined): string | undefined => (uuid === undefined ? undefined : (keys.get(uuid) ?? uuid));
  return {
    spaces, spaceIds: spaces.map((row) => row.id()), users, people, key,
    group: (uuid) => groups.get(uuid),
    isImported: (uuid) => keys.has(uuid),
    position: (pageId) => positions.get(pageId),
    person(original, uuid, byKey, byName) {
      const own = key(uuid);
      const written = original?.properties.get(byName);
      if (original !== undefined && original.properties.has(byName) && !original.properties.has(byKey)) {
        const before = written?.kind === 'scalar' ? written.text.toLowerCase() : undefined;
        const isSame = before !== undefined && (before === own || keyOfName.get(before) === own);
        return isSame ? {} : { [byName]: scalar(own === undefined ? undefined : (nameOfKey.get(own) ?? own)) };
      }
      return { [byKey]: reference('ConfluenceUserImpl', own, 'key') };
    },
  };
}

/** Pages in the order of their ranks, below each parent. */
async function readPositions(source: ExportSource, spaces: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const siblings = new Map<string, { readonly id: number; readonly rank: string }[]>();
  for await (const row of rowsOf(source, 'content', { space_id: spaces, type: ['page'] })) {
    const under = `${String(row.id('space_id'))} ${String(row.number('parent_id') ?? '')}`;
    const own = { id: row.id(), rank: row.text('rank') ?? '' };
    const known = siblings.get(under);
    if (known === undefined) siblings.set(under, [own]);
    else known.push(own);
  }
  const positions = new Map<number, number>();
  for (const rows of siblings.values()) {
    rows.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id - b.id));
    rows.forEach(({ id }, index) => positions.set(id, index));
  }
  return positions;
}
