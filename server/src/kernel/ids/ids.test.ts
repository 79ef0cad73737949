/** The outside form of ids: TypeID's suffix of a UUID, both ways, and nothing else is taken. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteIds } from './index.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** As the specification says it, with one big number. */
function suffixOf(uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = alphabet.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

describe('an id', () => {
  it('looks as the specification says, and is read back', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => {
      const text = siteIds.format(siteIds.fromUuid(uuid));
      expect(text).toBe(`site_${suffixOf(uuid)}`);
      expect(siteIds.parse(text)).toBe(uuid);
    }));
    expect(siteIds.parse('site_7zzzzzzzzzzzzzzzzzzzzzzzzz')).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
    expect(siteIds.parse('site_00000000000000000000000000')).toBe('00000000-0000-0000-0000-000000000000');
  });

  it('is refused when it is of another kind, too long, too large, or has other letters', () => {
    for (const text of ['org_00000000000000000000000000', 'site_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'site_0000000000000000000000000', 'site_000000000000000000000000000', 'site_0000000000000000000000000i', `site_${'é'.repeat(26)}`, `site_${'Ā'.repeat(26)}`, 'site_0000000000000000000000000A']) {
      expect(() => siteIds.parse(text), text).toThrow(expect.objectContaining({ code: 'id.malformed' }));
    }
  });
});
