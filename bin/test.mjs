// `npm test`: makes the checkout ready, then runs every check, in three lanes; the last line is `N passed, N failed`.
//   node bin/test.mjs         everything
//   node bin/test.mjs quick   types, lint, imports, tidy (`npm run check`)
//   node bin/test.mjs deep    the long walks (`npm run test:deep`)
//
// A check that cannot run has failed, and one that saw nothing has failed. A skipped test says why; with CI=true
// it counts as a failure.
import { availableParallelism } from 'node:os';
import { lanesFor } from './checks.mjs';
import { packagesInStep } from './install-packages.mjs';
import { prepare } from './prepare.mjs';
import { findRuntime, root } from './runtime.mjs';
import { seconds, tally } from './tally.mjs';

const writeOut = (chunk) => void process.stdout.write(chunk);

const choice = process.argv[2] ?? 'all';
const startedMs = performance.now();
const results = [];

await record('Set-up', writeOut, async () => {
  // The quick checks look at sources only: they need the packages and no built console.
  if (choice !== 'quick' || !packagesInStep(root)) await prepare();
  return { passed: 1, failed: 0 };
});
const runtime = runtimeIfThere();
if (runtime !== undefined) {
  const lanes = lanesFor(choice);
  const workers = Math.max(1, Math.floor(Math.min(2, availableParallelism()) / lanes.length));
  await Promise.all(lanes.map((checks, index) => runLane(checks, index === 0, workers)));
}

const { lines, exitCode } = tally(results, { ci: process.env.CI === 'true', ms: performance.now() - startedMs });
// exitCode instead of exit(): the last line must leave the pipe first.
process.exitCode = exitCode;
for (const line of lines) writeOut(`${line}\n`);

/** The first lane is heard as it runs; what another one says is shown when a check of it has ended. */
async function runLane(checks, live, workers) {
  for (const check of checks) {
    const held = [];
    const write = live ? writeOut : (chunk) => void held.push(chunk);
    await record(check.name, write, () => check.run({ root, runtime, workers, write, say: (line) => write(`${line}\n`) }));
    for (const chunk of held) writeOut(chunk);
  }
}

async function record(name, write, run) {
  const say = (line) => write(`${line}\n`);
  say(`\n──── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const checkStartedMs = performance.now();
  const result = await run().catch((error) => {
    say(error?.name === 'StopLine' ? error.message : (error?.stack ?? String(error)));
    return { passed: 0, failed: 1 };
  });
  const ms = performance.now() - checkStartedMs;
  results.push({ name, skipped: [], slow: [], ...result, ms });
  say(`${name}: ${result.passed} passed, ${result.failed} failed, ${seconds(ms)}`);
}

/** Without the project's own Node there is nothing to run the checks with; the set-up has said why. */
function runtimeIfThere() {
  try {
    return findRuntime(root);
  } catch (error) {
    writeOut(`${error.message}\n`);
    return undefined;
  }
}
