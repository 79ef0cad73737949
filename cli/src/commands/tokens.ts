/** `holdfast token …`: making the first token needs a password once, because a token cannot make tokens. */
import type { Command } from 'commander';
import { readPassword } from '../ask-password.ts';
import { readAnswer, refusal, type Client } from '../client.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';
import type { Me } from '../places.ts';
import { readMax, type Tools } from '../tools.ts';

interface Token {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly token?: string;
}

const everyScope = ['read:tracker', 'write:tracker', 'read:wiki', 'write:wiki', 'read:admin', 'write:admin', 'read:audit'];
const show = (tokens: readonly Token[]): string => table(['id', 'label', 'scopes', 'expires', 'last used'], tokens.map((one) => [one.id, one.label, one.scopes.join(' '), one.expiresAt, one.lastUsedAt]));

interface SignedIn {
  request<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Signs in for as long as `work` runs, and out again whatever happens. */
async function signedIn<Result>(client: Client, email: string, password: string, work: (session: SignedIn) => Promise<Result>): Promise<Result> {
  const response = await client.raw('POST', '/api/v1/session', { body: { email, password } });
  if (!response.ok) throw await refusal(response, false);
  const cookie = response.headers.getSetCookie().map((value) => value.split(';')[0] ?? '').join('; ');
  const request = async <Answer>(method: string, path: string, body: unknown, csrf: string): Promise<Answer> => {
    const reply = await client.raw(method, path, { headers: { cookie, 'x-csrf-token': csrf }, body });
    if (!reply.ok) throw await refusal(reply, false);
    return readAnswer<Answer>(reply);
  };
  const me = await request<Me>('GET', '/api/v1/me', undefined, '');
  try {
    return await work({ request: (method, path, body) => request(method, path, body, me.csrfToken ?? '') });
  } finally {
    await request('DELETE', '/api/v1/session', undefined, me.csrfToken ?? '');
  }
}

interface SignInOptions {
  readonly email: string;
  readonly passwordStdin?: true;
}

const withSignIn = (command: Command): Command => command.requiredOption('--email <email>', 'whose token').option('--password-stdin', 'read the password from standard input');

export function addTokenCommands(program: Command, tools: (command: Command) => Tools): void {
  const token = program.command('token').description('your own API tokens (they ask for your password)');
  withSignIn(token.command('create').description('make a token; it is printed this once')).option('--label <label>', 'what it is for', 'command line')
    .option('--scopes <scopes...>', `which of ${everyScope.join(', ')}; all when omitted`).option('--days <n>', 'how long it works, at most 365', readMax, 90)
    .action(async (options: SignInOptions & { label: string; scopes?: string[]; days: number }, command: Command) => {
      const { client, output } = tools(command);
      const password = await readPassword(options.passwordStdin === true);
      const made = await signedIn(client, options.email, password, (session) =>
        session.request<Token>('POST', '/api/v1/me/tokens', { label: options.label, scopes: options.scopes ?? everyScope, expiresInDays: options.days }));
      output.result(made, (one) => one.token ?? '');
    });
  withSignIn(token.command('list').description('your tokens')).action(async (options: SignInOptions, command: Command) => {
    const { client, output } = tools(command);
    const password = await readPassword(options.passwordStdin === true);
    const list = await signedIn(client, options.email, password, (session) => session.request<{ items: Token[] }>('GET', '/api/v1/me/tokens'));
    output.result(list.items, show);
  });
  withSignIn(token.command('revoke').description('end a token at once').argument('<id>')).action(async (id: string, options: SignInOptions, command: Command) => {
    const { client, output } = tools(command);
    if (id.startsWith('hft_')) throw new CommandError('this is the token itself; revoking needs its id', exitCodes.usage, 'See `holdfast token list`.');
    const password = await readPassword(options.passwordStdin === true);
    await signedIn(client, options.email, password, (session) => session.request('DELETE', `/api/v1/me/tokens/${encodeURIComponent(id)}`));
    output.result({ revoked: id }, () => `${id} is revoked`);
  });
}
