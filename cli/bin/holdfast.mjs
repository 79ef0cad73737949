#!/usr/bin/env node
// Starts the command line under the platform's own Node, whatever Node `npx` runs on. A terminal's Ctrl-C
// reaches the command itself; other signals are passed on, and its exit code is ours.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { explainSpawn, findRuntime } from '../../bin/runtime.mjs';
import { sayAndExit } from '../../bin/stop-line.mjs';

try {
  const runtime = findRuntime();
  const command = spawn(runtime, [fileURLToPath(new URL('../src/main.ts', import.meta.url)), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => command.kill(signal));
  command.on('error', (error) => sayAndExit(explainSpawn(error, runtime)));
  command.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
} catch (error) {
  sayAndExit(error);
}
