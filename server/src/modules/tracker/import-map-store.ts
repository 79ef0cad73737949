/**
 * What a source called by its own id is found here by (import, kind, source id). Numbers are kept as they are; names of people
 * and groups as tokens, because they are somebody's.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import { newUuid } from '../../kernel/ids/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import type { ImportId, SourceId } from './importing.ts';
import { importMapTable, personTable } from './issue-rows.ts';
import { insertRowsLater } from './row-batch.ts';

export type SourceKind =
  | 'person' | 'personalias' | 'group' | 'issuetype' | 'priority' | 'resolution' | 'status' | 'linktype' | 'category' | 'role' | 'workflow' | 'workflowscheme'
  | 'customfield' | 'option' | 'project' | 'component' | 'version' | 'roleactor' | 'securityscheme' | 'securitylevel' | 'issue' | 'label' | 'issuecomponent' | 'fixversion' | 'affectsversion'
  | 'watcher' | 'voter' | 'formerkey' | 'value' | 'comment' | 'worklog' | 'link' | 'attachment' | 'change' | 'filter';

export interface Remembered {
  readonly kind: SourceKind;
  readonly source: SourceId;
  readonly id?: number;
  readonly uuid?: string;
}

export function sourceKey(sealer: Sealer, kind: SourceKind, source: SourceId): string {
  if (/^\d{1,18}$/.test(source)) return source;
  return sealer.token(sealedIn.importMap.source, `${kind === 'personalias' ? 'person' : kind} ${source}`).toString('base64url');
}

/** The source ids that a batch refers to, gathered before they are looked up together. */
export class Wanted {
  readonly #byKind = new Map<SourceKind, Set<SourceId>>();

  add(kind: SourceKind, ...sources: readonly (SourceId | undefined)[]): void {
    let known = this.#byKind.get(kind);
    if (known === undefined) this.#byKind.set(kind, (known = new Set()));
    for (const source of sources) if (source !== undefined && source !== '') known.add(source);
    if (kind === 'person') this.add('personalias', ...sources);
  }

  *pairs(): Iterable<readonly [SourceKind, SourceId]> {
    for (const [kind, sources] of this.#byKind) for (const source of sources) yield [kind, source];
  }

  of(kind: SourceKind): ReadonlySet<SourceId> {
    return this.#byKind.get(kind) ?? new Set();
  }
}

/** What was found of what a batch wanted. */
export class Sources {
  readonly #ids = new Map<string, number>();
  readonly #uuids = new Map<string, string>();

  learn({ kind, source, id, uuid }: Remembered): void {
    if (id !== undefined) this.#ids.set(`${kind} ${source}`, id);
    if (uuid !== undefined) this.#uuids.set(`${kind} ${source}`, uuid);
  }

  id(kind: SourceKind, source: SourceId | undefined): number | null {
    return source === undefined ? null : (this.#ids.get(`${kind} ${source}`) ?? null);
  }

  person(source: SourceId | undefined): string | null {
    return source === undefined ? null : (this.#uuids.get(`person ${source}`) ?? this.#uuids.get(`personalias ${source}`) ?? null);
  }

  has(kind: SourceKind, source: SourceId): boolean {
    return this.#ids.has(`${kind} ${source}`) || this.#uuids.has(`${kind} ${source}`);
  }
}

interface MapRow {
  readonly kind: SourceKind;
  readonly source: string;
  readonly local_id: number | null;
  readonly local_uuid: string | null;
}

// Lateral with a limit: one index probe for each wanted id, also while the table's statistics lag far behind an import.
const found = `
  select w.kind, w.source, m.local_id, m.local_uuid from unnest($2::text[], $3::text[]) as w (kind, source)
   cross join lateral (select local_id, local_uuid from tracker.import_map where import_id = $1 and kind = w.kind and source = w.source limit 1) m`;

/** Looks everything up in one round trip. */
export async function lookUp(tx: Tx, importId: ImportId, wanted: Wanted): Promise<Sources> {
  const byKey = new Map<string, SourceId>();
  const kinds: string[] = [];
  const keys: string[] = [];
  for (const [kind, source] of wanted.pairs()) {
    const key = sourceKey(tx.sealer, kind, source);
    byKey.set(`${kind} ${key}`, source);
    kinds.push(kind);
    keys.push(key);
  }
  const sources = new Sources();
  if (keys.length === 0) return sources;
  for (const row of await tx.sql<MapRow>(found, [importId, kinds, keys])) {
    const source = byKey.get(`${row.kind} ${row.source}`);
    if (source === undefined) continue;
    sources.learn({ kind: row.kind, source, ...(row.local_id === null ? {} : { id: row.local_id }), ...(row.local_uuid === null ? {} : { uuid: row.local_uuid }) });
  }
  return sources;
}

/** The same, with a placeholder for everybody who was referred to and never put (people deleted at the source). */
export async function lookUpWithPeople(tx: Tx, importId: ImportId, wanted: Wanted): Promise<Sources> {
  const sources = await lookUp(tx, importId, wanted);
  const unknown = [...wanted.of('person')].filter((source) => sources.person(source) === null);
  if (unknown.length === 0) return sources;
  const made = unknown.map((source): Remembered => ({ kind: 'person', source, uuid: newUuid(tx.now.getTime()) }));
  insertRowsLater(tx, personTable, made.flatMap(({ source, uuid }) => (uuid === undefined ? [] : [personRow(tx, importId, { id: uuid, source, name: source, active: false })])));
  await remember(tx, importId, made);
  for (const entry of made) sources.learn(entry);
  return sources;
}

export function personRow(tx: Tx, importId: ImportId, person: { id: string; source: SourceId; name: string; email?: string; active: boolean }) {
  const { sealer } = tx;
  const columns = sealedIn.person;
  return {
    id: person.id,
    account_id: null,
    source_token: nameToken(sealer, columns.source_token, person.source),
    source_name: sealer.seal(columns.source_name, person.id, person.source),
    name: sealer.seal(columns.name, person.id, person.name),
    email: person.email === undefined ? null : sealer.seal(columns.email, person.id, person.email),
    email_token: person.email === undefined ? null : nameToken(sealer, columns.email_token, person.email),
    active: person.active,
    pending_import: importId,
    created_at: tx.now,
  };
}

export async function remember(tx: Tx, importId: ImportId, entries: readonly Remembered[]): Promise<void> {
  insertRowsLater(tx, importMapTable, entries.map(({ kind, source, id, uuid }) => ({
    import_id: importId, kind, source: sourceKey(tx.sealer, kind, source), local_id: id ?? null, local_uuid: uuid ?? null,
  })), 'on conflict do nothing');
}

export async function countMapped(tx: Pick<Tx, 'sql'>, importId: ImportId): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ kind: string; count: number }>(
    `select kind, count(*) as count from tracker.import_map where import_id = $1 and kind <> 'personalias' group by kind
     union all select 'record:' || kind, count(*) from tracker.import_record where import_id = $1 group by kind`, [importId]);
  return new Map(rows.map(({ kind, count }) => [kind, count]));
}
