/** The limits that settings promise hold at the door, and say when to come again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../kernel/config/index.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

const clock = new ManualClock(new Date('2026-05-04T08:00:00Z'));
const { rateLimit } = loadConfig({ workingFolder: import.meta.dirname, environment: {
  HOLDFAST_RATE_LIMIT_SIGN_INS_PER_ACCOUNT: '2', HOLDFAST_RATE_LIMIT_SIGN_INS_PER_ADDRESS: '6',
  HOLDFAST_RATE_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS: '30', HOLDFAST_RATE_LIMIT_REQUESTS_PER_MINUTE_PER_TENANT: '60',
} }).config;
let platform: TestPlatform;
let acme: TestOrganization;
beforeAll(async () => {
  platform = await createTestPlatform({ clock, work: false, config: { rateLimit } });
  acme = await platform.organization('limits');
});
afterAll(() => platform[Symbol.asyncDispose]());

const guess = async (email: string): Promise<string> => String((await platform.anonymous.post('/api/v1/session', { email, password: 'a wrong guess' })).json.code);

describe('limits', () => {
  it('of failed sign-ins for one account are the configured ones, and longer with each further failure', async () => {
    expect([await guess('a@example.test'), await guess('a@example.test'), await guess('a@example.test')]).toEqual(['identity.sign_in_refused', 'identity.sign_in_refused', 'identity.too_many_attempts']);
    clock.advanceMs(2001);
    expect([await guess('a@example.test'), await guess('a@example.test')]).toEqual(['identity.sign_in_refused', 'identity.too_many_attempts']);
    clock.advanceMs(2001);
    expect(await guess('a@example.test')).toBe('identity.too_many_attempts');
    clock.advanceMs(3_600_000);
  });

  it('of failed sign-ins hold for guesses that are sent at once', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, () => guess('burst@example.test')));
    expect(codes.filter((code) => code === 'identity.sign_in_refused')).toHaveLength(2);
    expect(codes.filter((code) => code === 'identity.too_many_attempts')).toHaveLength(10);
    clock.advanceMs(3_600_001);
  });

  it('of failed sign-ins from one network address are the configured ones, whatever account is named', async () => {
    const codes: string[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) codes.push(await guess(`guess-${String(attempt)}@example.test`));
    expect(codes.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'identity.sign_in_refused'));
    expect(codes[6]).toBe('identity.too_many_attempts');
    clock.advanceMs(3_600_000);
  });

  it('of requests without proof count for the network address, and not for those who are signed in', async () => {
    const answers = [];
    for (let count = 0; count < 31; count += 1) answers.push(await platform.anonymous.get(count % 2 === 0 ? '/api/v1/state' : '/api/v1/me', count % 3 === 0 ? { authorization: 'Bearer hft_wrong' } : {}));
    expect(answers.slice(0, 30).map((answer) => answer.status)).not.toContain(429);
    expect(answers[30]).toMatchObject({ status: 429, json: { code: 'request.too_many' }, headers: { 'retry-after': '2' } });
    expect((await acme.admin.get('/api/v1/me')).status).toBe(200);
    clock.advanceMs(2000);
    expect((await platform.anonymous.get('/api/v1/state')).status).toBe(200);
    clock.advanceMs(60_000);
  });

  it('of requests of one tenant are its own: a neighbour is served', async () => {
    const other = await platform.organization('neighbour');
    const mine = `/ex/jira/${acme.site}/rest/api/3/myself`;
    const statuses: number[] = [];
    for (let count = 0; count < 61; count += 1) statuses.push((await acme.admin.get(mine)).status);
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
    expect((await acme.admin.get(mine)).headers['retry-after']).toBe('1');
    expect((await other.admin.get(`/ex/jira/${other.site}/rest/api/3/myself`)).status).toBe(200);
    clock.advanceMs(1000);
    expect((await acme.admin.get(mine)).status).toBe(200);
  });
});
