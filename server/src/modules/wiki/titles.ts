/**
 * How titles are compared: two that a person would read as the same are the same. Unicode compatibility form, white space
 * as one blank, no case. What is compared in the database is only a keyed hash of the result.
 */
import type { EqualityToken, Sealer } from '../../kernel/seal/index.ts';
import { contentColumns } from './columns.ts';
import type { ContentStatus, ContentType } from './content-types.ts';

export const titleCharactersMax = 255;

export function normalisedTitle(title: string): string {
  return title.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** Carries `title = …`. */
export function titleToken(sealer: Sealer, title: string): EqualityToken {
  return sealer.token(contentColumns.title_token, normalisedTitle(title));
}

export interface TitleHolder {
  readonly type: ContentType;
  readonly status: ContentStatus;
  readonly title: string | null;
  readonly spaceId: number;
  /** What an attachment hangs on. */
  readonly containerId: number | null;
}

/** Carries uniqueness: current and archived pages within their space, current files within what they hang on; nothing else. */
export function titleClaim(sealer: Sealer, { type, status, title, spaceId, containerId }: TitleHolder): EqualityToken | null {
  if (title === null) return null;
  const text = normalisedTitle(title);
  if (type === 'page' && (status === 'current' || status === 'archived')) return sealer.token(contentColumns.title_claim, `page/${String(spaceId)}/${text}`);
  if (type === 'attachment' && status === 'current') return sealer.token(contentColumns.title_claim, `attachment/${String(containerId)}/${text}`);
  return null;
}
