/**
 * Labels, sets of permissions and permissions of spaces: kept whole by an import and read for what they say. The export gives back those
 * that still hold, and adds what only the wiki knows.
 */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { everyonePrincipal } from '../../../../kernel/service/index.ts';
import { idOf, referenceOf, textOf, type ConfluenceRecord } from '../../reading/index.ts';
import { confluenceRecordOfRaw } from '../../spooling/record-text.ts';
import { allRows, type ExportSource } from '../export-plan.ts';
import type { KeptWith } from './content-batch.ts';
import { compose, reference, scalar, write } from './confluence-object.ts';
import type { WikiNames } from './names.ts';

export const governedTypes: readonly string[] = ['Label', 'ContentPermissionSet', 'SpacePermission'];

export async function keptRecords(source: ExportSource, kind: string): Promise<readonly ConfluenceRecord[]> {
  return (await allRows(source, 'import_record', { kind: [kind] })).map((row) => confluenceRecordOfRaw(row.text('record') ?? ''));
}

const prefixOf = (record: ConfluenceRecord): string => {
  const namespace = textOf(record, 'namespace') ?? '';
  return /^(?:my|team|system)$/.test(namespace) ? namespace : 'global';
};

export class Labels {
  readonly #kept: readonly ConfluenceRecord[];
  readonly #rows: readonly DeclaredRow[];
  readonly #ids = new Map<string, string>();

  constructor(kept: readonly ConfluenceRecord[], rows: readonly DeclaredRow[]) {
    this.#kept = kept;
    this.#rows = rows;
    for (const record of kept) this.#ids.set(`${prefixOf(record)} ${textOf(record, 'name') ?? ''}`, idOf(record) ?? '');
  }

  idOf(row: DeclaredRow): string {
    return this.#ids.get(`${row.text('prefix') ?? ''} ${row.text('name') ?? ''}`) ?? `2${String(row.id())}`;
  }

  text(): string {
    const kept = this.#kept.map(write).join('');
    return kept + this.#rows.filter((row) => !this.#ids.has(`${row.text('prefix') ?? ''} ${row.text('name') ?? ''}`)).map((row) => compose({ type: 'Label', id: this.idOf(row), original: undefined, values: { name: scalar(row.text('name')), namespace: scalar(row.text('prefix')) } })).join('');
  }
}

export class PermissionSets {
  readonly #kept = new Map<string, ConfluenceRecord>();

  constructor(kept: readonly ConfluenceRecord[]) {
    for (const record of kept) this.#kept.set(`${referenceOf(record, 'owningContent') ?? ''} ${(textOf(record, 'type') ?? '').toLowerCase()}`, record);
  }

  write(content: number, type: string, restrictions: readonly DeclaredRow[], permissions: KeptWith, names: WikiNames): { readonly ids: readonly string[]; readonly text: readonly string[] } {
    const text: string[] = [];
    const ids: string[] = [];
    const used = new Set<ConfluenceRecord>();
    for (const [operation, word] of [['read', 'View'], ['update', 'Edit']] as const) {
      const own = restrictions.filter((row) => row.text('operation') === operation);
      const original = this.#kept.get(`${String(content)} ${word.toLowerCase()}`);
      if (own.length === 0) continue;
      const id = (original === undefined ? undefined : idOf(original)) ?? `7${String(content)}${operation === 'read' ? '1' : '2'}`;
      const members = own.map((row, index) => this.#permission(row, `${id}${String(index).padStart(3, '0')}`, id, word, permissions, names, used));
      ids.push(id);
      text.push(compose({ type: 'ContentPermissionSet', id, original, values: original === undefined ? { type: scalar(word), owningContent: reference(type, content) } : {}, collections: { contentPermissions: members.map((member) => ['ContentPermission', member.id]) } }));
      text.push(...members.map((member) => member.text));
    }
    return { ids, text };
  }

  #permission(row: DeclaredRow, generated: string, set: string, word: string, kept: KeptWith, names: WikiNames, used: Set<ConfluenceRecord>): { readonly id: string; readonly text: string } {
    const principal = row.text('principal') ?? '';
    const group = row.text('kind') === 'group' ? (principal === everyonePrincipal ? 'confluence-users' : (names.group(principal) ?? principal)) : undefined;
    const original = kept.take('ContentPermission', (record) => {
      if (referenceOf(record, 'owningSet') !== set) return false;
      if (group !== undefined) return (textOf(record, 'groupName') ?? textOf(record, 'group')) === group;
      const said = names.person(record, principal, 'userSubject', 'userName');
      return Object.keys(said).length === 0 || referenceOf(record, 'userSubject') === names.key(principal);
    }, used);
    const id = (original === undefined ? undefined : idOf(original)) ?? generated;
    const who = group !== undefined ? { groupName: scalar(group) } : names.person(undefined, principal, 'userSubject', 'userName');
    return { id, text: compose({ type: 'ContentPermission', id, original, values: original === undefined ? { type: scalar(word), owningSet: reference('ContentPermissionSet', set), ...who } : {} }) };
  }
}

