/** Opens sealed values of a package of evidence: products seal under the row's own id, which is one of its key columns or all of them. */
import { isAppError } from '../kernel/errors/index.ts';
import type { EvidenceAsked, Journal, JournalRow } from '../modules/journal/index.ts';
import type { Keys } from '../modules/keys/index.ts';

function* rowIds(key: JournalRow): Generator<string | number> {
  const texts = key.slice(1).filter((value) => typeof value === 'string'); // the first is the tenant
  for (const text of texts.toReversed()) {
    if (/^-?\d{1,15}$/.test(text)) yield Number(text);
    yield text;
  }
  for (const between of ['/', ':', ' ', '.', '-']) if (texts.length > 1) yield texts.join(between);
}

/** Fails with keys.scope_locked, keys.unavailable and what the journal fails with. */
export async function exportEvidence(journal: Journal, keys: Keys, asked: EvidenceAsked): Promise<AsyncIterable<string>> {
  const sealer = await keys.forScope(asked.tenantId);
  return journal.evidence(asked, (table, column, key, sealed) => {
    for (const rowId of rowIds(key)) {
      try {
        return sealer.open({ table, column }, rowId, sealed); // tried: whatever was not sealed so does not open
      } catch (error) {
        // Sealed under another id, or no sealed text at all.
        if (!isAppError(error, 'keys.sealed_value_broken') && !isAppError(error, 'keys.version_unknown')) throw error;
      }
    }
    return undefined;
  });
}
