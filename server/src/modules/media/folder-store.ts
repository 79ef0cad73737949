/**
 * Objects as files: `<root>/<tenant>/<aa>/<object id>`, `aa` being the last two digits of the id (its first digits are
 * time). A file comes into its place by rename after fsync, so a crash leaves either the whole object or a leftover in
 * `incoming/`, which the next start removes. All files hold ciphertext.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../kernel/disk/index.ts';
import { isUuid, newUuid } from '../../kernel/ids/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { ObjectKey, ObjectStore, StoredEntry } from './ports.ts';

/** Another process may be writing into `incoming/` right now; what nobody touched for so long is a leftover. */
const leftoverAfterMs = 60 * 60_000;
const readChunkBytes = 256 * 1024;
const incomingFolder = 'incoming';

export async function createFolderStore({ root, clock }: { readonly root: string; readonly clock: Clock }): Promise<ObjectStore> {
  const incoming = join(root, incomingFolder);
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await removeLeftovers(incoming, clock);

  return {
    async create(key) {
      const place = placeOf(root, key);
      const temporary = join(incoming, `${key.objectId}.${newUuid(clock.now().getTime())}`);
      const stream = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
      return {
        stream,
        async commit() {
          const sizeBytes = await makeDurable(temporary);
          const folder = dirname(place);
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await rename(temporary, place);
          await syncFolder(folder);
          return sizeBytes;
        },
        async discard() {
          stream.destroy();
          await rm(temporary, { force: true });
        },
      };
    },
    read: (key, first, last) => createReadStream(placeOf(root, key), { start: first, end: last, highWaterMark: readChunkBytes }),
    async remove(key) {
      await rm(placeOf(root, key), { force: true });
    },
    list: (tenantId) => listTenant(root, tenantId),
  };
}

/** Ids become path segments: anything that is not a UUID stops here. */
function placeOf(root: string, { tenantId, objectId }: ObjectKey): string {
  if (!isUuid(tenantId) || !isUuid(objectId)) throw new TypeError('an object is named by two UUIDs');
  return join(root, tenantId, objectId.slice(-2), objectId);
}

async function makeDurable(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

async function removeLeftovers(incoming: string, clock: Clock): Promise<void> {
  const before = clock.now().getTime() - leftoverAfterMs;
  for await (const entry of await opendir(incoming)) {
    const path = join(incoming, entry.name);
    const facts = await stat(path).catch(() => undefined); // another process may have finished it meanwhile
    if (facts !== undefined && facts.mtimeMs < before) await rm(path, { force: true });
  }
}

async function* listTenant(root: string, tenantId: string): AsyncGenerator<StoredEntry> {
  if (!isUuid(tenantId)) throw new TypeError('a tenant is named by a UUID');
  for (const folder of await namesIn(join(root, tenantId))) {
    for (const objectId of await namesIn(join(root, tenantId, folder))) {
      const facts = await stat(join(root, tenantId, folder, objectId)).catch(() => undefined); // removed meanwhile
      if (facts !== undefined && isUuid(objectId)) yield { objectId, modifiedAt: facts.mtime };
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // nothing was stored there yet
    throw error;
  }
}
