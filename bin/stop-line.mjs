// A start that cannot go on says so in one line: what is wrong, and what to do. Anything else is a defect and
// keeps its stack.

export class StopLine extends Error {
  name = 'StopLine';
}

/** Prints the line of a StopLine (or the whole of a defect) and gives the exit code. */
export function sayAndExit(error) {
  process.stderr.write(error instanceof StopLine ? `Holdfast: ${error.message}\n` : `${error?.stack ?? String(error)}\n`);
  process.exit(1);
}
