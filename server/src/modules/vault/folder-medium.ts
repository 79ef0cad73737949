/**
 * Objects as files: `<root>/objects/<segments>/<last segment>@`, read-only, immutable where the system allows it. Bytes grow
 * in `incoming/`, are flushed and hashed, and take their name by a link, which cannot overwrite. A crash leaves a leftover
 * in `incoming/`, or bytes under their name that no manifest entry tells of: nobody was promised those, so the next put of
 * that name keeps them when they are the same and moves them to `strays/` when they are not.
 */
import { createReadStream } from 'node:fs';
import { chmod, copyFile, constants, link, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../kernel/disk/index.ts';
import { newUuid } from '../../kernel/ids/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { isFull, isMissing, isTaken, knowsNoLinks, vaultErrors } from './errors.ts';
import type { Guards } from './immutable-files.ts';
import type { Enforcement, FoundObject, Medium, Received } from './ports.ts';

const readChunkBytes = 256 * 1024;
const leftoverAfterMs = 24 * 3_600_000;
/** No name contains it, so a file and a folder never want the same place. */
const suffix = '@';
const writeBits = 0o222;

export interface FolderMediumOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly guards: Guards;
}

export async function createFolderMedium(options: FolderMediumOptions): Promise<Medium> {
  const { root, clock, guards } = options;
  const objects = join(root, 'objects');
  const incoming = join(root, 'incoming');
  await mkdir(objects, { recursive: true, mode: 0o700 });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await removeLeftovers(incoming, clock);
  const folders = createFolders(objects, guards);
  const placeOf = (name: string): string => join(objects, `${name}${suffix}`);

  return {
    kind: 'file',
    place: root,
    enforcement: () => enforcementOf(guards),
    receive: async (name, bytes) => receive({ bytes, temporary: join(incoming, newUuid(clock.now().getTime())), place: placeOf(name), strays: join(root, 'strays'), folders, guards }),
    protect: ({ name }) => guards.set('i', placeOf(name)),
    async *read(object, first, last) {
      if (object.sizeBytes === 0 || last < first) return;
      try {
        // Without an encoding a file's stream gives Buffers.
        for await (const chunk of createReadStream(placeOf(object.name), { start: first, end: last, highWaterMark: readChunkBytes })) yield chunk as Buffer;
      } catch (error) {
        throw readError(object.name, error);
      }
    },
    async stamp({ name }) {
      const found = await stat(placeOf(name), { bigint: true }).catch((error: unknown) => { throw readError(name, error); });
      return `${String(found.ino)} ${String(found.size)} ${String(found.mtimeNs)} ${String(found.ctimeNs)}`;
    },
    extend: () => Promise.resolve(), // the manifest alone knows a file's lock
    async remove({ name }) {
      const place = placeOf(name);
      if ((await stat(place).catch(() => undefined)) === undefined) return; // gone already
      await folders.whileOpen(dirname(place), async () => {
        await guards.clear('i', place);
        await rm(place, { force: true });
      });
    },
    inspect: (prefix) => inspect(objects, prefix),
    close: () => Promise.resolve(),
  };
}

/** Another process may be writing right now; what nobody touched for a day is a leftover of a crash. */
async function removeLeftovers(incoming: string, clock: Clock): Promise<void> {
  const before = clock.now().getTime() - leftoverAfterMs;
  for await (const entry of await opendir(incoming)) {
    const path = join(incoming, entry.name);
    const found = await stat(path).catch(() => undefined); // finished meanwhile
    if (found !== undefined && found.mtimeMs < before) await rm(path, { force: true });
  }
}

function enforcementOf({ hold }: Guards): Enforcement {
  const always = ['writing a second time under a name', 'removing before the lock ends, through the platform', 'shortening a lock, through the platform'];
  const root = 'an administrator of the machine who takes the attributes off, or writes to the disk itself';
  return hold
    ? { level: 'immutable-files', enforced: [...always, 'changing, renaming or deleting a file or its folder, by any program that does not take the immutable attribute off first'], onlyDetected: [root] }
    : { level: 'read-only-files', enforced: always, onlyDetected: ['changing, renaming or deleting files, by a program that runs as the platform\'s user', root] };
}

interface Folders {
  ensure(folder: string): Promise<void>;
  whileOpen(folder: string, change: () => Promise<void>): Promise<void>;
}

