// The only place that speaks HTTP. It adds the CSRF token to every change, turns every failure into an
// ApiProblem, and passes the caller's abort signal on, so that leaving a screen stops its requests.
import { problemOf, unreachable } from './problem.ts';

export type QueryValues = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export type RequestOptions = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: QueryValues;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
};

let csrfToken: string | undefined;

/** Kept in memory only: the token comes with the account and leaves with it. */
export const rememberCsrfToken = (token: string | undefined): void => {
  csrfToken = token;
};

function address(path: string, query: QueryValues = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    if (typeof value === 'object') for (const item of value) search.append(name, item);
    else search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

const changing = (method: string): boolean => method !== 'GET';

function headersFor(method: string, options: RequestOptions): Headers {
  const headers = new Headers(options.headers);
  headers.set('accept', 'application/json');
  if (changing(method) && csrfToken !== undefined) headers.set('x-csrf-token', csrfToken);
  if (options.body !== undefined && !(options.body instanceof FormData)) headers.set('content-type', 'application/json');
  return headers;
}

/**
 * Sends one request and returns its JSON (undefined for an empty answer).
 * The shape is the platform's contract, proven on its side; it is not checked again here.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const text = await (await answered(path, options)).text();
  // The outside is parsed here: an empty body is an answer of type void.
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

type Downloaded = { readonly blob: Blob; readonly name: string };

/** Sends one request whose answer is a file, under the name that the platform gives it (RFC 8187). */
export async function requestFile(path: string, options: RequestOptions = {}): Promise<Downloaded> {
  const response = await answered(path, options);
  const name = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await response.blob(), name: name === undefined ? 'file' : decodeURIComponent(name) };
}

async function answered(path: string, options: RequestOptions): Promise<Response> {
  let response = await send(path, options);
  if (response.status === 403 && csrfToken === undefined && changing(options.method ?? 'GET') && (await learnCsrfToken())) {
    response = await send(path, options);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const body = options.body === undefined || options.body instanceof FormData ? options.body : JSON.stringify(options.body);
  try {
    return await fetch(address(path, options.query), {
      method,
      headers: headersFor(method, options),
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw unreachable();
  }
}

/** A link from a mail may open in a browser that is signed in already; its session's token is then needed first. */
async function learnCsrfToken(): Promise<boolean> {
  const response = await send('/api/v1/me', {});
  if (!response.ok) return false;
  const answer: unknown = await response.json();
  if (typeof answer !== 'object' || answer === null || !('csrfToken' in answer) || typeof answer.csrfToken !== 'string') return false;
  csrfToken = answer.csrfToken;
  return true;
}

export type UploadOptions = {
  readonly body: Blob | FormData;
  readonly query?: QueryValues;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
};

/** Uploads with progress, which `fetch` cannot report. */
export function upload<Answer>(path: string, options: UploadOptions): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const exchange = new XMLHttpRequest();
    exchange.open('POST', address(path, options.query));
    exchange.setRequestHeader('accept', 'application/json');
    if (csrfToken !== undefined) exchange.setRequestHeader('x-csrf-token', csrfToken);
    for (const [name, value] of Object.entries(options.headers ?? {})) exchange.setRequestHeader(name, value);
    exchange.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded, event.total);
    });
    exchange.addEventListener('error', () => reject(unreachable()));
    exchange.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')));
    exchange.addEventListener('load', () => {
      if (exchange.status >= 200 && exchange.status < 300) {
        // As in `request`: the outside is parsed here.
        resolve((exchange.responseText === '' ? undefined : JSON.parse(exchange.responseText)) as Answer);
        return;
      }
      const answer = new Response(exchange.responseText, { status: exchange.status, statusText: exchange.statusText });
      problemOf(answer).then(reject, reject);
    });
    options.signal?.addEventListener('abort', () => exchange.abort(), { once: true });
    exchange.send(options.body);
  });
}

/** A list that the platform hands out in pages. */
export type Listing<Item> = { readonly items: readonly Item[]; readonly nextCursor?: string; readonly total?: number };

/** Where a list that goes by cursors begins. */
export const firstPage = (): string | undefined => undefined;
