/** What the exit code of a command says; documented in docs/reference/cli.md. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3, notAllowed: 4 } as const;

/** A failure with its exit code; printed as one line, with a hint below where there is one. */
export class CommandError extends Error {
  readonly exitCode: number;
  readonly hint: string | undefined;
  constructor(message: string, exitCode: number, hint?: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
