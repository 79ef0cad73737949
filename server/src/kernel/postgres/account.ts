/**
 * Decides as whom PostgreSQL runs. It refuses to run as root, and as root we must not ask for an account, a
 * chown of the checkout or a folder elsewhere. In order:
 *
 * - not root: directly, as the user who started us;
 * - root, user namespaces allowed: in a namespace of its own, where root is seen as `nobody`; files stay root's,
 *   so folders that only root may enter work as they are;
 * - root without namespaces (containers forbid them often): as `nobody` who keeps the one capability to pass
 *   file permissions, so the same folders work; the cluster's files then belong to `nobody`.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { postgresErrors } from './errors.ts';

export interface Account {
  readonly kind: 'direct' | 'namespace' | 'nobody';
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  /** Who owns the cluster's files, as seen from outside; undefined when it is simply us. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

export interface ChooseAccountOptions {
  /** The effective user id that we run as. */
  readonly uid?: number;
  readonly passwdFile?: string;
  /** Ways to leave out; a container without user namespaces is tested so. */
  readonly without?: readonly Account['kind'][];
}

/** Fails with postgres.no_account. */
export async function chooseAccount(options: ChooseAccountOptions = {}): Promise<Account> {
  const uid = options.uid ?? process.geteuid?.() ?? 0;
  if (uid !== 0) return { kind: 'direct', prefix: [] };
  const without = options.without ?? [];
  const { uid: nobodyUid, gid: nobodyGid } = await findNobody(options.passwdFile ?? '/etc/passwd');

  const ways: Account[] = [
    {
      kind: 'namespace',
      prefix: ['unshare', '--user', `--map-user=${String(nobodyUid)}`, `--map-group=${String(nobodyGid)}`, '--'],
      owner: { uid: 0, gid: 0 },
    },
    {
      kind: 'nobody',
      prefix: [
        'setpriv', `--reuid=${String(nobodyUid)}`, `--regid=${String(nobodyGid)}`, '--clear-groups',
        '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--',
      ],
      owner: { uid: nobodyUid, gid: nobodyGid },
    },
  ];
  for (const way of ways) {
    if (!without.includes(way.kind) && (await runs([...way.prefix, '/bin/sh', '-c', 'test "$(id -u)" != 0']))) return way;
  }
  throw postgresErrors.no_account({
    detail: 'Neither "unshare --user" nor "setpriv" (both of util-linux) works here: start Holdfast as an ordinary user, or set HOLDFAST_DATABASE_URL.',
  });
}

/** PostgreSQL asks for the name of its user, so the number must have one. */
async function findNobody(passwdFile: string): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile(passwdFile, 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  const ordinary = lines.filter((fields) => Number(fields[2]) > 0);
  const chosen = ordinary.find((fields) => fields[0] === 'nobody') ?? ordinary[0];
  if (chosen === undefined) throw postgresErrors.no_account({ detail: `${passwdFile} knows no account but root; add one, for instance nobody.` });
  return { uid: Number(chosen[2]), gid: Number(chosen[3]) };
}

async function runs(command: readonly string[]): Promise<boolean> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: 5_000 });
    child.on('error', () => { resolve(false); });
    child.on('exit', (code) => { resolve(code === 0); });
  });
}
