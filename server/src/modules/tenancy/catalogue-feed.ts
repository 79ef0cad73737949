/**
 * Pushes changes of the catalogue to the other processes of this installation (R16): an HTTP stream on a Unix socket
 * that only this user can reach, one JSON line per change. Who connects says the version it knows and gets what it
 * missed first. It sends what was committed and read back, never what is about to be.
 *
 *   GET  /changes?after=VERSION   the stream; every few seconds a line says the version even when nothing happened
 *   POST /changed                 somebody else committed a change: read it now and pass it on
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { CatalogueChanges } from './catalogue-changes.ts';
import { formatFeedLine, type FeedLine } from './catalogue-changes.ts';
import type { Catalogue } from './catalogue.ts';

export const heartbeatMs = 2_000;
const subscribersMax = 64;
/** A subscriber that lags behind this far is let go; it comes back and catches up. */
const unsentBytesMax = 16 * 1024 * 1024;
const rowsPerLineMax = 500;

export interface CatalogueFeed {
  readonly subscribers: number;
  close(): Promise<void>;
}

export async function createCatalogueFeed(options: { readonly catalogue: Catalogue; readonly socketPath: string; readonly onError: (error: unknown) => void }): Promise<CatalogueFeed> {
  const { catalogue, socketPath } = options;
  const subscribers = new Set<ServerResponse>();
  const at = (): FeedLine => ({ kind: 'at', version: catalogue.version, contactAgoMs: Math.max(0, catalogue.contactAgoMs()) });

  function send(subscriber: ServerResponse, text: string): void {
    subscriber.write(text);
    if (subscriber.writableLength > unsentBytesMax) subscriber.destroy();
  }

  function subscribe(request: IncomingMessage, response: ServerResponse, after: number): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const line of linesOf(catalogue.changesSince(after))) response.write(line);
    response.write(formatFeedLine(at()));
    subscribers.add(response);
    request.socket.setNoDelay(true);
    response.on('close', () => subscribers.delete(response));
    response.on('error', () => subscribers.delete(response));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://feed');
    const after = Number(url.searchParams.get('after') ?? '-1');
    if (request.method === 'GET' && url.pathname === '/changes' && Number.isSafeInteger(after)) {
      if (subscribers.size >= subscribersMax) response.writeHead(503).end();
      else subscribe(request, response, after);
    } else if (request.method === 'POST' && url.pathname === '/changed') {
      await catalogue.refresh();
      response.writeHead(204).end();
    } else {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.onError(error);
      response.writeHead(503).end();
    });
  });
  // The data folder is ours alone, so a socket that is there is a dead process's.
  await rm(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  await chmod(socketPath, 0o600);
  server.on('error', options.onError);

  const stopListening = catalogue.onRead((changes) => {
    const text = `${linesOf(changes).join('')}${formatFeedLine(at())}`;
    for (const subscriber of subscribers) send(subscriber, text);
  });
  const heart = setInterval(() => {
    const text = formatFeedLine(at());
    for (const subscriber of subscribers) send(subscriber, text);
  }, heartbeatMs);
  heart.unref();

  return {
    get subscribers() {
      return subscribers.size;
    },
    async close() {
      clearInterval(heart);
      stopListening();
      const closed = new Promise<void>((resolve) => server.close(() => { resolve(); }));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Sites first: a tenant of an unknown site says nothing. */
function linesOf({ sites, tenants }: CatalogueChanges): readonly string[] {
  const lines: string[] = [];
  for (let from = 0; from < sites.length; from += rowsPerLineMax) lines.push(formatFeedLine({ kind: 'changes', sites: sites.slice(from, from + rowsPerLineMax), tenants: [] }));
  for (let from = 0; from < tenants.length; from += rowsPerLineMax) lines.push(formatFeedLine({ kind: 'changes', sites: [], tenants: tenants.slice(from, from + rowsPerLineMax) }));
  return lines;
}
