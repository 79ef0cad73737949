/** What is taken away in one process has no effect left in another after two seconds (R60 asks for five). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../kernel/time/index.ts';
import type { Platform } from '../../main/platform.ts';
import { createTestClient, type TestClient } from '../../main/testing/test-client.ts';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

const clock = new ManualClock(new Date('2026-05-04T08:00:00Z'));
let platform: TestPlatform;
let elsewhere: Platform;
let there: TestClient;
let acme: TestOrganization;
beforeAll(async () => {
  platform = await createTestPlatform({ clock, work: false });
  acme = await platform.organization('two-processes');
  elsewhere = await platform.another();
  there = createTestClient(elsewhere.http, {});
});
afterAll(async () => {
  await elsewhere.close();
  await platform[Symbol.asyncDispose]();
});

const site = (): string => `/api/v1/sites/${acme.site}`;
const by = (person: TestPerson): { authorization: string } => ({ authorization: `Bearer ${person.token}` });

async function signedIn(person: TestPerson): Promise<{ cookie: string; 'x-csrf-token': string }> {
  const cookie = String((await platform.anonymous.post('/api/v1/session', { email: person.email, password: person.password })).headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, 'x-csrf-token': String((await platform.anonymous.get('/api/v1/me', { cookie })).json.csrfToken) };
}

const removals: readonly (readonly [string, (person: TestPerson) => Promise<unknown>, number])[] = [
  ['a person who is removed from the organization', (person) => acme.admin.delete(`/api/v1/orgs/${acme.id}/people/${person.account}`), 404],
  ['a person who is suspended', (person) => acme.admin.patch(`/api/v1/orgs/${acme.id}/people/${person.account}`, { state: 'suspended' }), 404],
  ['a person whose role on the site is taken away', (person) => acme.admin.delete(`${site()}/access/${person.account}`), 404],
  ['an API token that is revoked', async (person) => {
    const own = await signedIn(person);
    const list = await platform.anonymous.get('/api/v1/me/tokens', own);
    return platform.anonymous.delete(`/api/v1/me/tokens/${String(list.json.items[0].id)}`, own);
  }, 401],
];

describe('in another process, two seconds later', () => {
  it.each(removals)('%s is out', async (name, remove, status) => {
    const person = await platform.person(acme, name, { site: 'member' });
    expect((await there.get(site(), by(person))).status).toBe(200);
    expect(await remove(person)).toMatchObject({ status: expect.toSatisfy((code: number) => code < 300) as number });
    expect((await platform.anonymous.get(site(), by(person))).status).toBe(status);
    clock.advanceMs(2001);
    expect((await there.get(site(), by(person))).status).toBe(status);
  });

  it('a session that is ended is out', async () => {
    const person = await platform.person(acme, 'Sue Session', { site: 'member' });
    const own = await signedIn(person);
    expect((await there.get('/api/v1/me', own)).status).toBe(200);
    expect((await platform.anonymous.delete('/api/v1/session', own)).status).toBe(204);
    clock.advanceMs(2001);
    expect((await there.get('/api/v1/me', own)).status).toBe(401);
  });
});
