/**
 * Every reading door of the products × somebody without a grant (R60): a project and a space that only their maker may
 * enter, and a restricted page in a space that all may enter. No answer holds their content, whatever list, search,
 * picker or id is tried; each of their addresses answers like one that does not exist.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestClient } from '../../src/main/testing/test-client.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import { createCanaries } from './commands/canaries.ts';
import { adfOf, made } from './commands/scenario.ts';
import { makeProbe, type ProbeWorld } from './probes/probe.ts';
import { createRandom } from './probes/random.ts';
import { createProbedTenants, type ProbedTenant } from './probes/tenants.ts';

let platform: TestPlatform;
let hidden: ProbedTenant;
let home: TestOrganization;
let outsiders: readonly (readonly [string, TestClient])[];
const restricted = createCanaries();
let restrictedPage: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  const [tenant] = await createProbedTenants(platform, ['hidden']);
  if (tenant === undefined) throw new Error('no tenant was made');
  hidden = tenant;
  home = tenant.organization;
  const { admin } = home;
  const onlyMaker = { items: [{ subject: { kind: 'account', id: admin.account }, level: 'admin' }] };
  await made(admin.put(`/api/v1/sites/${home.site}/tracker/containers/${hidden.projectKey}/access`, onlyMaker));
  await made(admin.put(`/api/v1/sites/${home.site}/wiki/containers/${hidden.spaceKey}/access`, onlyMaker));
  const wiki = `/ex/confluence/${home.site}/wiki`;
  const open = await made(admin.post(`${wiki}/api/v2/spaces`, { key: 'OPEN', name: 'Open' }));
  const page = await made(admin.post(`${wiki}/api/v2/pages`, { spaceId: String(open.id), status: 'current', title: restricted.text('title'), body: { representation: 'atlas_doc_format', value: JSON.stringify(adfOf(restricted.text('body'))) } }));
  restrictedPage = String(page.id);
  await made(admin.post(`${wiki}/api/v2/footer-comments`, { pageId: restrictedPage, body: { representation: 'atlas_doc_format', value: JSON.stringify(adfOf(restricted.text('comment'))) } }));
  await made(admin.put(`${wiki}/rest/api/content/${restrictedPage}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: admin.account }] } }]));
  // People of the site may know each other's names: these two are made with plain ones.
  outsiders = [
    ['a member without a grant', await platform.person(home, 'Mona Member', { site: 'member' })],
    ['a guest without a grant', await platform.person(home, 'Gil Guest', { organization: 'guest', site: 'guest' })],
  ];
});
afterAll(() => platform[Symbol.asyncDispose]());

/** Names of people are no secret of a container; filters belong to people. */
const shownToAll = (): readonly string[] => hidden.canaries.made.filter((canary) => /\d{4}(?:member|guest|group|description)$/.test(canary));

function secretsIn(text: string, sent: readonly string[]): string[] {
  const allowed = new Set([...shownToAll(), ...(sent.join(' ').match(/[a-z]{8}\d{4}[a-z]*/g) ?? [])]);
  return [hidden.canaries, restricted].flatMap(({ made: all }) => all.filter((canary) => text.includes(canary) && !allowed.has(canary)));
}

describe('a project, a space and a page that somebody may not enter', () => {
  it('show nothing of themselves at any reading door, whatever is asked', { timeout: 300_000 }, async () => {
    const routes = platform.registry.routes.filter(({ route }) => route.context === 'tenant' && route.effect === 'read');
    const world: ProbeWorld = { tenants: [{ ...hidden, people: outsiders.map(([, client]) => client), vocabulary: [...hidden.vocabulary, restrictedPage] }], routes, anonymous: platform.anonymous };
    const random = createRandom(2026);
    const leaks: string[] = [];
    const knocked = new Set<string>();
    let answered = 0;
    for (let round = 0; round < 4_000; round += 1) {
      const probe = makeProbe(world, random);
      if (probe.of === undefined) continue;
      const reply = await probe.by.request(probe.method, probe.url, probe.body);
      knocked.add(probe.door);
      if (reply.status === 200) answered += 1;
      const secrets = secretsIn(reply.text, probe.sent);
      if (secrets.length > 0) leaks.push(`${probe.method} ${probe.url}: ${secrets.join(' ')}`);
      if (reply.status >= 500) leaks.push(`${probe.method} ${probe.url}: ${String(reply.status)}`);
    }
    expect(leaks.slice(0, 10)).toEqual([]);
    expect(knocked.size).toBe(routes.length);
    expect(answered).toBeGreaterThan(300);
  });

  it('answer like ones that do not exist', async () => {
    const jira = `/ex/jira/${home.site}/rest/api/3`;
    const wiki = `/ex/confluence/${home.site}/wiki`;
    const pairs = [
      [`${jira}/project/${hidden.projectKey}`, `${jira}/project/NOSUCH`], [`${jira}/issue/${hidden.projectKey}-1`, `${jira}/issue/NOSUCH-1`], [`${jira}/issue/${hidden.projectKey}-1/comment`, `${jira}/issue/NOSUCH-1/comment`],
      [`${wiki}/api/v2/pages/${restrictedPage}`, `${wiki}/api/v2/pages/99999999`], [`${wiki}/rest/api/content/${restrictedPage}/label`, `${wiki}/rest/api/content/99999999/label`],
    ] as const;
    const strip = (text: string): string => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '').replaceAll(/NOSUCH|99999999/g, '').replaceAll(hidden.projectKey, '').replaceAll(restrictedPage, '');
    for (const [, client] of outsiders) {
      for (const [there, absent] of pairs) {
        const [found, nothing] = [await client.get(there), await client.get(absent)];
        expect(`${there} ${String(found.status)}`).toBe(`${there} 404`);
        expect(strip(found.text)).toBe(strip(nothing.text));
      }
    }
  });

  it('are there for their maker: the walk looks for content that exists', async () => {
    const found = await home.admin.get(`/ex/confluence/${home.site}/wiki/api/v2/pages/${restrictedPage}?body-format=storage`);
    expect(secretsIn(found.text, []).length).toBeGreaterThan(1);
    const issue = await home.admin.get(`/ex/jira/${home.site}/rest/api/3/issue/${hidden.projectKey}-1`);
    expect(secretsIn(issue.text, []).length).toBeGreaterThan(1);
  });
});
