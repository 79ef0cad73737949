/** Labels: lower case, without blanks; one label for each prefix and name in a tenant, found by a keyed hash. */
import type { EqualityToken, Sealer } from '../../kernel/seal/index.ts';
import { labelColumns } from './columns.ts';

export const labelPrefixes = ['global', 'my', 'team', 'system'] as const;
export type LabelPrefix = (typeof labelPrefixes)[number];

export const labelCharactersMax = 255;

export function normalisedLabel(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

export function labelToken(sealer: Sealer, prefix: string, name: string): EqualityToken {
  return sealer.token(labelColumns.name_token, `${prefix}:${normalisedLabel(name)}`);
}
