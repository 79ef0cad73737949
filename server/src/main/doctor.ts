/** `holdfast doctor`: every finding with its fix; exit code 1 when something fails. */
import { loadConfig } from '../kernel/config/index.ts';
import { isAppError } from '../kernel/errors/index.ts';
import { systemClock } from '../kernel/time/index.ts';
import { failure, type Finding } from './doctor/check.ts';
import { examine } from './doctor/examine.ts';

async function findings(): Promise<readonly Finding[]> {
  try {
    return await examine(loadConfig().config, systemClock);
  } catch (error) {
    if (isAppError(error, 'config.invalid')) return [failure('configuration', error.message, 'Correct the setting that is named; all settings: docs/reference/configuration.md.')];
    throw error;
  }
}

const marks = { ok: 'ok      ', warning: 'warning ', failure: 'FAILURE ', 'not checked': '–       ' } as const;
const found = await findings();
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
else {
  for (const { check, state, detail, fix } of found) process.stdout.write(`${marks[state]}${check}: ${detail}${fix === '' ? '' : `\n        → ${fix}`}\n`);
  const failures = found.filter((finding) => finding.state === 'failure').length;
  process.stdout.write(`\n${failures === 0 ? 'No failures' : `${String(failures)} failures`}, ${String(found.filter((finding) => finding.state === 'warning').length)} warnings, ${String(found.length)} checks.\n`);
}
process.exitCode = found.some((finding) => finding.state === 'failure') ? 1 : 0;
