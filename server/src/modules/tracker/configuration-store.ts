/** Reads and writes what a tracker is set up with. Small tables: all of them come in one round trip. */
import { isWriting, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import { sealedIn } from './columns.ts';
import type { StatusCategory } from './importing.ts';

export type ConfigurationKind = 'issueType' | 'priority' | 'resolution' | 'status' | 'linkType' | 'role' | 'category' | 'customField';

interface ConfigurationRow {
  readonly kind: ConfigurationKind;
  readonly id: number;
  readonly name: Buffer;
  readonly description: Buffer | null;
  readonly second: Buffer | null;
  readonly sequence: number;
  readonly flag: boolean;
  readonly level: number;
  readonly word: string;
  readonly icon: string;
}

/** One configured thing; its texts are opened when they are asked for. */
export class ConfiguredItem {
  readonly id: number;
  readonly kind: ConfigurationKind;
  readonly sequence: number;
  /** Sub-task, or default, as the kind has it. */
  readonly flag: boolean;
  readonly level: number;
  /** Status category, colour, link style, kind of field. */
  readonly word: string;
  /** Icon, or the type key of a custom field. */
  readonly icon: string;
  readonly #row: ConfigurationRow;
  readonly #sealer: Sealer;

  constructor(row: ConfigurationRow, sealer: Sealer) {
    this.id = row.id;
    this.kind = row.kind;
    this.sequence = row.sequence;
    this.flag = row.flag;
    this.level = row.level;
    this.word = row.word;
    this.icon = row.icon;
    this.#row = row;
    this.#sealer = sealer;
  }

  get name(): string {
    return this.#sealer.open(sealedIn[this.kind].name, this.id, this.#row.name);
  }

  get description(): string {
    if (this.kind === 'linkType' || this.#row.description === null) return '';
    return this.#sealer.open(sealedIn[this.kind].description, this.id, this.#row.description);
  }

  get inward(): string {
    return this.#row.description === null ? '' : this.#sealer.open(sealedIn.linkType.inward, this.id, this.#row.description);
  }

  get outward(): string {
    return this.#row.second === null ? '' : this.#sealer.open(sealedIn.linkType.outward, this.id, this.#row.second);
  }

  get category(): StatusCategory {
    return this.word === 'new' || this.word === 'indeterminate' || this.word === 'done' ? this.word : 'undefined';
  }
}

export class ConfiguredItems {
  readonly all: readonly ConfiguredItem[];
  readonly #byId: ReadonlyMap<number, ConfiguredItem>;
  constructor(items: readonly ConfiguredItem[]) {
    this.all = [...items].sort((left, right) => left.sequence - right.sequence || left.id - right.id);
    this.#byId = new Map(items.map((item) => [item.id, item]));
  }

  get(id: number | null | undefined): ConfiguredItem | undefined {
    return id === null || id === undefined ? undefined : this.#byId.get(id);
  }

  /** By id when the text is a number, else by name whatever its case. */
  find(reference: string): ConfiguredItem | undefined {
    if (/^\d{1,15}$/.test(reference)) {
      const byId = this.#byId.get(Number(reference));
      if (byId !== undefined) return byId;
    }
    const name = reference.normalize('NFKC').trim().toLowerCase();
    return this.all.find((item) => item.name.normalize('NFKC').trim().toLowerCase() === name);
  }
}

export interface Configuration {
  readonly issueType: ConfiguredItems;
  readonly priority: ConfiguredItems;
  readonly resolution: ConfiguredItems;
  readonly status: ConfiguredItems;
  readonly linkType: ConfiguredItems;
  readonly role: ConfiguredItems;
  readonly category: ConfiguredItems;
  readonly customField: ConfiguredItems;
}

const everything = `
  select 'issueType' as kind, id, name, description, null::bytea as second, sequence, subtask as flag, hierarchy_level as level, '' as word, icon from tracker.issue_type where pending_import is null
  union all select 'priority', id, name, description, null, sequence, is_default, 0, color, icon from tracker.priority where pending_import is null
  union all select 'resolution', id, name, description, null, sequence, is_default, 0, '', '' from tracker.resolution where pending_import is null
  union all select 'status', id, name, description, null, sequence, false, 0, category, icon from tracker.status where pending_import is null
  union all select 'linkType', id, name, inward, outward, id, false, 0, style, '' from tracker.link_type where pending_import is null
  union all select 'role', id, name, description, null, id, false, 0, '', '' from tracker.project_role where pending_import is null
  union all select 'category', id, name, description, null, id, false, 0, '', '' from tracker.project_category where pending_import is null
  union all select 'customField', id, name, description, null, id, false, 0, kind, type_key from tracker.custom_field where pending_import is null`;

/** For what shows nothing that is configured: comments, worklogs, people. */
const none = new ConfiguredItems([]);
export const nothingConfigured: Configuration = { issueType: none, priority: none, resolution: none, status: none, linkType: none, role: none, category: none, customField: none };

/** What was read under a version, by the sealer that opens it: it goes when the tenant's key goes. */
const known = new WeakMap<Sealer, { readonly version: number; readonly configuration: Configuration }>();

/**
 * Everything that published configuration consists of: from memory while its version stands, else in one more round trip.
 * A transaction that writes reads anew, because what it sees may never be committed.
 */
export async function readConfiguration(tx: ReadTx): Promise<Configuration> {
  if (isWriting(tx)) return readEverything(tx);
  const [row] = await tx.sql<{ version: number }>('select version from tracker.configuration_version');
  const remembered = known.get(tx.sealer);
  if (row !== undefined && remembered?.version === row.version) return remembered.configuration;
  const configuration = await readEverything(tx);
  if (row !== undefined) known.set(tx.sealer, { version: row.version, configuration });
  return configuration;
}

async function readEverything(tx: ReadTx): Promise<Configuration> {
  const rows = await tx.sql<ConfigurationRow>(everything);
  const of = (kind: ConfigurationKind) => new ConfiguredItems(rows.filter((row) => row.kind === kind).map((row) => new ConfiguredItem(row, tx.sealer)));
  return {
    issueType: of('issueType'), priority: of('priority'), resolution: of('resolution'), status: of('status'),
    linkType: of('linkType'), role: of('role'), category: of('category'), customField: of('customField'),
  };
}

/** Whether this tenant was seeded; the counters are made first and never removed. */
export async function isSeeded(tx: Tx): Promise<boolean> {
  const rows = await tx.sql<{ name: string }>(`select name from tracker.counter where name = 'issue'`);
  return rows.length > 0;
}
