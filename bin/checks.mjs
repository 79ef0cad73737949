// The checks of `npm test`, in the order from quick to slow. Each gives { passed, failed, skipped?, slow? }.
//
// They run in three lanes side by side, about equally long: what talks to databases, servers and browsers waits for them
// now and then, so that three lanes fill two cores. A check says everything through `write`, so that the lanes' output does not mix.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countReport } from './tally.mjs';

const quick = [
  { name: 'Types', run: checkTypes },
  { name: 'Lint', run: (context) => checkProgram(context, 'node_modules/eslint/bin/eslint.js', ['.', '--max-warnings=0', '--format=./server/test/tidy/lint-format.js']) },
  { name: 'Lint with types', run: (context) => checkProgram(context, 'node_modules/oxlint/bin/oxlint', ['--type-aware', '--threads=1', '.']) },
  { name: 'Import directions', run: (context) => checkProgram(context, 'server/test/tidy/check-imports.ts', []) },
  { name: 'Tidy', run: (context) => runSuite(context, 'tidy') },
];
const small = [
  { name: 'Unit tests', run: (context) => runSuite(context, 'unit') },
  { name: 'System tests', run: (context) => runSuite(context, 'system') },
];
const database = [{ name: 'Database and API tests', run: (context) => runSuite(context, 'database') }];
const people = [
  { name: 'Browser tests', run: (context) => runSuite(context, 'browser') },
  { name: 'README commands', run: (context) => checkProgram(context, 'server/test/tidy/run-readme.ts', []) },
];
const deep = [{ name: 'Deep tests', run: (context) => runSuite(context, undefined, 'vitest.deep.config.ts') }];

/** Lanes of checks: those of one lane run one after the other, the lanes side by side. */
export function lanesFor(choice) {
  const choices = { all: [[...quick, ...small], database, people], quick: [quick], deep: [deep] };
  if (!(choice in choices)) throw new Error(`unknown choice "${choice}": one of ${Object.keys(choices).join(', ')}`);
  return choices[choice];
}

/**
 * One count for each workspace. A workspace with TypeScript and no tsconfig.json has failed. The compiler is the
 * native one, by one thread: more threads check shared types again, and the other lane has work for the other core.
 */
async function checkTypes({ root, runtime, say }) {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const counts = { passed: 0, failed: 0 };
  for (const workspace of workspaces) {
    if (!existsSync(join(root, workspace, 'tsconfig.json'))) {
      if (!holdsTypescript(join(root, workspace))) continue;
      say(`${workspace}: has TypeScript and no tsconfig.json`);
      counts.failed += 1;
      continue;
    }
    const { code, output } = await runAndRead(root, runtime, ['node_modules/typescript-native/bin/tsc', '-p', workspace, '--noEmit', '--singleThreaded', '--pretty', 'false', '--listFiles']);
    const lines = output.split('\n').filter((line) => line !== '');
    const files = lines.filter((line) => /^(?:\/|[A-Za-z]:)[^()]*\.[cm]?tsx?$/.test(line));
    const own = files.filter((file) => !file.includes('/node_modules/'));
    for (const line of lines) if (!files.includes(line)) say(line);
    const ok = code === 0 && own.length > 0;
    say(`${workspace}: ${own.length} files seen, ${ok ? 'sound' : 'not sound'}`);
    counts[ok ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

async function checkProgram({ root, runtime, write }, program, args) {
  const code = await runProgram(root, runtime, [program, ...args], write);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts come from Vitest's own JSON; a file that could not be read and an error outside any test count as failures. */
async function runSuite({ root, runtime, workers, say, write }, project, config = 'vitest.config.ts') {
  mkdirSync(join(root, '.tmp'), { recursive: true });
  const reportPath = join(root, '.tmp', `vitest-${project ?? 'deep'}-${process.pid}.json`);
  // A snapshot that is not committed is a failure, not a file to be written.
  const args = ['run', `--config=${config}`, '--update=none', `--maxWorkers=${workers}`, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const code = await runProgram(root, runtime, ['node_modules/vitest/vitest.mjs', ...args, ...(project === undefined ? [] : [`--project=${project}`])], write);
  if (!existsSync(reportPath)) {
    say('Vitest left no report');
    return { passed: 0, failed: 1 };
  }
  const result = countReport(JSON.parse(readFileSync(reportPath, 'utf8')), root);
  rmSync(reportPath);
  if (result.failed === 0 && code !== 0) return { ...result, failed: 1 };
  if (result.passed + result.failed + result.skipped.length === 0) {
    say('no test was found');
    return { ...result, failed: 1 };
  }
  return result;
}

function holdsTypescript(folder) {
  return readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? entry.name !== 'node_modules' && entry.name !== 'dist' && holdsTypescript(join(folder, entry.name)) : /\.tsx?$/.test(entry.name),
  );
}

/** Runs under the project's own Node and hands on what it says; resolves with the exit code (1 when a signal ended it). */
function runProgram(cwd, runtime, args, write) {
  return new Promise((resolve, reject) => {
    const child = spawn(runtime, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', write);
    child.stderr.on('data', write);
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs under the project's own Node and keeps what it says. */
function runAndRead(cwd, runtime, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(runtime, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