/** Folders into which names can be put but not taken out of, where the system allows it. One change at a time. */
function createFolders(objects: string, guards: Guards): Folders {
  const guarded = new Map<string, Promise<void>>();
  let changing: Promise<unknown> = Promise.resolve();
  const ensure = (folder: string): Promise<void> => {
    const known = guarded.get(folder);
    if (known !== undefined) return known;
    const made = (async () => {
      if (folder !== objects) {
        await ensure(dirname(folder));
        await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => { if (!isTaken(error)) throw error; });
        await syncFolder(dirname(folder));
      }
      await guards.set('a', folder);
    })();
    guarded.set(folder, made);
    made.catch(() => { guarded.delete(folder); });
    return made;
  };
  return {
    ensure,
    whileOpen(folder, change) {
      const done = changing.then(() => guards.whileOff('a', folder, change));
      changing = done.catch(() => undefined); // told to who asked for it
      return done;
    },
  };
}

interface Incoming {
  readonly bytes: AsyncIterable<Uint8Array> | Uint8Array;
  readonly temporary: string;
  readonly place: string;
  readonly strays: string;
  readonly folders: Folders;
  readonly guards: Guards;
}

async function receive(incoming: Incoming): Promise<Received> {
  const { bytes, temporary, place, folders } = incoming;
  const discard = (): Promise<void> => rm(temporary, { force: true });
  try {
    const { sizeBytes, sha256 } = await writeHashed(temporary, bytes);
    return {
      sizeBytes, sha256, discard,
      async commit() {
        await folders.ensure(dirname(place));
        if (!(await linkNew(temporary, place)) && !(await isSame(place, sizeBytes, sha256))) {
          await moveAway(incoming);
          if (!(await linkNew(temporary, place))) throw new Error(`a file that no manifest entry tells of came back at ${place}`);
        }
        await discard();
        await syncFolder(dirname(place));
        return '';
      },
    };
  } catch (error) {
    await discard();
    throw isFull(error) ? vaultErrors.no_space({}, error) : error;
  }
}

async function writeHashed(path: string, bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      hash.update(chunk);
      for (let written = 0; written < chunk.length;) written += (await file.write(chunk, written)).bytesWritten;
      sizeBytes += chunk.length;
    }
    await file.chmod(0o400);
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** False when the name is taken. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    if (isTaken(error)) return false;
    if (!knowsNoLinks(error)) throw error;
    return copyNew(from, to);
  }
  return true;
}

async function copyNew(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
  const file = await open(to, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(to, 0o400);
  return true;
}

async function isSame(place: string, sizeBytes: number, sha256: string): Promise<boolean> {
  if ((await stat(place)).size !== sizeBytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(place)) hash.update(chunk as Buffer); // without an encoding a file's stream gives Buffers
  return hash.digest('hex') === sha256;
}

async function moveAway({ place, strays, temporary, folders, guards }: Incoming): Promise<void> {
  await mkdir(strays, { recursive: true, mode: 0o700 });
  const to = join(strays, temporary.slice(-36));
  await folders.whileOpen(dirname(place), async () => {
    await guards.clear('i', place);
    await rename(place, to);
  });
}

async function* inspect(objects: string, prefix: string): AsyncGenerator<FoundObject> {
  const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
  yield* inspectFolder(join(objects, folder), folder === '' ? '' : `${folder}/`, prefix);
}

async function* inspectFolder(folder: string, name: string, prefix: string): AsyncGenerator<FoundObject> {
  let entries;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (isMissing(error)) return; // nothing was put there yet
    throw error;
  }
  for await (const entry of entries) {
    const below = `${name}${entry.name}`;
    if (entry.isDirectory()) yield* inspectFolder(join(folder, entry.name), `${below}/`, prefix);
    else if (below.startsWith(prefix)) {
      const found = await stat(join(folder, entry.name)).catch(() => undefined); // removed meanwhile
      const isObject = entry.isFile() && below.endsWith(suffix);
      if (found !== undefined) yield { name: isObject ? below.slice(0, -suffix.length) : below, version: '', sizeBytes: found.size, lockedUntilMs: undefined, guarded: isObject && (found.mode & writeBits) === 0 };
    }
  }
}

function readError(name: string, error: unknown): unknown {
  return isMissing(error) ? vaultErrors.object_broken({ detail: `The bytes of ${name} are gone.`, name, found: 'object_missing' }, error) : error;
}
