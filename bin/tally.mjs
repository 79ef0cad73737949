// Adds up what the checks found, and says it: slowest tests, skipped tests, one line for each check, and last of
// all `N passed, N failed`, alone on its line.

const slowestShown = 10;
const skipsShown = 50;

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Counts Vitest's JSON report. A file that could not be loaded has no tests to fail: it counts as one failure. */
export function countReport(report, root) {
  const result = { passed: 0, failed: 0, skipped: [], slow: [] };
  for (const file of report.testResults) {
    const path = file.name.startsWith(root) ? file.name.slice(root.length + 1) : file.name;
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) result.failed += 1;
    for (const { status, fullName, duration } of file.assertionResults) {
      if (status === 'passed') result.passed += 1;
      else if (status === 'failed') result.failed += 1;
      else result.skipped.push(`${path}: ${fullName}`);
      result.slow.push({ name: `${path}: ${fullName}`, ms: duration ?? 0 });
    }
  }
  return result;
}

/** The closing lines and the exit code: 1 for any failure, for nothing passed, and in CI for any skipped test. */
export function tally(results, { ci, ms: totalMs }) {
  const skipped = results.flatMap((result) => result.skipped);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0) + (ci ? skipped.length : 0);
  return {
    lines: [...slowestTests(results), ...skippedTests(skipped, ci), ...summary(results, totalMs), '', `${passed} passed, ${failed} failed`],
    exitCode: failed > 0 || passed === 0 ? 1 : 0,
  };
}

function slowestTests(results) {
  const slow = results.flatMap((result) => result.slow).sort((a, b) => b.ms - a.ms).slice(0, slowestShown);
  return slow.length === 0 ? [] : ['', '──── Slowest tests', ...slow.map(({ name, ms }) => `${seconds(ms).padStart(9)}  ${name}`)];
}

function skippedTests(skipped, ci) {
  if (skipped.length === 0) return [];
  const more = skipped.length > skipsShown ? [`  … and ${skipped.length - skipsShown} more`] : [];
  return ['', `──── Skipped (${skipped.length})${ci ? ': with CI=true a skipped test is a failed one' : ''}`, ...skipped.slice(0, skipsShown).map((name) => `  ${name}`), ...more];
}

function summary(results, totalMs) {
  const rows = results.map(
    ({ name, passed, failed, skipped, ms }) =>
      `${failed === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(24)} ${String(passed).padStart(6)} passed ${String(failed).padStart(5)} failed ${String(skipped.length).padStart(4)} skipped ${seconds(ms).padStart(9)}`,
  );
  return ['', `──── Summary (${seconds(totalMs)})`, ...rows];
}
