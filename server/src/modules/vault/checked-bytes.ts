/** An object's bytes, given out only with the proof that they are those that were written. */
import { createHash } from 'node:crypto';
import { vaultErrors } from './errors.ts';
import type { KnownObject, Medium } from './ports.ts';

/** The last chunk is withheld until the whole fits its hash. Fails with vault.object_broken. */
export async function* checkedBytes(medium: Medium, object: KnownObject): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let withheld: Buffer | undefined;
  for await (const chunk of medium.read(object, 0, object.sizeBytes - 1)) {
    hash.update(chunk);
    sizeBytes += chunk.length;
    if (withheld !== undefined) yield withheld;
    withheld = chunk;
  }
  if (sizeBytes !== object.sizeBytes) throw vaultErrors.object_broken({ name: object.name, found: 'object_truncated', detail: `${object.name} has ${String(sizeBytes)} bytes, ${String(object.sizeBytes)} were written.` });
  if (hash.digest('hex') !== object.sha256) throw vaultErrors.object_broken({ name: object.name, found: 'object_changed', detail: `The bytes of ${object.name} are not those that were written.` });
  if (withheld !== undefined) yield withheld;
}
