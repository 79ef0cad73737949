// Finds the browser of the browser tests: the one that HOLDFAST_CHROMIUM names, else one that is installed (the shell
// without windows first: it spares their processes), else Debian's, installed here where that is allowed (root on Debian).
// Never downloads a build of its own.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

const executable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find(executable);

function installed() {
  const named = process.env.HOLDFAST_CHROMIUM;
  if (named) return executable(named) ? named : undefined;
  for (const name of names) {
    const found = onPath(name);
    if (found !== undefined) return found;
  }
  return places.find(executable);
}

/** The path of a Chromium, or `{ missing }`: one sentence that says why there is none and what to do. */
export function findChromium() {
  const found = installed();
  if (found !== undefined) return { path: found };
  const apt = onPath('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) {
    return { missing: 'No Chromium here. Install Debian\'s package "chromium" (or set HOLDFAST_CHROMIUM to the path of one) to run the browser tests.' };
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(apt, ['update', '-qq'], { stdio: 'ignore', env: environment });
  const install = (name) => spawnSync(apt, ['install', '-y', '-qq', '--no-install-recommends', name], { encoding: 'utf8', env: environment });
  let done = install('chromium-headless-shell');
  if (done.status !== 0) done = install('chromium'); // an older Debian has the two in one
  const fresh = installed();
  if (fresh !== undefined) return { path: fresh };
  return { missing: `Chromium could not be installed with apt-get: ${(done.stderr ?? '').trim().split('\n').at(-1) ?? 'no reason given'}` };
}
