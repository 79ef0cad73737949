/** Enters into the account what a front door answered about a batch. */
import type { Ledger } from '../spooling/ledger.ts';

interface Refused {
  readonly source: string;
  readonly reason: 'dangling' | 'duplicate' | 'invalid';
  readonly refersTo?: string;
}

export interface Settlement {
  readonly existing: number;
  readonly refused: readonly Refused[];
}

/** `rows`: source id and the file's name for the type of each record that was in the batch. */
export function settle(ledger: Ledger, rows: readonly { readonly source: string; readonly type: string }[], category: string, result: Settlement): void {
  const typeOf = new Map(rows.map(({ source, type }) => [source, type]));
  const kept = new Map<string, number>();
  for (const { type } of rows) kept.set(type, (kept.get(type) ?? 0) + 1);
  for (const refused of result.refused) {
    const type = typeOf.get(refused.source);
    if (type === undefined) continue;
    kept.set(type, (kept.get(type) ?? 0) - 1);
    ledger.skipped(type, reasonText(refused));
  }
  for (const [type, count] of kept) ledger.imported(type, count, category);
  const [first] = rows;
  if (first !== undefined) ledger.existing(first.type, result.existing, category);
}

function reasonText({ reason, refersTo }: Refused): string {
  const [what = ''] = (refersTo ?? '').split(' ');
  if (reason === 'dangling') return what === '' ? 'It refers to something that the file does not contain.' : `It refers to a ${what} that the file does not contain, or that was not imported.`;
  if (reason === 'invalid') return what === '' ? 'It lacks what its kind cannot be without.' : `Its ${what} is missing or not usable.`;
  return refersTo === undefined ? 'The same one came before in the file.' : `The same ${what} came before in the file.`;
}
