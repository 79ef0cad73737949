/** Requests through the real edge, in process. Bodies are JSON unless a Buffer or string is given with its type. */
import type { FastifyInstance } from 'fastify';

export interface TestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON; tests say what they expect of it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever shape it asserts
  readonly json: any;
}

export interface TestClient {
  request(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  post(url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  put(url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  patch(url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  delete(url: string, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
}

export function createTestClient(http: FastifyInstance, defaults: Readonly<Record<string, string>>): TestClient {
  const request: TestClient['request'] = async (method, url, body, headers = {}) => {
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const reply = await http.inject({
      method, url, headers: { ...defaults, ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    });
    let json: unknown;
    try {
      json = reply.payload === '' ? undefined : JSON.parse(reply.payload);
    } catch {
      json = undefined; // not JSON: the test looks at `text`
    }
    return { status: reply.statusCode, headers: reply.headers, text: reply.payload, bytes: reply.rawPayload, json };
  };
  return {
    request,
    get: (url, headers) => request('GET', url, undefined, headers),
    post: (url, body, headers) => request('POST', url, body, headers),
    put: (url, body, headers) => request('PUT', url, body, headers),
    patch: (url, body, headers) => request('PATCH', url, body, headers),
    delete: (url, headers) => request('DELETE', url, undefined, headers),
  };
}
