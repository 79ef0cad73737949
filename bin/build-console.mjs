// Keeps console/dist in step with what it is made from. A build goes into a folder of its own and takes its
// place in one rename, so a server that runs meanwhile, or a build that fails, never shows half a console.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { explainSpawn } from './runtime.mjs';
import { StopLine } from './stop-line.mjs';

const stampName = '.holdfast-stamp';
const notSources = new Set(['dist', 'node_modules', 'coverage']);

export function consoleInStep(root) {
  const stamp = join(root, 'console', 'dist', stampName);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashSources(root);
}

/** Throws a StopLine with the first error of the build. */
export async function buildConsole(root, runtime) {
  const folder = join(root, 'console');
  const stamp = hashSources(root);
  mkdirSync(join(root, '.tmp'), { recursive: true });
  const work = mkdtempSync(join(root, '.tmp', 'console-'));
  try {
    const fresh = join(work, 'dist');
    const vite = join(dirname(createRequire(join(folder, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js');
    await run(runtime, [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'], folder);
    writeFileSync(join(fresh, stampName), stamp);
    if (existsSync(join(folder, 'dist'))) renameSync(join(folder, 'dist'), join(work, 'old'));
    renameSync(fresh, join(folder, 'dist'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Everything in console/ that is not made by a build, and the versions of what it is built with. */
function hashSources(root) {
  const hash = createHash('sha256');
  const add = (path) => hash.update(path).update('\0').update(readFileSync(join(root, path))).update('\0');
  add('package-lock.json');
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!notSources.has(entry.name)) walk(path);
      } else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) {
        add(path);
      }
    }
  };
  walk('console');
  return `${hash.digest('hex')}\n`;
}

function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-64_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => reject(explainSpawn(error, program)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const reason = firstReason(output) ?? `vite ended with ${code}`;
      reject(new StopLine(`The console could not be built: ${reason.slice(0, 300)} — run "npx vite build" in ${cwd} to see all of it.`));
    });
  });
}

/** The first line that says something about the sources, not about the build. */
function firstReason(output) {
  const lines = stripVTControlCharacters(output).split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !/build failed|^error during build/i.test(line));
}
