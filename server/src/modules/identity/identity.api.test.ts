/** People at the door: guessing slows down, sessions turn and end, invitations and resets work once. Time is moved by hand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';
import { ManualClock } from '../../kernel/time/index.ts';

const minuteMs = 60_000;
const clock = new ManualClock(new Date('2026-05-04T08:00:00Z'));
let platform: TestPlatform;
let acme: TestOrganization;
beforeAll(async () => {
  platform = await createTestPlatform({ clock, work: false });
  acme = await platform.organization('people');
});
afterAll(() => platform[Symbol.asyncDispose]());

const signIn = (email: string, password: string) => platform.anonymous.post('/api/v1/session', { email, password });
const cookieOf = (reply: { headers: Readonly<Record<string, unknown>> }): string => String(reply.headers['set-cookie']).split(';')[0] ?? '';
const me = (cookie: string) => platform.anonymous.get('/api/v1/me', { cookie });

async function session(person: Pick<TestPerson, 'email' | 'password'>): Promise<{ cookie: string; csrf: { cookie: string; 'x-csrf-token': string } }> {
  const cookie = cookieOf(await signIn(person.email, person.password));
  const own = await me(cookie);
  return { cookie, csrf: { cookie, 'x-csrf-token': String(own.json.csrfToken) } };
}

async function linkOfLastMail(): Promise<string> {
  await platform.outbox.drain();
  const mail = platform.mails.at(-1);
  return /\/(?:invitation|password-reset)\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
}

describe('signing in', () => {
  it('says the same of a wrong password, an unknown address and a suspended person', async () => {
    const suspended = await platform.person(acme, 'Sam Suspended', { site: null });
    await acme.admin.patch(`/api/v1/orgs/${acme.id}/people/${suspended.account}`, { state: 'suspended' });
    const strip = (text: string): string => text.replaceAll(/"requestId":"[^"]+"/g, '');
    const answers = [await signIn(acme.admin.email, 'wrong password'), await signIn('nobody@example.test', 'wrong password'), await signIn(suspended.email, suspended.password), await signIn('not an address', 'x')];
    expect(new Set(answers.map((answer) => `${String(answer.status)} ${strip(answer.text)}`)).size).toBe(1);
    expect(answers[0]?.json).toMatchObject({ status: 401, code: 'identity.sign_in_refused' });
  });

  it('slows down guessing for a known and an unknown address alike, and lets the right one in after a while', async () => {
    const victim = await platform.person(acme, 'Vic Victim', { site: null });
    for (const email of [victim.email, 'ghost@example.test']) {
      const codes: string[] = [];
      for (let attempt = 0; attempt < 7; attempt += 1) codes.push(String((await signIn(email, 'guess')).json.code));
      expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'identity.sign_in_refused'));
      expect(codes[6]).toBe('identity.too_many_attempts');
    }
    const refused = await signIn(victim.email, victim.password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    clock.advanceMs(20 * minuteMs);
    expect((await signIn(victim.email, victim.password)).status).toBe(200);
  });

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const header = String((await signIn(acme.admin.email, acme.admin.password)).headers['set-cookie']);
    expect(header).toMatch(/^hf_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/);
  });
});

describe('a session', () => {
  it('ends when it was idle, and at its end in any case', async () => {
    const person = await platform.person(acme, 'Ida Idle', { site: null });
    const idle = await session(person);
    clock.advanceMs(59 * minuteMs);
    const kept = await me(idle.cookie);
    expect(kept.status).toBe(200);
    const rotated = cookieOf(kept);
    clock.advanceMs(61 * minuteMs);
    expect((await me(rotated)).status).toBe(401);
    let cookie = (await session(person)).cookie;
    for (let half = 0; half < 23; half += 1) {
      clock.advanceMs(30 * minuteMs);
      const reply = await me(cookie);
      expect(reply.status).toBe(200);
      if (reply.headers['set-cookie'] !== undefined) cookie = cookieOf(reply);
    }
    clock.advanceMs(31 * minuteMs);
    expect((await me(cookie)).status).toBe(401);
  });

  it('changes its secret as it is used, and ends when an old one shows up later', async () => {
    const person = await platform.person(acme, 'Rob Rotate', { site: null });
    const { cookie: first } = await session(person);
    clock.advanceMs(16 * minuteMs);
    const second = cookieOf(await me(first));
    expect(second).toMatch(/^hf_session=/);
    expect(second).not.toBe(first);
    expect((await me(first)).status).toBe(200);
    clock.advanceMs(2 * minuteMs);
    expect((await me(first)).status).toBe(401);
    expect((await me(second)).status).toBe(401);
  });

  it('is listed with its place, and can be ended from another one', async () => {
    const person = await platform.person(acme, 'Lea List', { site: null });
    const first = await session(person);
    const second = await session(person);
    const list = await platform.anonymous.get('/api/v1/me/sessions', { cookie: second.cookie });
    expect(list.json.items).toHaveLength(2);
    const other = list.json.items.find((item: { current: boolean }) => !item.current);
    expect((await platform.anonymous.delete(`/api/v1/me/sessions/${String(other.id)}`, second.csrf)).status).toBe(204);
    expect((await me(first.cookie)).status).toBe(401);
    expect((await platform.anonymous.delete(`/api/v1/me/sessions/${String(other.id)}`, second.csrf)).json).toMatchObject({ code: 'identity.session_not_found' });
  });

  it('of others ends with a new password; a wrong current one is refused', async () => {
    const person = await platform.person(acme, 'Pia Password', { site: null });
    const first = await session(person);
    const second = await session(person);
    expect((await platform.anonymous.post('/api/v1/me/password', { current: 'wrong', next: 'a much better one' }, second.csrf)).json).toMatchObject({ code: 'identity.password_wrong' });
    expect((await platform.anonymous.post('/api/v1/me/password', { current: person.password, next: 'short' }, second.csrf)).json).toMatchObject({ code: 'identity.password_weak' });
    expect((await platform.anonymous.post('/api/v1/me/password', { current: person.password, next: 'a much better one' }, second.csrf)).status).toBe(204);
    expect([(await me(first.cookie)).status, (await me(second.cookie)).status]).toEqual([401, 200]);
  });
});

describe('an API token', () => {
  it('works as Bearer and as Basic with its own address, until it is revoked or runs out', async () => {
    const person = await platform.person(acme, 'Tom Token', { site: null });
    const own = await session(person);
    const made = await platform.anonymous.post('/api/v1/me/tokens', { label: 'nightly', scopes: ['read:admin'], expiresInDays: 1 }, own.csrf);
    const basic = (email: string): { authorization: string } => ({ authorization: `Basic ${Buffer.from(`${email}:${String(made.json.token)}`).toString('base64')}` });
    expect((await platform.anonymous.get('/api/v1/me', basic(person.email))).status).toBe(200);
    expect((await platform.anonymous.get('/api/v1/me', basic(acme.admin.email))).status).toBe(401);
    expect((await platform.anonymous.post('/api/v1/me/tokens', { label: 'child', scopes: ['read:admin'], expiresInDays: 1 }, basic(person.email))).json).toMatchObject({ code: 'access.scope_missing' });
    clock.advanceMs(25 * 60 * minuteMs);
    expect((await platform.anonymous.get('/api/v1/me', basic(person.email))).status).toBe(401);
  });

  it('is refused with a scope that does not exist', async () => {
    const own = await session(acme.admin);
    expect((await platform.anonymous.post('/api/v1/me/tokens', { label: 'x', scopes: ['write:everything'], expiresInDays: 1 }, own.csrf)).json).toMatchObject({ code: 'identity.scope_unknown' });
  });
});

describe('an invitation', () => {
  it('is a mail whose link makes a member once, with the roles that were given', async () => {
    await acme.admin.post(`/api/v1/orgs/${acme.id}/invitations`, { emails: ['New.Person@example.test'], sites: [{ site: acme.site, role: 'member' }] });
    const secret = await linkOfLastMail();
    expect(platform.mails.at(-1)).toMatchObject({ to: 'new.person@example.test', subject: 'Invitation to Organization people' });
    expect((await platform.anonymous.get(`/api/v1/invitations/${secret}`)).json).toMatchObject({ email: 'new.person@example.test', accountExists: false });
    const accept = () => platform.anonymous.post(`/api/v1/invitations/${secret}/accept`, { name: 'New Person', password: 'a long enough password' });
    const answers = await Promise.all([accept(), accept(), accept()]);
    expect(answers.map((answer) => answer.status).sort((one, other) => one - other)).toEqual([200, 404, 404]);
    const cookie = cookieOf(answers.find((answer) => answer.status === 200) ?? { headers: {} });
    expect((await me(cookie)).json.organizations).toMatchObject([{ id: acme.id, role: 'member', sites: [{ id: acme.site, role: 'member' }] }]);
  });

  it('sent again has a new link, and the first stops working; taken back, none works', async () => {
    const made = await acme.admin.post(`/api/v1/orgs/${acme.id}/invitations`, { emails: ['twice@example.test'] });
    const first = await linkOfLastMail();
    await acme.admin.post(`/api/v1/orgs/${acme.id}/invitations/${String(made.json.items[0].id)}/resend`);
    const second = await linkOfLastMail();
    expect((await platform.anonymous.get(`/api/v1/invitations/${first}`)).json).toMatchObject({ code: 'identity.link_invalid' });
    expect((await platform.anonymous.get(`/api/v1/invitations/${second}`)).status).toBe(200);
    await acme.admin.delete(`/api/v1/orgs/${acme.id}/invitations/${String(made.json.items[0].id)}`);
    expect((await platform.anonymous.get(`/api/v1/invitations/${second}`)).json).toMatchObject({ code: 'identity.link_invalid' });
  });

  it('to somebody with an account asks for their own password', async () => {
    const other = await platform.organization('people-two');
    await other.admin.post(`/api/v1/orgs/${other.id}/invitations`, { emails: [acme.admin.email], role: 'guest' });
    const secret = await linkOfLastMail();
    expect((await platform.anonymous.post(`/api/v1/invitations/${secret}/accept`, { password: 'not my password' })).json).toMatchObject({ code: 'identity.sign_in_refused' });
    expect((await platform.anonymous.post(`/api/v1/invitations/${secret}/accept`, { password: acme.admin.password })).status).toBe(200);
    expect((await acme.admin.get('/api/v1/me')).json.organizations.map((one: { id: string }) => one.id).sort()).toEqual([acme.id, other.id].sort());
  });

  it('runs out after a week', async () => {
    await acme.admin.post(`/api/v1/orgs/${acme.id}/invitations`, { emails: ['late@example.test'] });
    const secret = await linkOfLastMail();
    clock.advanceMs(7 * 24 * 60 * minuteMs + 1);
    expect((await platform.anonymous.get(`/api/v1/invitations/${secret}`)).json).toMatchObject({ code: 'identity.link_invalid' });
  });
});

describe('a forgotten password', () => {
  it('is set anew by a mail\'s link, once, and every session ends', async () => {
    const person = await platform.person(acme, 'Fay Forgetful', { site: null });
    const before = await session(person);
    const known = await platform.anonymous.post('/api/v1/password-reset', { email: person.email });
    const unknown = await platform.anonymous.post('/api/v1/password-reset', { email: 'unknown@example.test' });
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    const secret = await linkOfLastMail();
    expect(platform.mails.at(-1)?.to).toBe(person.email);
    expect((await platform.anonymous.post(`/api/v1/password-reset/${secret}`, { password: 'short' })).json).toMatchObject({ code: 'identity.password_weak' });
    expect((await platform.anonymous.post(`/api/v1/password-reset/${secret}`, { password: 'an entirely new one' })).status).toBe(204);
    expect((await platform.anonymous.post(`/api/v1/password-reset/${secret}`, { password: 'an entirely new one' })).json).toMatchObject({ code: 'identity.link_invalid' });
    expect((await me(before.cookie)).status).toBe(401);
    expect((await signIn(person.email, 'an entirely new one')).status).toBe(200);
  });
});

describe('administrators', () => {
  it('cannot change themselves, nor can two demote each other at once', async () => {
    const org = await platform.organization('two-admins');
    const second = await platform.person(org, 'Second Admin', { organization: 'admin', site: null });
    expect((await org.admin.patch(`/api/v1/orgs/${org.id}/people/${org.admin.account}`, { role: 'member' })).json).toMatchObject({ code: 'directory.not_yourself' });
    const answers = await Promise.all([
      org.admin.patch(`/api/v1/orgs/${org.id}/people/${second.account}`, { role: 'member' }),
      second.patch(`/api/v1/orgs/${org.id}/people/${org.admin.account}`, { role: 'member' }),
    ]);
    // The slower one is either the last administrator's enemy, or no administrator any more when it knocks.
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.find((answer) => answer.status !== 200)?.json).toMatchObject({ code: expect.stringMatching(/^(directory\.(last_admin|above_you)|access\.forbidden)$/) as unknown });
  });

  it('see when somebody was last active', async () => {
    const person = await platform.person(acme, 'Ada Active', { site: 'member' });
    await person.get(`/api/v1/sites/${acme.site}`);
    await expect.poll(async () => {
      clock.advanceMs(3000);
      return (await acme.admin.get(`/api/v1/orgs/${acme.id}/people/${person.account}`)).json.lastActiveAt as unknown;
    }).not.toBeNull();
  });

  it('of a site remain at least one, and rights come and go with a group', async () => {
    const person = await platform.person(acme, 'Gina Group', { site: null });
    const group = await acme.admin.post(`/api/v1/orgs/${acme.id}/groups`, { name: 'Readers' });
    await acme.admin.put(`/api/v1/sites/${acme.site}/access/${String(group.json.id)}`, { role: 'guest' });
    expect((await person.get(`/api/v1/sites/${acme.site}`)).status).toBe(404);
    await acme.admin.put(`/api/v1/orgs/${acme.id}/groups/${String(group.json.id)}/members/${person.account}`);
    expect((await person.get(`/api/v1/sites/${acme.site}`)).status).toBe(200);
    await acme.admin.delete(`/api/v1/orgs/${acme.id}/groups/${String(group.json.id)}/members/${person.account}`);
    expect((await person.get(`/api/v1/sites/${acme.site}`)).status).toBe(404);
    expect((await acme.admin.delete(`/api/v1/sites/${acme.site}/access/${acme.admin.account}`)).json).toMatchObject({ code: 'directory.last_admin' });
  });
});

describe('every answer', () => {
  it('carries the headers that ASVS asks for', async () => {
    const { headers } = await platform.anonymous.get('/api/v1/state');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'referrer-policy': 'strict-origin-when-cross-origin' });
    expect(String(headers['content-security-policy'])).toContain("default-src 'self';script-src 'self'");
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
