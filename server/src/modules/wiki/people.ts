/**
 * People as the wiki names them. An account's id is a UUID of version 7; somebody whom only an imported backup names is a
 * placeholder with a UUID of version 8, so that one column holds both and nobody has to look which it is.
 */
import { createHash } from 'node:crypto';
import { accountIds, defineIdKind, type AccountId } from '../../kernel/ids/index.ts';
import type { EqualityToken, Sealer } from '../../kernel/seal/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { personColumns } from './columns.ts';

export interface KnownPerson {
  readonly name: string;
  /** Present only where the reader may see it. */
  readonly email?: string;
  readonly active: boolean;
}

/** The directory, as far as the wiki asks it; wired in main. */
export interface People {
  /** One round trip; unknown ids are absent from the answer. */
  people(ctx: Ctx, ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, KnownPerson>>;
}

const placeholderIds = defineIdKind('person', 'per');

export function isPlaceholder(uuid: string): boolean {
  return uuid.charAt(14) === '8';
}

/** `acc_…` or `per_…`. */
export function formatPerson(uuid: string): string {
  return isPlaceholder(uuid) ? placeholderIds.format(placeholderIds.fromUuid(uuid)) : accountIds.format(accountIds.fromUuid(uuid));
}

/** Undefined for what is neither. */
export function parsePerson(text: string): string | undefined {
  const kind = text.startsWith('per_') ? placeholderIds : accountIds;
  try {
    return kind.parse(text);
  } catch {
    return undefined; // whatever is wrong with it, there is no such person
  }
}

/** The placeholder of somebody whom an import names by a key. */
export function placeholderOf(sealer: Sealer, importId: string, key: string): string {
  return uuidFromToken(sealer.token(personColumns.id, `${importId}/${key}`));
}

/** A UUID of version 8 (RFC 9562 §5.8) out of a keyed hash: the same source key gives the same placeholder, and shows nothing of it. */
export function uuidFromToken(token: EqualityToken): string {
  const bytes = createHash('sha256').update(token).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
