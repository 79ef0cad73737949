/** The ground that every API test stands on: the wired platform answers, and refuses, through its real edge. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from './test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let other: TestOrganization;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  other = await platform.organization('other');
});
afterAll(() => platform[Symbol.asyncDispose]());

describe('the wired platform', () => {
  it('answers health and readiness', async () => {
    expect((await platform.anonymous.get('/healthz')).json).toMatchObject({ status: 'ok' });
    expect((await platform.anonymous.get('/readyz')).json).toMatchObject({ checks: { control: 'ok', keys: 'ok' } });
  });

  it('tells a person who they are and where they belong', async () => {
    const me = await acme.admin.get('/api/v1/me');
    expect(me.status).toBe(200);
    expect(me.json).toMatchObject({ account: { email: acme.admin.email }, organizations: [{ id: acme.id, role: 'admin', sites: [{ id: acme.site, role: 'admin' }] }] });
  });

  it('refuses the anonymous, a wrong token and a stranger alike where they may see nothing', async () => {
    expect((await platform.anonymous.get(`/api/v1/orgs/${acme.id}`)).json).toMatchObject({ status: 401, code: 'access.not_signed_in' });
    expect((await platform.anonymous.get(`/api/v1/orgs/${acme.id}`, { authorization: 'Bearer hft_wrong' })).json).toMatchObject({ code: 'access.not_signed_in' });
    expect((await other.admin.get(`/api/v1/orgs/${acme.id}`)).json).toMatchObject({ status: 404, code: 'tenant.context_missing' });
  });

  it('signs in with a cookie, asks for the CSRF token, and forgets the session at sign-out', async () => {
    const signIn = await platform.anonymous.post('/api/v1/session', { email: acme.admin.email.toUpperCase(), password: acme.admin.password });
    expect(signIn.status).toBe(200);
    const cookie = String(signIn.headers['set-cookie']).split(';')[0] ?? '';
    const me = await platform.anonymous.get('/api/v1/me', { cookie });
    expect((await platform.anonymous.patch('/api/v1/me', { theme: 'dark' }, { cookie })).json).toMatchObject({ code: 'request.csrf' });
    expect((await platform.anonymous.patch('/api/v1/me', { theme: 'dark' }, { cookie, 'x-csrf-token': String(me.json.csrfToken) })).json).toMatchObject({ account: { theme: 'dark' } });
    expect((await platform.anonymous.delete('/api/v1/session', { cookie, 'x-csrf-token': String(me.json.csrfToken) })).status).toBe(204);
    expect((await platform.anonymous.get('/api/v1/me', { cookie })).status).toBe(401);
  });

  it('lists one\'s own organizations, and all of them to an operator only', async () => {
    expect((await other.admin.get('/api/v1/orgs')).json).toMatchObject({ items: [{ id: other.id, sites: 1 }] });
    expect((await acme.admin.get('/api/v1/orgs?all=true')).json.items.map((one: { id: string }) => one.id).sort()).toEqual([acme.id, other.id].sort());
    expect((await other.admin.get('/api/v1/orgs?all=true')).json).toMatchObject({ code: 'access.operator_only' });
    const first = await acme.admin.get('/api/v1/orgs?all=true&limit=1');
    expect((await acme.admin.get(`/api/v1/orgs?all=true&limit=1&cursor=${String(first.json.nextCursor)}`)).json.items).toHaveLength(1);
  });

  it('suspends a site and opens it again', async () => {
    const site = await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: 'Second', slug: 'acme-second' });
    expect(site.json).toMatchObject({ state: 'active', products: [{ type: 'tracker', state: 'active' }, { type: 'wiki', state: 'active' }] });
    expect((await acme.admin.post(`/api/v1/sites/${site.json.id}/suspend`, { reason: 'unpaid' })).json).toMatchObject({ state: 'suspended', reason: 'unpaid' });
    expect((await acme.admin.post(`/api/v1/sites/${site.json.id}/resume`)).json).toMatchObject({ state: 'active', reason: null });
  });

  it('says which field of a body is wrong', async () => {
    expect((await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: 'x' })).json).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ field: 'slug' }] });
  });
});
