/** Reads a password from the terminal without showing it, or a line from standard input for scripts. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError, exitCodes } from './exit-codes.ts';

export async function readPassword(fromStandardInput: boolean): Promise<string> {
  if (!fromStandardInput && !process.stdin.isTTY) throw new CommandError('there is no terminal to ask for the password', exitCodes.usage, 'Pipe it in and say --password-stdin.');
  if (!fromStandardInput) process.stderr.write('Password: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => { done(); } });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: !fromStandardInput });
  try {
    const { value } = await lines[Symbol.asyncIterator]().next();
    if (typeof value !== 'string' || value === '') throw new CommandError('no password was given', exitCodes.usage);
    return value;
  } finally {
    lines.close();
    if (!fromStandardInput) process.stderr.write('\n');
  }
}
