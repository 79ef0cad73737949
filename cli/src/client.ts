/** The platform's API as the commands use it: one place for the address, the token, and what a refusal looks like. */
import { CommandError, exitCodes } from './exit-codes.ts';

export interface Client {
  readonly url: string;
  get<Answer>(path: string, query?: Readonly<Record<string, string | number | readonly string[] | undefined>>): Promise<Answer>;
  send<Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  /** Sends a stream as it is. */
  upload<Answer>(path: string, body: ReadableStream<Uint8Array>, sizeBytes: number): Promise<Answer>;
  /** The bytes of an answer, as they come; with a range, of a part. */
  download(path: string, headers: Readonly<Record<string, string>>): Promise<Response>;
  /** One request with whatever headers; for signing in. */
  raw(method: string, path: string, init: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }): Promise<Response>;
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export function createClient(environment: Readonly<Record<string, string | undefined>>): Client {
  const url = (environment['HOLDFAST_URL'] ?? 'http://localhost:8080').replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new CommandError(`HOLDFAST_URL is no address: ${url}`, exitCodes.usage, 'It looks like https://holdfast.example.org.');
  const token = environment['HOLDFAST_TOKEN'] === '' ? undefined : environment['HOLDFAST_TOKEN'];

  async function request(method: string, path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, { method, ...init });
    } catch (error) {
      const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CommandError(`cannot reach ${url}: ${reason}`, exitCodes.unreachable, 'Is the platform running (npm start)? Another address goes into HOLDFAST_URL.');
    }
  }

  async function answer<Answer>(response: Response): Promise<Answer> {
    if (!response.ok) throw await refusal(response, token !== undefined);
    return readAnswer<Answer>(response);
  }

  function authorized(): Record<string, string> {
    if (token === undefined) throw new CommandError('no API token', exitCodes.notAllowed, 'Make one in the console (Me, Tokens) or with `holdfast token create`, and put it into HOLDFAST_TOKEN.');
    return { authorization: `Bearer ${token}` };
  }

  return {
    url,
    async get(path, query = {}) {
      const parameters = new URLSearchParams();
      for (const [name, value] of Object.entries(query)) {
        for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) if (one !== undefined) parameters.append(name, String(one)); // narrowed by isArray
      }
      const text = parameters.toString();
      return answer(await request('GET', `${path}${text === '' ? '' : `?${text}`}`, { headers: authorized() }));
    },
    async send(method, path, body) {
      return answer(await request(method, path, { headers: { ...authorized(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));
    },
    async upload(path, body, sizeBytes) {
      const init: RequestInit & { duplex: 'half' } = { headers: { ...authorized(), 'content-type': 'application/octet-stream', 'x-file-size': String(sizeBytes) }, body, duplex: 'half' };
      return answer(await request('POST', path, init));
    },
    async download(path, headers) {
      const response = await request('GET', path, { headers: { ...authorized(), ...headers } });
      if (!response.ok) throw await refusal(response, true);
      return response;
    },
    raw: (method, path, init) => request(method, path, { headers: { ...init.headers, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }) }),
  };
}

/** The answer's body. Fails when something that is no Holdfast answered. */
export async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    // The caller names the shape that this door is documented to answer with.
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(`${response.url} did not answer with JSON`, exitCodes.unreachable, 'Is HOLDFAST_URL the address of a Holdfast, without a path?');
  }
}

/** The problem document of a refusal as one line, with its fields below. */
export async function refusal(response: Response, tokenSent: boolean): Promise<CommandError> {
  const text = await response.text();
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem; // a problem document, or something that is shown by its status alone
  } catch {
    // Not JSON: a proxy in between, say. The status says the rest.
  }
  const what = problem.title === undefined ? `the server answered ${String(response.status)}` : `${problem.title}${problem.detail === undefined ? '' : ` ${problem.detail}`}`;
  const fields = (problem.errors ?? []).map((issue) => `  ${issue.field}: ${issue.message}`).join('\n');
  const code = problem.code === undefined ? '' : ` (${problem.code})`;
  const exitCode = response.status === 401 || response.status === 403 ? exitCodes.notAllowed : exitCodes.refused;
  const hint = response.status === 401 && tokenSent ? 'Is the token in HOLDFAST_TOKEN still valid?' : problem.status === 500 && problem.requestId !== undefined ? `Request id for the operator: ${problem.requestId}` : undefined;
  return new CommandError(`${what}${code}${fields === '' ? '' : `\n${fields}`}`, exitCode, hint);
}