const levels: Readonly<Record<string, readonly string[]>> = { read: ['VIEWSPACE'], write: ['VIEWSPACE', 'EDITSPACE'], admin: ['VIEWSPACE', 'EDITSPACE', 'SETSPACEPERMISSIONS'] };
const governedPermissions = new Set(levels['admin']);

/** Permissions of spaces: those that were kept, but for what is no longer so; and who may enter a space that nobody brought. */
export async function writeSpacePermissions(source: ExportSource, names: WikiNames): Promise<string> {
  const kept = await keptRecords(source, 'SpacePermission');
  const grants = await allRows(source, 'grant', { container_id: names.spaceIds });
  let text = '';
  const spaces = new Map(names.spaces.map((row) => [String(row.id()), row]));
  for (const record of kept) {
    const space = referenceOf(record, 'space');
    if (space !== undefined && source.containers !== null && !spaces.has(space)) continue;
    if (space === undefined && source.containers !== null) continue;
    const isDecided = space !== undefined && spaces.has(space) && governedPermissions.has(textOf(record, 'type') ?? '');
    if (!isDecided || stillHolds(record, Number(space), grants, names)) text += write(record);
  }
  const said = new Set(kept.map((record) => referenceOf(record, 'space')));
  for (const grant of grants) {
    const space = String(grant.id('container_id'));
    const principal = grant.text('principal') ?? '';
    const row = spaces.get(space);
    // Whoever brought a space in administers it; whoever brings the export in will.
    if (row === undefined || (row.text('import_id') !== undefined && (said.has(space) || grant.text('level') === 'admin'))) continue;
    const who = principal === everyonePrincipal ? { group: scalar('confluence-users') } : names.group(principal) !== undefined ? { group: scalar(names.group(principal)) } : names.person(undefined, principal, 'userSubject', 'userName');
    for (const [index, type] of (levels[grant.text('level') ?? ''] ?? []).entries()) {
      text += compose({ type: 'SpacePermission', id: `1${space}${String(index)}${String(text.length)}`, original: undefined, values: { space: reference('Space', space), type: scalar(type), ...who } });
    }
  }
  return text;
}

const everybodysGroups = new Set(['confluence-users', 'users', '_licensed-confluence']);

function stillHolds(record: ConfluenceRecord, space: number, grants: readonly DeclaredRow[], names: WikiNames): boolean {
  const own = grants.filter((grant) => grant.id('container_id') === space);
  const group = textOf(record, 'group') ?? textOf(record, 'groupName');
  const userName = textOf(record, 'userName');
  const hasUser = referenceOf(record, 'userSubject') !== undefined || (userName !== undefined && userName !== '');
  const hasGroup = group !== undefined && group !== '';
  if (!hasUser && (!hasGroup || everybodysGroups.has(group.toLowerCase()))) return own.some((grant) => grant.text('principal') === everyonePrincipal) || (textOf(record, 'type') ?? '') !== 'VIEWSPACE';
  if (hasGroup) return true; // such groups open nothing here; the record is all there is of it
  return own.some((grant) => {
    const principal = grant.text('principal') ?? '';
    return Object.keys(names.person(record, principal, 'userSubject', 'userName')).length === 0 || referenceOf(record, 'userSubject') === names.key(principal);
  }) || own.length === 0;
}
