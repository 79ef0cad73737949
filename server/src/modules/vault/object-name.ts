/**
 * Names of vault objects: `journal/shard_…/000012`. One alphabet that every medium can keep as it is, so a name is never
 * translated and two names never meet in one place; no segment can climb out of a folder or hide in it.
 */
import { vaultErrors } from './errors.ts';

const segmentPattern = /^[a-z0-9_-][a-z0-9._-]{0,127}$/;
const nameLengthMax = 512;
const segmentsMax = 16;

/** Fails with vault.name_invalid. */
export function checkName(name: string): void {
  if (!isName(name)) throw vaultErrors.name_invalid({ detail: `Found ${JSON.stringify(name.slice(0, 120))}.` });
}

function isName(name: string): boolean {
  if (name.length === 0 || name.length > nameLengthMax) return false;
  const segments = name.split('/');
  return segments.length <= segmentsMax && segments.every((segment) => segmentPattern.test(segment));
}
