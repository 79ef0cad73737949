/** `holdfast up`, `config` and `doctor`: about the installation of this checkout, not about a server far away. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Tools } from '../tools.ts';

const programs = join(import.meta.dirname, '../../../server/src/main');

/** Runs one of the server's programs in the foreground; signals reach it, its exit code is ours. */
async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(programs, program), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined); // the terminal sends it to the child as well
  process.exitCode = await new Promise<number>((resolve) => {
    child.once('exit', (code) => { resolve(code ?? 1); });
  });
}

export function addInstallationCommands(program: Command, tools: (command: Command) => Tools): void {
  const args = (command: Command): readonly string[] => (tools(command).output.json ? ['--json'] : []);
  program.command('up').description('start the platform here, as npm start does, without installing or building').action(() => run('up.ts', []));
  program.command('doctor').description('look for what is wrong with this installation, and how to mend it').action((_options: object, command: Command) => run('doctor.ts', args(command)));
  program.command('rebuild').description('make a lost cluster anew from the vault, while the platform is stopped and the cluster\'s folder is moved away').argument('<cluster>', 'control, keys, or a shard\'s name')
    .option('--to <time>', 'as it was then (RFC 3339); the newest otherwise').option('--from <folder>', 'of keys: the folder of its copies')
    .action((cluster: string, options: { to?: string; from?: string }, command: Command) => run('rebuild.ts', [cluster, ...Object.entries(options).flatMap(([name, value]) => (name === 'to' || name === 'from' ? [`--${name}`, String(value)] : [])), ...args(command)]));
  program.command('config').description('the settings in force and where each came from; secrets are hidden').action((_options: object, command: Command) => run('show-config.ts', args(command)));
}
