/**
 * Records that an import keeps whole and also reads for what they say about others: who shares what, which scheme a project has. Of these
 * the export gives back the ones that still hold, and adds what only the product knows. A natural key says what a record means.
 */
import { allRows, type ExportSource } from '../export-plan.ts';
import { element, parseOriginal, type Original } from './jira-element.ts';

const governedTypes = ['NodeAssociation', 'WorkflowSchemeEntity', 'SharePermissions', 'FavouriteAssociations', 'ProjectKey'] as const;

/** What such a record means; undefined where it says nothing that the product decides. */
function meaningOf({ type, fields }: Original): string | undefined {
  const of = (...names: readonly string[]): string => names.map((name) => fields[name] ?? '').join(' ');
  switch (type) {
    case 'NodeAssociation': {
      if (fields['sourceNodeEntity'] !== 'Project') return undefined;
      return /^(?:ProjectCategory|WorkflowScheme)$/.test(fields['sinkNodeEntity'] ?? '') ? `node ${of('sourceNodeId', 'sinkNodeEntity', 'sinkNodeId')}` : undefined;
    }
    case 'WorkflowSchemeEntity': return `entry ${of('scheme', 'workflow')} ${fields['issuetype'] ?? '0'}`;
    case 'SharePermissions': return fields['entityType'] === 'SearchRequest' ? `share ${of('entityId', 'type', 'param1', 'param2')}` : undefined;
    case 'FavouriteAssociations': return fields['entityType'] === 'SearchRequest' ? `favourite ${fields['entityId'] ?? ''} ${fields['username'] ?? fields['userKey'] ?? ''}` : undefined;
    case 'ProjectKey': return `key ${of('projectId', 'projectKey')}`;
    default: return undefined;
  }
}

export class Governed {
  readonly #kept: readonly Original[];
  readonly #meant = new Map<string, () => string>();
  /** Other words for the same. */
  readonly #same = new Map<string, string>();

  constructor(kept: readonly Original[]) {
    this.#kept = kept;
  }

  /** Of some projects, only what the product decides about them: the rest says something about others. */
  static async of(source: ExportSource): Promise<Governed> {
    const kept = (await allRows(source, 'import_record', { kind: [...governedTypes] })).map((row) => parseOriginal(row.text('record') ?? ''));
    return new Governed(source.containers === null ? kept : kept.filter((original) => /^(?:node|entry|key) /.test(meaningOf(original) ?? '')));
  }

  static readonly types: ReadonlySet<string> = new Set(governedTypes);

  get kept(): readonly Original[] {
    return this.#kept;
  }

  /** This holds; `fields` are written when no kept record says it, in these words or in `others`. */
  holds(type: string, fields: Readonly<Record<string, string>>, others: readonly Readonly<Record<string, string>>[] = []): void {
    const meaning = meaningOf({ type, fields });
    for (const other of others) {
      const same = meaningOf({ type, fields: other });
      if (same !== undefined && meaning !== undefined) this.#same.set(same, meaning);
    }
    if (meaning !== undefined) this.#meant.set(meaning, () => element(type, new Map(Object.entries(fields))));
  }

  text(): string {
    const said = new Set<string>();
    let text = '';
    for (const original of this.#kept) {
      const own = meaningOf(original);
      const meaning = own === undefined ? undefined : (this.#same.get(own) ?? own);
      if (meaning !== undefined && !this.#meant.has(meaning)) continue;
      if (meaning !== undefined) said.add(meaning);
      text += element(original.type, new Map(Object.entries(original.fields)), original.extra);
    }
    for (const [meaning, write] of this.#meant) if (!said.has(meaning)) text += write();
    return text;
  }
}
