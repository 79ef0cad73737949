/**
 * `npm start` and `holdfast up`: from nothing to a platform that answers, and back to nothing on a signal. Every
 * failure of a start is one line that says what and what to do; a data folder that this start made goes with it.
 */
import { isAppError } from '../kernel/errors/index.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { startInstallation } from './start-installation.ts';

process.stdout.on('error', () => undefined); // whoever read it may be gone; that is no reason to end
try {
  const installation = await startInstallation();
  process.stdout.write(`${installation.readyText}\n`);
  await runUntilSignal();
  process.stdout.write('Holdfast is stopping …\n');
  await installation.stop();
  process.exit(0);
} catch (error) {
  process.stderr.write(isAppError(error) ? `Holdfast: ${error.message} (${error.code})\n` : `Holdfast could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
