/**
 * The answers of the wiki against the public description of Confluence Cloud's REST API v2, which lies beside the
 * repository where it is developed. What the description calls null in words may be null.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

const description = join(import.meta.dirname, '../../../../../shared/inputs/openapi/confluence-v2.json');
const there = existsSync(description);
if (!there && process.env['CI'] !== 'true') console.warn('skipped: the description of the Confluence API is not beside this checkout');

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** OpenAPI 3.0 to JSON Schema: `nullable`, and null where the words say so. */
function asJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Record<string, unknown> = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, asJsonSchema(value)]));
  const mayBeNull = copy['nullable'] === true || (typeof copy['description'] === 'string' && /\bnull\b/i.test(copy['description']));
  if (mayBeNull && typeof copy['type'] === 'string') copy['type'] = [copy['type'], 'null'];
  delete copy['nullable'];
  return typeof copy['$ref'] === 'string' && /ParentContentType$/.test(copy['$ref']) ? { anyOf: [copy, { type: 'null' }] } : copy;
}

describe.skipIf(!there && process.env['CI'] !== 'true')('answers', () => {
  let platform: TestPlatform;
  let acme: TestOrganization;
  let ajv: Ajv;
  let described: Described;
  let seen = 0;

  beforeAll(async () => {
    described = asJsonSchema(JSON.parse(readFileSync(description, 'utf8'))) as Described; // the file is an OpenAPI description
    ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: 'api', components: described.components });
    platform = await createTestPlatform();
    acme = await platform.organization('acme');
  });
  afterAll(() => platform[Symbol.asyncDispose]());

  function validator(method: string, path: string, status: number): ValidateFunction {
    const content = described.paths[path]?.[method.toLowerCase()]?.responses[String(status)]?.content;
    const schema = Object.values(content ?? {})[0]?.schema;
    if (schema === undefined) throw new Error(`${method} ${path} with ${String(status)} is not described`);
    return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object);
  }

  async function call(method: 'GET' | 'POST' | 'PUT', path: string, ids: Readonly<Record<string, string>>, body?: object, query = ''): Promise<Record<string, never>> {
    const url = path.replaceAll(/\{([\w-]+)\}/g, (_whole, name: string) => ids[name] ?? 'missing');
    const reply = await acme.admin.request(method, `/ex/confluence/${acme.site}/wiki/api/v2${url}${query}`, body);
    expect(reply.status, `${method} ${url}: ${reply.text}`).toBeLessThan(300);
    const validate = validator(method, path, reply.status);
    expect(validate(reply.json), `${method} ${url}: ${ajv.errorsText(validate.errors)}\n${reply.text.slice(0, 800)}`).toBe(true);
    seen += 1;
    return reply.json as Record<string, never>; // members are read as texts below
  }

  it('have the described shapes and statuses', async () => {
    const text = (value: string) => ({ representation: 'storage', value: `<p>${value}</p>` });
    const space = await call('POST', '/spaces', {}, { key: 'SHAPES', name: 'Shapes' });
    const page = await call('POST', '/pages', {}, { spaceId: space['id'], status: 'current', title: 'One', body: text('one') });
    const post = await call('POST', '/blogposts', {}, { spaceId: space['id'], status: 'current', title: 'News', body: text('news') });
    const comment = await call('POST', '/footer-comments', {}, { pageId: page['id'], body: text('c') });
    const inline = await call('POST', '/inline-comments', {}, { pageId: page['id'], body: text('i'), inlineCommentProperties: { textSelection: 'one', textSelectionMatchCount: 1, textSelectionMatchIndex: 0 } });
    const property = await call('POST', '/pages/{page-id}/properties', { 'page-id': page['id'] ?? '' }, { key: 'k', value: 1 });
    await acme.admin.post(`/ex/confluence/${acme.site}/wiki/rest/api/content/${String(page['id'])}/label`, [{ name: 'l' }]);
    const file = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--x--\r\n');
    await acme.admin.request('POST', `/ex/confluence/${acme.site}/wiki/rest/api/content/${String(page['id'])}/child/attachment`, file, { 'content-type': 'multipart/form-data; boundary=x' });
    const ids = { id: page['id'] ?? '', 'page-id': page['id'] ?? '' };
    await call('PUT', '/pages/{id}', ids, { id: page['id'], status: 'current', title: 'Two', body: text('two'), version: { number: 2, message: 'm' } });
    const files = await call('GET', '/pages/{id}/attachments', ids);
    const [attachment] = files['results'] as unknown as readonly { id: string }[]; // just described as a list of attachments
    const labels = await call('GET', '/pages/{id}/labels', ids);
    const [label] = labels['results'] as unknown as readonly { id: string }[];
    await call('GET', '/pages/{id}', ids, undefined, '?body-format=view&include-labels=true&include-properties=true&include-operations=true&include-likes=true&include-versions=true');
    for (const path of ['/pages', '/blogposts', '/spaces', '/footer-comments', '/inline-comments', '/attachments', '/labels']) await call('GET', path, {}, undefined, '?limit=1');
    for (const tail of ['', '/pages', '/blogposts', '/labels', '/content/labels']) await call('GET', `/spaces/{id}${tail}`, { id: space['id'] ?? '' });
    for (const tail of ['/versions', '/footer-comments', '/inline-comments', '/operations', '/ancestors', '/likes/count', '/likes/users']) await call('GET', `/pages/{id}${tail}`, ids);
    await call('GET', '/pages/{id}/children', { id: space['homepageId'] ?? '' });
    await call('GET', '/pages/{page-id}/versions/{version-number}', { ...ids, 'version-number': '1' });
    await call('GET', '/pages/{page-id}/properties', ids);
    await call('GET', '/pages/{page-id}/properties/{property-id}', { ...ids, 'property-id': property['id'] ?? '' });
    for (const tail of ['', '/versions', '/labels', '/attachments', '/footer-comments', '/operations']) await call('GET', `/blogposts/{id}${tail}`, { id: post['id'] ?? '' });
    await call('GET', '/attachments/{id}', { id: attachment?.id ?? '' });
    await call('GET', '/attachments/{id}/versions', { id: attachment?.id ?? '' });
    await call('GET', '/labels/{id}/pages', { id: label?.id ?? '' });
    await call('GET', '/footer-comments/{comment-id}', { 'comment-id': comment['id'] ?? '' }, undefined, '?body-format=storage');
    await call('GET', '/footer-comments/{id}/children', { id: comment['id'] ?? '' });
    await call('PUT', '/inline-comments/{comment-id}', { 'comment-id': inline['id'] ?? '' }, { resolved: true });
    await call('GET', '/inline-comments/{comment-id}', { 'comment-id': inline['id'] ?? '' });
    await call('POST', '/users-bulk', {}, { accountIds: [acme.admin.account] });
    await call('POST', '/content/convert-ids-to-types', {}, { contentIds: [page['id'], comment['id']] });
    expect(seen).toBeGreaterThan(45);
  });
});
