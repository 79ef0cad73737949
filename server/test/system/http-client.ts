/** The test client over a real port, for platforms that run as a process of their own. */
import type { TestClient } from '../../src/main/testing/test-client.ts';

export function createHttpClient(url: string, defaults: Readonly<Record<string, string>>): TestClient {
  const request: TestClient['request'] = async (method, path, body, headers = {}) => {
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const reply = await fetch(`${url}${path}`, {
      method, headers: { ...defaults, ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}), ...headers }, redirect: 'manual',
      ...(body === undefined ? {} : { body: raw ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const text = bytes.toString('utf8');
    let json: unknown;
    try {
      json = text === '' ? undefined : JSON.parse(text);
    } catch {
      json = undefined; // not JSON: the test looks at `text`
    }
    return { status: reply.status, headers: { ...Object.fromEntries(reply.headers), 'set-cookie': reply.headers.getSetCookie()[0] ?? '' }, text, bytes, json };
  };
  return {
    request,
    get: (path, headers) => request('GET', path, undefined, headers),
    post: (path, body, headers) => request('POST', path, body, headers),
    put: (path, body, headers) => request('PUT', path, body, headers),
    patch: (path, body, headers) => request('PATCH', path, body, headers),
    delete: (path, headers) => request('DELETE', path, undefined, headers),
  };
}
