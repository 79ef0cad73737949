// Makes a checkout ready to run: packages installed, console built, both only when they are not in step.
// Says nothing when there is nothing to do.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole, consoleInStep } from './build-console.mjs';
import { installPackages, packagesInStep } from './install-packages.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { findRuntime, root as thisCheckout } from './runtime.mjs';
import { sayAndExit } from './stop-line.mjs';

const say = (line) => process.stderr.write(`Holdfast: ${line}\n`);

/** Gives the path of the Node to run with. Throws a StopLine when the checkout cannot be made ready. */
export async function prepare(root = thisCheckout) {
  const inStep = () => packagesInStep(root) && consoleInStep(root);
  if (!inStep()) {
    await oneAtATime(join(root, '.tmp', 'prepare.lock'), () => makeReady(root), (pid) => say(`waiting for another start (pid ${pid}) to finish installing …`));
  }
  return findRuntime(root);
}

async function makeReady(root) {
  if (!packagesInStep(root)) {
    say('installing packages (once; about a minute) …');
    await installPackages(root);
  }
  if (!consoleInStep(root)) {
    say('building the console (once; some seconds) …');
    await buildConsole(root, findRuntime(root));
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await prepare().catch(sayAndExit);
