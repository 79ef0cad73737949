/** What was kept of the records of some issues, found by type and by what makes each one itself. */
import { rowsOf, type ExportSource } from '../export-plan.ts';
import { parseOriginal, type Original } from './jira-element.ts';

/** Types whose id says nothing: they are told apart by what they connect. */
const identifiedBy: Readonly<Record<string, readonly string[]>> = {
  Label: ['issue', 'fieldid', 'label'], NodeAssociation: ['sourceNodeId', 'associationType', 'sinkNodeId'], UserAssociation: ['sinkNodeId', 'associationType', 'sourceName'],
  MovedIssueKey: ['issueId', 'oldIssueKey'], IssueLink: ['linktype', 'source', 'destination'],
};

export class IssueOriginals {
  readonly #found = new Map<string, Original>();
  /** Custom-field values get numbers of their own here; the map of the import knows the old ones. */
  readonly #valueIds = new Map<number, string>();

  static async of(source: ExportSource, issues: readonly number[], values: readonly number[]): Promise<IssueOriginals> {
    const originals = new IssueOriginals();
    for await (const row of rowsOf(source, 'original', { issue_id: issues })) {
      const original = parseOriginal(row.text('record') ?? '');
      const names = identifiedBy[original.type] ?? ['id'];
      originals.#found.set(`${original.type} ${names.map((name) => original.fields[name] ?? '').join(' ')}`, original);
    }
    if (originals.#found.size === 0) return originals;
    for await (const row of rowsOf(source, 'import_map', { kind: ['value'], local_id: values })) originals.#valueIds.set(row.id('local_id'), row.text('source') ?? '');
    return originals;
  }

  find(type: string, ...identity: readonly (string | number | undefined)[]): Original | undefined {
    return this.#found.get(`${type} ${identity.map((part) => part ?? '').join(' ')}`);
  }

  value(local: number): Original | undefined {
    const id = this.#valueIds.get(local);
    return id === undefined ? undefined : this.find('CustomFieldValue', id);
  }
}
