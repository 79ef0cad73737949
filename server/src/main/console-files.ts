/**
 * The built console at `/`: files with hashed names are kept by browsers for ever, the page itself never. Any
 * address that is no door of the API and asks for HTML gets the page, which shows what the address means.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const folder = join(import.meta.dirname, '../../../console/dist');
const apiPrefixes = ['/api/', '/ex/', '/admin/', '/rest/', '/wiki/', '/healthz', '/readyz', '/metrics', '/openapi.json'];

/** False when the console is not built. */
export async function serveConsole(http: FastifyInstance): Promise<boolean> {
  if (!existsSync(join(folder, 'index.html'))) return false;
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  await http.register(fastifyStatic, {
    root: folder, wildcard: false, index: false, decorateReply: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  http.addHook('preHandler', async (request, reply) => {
    if (!request.is404 || request.method !== 'GET') return;
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && !apiPrefixes.some((prefix) => request.url.startsWith(prefix)) && !request.url.startsWith('/assets/');
    if (wantsPage) await reply.code(200).header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  });
  http.get('/', (_request, reply) => reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page));
  return true;
}
