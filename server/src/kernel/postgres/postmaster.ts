/**
 * One run of one cluster's server, from start to end.
 *
 *   us ──lifeline──▶ sh (own session) ──▶ postgres
 *
 * The shell between us and PostgreSQL holds the reading end of a pipe. When we end, in whatever way, the pipe
 * closes and it asks PostgreSQL for a fast shutdown: no server lingers, and a terminal's Ctrl-C reaches only us,
 * so that we can finish our work before the database goes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chown, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../errors/index.ts';
import type { Log } from '../log/log.ts';
import { startErrors } from '../start/errors.ts';
import type { Account } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';
import { renderHbaConf, renderPostgresqlConf, type ClusterProfile } from './cluster-settings.ts';
import { endOrphan } from './end-orphan.ts';
import { postgresErrors } from './errors.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { cleanEnvironment } from './run-program.ts';

export interface PostmasterOptions {
  readonly name: string;
  readonly folder: string;
  readonly profile: ClusterProfile;
  readonly socketFolder: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account;
  readonly log: Log;
  /** A folder that is deleted when the server has ended, even if we did not live to see it; for throw-away clusters. */
  readonly deleteAfterwards?: string;
}

export interface Postmaster {
  readonly pid: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Fast shutdown: clients are cut, everything committed is on disk. Fails with postgres.stop_failed. */
  stop(): Promise<void>;
}

/** $1: folder to delete or nothing; the rest: the server's command line. Signals meant for us do not end the shell. */
const lifelineScript = `
trap '' INT TERM HUP
exec 3<&0 </dev/null
delete=$1; shift
"$@" 3<&- &
server=$!
( read -r _ <&3; kill -INT "$server" ) 2>/dev/null &
watcher=$!
wait "$server"; code=$?
kill -KILL "$watcher" 2>/dev/null
[ -z "$delete" ] || rm -rf -- "$delete"
exit "$code"
`;

/** Crash recovery after a hard end may replay up to max_wal_size. */
const readyTimeoutMs = 300_000;
const pollMs = 8;
const stopTimeoutMs = 20_000;
const startAttemptsMax = 5;

/** Fails with postgres.start_failed, postgres.stop_failed, start.no_space. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    await endOrphan(options.folder, options.log);
    const outcome = await startOnce(options);
    if (!('failure' in outcome)) return outcome;
    // Processes of a killed server may hold its shared memory for another moment.
    if (attempt === startAttemptsMax || !outcome.output.includes('pre-existing shared memory block')) throw outcome.failure;
    await sleep(500 * attempt);
  }
}

interface Failed {
  readonly failure: AppError;
  readonly output: string;
}

async function startOnce(options: PostmasterOptions): Promise<Postmaster | Failed> {
  const { folder, socketFolder, binaries, account } = options;
  await replaceFile(join(folder, 'postgresql.conf'), renderPostgresqlConf({ clusterName: `holdfast-${options.name}`, profile: options.profile, socketFolder }), account);
  await replaceFile(join(folder, 'pg_hba.conf'), renderHbaConf(), account);
  for (const entry of await readdir(socketFolder)) await rm(join(socketFolder, entry), { force: true });

  const startLog = `${folder}.start.log`;
  const output = await open(startLog, 'w', 0o600);
  const [program = '', ...args] = [
    ...account.prefix, '/bin/sh', '-c', lifelineScript, 'holdfast-postgres', options.deleteAfterwards ?? '', binaries.postgres, '-D', folder,
  ];
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'ignore', output.fd], env: cleanEnvironment() });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => { resolve(); });
    child.once('error', () => { resolve(); });
  });
  child.stdin?.on('error', () => undefined); // the shell may be gone before us
  child.unref();
  await output.close();

  const pid = await readyOrEnded(folder, ended);
  if (pid === undefined) {
    await endChild(child, ended, undefined);
    return explainFailure(options, startLog);
  }
  return { pid, ended, stop: () => endChild(child, ended, pid) };
}

async function replaceFile(path: string, text: string, { owner }: Account): Promise<void> {
  const next = `${path}.next`;
  await writeFile(next, text, { mode: 0o600 });
  if (owner !== undefined) await chown(next, owner.uid, owner.gid);
  await rename(next, path);
}

/** The server's process number once it takes connections; undefined when it ended before. */
async function readyOrEnded(folder: string, ended: Promise<void>): Promise<number | undefined> {
  let over = false;
  void ended.then(() => { over = true; });
  for (let waitedMs = 0; waitedMs < readyTimeoutMs; waitedMs += pollMs) {
    const file = await readPostmasterFile(folder);
    if (over) return undefined;
    if (file?.ready === true) return file.pid;
    await sleep(pollMs);
  }
  return undefined;
}

async function endChild(child: ChildProcess, ended: Promise<void>, pid: number | undefined): Promise<void> {
  child.stdin?.destroy(); // lets go of the lifeline
  if (await endsWithin(ended, stopTimeoutMs)) return;
  if (pid !== undefined) process.kill(pid, 'SIGQUIT');
  if (await endsWithin(ended, 5_000)) return;
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  if (await endsWithin(ended, 5_000)) return;
  throw postgresErrors.stop_failed({ detail: `Process ${String(pid ?? child.pid)} does not end.` });
}

async function endsWithin(ended: Promise<void>, timeoutMs: number): Promise<boolean> {
  const abort = new AbortController();
  const late = sleep(timeoutMs, false, { signal: abort.signal }).catch(() => false);
  const inTime = await Promise.race([ended.then(() => true), late]);
  abort.abort();
  return inTime;
}

async function explainFailure({ name, folder }: PostmasterOptions, startLog: string): Promise<Failed> {
  const output = `${await tail(startLog)}\n${await tail(await newestLog(folder))}`;
  const lines = output.split('\n').map((line) => line.replace(/^\S+ \S+ UTC \[\d+\] /, '').trim()).filter((line) => line !== '');
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return { output, failure: startErrors.no_space({ detail: `PostgreSQL "${name}" cannot write in ${folder}: make room and start again; nothing committed is lost.` }) };
  }
  const reason = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return { output, failure: postgresErrors.start_failed({ detail: `Cluster "${name}": ${reason} (more in ${startLog} and ${join(folder, 'log')}).` }) };
}

async function tail(path: string | undefined): Promise<string> {
  if (path === undefined) return '';
  return (await readFile(path, 'utf8').catch(() => '')).slice(-4_000);
}

async function newestLog(folder: string): Promise<string | undefined> {
  const names = await readdir(join(folder, 'log')).catch(() => []);
  const dated = await Promise.all(names.map(async (name) => ({ path: join(folder, 'log', name), time: (await stat(join(folder, 'log', name))).mtimeMs })));
  return dated.sort((a, b) => b.time - a.time)[0]?.path;
}
