// `npm start` and `npx holdfast` from outside: what is installed, what reaches the platform, how it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from './build-console.mjs';
import { lend, makeCheckout, removeCheckout } from './checkout-for-tests.mjs';
import { installPackages } from './install-packages.mjs';
import { findRuntime } from './runtime.mjs';

let root = '';
beforeAll(async () => {
  root = makeCheckout();
  await installPackages(root);
  lend(root);
  await buildConsole(root, findRuntime(root));
}, 60_000);
afterAll(() => removeCheckout(root));

/** Starts `bin/start.mjs` in a process group of its own, as a shell does, under the Node of the path. */
function start(...args) {
  const child = spawn('node', [join(root, 'bin/start.mjs'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lines = [];
  const complaints = [];
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const sees = (pattern) => new Promise((resolve) => {
    const look = () => {
      const line = lines.find((text) => pattern.test(text));
      if (line !== undefined) resolve(line);
    };
    waiting.push(look);
    look();
  });
  return { child, lines, complaints, sees, closed: once(child, 'close') };
}

describe('npm start', () => {
  it('runs the platform under Node 26, silently when nothing had to be made ready', async () => {
    const { child, sees, complaints, closed } = start();
    expect(await sees(/^node/)).toMatch(/^node (?:2[6-9]|[3-9]\d) /);
    expect(complaints).toEqual([]);
    child.kill('SIGTERM');
    await closed;
  });

  it.each(['SIGINT', 'SIGTERM'])('passes %s on exactly once and ends with the code of the platform', async (signal) => {
    const { child, lines, sees, closed } = start();
    await sees(/^node/);
    child.kill(signal);
    expect(await closed).toEqual([0, null]);
    expect(lines.slice(1)).toEqual([signal]);
  });

  it('lets Ctrl-C, which a terminal sends to the whole group, reach the platform exactly once', async () => {
    const { child, lines, sees, closed } = start();
    await sees(/^node/);
    process.kill(-child.pid, 'SIGINT');
    expect(await closed).toEqual([0, null]);
    expect(lines.slice(1)).toEqual(['SIGINT']);
  });

  it('leaves no platform behind when it is killed', async () => {
    const { child, lines, sees, closed } = start();
    await sees(/^node/);
    child.kill('SIGKILL');
    await closed; // closes when the platform has let go of the output too
    expect(lines.slice(1)).toEqual(['disconnect']);
  });

  it('passes arguments and the exit code on', async () => {
    expect(await start('3').closed).toEqual([3, null]);
  });

  it('tells of a platform that was killed by its exit code', async () => {
    const { sees, closed } = start();
    const pid = Number((await sees(/^node/)).split(' ').at(-1));
    process.kill(pid, 'SIGKILL');
    expect(await closed).toEqual([137, null]);
  });
});

describe('npx holdfast', () => {
  it('runs the command line under Node 26, from wherever, with its arguments and exit code', async () => {
    const child = spawn('node', [join(root, 'cli/bin/holdfast.mjs'), 'site', 'list', '--json', 'a b'], { cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(7);
    expect(JSON.parse(output)).toEqual({ node: expect.stringMatching(/^(?:2[6-9]|[3-9]\d)$/), args: ['site', 'list', '--json', 'a b'] });
  });
});
