/**
 * Platform objects are UUIDv7 inside (RFC 9562) and prefixed outside (TypeID specification 0.3:
 * `site_` + 26 characters of Crockford base32). A site's id where an app's is meant is a type error in
 * the code and a 400 at the door: 883 sites were once lost to exactly that confusion (R7).
 */
import { randomBytes, randomFillSync } from 'node:crypto';
import { defineErrors } from '../errors/index.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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

function encodeBase32(uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = alphabet.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

function decodeBase32(text: string): string | undefined {
  if (text.length !== 26 || text > '7zzzzzzzzzzzzzzzzzzzzzzzzz') return undefined;
  let value = 0n;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
