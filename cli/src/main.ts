/** `holdfast`: runs one command; its failure is one line, a hint where there is one, and an exit code. */
import { CommanderError } from 'commander';
import { CommandError, exitCodes } from './exit-codes.ts';
import { manyLines } from './output.ts';
import { createProgram } from './program.ts';

// Whoever read our output may have had enough of it (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.refused);
});
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else if (error instanceof CommandError) {
    process.stderr.write(manyLines(`holdfast: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`));
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`holdfast: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitCodes.refused;
  }
}
