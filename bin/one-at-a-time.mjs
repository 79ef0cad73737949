// Two starts at the same moment must not both install or build. Whoever makes the lock file works, the other
// waits. The holder touches the file every second; a file that nobody touches any more was left by a crash.
import { linkSync, mkdirSync, openSync, closeSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const touchEveryMs = 1_000;
const abandonedAfterMs = 10_000;

/** Runs `work` while holding the lock; `onWait` is told once who holds it. */
export async function oneAtATime(path, work, onWait = () => undefined) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${process.pid} ${process.hrtime.bigint()}`;
  let told = false;
  while (!take(path, mine)) {
    if (isAbandoned(path)) {
      removeAbandoned(path, mine);
      continue;
    }
    if (!told) onWait(holderOf(path).split(' ')[0]);
    told = true;
    await sleep(200);
  }
  const touching = setInterval(() => touch(path), touchEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    if (holderOf(path) === mine) unlinkSync(path);
  }
}

function take(path, mine) {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, mine);
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // node_modules and .tmp may be deleted by hand while we work; the work itself will say so
  }
}

function holderOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // released this moment
  }
}

function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > abandonedAfterMs) return true;
    const pid = Number(holderOf(path).split(' ')[0]);
    return pid > 0 && !isAlive(pid);
  } catch {
    return false; // released this moment
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moves the abandoned file aside; if somebody was quicker and it is a living one's, it is put back. */
function removeAbandoned(path, mine) {
  const abandoned = holderOf(path);
  const aside = `${path}.${mine.replace(' ', '-')}`;
  try {
    renameSync(path, aside);
    if (holderOf(aside) !== abandoned) linkSync(aside, path);
    unlinkSync(aside);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
}
