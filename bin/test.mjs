// `npm test`: makes the checkout ready, then runs every check in turn; the last line is `N passed, N failed`.
//   node bin/test.mjs         everything
//   node bin/test.mjs quick   types, lint, imports, tidy (`npm run check`)
//   node bin/test.mjs deep    the long walks (`npm run test:deep`)
//
// A check that cannot run has failed, and one that saw nothing has failed. A skipped test says why; with CI=true
// it counts as a failure.
import { availableParallelism } from 'node:os';
import { checksFor } from './checks.mjs';
import { packagesInStep } from './install-packages.mjs';
import { prepare } from './prepare.mjs';
import { findRuntime, root } from './runtime.mjs';

const say = (line = '') => process.stdout.write(`${line}\n`);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const slowestShown = 10;
const skipsShown = 50;

const choice = process.argv[2] ?? 'all';
const startedMs = performance.now();
const results = [];

await record('Set-up', async () => {
  // The quick checks look at sources only: they need the packages and no built console.
  if (choice !== 'quick' || !packagesInStep(root)) await prepare();
  return { passed: 1, failed: 0 };
});
const runtime = runtimeIfThere();
if (runtime !== undefined) {
  for (const check of checksFor(choice)) await record(check.name, () => check.run({ root, runtime, workers: Math.min(2, availableParallelism()), say }));
}

const slow = results.flatMap((result) => result.slow).sort((a, b) => b.ms - a.ms).slice(0, slowestShown);
if (slow.length > 0) {
  say('\n──── Slowest tests');
  for (const { name, ms } of slow) say(`${seconds(ms).padStart(8)}  ${name}`);
}

const skipped = results.flatMap((result) => result.skipped);
if (skipped.length > 0) {
  say(`\n──── Skipped (${skipped.length})${process.env.CI === 'true' ? ': with CI=true a skipped test is a failed one' : ''}`);
  for (const name of skipped.slice(0, skipsShown)) say(`  ${name}`);
}

say(`\n──── Summary (${seconds(performance.now() - startedMs)})`);
for (const { name, passed, failed, skipped: missed, ms } of results) {
  say(`${failed === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(28)} ${String(passed).padStart(6)} passed ${String(failed).padStart(5)} failed ${String(missed.length).padStart(4)} skipped ${seconds(ms).padStart(9)}`);
}

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0) + (process.env.CI === 'true' ? skipped.length : 0);
// exitCode instead of exit(): the last line must leave the pipe first.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
say(`\n${passed} passed, ${failed} failed`);

async function record(name, run) {
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
    say(error.message);
    return undefined;
  }
}
