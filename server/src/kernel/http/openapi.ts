/** OpenAPI 3.1 from the registry: nothing here is written by hand, so it cannot differ from what is served. */
import type { TSchema } from 'typebox';
import type { MountedRoute, Registry } from '../service/registry.ts';

type Json = Record<string, unknown>;

const errorSchema: Json = {
  type: 'object',
  required: ['title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, detail: { type: 'string' }, requestId: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } } } },
  },
};

export function openApi(registry: Registry, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const mounted of registry.routes) {
    if (mounted.route.hidden === true) continue;
    const path = mounted.address.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [mounted.route.method.toLowerCase()]: operation(mounted, registry) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Holdfast', version, description: 'Data protection for multi-tenant SaaS: platform, Tracker and Wiki.' },
    paths,
    components: {
      schemas: { Problem: errorSchema },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic', description: 'E-mail address and API token.' },
        session: { type: 'apiKey', in: 'cookie', name: 'hf_session' },
      },
    },
  };
}

function operation({ service, route, address }: MountedRoute, registry: Registry): Json {
  const permission = registry.permission(route.permission);
  const named = new Set(Object.keys(route.params?.properties ?? {}));
  const pathParameters = [...address.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name, in: 'path', required: true, schema: named.has(name) ? route.params?.properties[name] : { type: 'string' },
  }));
  // TypeBox puts `required` on objects; its type for a general object leaves it out.
  const required = new Set((route.query as { required?: readonly string[] } | undefined)?.required ?? []);
  const queryParameters = Object.entries(route.query?.properties ?? {}).map(([name, schema]) => ({ name, in: 'query', required: required.has(name), schema }));
  return {
    operationId: `${service.name}_${route.method.toLowerCase()}_${address.replaceAll(/[^A-Za-z0-9]+/g, '_')}`,
    tags: [service.name],
    summary: route.summary,
    description: `Permission \`${route.permission}\`${permission.scope === undefined ? '' : `, token scope \`${permission.scope}\``}.${route.audit.length === 0 ? '' : ` Recorded as ${route.audit.map((action) => `\`${action}\``).join(', ')}.`}`,
    security: permission.needs === 'public' ? [] : [{ token: [] }, { basic: [] }, { session: [] }],
    parameters: [...pathParameters, ...queryParameters],
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body) }),
    responses: responses(route.replies, route.errors?.map((factory) => factory.definition) ?? []),
  };
}

function requestBody(body: TSchema | 'stream' | 'multipart'): Json {
  if (body === 'stream') return { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };
  if (body === 'multipart') return { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } } } };
  return { required: true, content: { 'application/json': { schema: body } } };
}

function responses(replies: Readonly<Record<number, TSchema | null>>, errors: readonly { status: number; code: string; title: string }[]): Json {
  const all: Json = {};
  for (const [status, schema] of Object.entries(replies)) {
    all[status] = { description: Number(status) < 300 ? 'Done' : 'Refused', ...(schema === null ? {} : { content: { 'application/json': { schema } } }) };
  }
  for (const status of new Set(errors.map((error) => error.status))) {
    const list = errors.filter((error) => error.status === status).map((error) => `\`${error.code}\` ${error.title}`);
    all[String(status)] = { description: list.join(' · '), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  }
  return all;
}
