/**
 * The edge: one Fastify server whose doors all come from the registry. The order of what happens to a request is
 * DESIGN §5; each step is a file of this folder or of the module that implements it.
 */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { newUuid } from '../ids/index.ts';
import { requestErrors } from '../service/errors.ts';
import type { MountedRoute } from '../service/registry.ts';
import { JsonReply, RawReply, type FilePart } from '../service/route.ts';
import { renderError, toAppError } from './render-error.ts';
import { createRequestHandler, type ServeInput } from './serve-request.ts';
import type { HttpServerOptions } from './server-options.ts';
import { createSiteHostRewriter } from './site-host.ts';
import { compileValidator } from './validation.ts';

export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const rewrite = createSiteHostRewriter(options.publicUrl);
  const app = Fastify({
    logger: false,
    genReqId: () => newUuid(options.clock.now().getTime()),
    bodyLimit: options.bodyBytesMax,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    rewriteUrl: (request) => rewrite(request.url ?? '/', request.headers.host),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    forceCloseConnections: 'idle',
    requestTimeout: 0,
    return503OnClosing: true,
  });
  app.setValidatorCompiler(compileValidator);
  await app.register(cookie);
  await app.register(helmet, securityHeaders(options.publicUrl.startsWith('https:')));
  await app.register(multipart, { limits: { fileSize: options.fileBytesMax, files: 20, fields: 50, fieldSize: 1_000_000, headerPairs: 50, parts: 70 }, throwFileSizeLimit: true });
  // Clients of the compatible APIs name a type also where they send nothing (DELETE): an empty body is none.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body, done);
  });
  // Bodies that are not JSON reach only the routes that ask for a stream; the handler refuses the rest.
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.setErrorHandler((error, request, reply) => fail(options, error, request, reply, 'problem'));
  app.setNotFoundHandler((request, reply) => fail(options, requestErrors.not_found(), request, reply, 'problem'));
  const serve = createRequestHandler(options);
  for (const mounted of options.registry.routes) addRoute(app, options, mounted, serve);
  return app;
}

function addRoute(app: FastifyInstance, options: HttpServerOptions, mounted: MountedRoute, serve: (input: ServeInput) => Promise<unknown>): void {
  const { route, mount } = mounted;
  const bodySchema = typeof route.body === 'object' ? route.body : undefined;
  app.route({
    method: route.method,
    url: mounted.address,
    schema: {
      ...(route.params === undefined ? {} : { params: route.params }),
      ...(route.query === undefined ? {} : { querystring: route.query }),
      ...(bodySchema === undefined ? {} : { body: bodySchema }),
    },
    attachValidation: true,
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    errorHandler: (error, request, reply) => void fail(options, error, request, reply, mount.errorShape),
    handler: async (request, reply) => {
      const startedMs = options.clock.monotonicMs();
      const aborted = new AbortController();
      request.raw.once('close', () => {
        if (!request.raw.complete) aborted.abort();
      });
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) aborted.abort(); // an abort makes an exception object with its stack: not for every answer
        options.observe?.(mounted, reply.raw.statusCode, options.clock.monotonicMs() - startedMs);
      });
      const result = await serve({
        mounted,
        requestId: request.id,
        signal: aborted.signal,
        headers: request.headers,
        address: request.ip,
        cookies: request.cookies,
        params: request.params as Record<string, string>, // Fastify made it from the path
        query: request.query,
        body: request.body,
        validationError: request.validationError,
        bodyIsJson: bodySchema === undefined || request.headers['content-type'] === undefined || /^application\/([\w.+-]+\+)?json\b/i.test(request.headers['content-type']),
        stream: request.body as Readable, // the '*' parser hands the raw body over for `body: 'stream'`
        files: () => fileParts(request),
        setCookie: (value) => void reply.header('set-cookie', value),
      });
      return send(reply, mounted, result);
    },
  });
}

function send(reply: FastifyReply, mounted: MountedRoute, result: unknown): FastifyReply {
  // The id that the audit log and the operator's log name this request by.
  void reply.header('cache-control', 'no-store').header('x-request-id', reply.request.id);
  if (result instanceof RawReply) return reply.code(result.status).headers({ ...result.headers }).send(result.body);
  if (result instanceof JsonReply) return sendJson(reply.code(result.status).headers(result.headers), result.body);
  const status = Number(Object.keys(mounted.route.replies)[0] ?? 200);
  return sendJson(reply.code(status), result);
}

function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  if (body === undefined || body === null) return reply.send();
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

async function* fileParts(request: FastifyRequest): AsyncGenerator<FilePart> {
  if (!request.isMultipart()) throw requestErrors.unsupported_media_type({ detail: 'Send multipart/form-data.' });
  const fields = new Map<string, string[]>();
  for await (const part of request.parts()) {
    if (part.type === 'file') yield { field: part.fieldname, filename: part.filename, mediaType: part.mimetype, stream: part.file, fields };
    else if (typeof part.value === 'string') fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), part.value]);
  }
}

function fail(options: HttpServerOptions, error: unknown, request: FastifyRequest, reply: FastifyReply, shape: MountedRoute['mount']['errorShape']): FastifyReply {
  const refusal = toAppError(error);
  if (refusal.status >= 500) options.log.error('request failed', { requestId: request.id, route: request.routeOptions.url ?? '', code: refusal.code, error: refusal.cause ?? refusal });
  const rendered = renderError(refusal, shape, request.id);
  return reply.code(rendered.status).headers({ ...rendered.headers, 'content-type': rendered.contentType, 'cache-control': 'no-store', 'x-request-id': request.id }).send(rendered.body);
}

/** OWASP ASVS 4.0 V14.4 at level 2. Inline style attributes are the console's component library's; scripts are files only. */
function securityHeaders(https: boolean): object {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:', 'blob:'], fontSrc: ["'self'"],
        connectSrc: ["'self'"], objectSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'self'"], frameAncestors: ["'none'"], frameSrc: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    permittedCrossDomainPolicies: true,
  };
}
