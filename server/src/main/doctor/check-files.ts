/** What lies on disk: the data folder, the keys in it, room for more. */
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../kernel/config/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { openEmbeddedKms } from '../../modules/keys/index.ts';
import { failure, notChecked, ok, warning, type Finding } from './check.ts';

const gibibyte = 1024 ** 3;

/** The room of the disk that a folder is on. */
export type ReadRoom = (folder: string) => Promise<{ readonly freeBytes: number; readonly sizeBytes: number }>;

const readRoom: ReadRoom = async (folder) => {
  const { bavail, bsize, blocks } = await statfs(folder);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
};

export async function checkFiles(config: Config, clock: Clock, roomOf: ReadRoom = readRoom): Promise<Finding[]> {
  const folder = await stat(config.data).catch(() => undefined);
  if (folder === undefined) return [notChecked('data folder', `${config.data} is not there yet: nothing was started here`)];
  return [
    modeOf('data folder', config.data, folder.mode, 0o077, 'chmod 700'),
    room(await roomOf(config.data)),
    ...(await checkSecretFiles(config)),
    ...(await checkKeys(config, clock)),
    await leftovers(config.data),
  ];
}

function modeOf(check: string, path: string, mode: number, forbidden: number, fix: string): Finding {
  return (mode & forbidden) === 0 ? ok(check, 'only its user may enter') : failure(check, `${path} has mode ${(mode & 0o777).toString(8)}: other users of this machine can read it`, `${fix} ${path}`);
}

function room({ freeBytes, sizeBytes }: Awaited<ReturnType<ReadRoom>>): Finding {
  const text = `${(freeBytes / gibibyte).toFixed(1)} GiB free of ${(sizeBytes / gibibyte).toFixed(0)}`;
  if (freeBytes < gibibyte) return failure('disk space', text, 'Make room, or move the data folder to a larger disk: PostgreSQL stops when none is left.');
  return freeBytes < 5 * gibibyte ? warning('disk space', text, 'Plan for more room.') : ok('disk space', text);
}

async function checkSecretFiles(config: Config): Promise<Finding[]> {
  const names = ['installation.secret', ...(await readdir(join(config.data, 'postgres')).catch(() => [])).filter((name) => name.endsWith('.password')).map((name) => join('postgres', name))];
  const findings: Finding[] = [];
  for (const name of names) {
    const found = await stat(join(config.data, name)).catch(() => undefined);
    findings.push(found === undefined ? failure(`secret ${name}`, 'it is gone', 'Put it back from your backup; otherwise the next start makes a new one and gives every login a new password.') : modeOf(`secret ${name}`, join(config.data, name), found.mode, 0o077, 'chmod 600'));
  }
  return findings;
}

async function checkKeys(config: Config, clock: Clock): Promise<Finding[]> {
  const kmsFolder = join(config.data, 'kms');
  const rootKey = config.keys.rootKeyFile ?? join(kmsFolder, 'root.key');
  const found = await stat(rootKey).catch(() => undefined);
  if (found === undefined) return [failure('root key', `${rootKey} is not there`, 'Put it back from your copy: without it nothing can be read.')];
  const findings = [modeOf('root key', rootKey, found.mode, 0o077, 'chmod 600')];
  findings.push(config.keys.rootKeyFile === undefined
    ? warning('root key copy', 'the root key lies beside what it opens', `Keep a copy of ${rootKey} elsewhere, and for more keep it apart with HOLDFAST_KEYS_ROOT_KEY_FILE.`)
    : ok('root key copy', 'kept apart from the data'));
  // Opening an empty folder would make a first master key there, and the doctor changes nothing.
  if (!(await readdir(kmsFolder).catch(() => [])).some((name) => name.endsWith('.sealed'))) {
    return [...findings, failure('master keys', `there are none in ${kmsFolder}`, 'Put back root key and kms folder from the same backup.')];
  }
  try {
    const kms = await openEmbeddedKms({ folder: kmsFolder, clock, ...(config.keys.rootKeyFile === undefined ? {} : { rootKeyPath: config.keys.rootKeyFile }) });
    await kms.close();
    findings.push(ok('master keys', 'the root key opens them'));
  } catch (error) {
    findings.push(failure('master keys', error instanceof Error ? error.message : String(error), 'Put back root key and kms folder from the same backup.'));
  }
  return findings;
}

async function leftovers(data: string): Promise<Finding> {
  const incomplete = (await readdir(join(data, 'postgres')).catch(() => [])).filter((name) => name.endsWith('.incomplete'));
  return incomplete.length === 0 ? ok('leftovers', 'none') : warning('leftovers', `${incomplete.join(', ')} of a start that was cut off`, 'The next start removes them.');
}
