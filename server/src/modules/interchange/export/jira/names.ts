/**
 * What everything is called in the export. Configuration that an import brought keeps the ids of its source, so that records which were
 * kept whole still point to the right things; what was made here has its own number, moved aside where a source's id has it. People are
 * called by their key at the source, or by their account's id.
 */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { allRows, rowsOf, type ExportSource } from '../export-plan.ts';
import { keep, parseOriginal, type Field, type Original } from './jira-element.ts';

/** Kinds of the import's map, the table of each, and the type of its records. */
const configurationTables = {
  issuetype: ['issue_type', 'IssueType'], priority: ['priority', 'Priority'], resolution: ['resolution', 'Resolution'], status: ['status', 'Status'], linktype: ['link_type', 'IssueLinkType'],
  category: ['project_category', 'ProjectCategory'], role: ['project_role', 'ProjectRole'], customfield: ['custom_field', 'CustomField'], option: ['custom_field_option', 'CustomFieldOption'],
  workflowscheme: ['workflow_scheme', 'WorkflowScheme'], filter: ['saved_filter', 'SearchRequest'], securityscheme: ['security_scheme', 'IssueSecurityScheme'], securitylevel: ['security_level', 'SchemeIssueSecurityLevels'],
} as const;
export type ConfigurationKind = keyof typeof configurationTables;

interface Called {
  readonly id: string;
  readonly original: Original | undefined;
}

export interface JiraNames {
  readonly rows: Readonly<Record<ConfigurationKind, readonly DeclaredRow[]>>;
  /** Id in the export; undefined where nothing of the kind has this number. */
  id(kind: ConfigurationKind, local: number | undefined): string | undefined;
  original(kind: ConfigurationKind, local: number): Original | undefined;
  /** Records that came beside the first one of a thing here (two of one name, say). */
  readonly doubles: readonly Original[];
  person(uuid: string | undefined): string | undefined;
  /** The key that a record used: somebody may have had several at the source. */
  personIn(original: Original | undefined, field: string, uuid: string | undefined): Field;
  keysOf(uuid: string | undefined): ReadonlySet<string>;
  personOriginals(uuid: string): readonly Original[];
  readonly groups: ReadonlyMap<number, { readonly name: string; readonly description: string | undefined; readonly original: Original | undefined }>;
  readonly people: readonly DeclaredRow[];
  /** Accounts that an import brought as people. */
  readonly knownAccounts: ReadonlySet<string>;
}

export async function readNames(source: ExportSource): Promise<JiraNames> {
  const kinds = Object.keys(configurationTables) as ConfigurationKind[]; // the object is closed
  const rows = {} as Record<ConfigurationKind, readonly DeclaredRow[]>; // filled for every kind below
  for (const kind of kinds) rows[kind] = (await allRows(source, configurationTables[kind][0])).filter((row) => row.text('pending_import') === undefined);
  const originals = await configurationOriginals(source);
  const mapped = await mappedIds(source, kinds);
  const called = new Map<string, Called>();
  const doubles: Original[] = [];
  for (const kind of kinds) name(kind, rows[kind], mapped, originals, called, doubles);
  const people = await readPeople(source, originals);
  const groups = new Map<number, { name: string; description: string | undefined; original: Original | undefined }>();
  const groupSources = new Map<number, string[]>();
  for await (const row of rowsOf(source, 'import_map', { kind: ['group'] })) groupSources.set(row.id('local_id'), [...(groupSources.get(row.id('local_id')) ?? []), `${row.text('import_id') ?? ''} ${row.text('source') ?? ''}`]);
  for await (const row of rowsOf(source, 'person_group')) {
    const original = (groupSources.get(row.id()) ?? []).flatMap((key) => originals.get(key) ?? []).find(({ type }) => /Group$/.test(type));
    groups.set(row.id(), { name: row.text('name') ?? '', description: row.text('description'), original });
  }
  return {
    rows, doubles, groups, ...people,
    id: (kind, local) => (local === undefined ? undefined : called.get(`${kind} ${String(local)}`)?.id),
    original: (kind, local) => called.get(`${kind} ${String(local)}`)?.original,
  };
}

type Originals = ReadonlyMap<string, readonly Original[]>;

/** Kept records that hang on no issue and no project, by import and source id. */
async function configurationOriginals(source: ExportSource): Promise<Originals> {
  const found = new Map<string, Original[]>();
  const types = [...Object.values(configurationTables).map(([, type]) => type), 'User', 'OSUser', 'ApplicationUser', 'Group', 'OSGroup', 'Workflow'];
  for await (const row of rowsOf(source, 'original', { kind: types })) {
    const key = `${row.text('import_id') ?? ''} ${row.text('source') ?? ''}`;
    found.set(key, [...(found.get(key) ?? []), parseOriginal(row.text('record') ?? '')]);
  }
  return found;
}

