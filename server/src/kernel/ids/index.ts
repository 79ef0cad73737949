/**
 * Platform objects are UUIDv7 inside (RFC 9562) and prefixed outside (TypeID specification 0.3:
 * `site_` + 26 characters of Crockford base32). A site's id where an app's is meant is a type error in
 * the code and a 400 at the door: 883 sites were once lost to exactly that confusion (R7).
 */
import { randomBytes, randomFillSync } from 'node:crypto';
import { defineErrors } from '../errors/index.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** A UUID in small letters, as PostgreSQL writes it; its source is the `pattern` of a schema. */
export const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const idErrors = defineErrors('id', {
  malformed: { status: 400, title: 'The id is not of the expected kind.' },
});

declare const kind: unique symbol;
/** The UUID of one kind of object, as the database stores it. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type OrganizationId = Id<'organization'>;
export type SiteId = Id<'site'>;
export type TenantId = Id<'tenant'>;
export type AccountId = Id<'account'>;
export type GroupId = Id<'group'>;
export type ShardId = Id<'shard'>;

let lastMs = 0;
let sequence = 0;
/** Random bytes are fetched for a few hundred ids at once and never used twice. */
const pool = Buffer.allocUnsafeSlow(4096);
let poolAt = pool.length;

function sixteenRandomBytes(): Buffer {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += 16;
  return pool.subarray(poolAt - 16, poolAt);
}

/** A new UUIDv7: 48 bits of time, 12 bits that count within a millisecond, 62 random bits (RFC 9562 §5.7, method 1). */
export function newUuid(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = randomBytes(1).readUInt8();
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  }
  const bytes = sixteenRandomBytes();
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

export interface IdKind<Kind extends string> {
  readonly kind: Kind;
  readonly prefix: string;
  /** A fresh id. */
  make(): Id<Kind>;
  /** `site_01h…`: how the id looks outside. */
  format(id: Id<Kind>): string;
  /** Reads the outside form. Fails with id.malformed, naming the kind expected and what was found. */
  parse(text: string): Id<Kind>;
  /** Takes a UUID that this program itself stored. Fails with id.malformed. */
  fromUuid(uuid: string): Id<Kind>;
}

export function defineIdKind<const Kind extends string>(kindName: Kind, prefix: string): IdKind<Kind> {
  const malformed = (found: string) =>
    idErrors.malformed({ detail: `Expected a ${kindName} id (${prefix}_…), found "${found.slice(0, 64)}".` });
  return {
    kind: kindName,
    prefix,
    make: () => newUuid() as Id<Kind>, // branding: a fresh UUID is of the kind it was made for
    format: (id) => `${prefix}_${encodeBase32(id)}`,
    parse(text) {
      if (!text.startsWith(`${prefix}_`)) throw malformed(text);
      const uuid = decodeBase32(text.slice(prefix.length + 1));
      if (uuid === undefined) throw malformed(text);
      return uuid as Id<Kind>; // branding: prefix and form were just checked
    },
    fromUuid(uuid) {
      if (!isUuid(uuid)) throw malformed(uuid);
      return uuid as Id<Kind>; // branding: read back from a column of this kind
    },
  };
}

export const organizationIds = defineIdKind('organization', 'org');
export const siteIds = defineIdKind('site', 'site');
export const tenantIds = defineIdKind('tenant', 'tnt');
export const accountIds = defineIdKind('account', 'acc');
export const groupIds = defineIdKind('group', 'grp');
export const shardIds = defineIdKind('shard', 'shd');

/** Nibbles by character code, and base-32 digits by character code; 255 where there is none. */
const nibbleOf = new Uint8Array(128).fill(255);
const digitOf = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value += 1) nibbleOf[value.toString(16).charCodeAt(0)] = value;
for (let value = 0; value < 32; value += 1) digitOf[alphabet.charCodeAt(value)] = value;
/** Every id of an answer goes through here: one buffer, no big integers. Both directions are synchronous. */
const letters = Buffer.alloc(36);
const dash = '-'.charCodeAt(0);
const hexLetters = Buffer.from('0123456789abcdef', 'latin1');
const alphabetLetters = Buffer.from(alphabet, 'latin1');

/** 128 bits behind two zero bits: 26 digits of five (TypeID specification, "Suffix"). */
function encodeBase32(uuid: string): string {
  let held = 0;
  let bits = 2;
  let at = 0;
  for (let index = 0; index < uuid.length; index += 1) {
    const nibble = nibbleOf[uuid.charCodeAt(index)] ?? 255;
    if (nibble === 255) continue; // a dash: only checked UUIDs come here
    held = (held << 4) | nibble;
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    letters[at] = alphabetLetters[held >> bits] ?? 0;
    at += 1;
    held &= (1 << bits) - 1;
  }
  return letters.toString('latin1', 0, 26);
}

function decodeBase32(text: string): string | undefined {
  if (text.length !== 26) return undefined;
  let held = 0;
  let bits = -2; // the first two of 130 bits must be zero
  let at = 0;
  for (let index = 0; index < 26; index += 1) {
    const digit = digitOf[text.charCodeAt(index)] ?? 255;
    if (digit === 255 || (index === 0 && digit > 7)) return undefined;
    held = (held << 5) | digit;
    for (bits += 5; bits >= 4;) {
      bits -= 4;
      if (at === 8 || at === 13 || at === 18 || at === 23) letters[at++] = dash;
      letters[at++] = hexLetters[held >> bits] ?? 0;
      held &= (1 << bits) - 1;
    }
  }
  return letters.toString('latin1', 0, 36);
}
