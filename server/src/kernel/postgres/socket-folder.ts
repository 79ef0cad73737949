/**
 * The folder of a cluster's socket. A socket's address may have about 100 bytes (sockaddr_un), a data folder's
 * path may be longer: then a random 0700 folder under the system's temporary folder is made, and remembered in
 * the data folder so that a start after a crash finds it again. What is remembered is trusted only if it is
 * still ours alone.
 */
import { chmod, lstat, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresErrors } from './errors.ts';

/** macOS has 104 bytes for the address, Linux 108; `/.s.PGSQL.5432` and the final zero take 15. */
const folderSizeBytesMax = 104 - 15;

/** `runFolder` lies in the data folder; `name` is the cluster's. Fails with postgres.socket_folder_unsafe. */
export async function prepareSocketFolder(runFolder: string, name: string, temporaryFolder = tmpdir()): Promise<string> {
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  const preferred = join(runFolder, name);
  if (fits(preferred)) {
    await mkdir(preferred, { recursive: true, mode: 0o700 });
    await chmod(preferred, 0o700);
    return preferred;
  }
  const memory = join(runFolder, `${name}.socket-folder`);
  const remembered = (await readFile(memory, 'utf8').catch(() => '')).trim();
  if (remembered !== '' && (await isOursAlone(remembered))) return remembered;

  const parent = fits(join(temporaryFolder, 'holdfast-XXXXXX')) ? temporaryFolder : '/tmp';
  const made = await mkdtemp(join(await realpath(parent), 'holdfast-')); // 0700 by definition
  if (!fits(made)) {
    await rm(made, { recursive: true });
    throw postgresErrors.socket_folder_unsafe({ detail: `The path ${made} is too long for a socket: set TMPDIR to a shorter one.` });
  }
  await writeFile(memory, `${made}\n`, { mode: 0o600 });
  return made;
}

/** Removes a folder that lies outside the data folder; one inside is left. */
export async function removeSocketFolder(runFolder: string, name: string): Promise<void> {
  const memory = join(runFolder, `${name}.socket-folder`);
  const remembered = (await readFile(memory, 'utf8').catch(() => '')).trim();
  if (remembered !== '' && (await isOursAlone(remembered))) await rm(remembered, { recursive: true, force: true });
  await rm(memory, { force: true });
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= folderSizeBytesMax;
}

async function isOursAlone(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o077) === 0;
}
