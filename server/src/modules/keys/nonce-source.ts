/**
 * Random 96-bit nonces (NIST SP 800-38D §8.2.2). They are drawn in blocks, because one call of the generator
 * costs as much as the encryption of a short value; a nonce is handed out once and never again. With random
 * nonces a key may seal 2^32 values at most: `key-ring.ts` counts, and rotation comes at half of that.
 */
import { randomFillSync } from 'node:crypto';

export const nonceBytes = 12;

/** Writes a fresh nonce into `target` at `offset`. */
export type NonceSource = (target: Buffer, offset: number) => void;

const blockBytes = nonceBytes * 512;

export function createNonceSource(): NonceSource {
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let used = blockBytes;
  return (target, offset) => {
    if (used === blockBytes) {
      randomFillSync(block);
      used = 0;
    }
    block.copy(target, offset, used, used + nonceBytes);
    used += nonceBytes;
  };
}
