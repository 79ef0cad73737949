/**
 * One line of the manifest: the SHA-256 of its text, a space, and the text, which is JSON and holds the hash of the line
 * before. So an entry that was changed, taken out, put in or moved breaks the chain at that place; whoever writes the whole
 * chain anew ends with another head than the one that is kept apart (`Anchor`).
 */
import { createHash } from 'node:crypto';

export type ManifestChange =
  | { readonly kind: 'begin'; readonly vaultId: string }
  | { readonly kind: 'put'; readonly name: string; readonly sizeBytes: number; readonly sha256: string; readonly lockedUntilMs: number; readonly version: string }
  | { readonly kind: 'extend'; readonly name: string; readonly lockedUntilMs: number }
  | { readonly kind: 'remove'; readonly name: string }
  /** Time went by and nothing else happened. */
  | { readonly kind: 'time' };

export type ManifestEntry = ManifestChange & {
  readonly sequence: number;
  /** Hash of the line before; of the first, 64 zeros. */
  readonly previous: string;
  /** The clock, never before the entry before. */
  readonly atMs: number;
  /** How much of that is borne out (trusted-time.ts). */
  readonly trustedMs: number;
};

export const firstPrevious = '0'.repeat(64);
const hashLength = 64;

export function lineOf(entry: ManifestEntry): { readonly line: string; readonly hash: string } {
  const text = JSON.stringify(entry);
  const hash = createHash('sha256').update(text).digest('hex');
  return { line: `${hash} ${text}\n`, hash };
}

/** Undefined when the line is not whole or not what was hashed. */
export function readLine(line: string): { readonly entry: ManifestEntry; readonly hash: string } | undefined {
  const hash = line.slice(0, hashLength);
  const text = line.slice(hashLength + 1);
  if (line[hashLength] !== ' ' || createHash('sha256').update(text).digest('hex') !== hash) return undefined;
  // Its hash says that `lineOf` wrote it, or somebody who could as well have written anything else that fits.
  return { entry: JSON.parse(text) as ManifestEntry, hash };
}
