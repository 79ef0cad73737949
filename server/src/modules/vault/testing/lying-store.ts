/** A small store that answers the requests of a vault and keeps less than it says: each lie is one that a probe must find. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type Lie = 'none' | 'deletes' | 'deletes and says no' | 'deletes when asked to bypass' | 'shortens' | 'keeps no versions' | 'forgets the lock' | 'has no lock configuration' | 'has no versioning' | 'shows another time';

interface Version {
  readonly id: string;
  readonly body: Buffer;
  until: string | undefined;
}

export interface LyingStore extends AsyncDisposable {
  readonly endpoint: string;
}

export async function startLyingStore(lie: Lie): Promise<LyingStore> {
  const objects = new Map<string, Version[]>();
  let made = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://store');
    const body = await buffer(request);
    if (lie === 'shows another time') response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    const say = (status: number, text = '', headers: Readonly<Record<string, string>> = {}): void => void response.writeHead(status, headers).end(text);
    const [, , ...rest] = url.pathname.split('/');
    const key = rest.join('/');
    const has = (name: string): boolean => url.searchParams.has(name);
    if (key === '') {
      if (has('object-lock')) say(lie === 'has no lock configuration' ? 404 : 200, '<X><ObjectLockEnabled>Enabled</ObjectLockEnabled></X>');
      else if (has('versioning')) say(200, lie === 'has no versioning' ? '<X/>' : '<X><Status>Enabled</Status></X>');
      else say(200, '<X><IsTruncated>false</IsTruncated></X>');
      return;
    }
    const versions = objects.get(key) ?? [];
    const version = versions.find(({ id }) => id === url.searchParams.get('versionId')) ?? versions.at(-1);
    if (request.method === 'PUT' && has('retention')) {
      if (lie === 'shortens' && version !== undefined) version.until = '2000-01-01T00:00:00Z';
      say(lie === 'shortens' ? 200 : 403);
    } else if (request.method === 'PUT') {
      made += 1;
      const until = lie === 'forgets the lock' ? undefined : String(request.headers['x-amz-object-lock-retain-until-date']);
      objects.set(key, [...(lie === 'keeps no versions' ? [] : versions), { id: String(made), body, until }]);
      say(200, '', lie === 'keeps no versions' ? {} : { 'x-amz-version-id': String(made) });
    } else if (version === undefined) say(404);
    else if (request.method === 'DELETE') {
      const bypassed = lie === 'deletes when asked to bypass' && request.headers['x-amz-bypass-governance-retention'] === 'true';
      const gone = lie === 'deletes' || lie === 'deletes and says no' || bypassed;
      if (gone) objects.set(key, versions.filter((one) => one !== version));
      say(gone && lie !== 'deletes and says no' ? 204 : 403);
    } else say(200, request.method === 'GET' ? version.body.toString() : '', { 'x-amz-version-id': version.id, ...(version.until === undefined ? {} : { 'x-amz-object-lock-mode': 'COMPLIANCE', 'x-amz-object-lock-retain-until-date': version.until }) });
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
