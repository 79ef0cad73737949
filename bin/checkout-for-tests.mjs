// A small checkout for the tests of this folder: our scripts, one package that comes from a file, a console of
// two lines, and a platform and a command line that tell what reaches them. Node 26 and vite are lent by this checkout.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root as thisCheckout } from './runtime.mjs';

/** The platform of the small checkout: says what happens to it, and ends with the code that it was asked for. */
const platform = `
const say = (what) => process.stdout.write(what + '\\n');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { say(signal); setTimeout(() => process.exit(0), 300); });
process.on('disconnect', () => { say('disconnect'); process.exit(0); });
const [code] = process.argv.slice(2);
if (code !== undefined) process.exit(Number(code));
setInterval(() => undefined, 60_000);
say('node ' + process.versions.node.split('.')[0] + ' pid ' + process.pid);
`;

const command = `
console.log(JSON.stringify({ node: process.versions.node.split('.')[0], args: process.argv.slice(2) }));
process.exitCode = 7;
`;

export function makeCheckout() {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'hf-checkout-'));
  mkdirSync(join(root, 'bin'));
  for (const name of readdirSync(join(thisCheckout, 'bin'))) if (name.endsWith('.mjs') && !name.includes('.test.')) cpSync(join(thisCheckout, 'bin', name), join(root, 'bin', name));
  write(root, 'server/src/main/up.ts', platform);
  write(root, 'cli/src/main.ts', command);
  cpSync(join(thisCheckout, 'cli', 'bin'), join(root, 'cli', 'bin'), { recursive: true });
  write(root, 'console/index.html', '<!doctype html><title>t</title><script type="module" src="/src/main.js"></script>');
  write(root, 'console/src/main.js', 'document.title = "first";');
  write(root, 'console/package.json', '{"name":"console","version":"1.0.0","type":"module"}');
  write(root, 'thing/package.json', '{"name":"thing","version":"1.0.0"}');
  writePackages(root, '1.0.0');
  return root;
}

/** package.json and package-lock.json that ask for one package in one version, from a file. */
export function writePackages(root, version) {
  write(root, 'thing/package.json', JSON.stringify({ name: 'thing', version }));
  execFileSync('npm', ['pack', '--silent', './thing'], { cwd: root, stdio: 'ignore' });
  write(root, 'package.json', JSON.stringify({ name: 'small', version: '1.0.0', private: true, type: 'module', dependencies: { thing: `file:thing-${version}.tgz` } }));
  execFileSync('npm', ['install', '--package-lock-only', '--silent', '--offline'], { cwd: root, stdio: 'ignore' });
}

/** What our own checkout has, and a small one cannot fetch: Node 26 and vite. */
export function lend(root) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  for (const name of readdirSync(join(thisCheckout, 'node_modules'))) {
    const lent = /^node-(?:bin-)?(?:linux|darwin)-/.test(name) || name === 'vite';
    if (lent && !existsSync(join(root, 'node_modules', name))) symlinkSync(join(thisCheckout, 'node_modules', name), join(root, 'node_modules', name));
  }
}

export function write(root, path, text) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function removeCheckout(root) {
  rmSync(root, { recursive: true, force: true });
}