async function mappedIds(source: ExportSource, kinds: readonly ConfigurationKind[]): Promise<ReadonlyMap<string, readonly { importId: string; id: string }[]>> {
  const found = new Map<string, { importId: string; id: string }[]>();
  for await (const row of rowsOf(source, 'import_map', { kind: kinds })) {
    const key = `${row.text('kind') ?? ''} ${String(row.number('local_id') ?? 0)}`;
    found.set(key, [...(found.get(key) ?? []), { importId: row.text('import_id') ?? '', id: row.text('source') ?? '' }]);
  }
  return found;
}

function name(kind: ConfigurationKind, rows: readonly DeclaredRow[], mapped: ReadonlyMap<string, readonly { importId: string; id: string }[]>, originals: Originals, called: Map<string, Called>, doubles: Original[]): void {
  const [, type] = configurationTables[kind];
  const used = new Set<string>();
  const later: DeclaredRow[] = [];
  for (const row of rows) {
    const sources = (mapped.get(`${kind} ${String(row.id())}`) ?? []).filter(({ id }) => /^\d+$/.test(id) && !used.has(id));
    const [first, ...others] = sources;
    if (first === undefined) {
      later.push(row);
      continue;
    }
    const originalOf = (one: { importId: string; id: string }) => originals.get(`${one.importId} ${one.id}`)?.find((original) => original.type === type);
    used.add(first.id);
    called.set(`${kind} ${String(row.id())}`, { id: first.id, original: originalOf(first) });
    for (const other of others) {
      const original = other.importId === first.importId && !used.has(other.id) ? originalOf(other) : undefined;
      if (original === undefined) continue;
      used.add(other.id);
      doubles.push(original);
    }
  }
  let next = Math.max(0, ...[...used].map(Number), ...rows.map((row) => row.id())) + 1;
  for (const row of later) {
    const own = String(row.id());
    const id = used.has(own) ? String(next++) : own;
    used.add(id);
    called.set(`${kind} ${own}`, { id, original: undefined });
  }
}

const keyOf = (originals: readonly Original[]): string | undefined => {
  const fields = [...originals].sort((a) => (a.type === 'ApplicationUser' ? -1 : 1)).map((one) => one.fields);
  for (const one of fields) {
    const key = one['userKey'] ?? one['userName'] ?? one['name'];
    if (key !== undefined && key !== '') return key;
  }
  return undefined;
};

async function readPeople(source: ExportSource, originals: Originals): Promise<Pick<JiraNames, 'people' | 'person' | 'personIn' | 'keysOf' | 'personOriginals' | 'knownAccounts'>> {
  const people = (await allRows(source, 'person')).filter((row) => row.text('pending_import') === undefined);
  const keys = new Map(people.map((row) => [row.text('id') ?? '', row.text('source_name') ?? '']));
  const kept = new Map<string, Original[]>();
  const knownAccounts = new Set<string>();
  for await (const row of rowsOf(source, 'import_map', { kind: ['person'] })) {
    const uuid = row.text('local_uuid') ?? '';
    const own = (originals.get(`${row.text('import_id') ?? ''} ${row.text('source') ?? ''}`) ?? []).filter(({ type }) => type.endsWith('User'));
    if (!keys.has(uuid)) knownAccounts.add(uuid);
    kept.set(uuid, [...(kept.get(uuid) ?? []), ...own.filter((one) => kept.get(uuid)?.some((known) => known.type === one.type && known.fields['id'] === one.fields['id']) !== true)]);
  }
  for (const uuid of knownAccounts) {
    const key = keyOf(kept.get(uuid) ?? []);
    if (key !== undefined) keys.set(uuid, key);
  }
  const person = (uuid: string | undefined): string | undefined => (uuid === undefined ? undefined : (keys.get(uuid) ?? uuid));
  const written = new Map([...kept].map(([uuid, own]) => [uuid, new Set(own.flatMap(({ fields }) => [fields['userKey'], fields['userName'], fields['name'], fields['lowerUserName']].filter((key) => key !== undefined)))]));
  const keysOf = (uuid: string | undefined): ReadonlySet<string> => new Set([...(written.get(uuid ?? '') ?? []), ...(uuid === undefined ? [] : [person(uuid) ?? uuid])]);
  return {
    people, knownAccounts, person, keysOf, personOriginals: (uuid) => kept.get(uuid) ?? [],
    personIn(original, field, uuid) {
      const before = original?.fields[field];
      if (before === undefined) return person(uuid);
      if (uuid === undefined) return before === '' ? keep : undefined;
      return keysOf(uuid).has(before) ? keep : person(uuid);
    },
  };
}
