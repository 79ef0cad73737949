/** The code that Node or the operating system put on an error (ENOENT, EADDRINUSE, …), whoever threw it. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
