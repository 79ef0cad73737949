/**
 * The account of an import: how many records of each type the file has, and what became of each. It is committed with the positions, so
 * a batch that is done again after a crash is counted once. What is never accounted for shows in the report as a defect, not as nothing.
 */
export type ReportKind = 'jira' | 'confluence';

export interface SkippedCount {
  readonly kind: string;
  readonly count: number;
  readonly reason: string;
}

export interface ImportReport {
  readonly kind: ReportKind;
  /** The kinds that people ask for. */
  readonly imported: Readonly<Record<string, number>>;
  /** Records of every other type, by the file's own name for it: with a home of their own here, or kept whole. */
  readonly other: Readonly<Record<string, number>>;
  /** Of all these: what this import did not add because it was there already, by the same names. */
  readonly existing: Readonly<Record<string, number>>;
  readonly skipped: readonly SkippedCount[];
  /** What was repaired or is worth knowing; no record is missing because of it. */
  readonly notes: readonly SkippedCount[];
}

const categories: Readonly<Record<ReportKind, readonly string[]>> = {
  jira: ['projects', 'issues', 'comments', 'attachments', 'users', 'worklogs', 'links'],
  confluence: ['spaces', 'pages', 'pageVersions', 'blogPosts', 'comments', 'attachments', 'users'],
};

/** More names than any system has; a hostile file could have millions. */
const namesMax = 2_000;
const manyNames = '(other types)';
const unaccounted = 'Not accounted for: a defect of this importer. Please report it.';

type Counts = Map<string, number>;

export class Ledger {
  readonly #inFile: Counts = new Map();
  /** By `type` and category, as JSON text. */
  readonly #imported: Counts = new Map();
  readonly #existing: Counts = new Map();
  readonly #skipped: Counts = new Map();
  readonly #notes: Counts = new Map();

  static parse(text: string): Ledger {
    const ledger = new Ledger();
    const stored = JSON.parse(text) as Record<string, [string, number][]>; // written by toText below
    const into = (counts: Counts, name: string): void => (stored[name] ?? []).forEach(([key, count]) => counts.set(key, count));
    into(ledger.#inFile, 'inFile');
    into(ledger.#imported, 'imported');
    into(ledger.#existing, 'existing');
    into(ledger.#skipped, 'skipped');
    into(ledger.#notes, 'notes');
    return ledger;
  }

  toText(): string {
    return JSON.stringify({ inFile: [...this.#inFile], imported: [...this.#imported], existing: [...this.#existing], skipped: [...this.#skipped], notes: [...this.#notes] });
  }

  sawInFile(type: string): void {
    add(this.#inFile, this.#inFile.has(type) || this.#inFile.size < namesMax ? type : manyNames, 1);
  }

  /** `category` is one of the report's own kinds; without it the record counts under its type. */
  imported(type: string, count = 1, category = ''): void {
    if (count > 0) add(this.#imported, JSON.stringify([this.#name(type), category]), count);
  }

  existing(type: string, count: number, category = ''): void {
    if (count > 0) add(this.#existing, category === '' ? this.#name(type) : category, count);
  }

  skipped(type: string, reason: string, count = 1): void {
    if (count > 0) add(this.#skipped, JSON.stringify([this.#name(type), reason]), count);
  }

  note(kind: string, reason: string, count = 1): void {
    if (count > 0) add(this.#notes, JSON.stringify([kind, reason]), count);
  }

  get records(): number {
    return sum(this.#inFile);
  }

  get accounted(): number {
    return sum(this.#imported) + sum(this.#skipped);
  }

  /** Records of the file by type. */
  get inFile(): ReadonlyMap<string, number> {
    return this.#inFile;
  }

  report(kind: ReportKind): ImportReport {
    const imported: Record<string, number> = Object.fromEntries(categories[kind].map((category) => [category, 0]));
    const other = new Map<string, number>();
    const byType = new Map<string, number>();
    for (const [key, count] of this.#imported) {
      const [type, category] = JSON.parse(key) as [string, string]; // written by `imported` above
      add(byType, type, count);
      if (category === '') add(other, type, count);
      else imported[category] = (imported[category] ?? 0) + count;
    }
    const skipped = pairs(this.#skipped);
    for (const { kind: type, count } of skipped) add(byType, type, count);
    for (const [type, count] of this.#inFile) {
      const missing = count - (byType.get(type) ?? 0);
      if (missing > 0) skipped.push({ kind: type, count: missing, reason: unaccounted });
    }
    return { kind, imported, other: sorted(other), existing: sorted(this.#existing), skipped, notes: pairs(this.#notes) };
  }

  #name(type: string): string {
    return this.#inFile.has(type) ? type : this.#inFile.has(manyNames) ? manyNames : type;
  }
}

function add(counts: Counts, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function sum(counts: Counts): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

function pairs(counts: Counts): SkippedCount[] {
  return [...counts].map(([key, count]) => {
    const [kind, reason] = JSON.parse(key) as [string, string]; // written by `skipped` or `note` above
    return { kind, count, reason };
  }).sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
}

function sorted(counts: Counts): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
