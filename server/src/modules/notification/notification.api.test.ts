/** The inbox of a site: who is told of what, once, and only while they may see it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

const adf = (text: string, mention?: string): object => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }, ...(mention === undefined ? [] : [{ type: 'mention', attrs: { id: mention, text: '@somebody' } }])] }] });
let platform: TestPlatform;
let acme: TestOrganization;
let ann: TestPerson;
let guest: TestPerson;
let jira = '';

const inbox = async (of: TestPerson, more = '') => {
  await platform.outbox.drain();
  const reply = await of.get(`/api/v1/sites/${acme.site}/notifications${more}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.json;
};
const kinds = async (of: TestPerson): Promise<string[]> => (await inbox(of)).items.map((item: { kind: string; count: number; subject: { key: string | null; title: string } }) => `${item.kind} ${String(item.count)} ${item.subject.key ?? item.subject.title}`);

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('acme');
  jira = `/ex/jira/${acme.site}/rest/api/3`;
  ann = await platform.person(acme, 'ann', { organization: 'member', site: 'admin' });
  guest = await platform.person(acme, 'guest', { organization: 'guest', site: 'guest' });
  expect((await acme.admin.post(`${jira}/project`, { key: 'WEB', name: 'Website', projectTypeKey: 'software', leadAccountId: acme.admin.account })).status).toBe(201);
}, 120_000);
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
});

it('tells assignees, followers and who is mentioned, never the actor, and counts what is unread together', async () => {
  const created = await acme.admin.post(`${jira}/issue`, { fields: { project: { key: 'WEB' }, issuetype: { name: 'Task' }, summary: 'First', assignee: { accountId: ann.account } } });
  expect(created.status, created.text).toBe(201);
  expect(await kinds(ann)).toEqual(['assigned 1 WEB-1']);
  await acme.admin.post(`${jira}/issue/WEB-1/comment`, { body: adf('One') });
  await acme.admin.post(`${jira}/issue/WEB-1/comment`, { body: adf('Two') });
  await acme.admin.post(`${jira}/issue/WEB-1/comment`, { body: adf('Three for ', ann.account) });
  expect((await kinds(ann)).sort()).toEqual(['assigned 1 WEB-1', 'comment 2 WEB-1', 'mention 1 WEB-1']);
  await ann.put(`${jira}/issue/WEB-1`, { fields: { summary: 'Renamed' } });
  expect(await kinds(acme.admin)).toEqual(['updated 1 WEB-1']);
  const { items, unread } = await inbox(ann);
  expect(unread).toBe(3);
  expect(items[0]).toMatchObject({ actor: { accountId: acme.admin.account }, subject: { title: 'Renamed', containerKey: 'WEB' }, link: '/tracker/issues/WEB-1', readAt: null });
});

it('marks as read, some and all, and goes on in pages', async () => {
  const first = await inbox(ann, '?limit=1');
  const second = await inbox(ann, `?limit=1&cursor=${String(first.nextCursor)}`);
  expect(second.items[0].id).not.toBe(first.items[0].id);
  expect((await ann.post(`/api/v1/sites/${acme.site}/notifications/read`, { ids: [first.items[0].id] })).json).toEqual({ unread: 2 });
  expect((await ann.post(`/api/v1/sites/${acme.site}/notifications/read`, { before: '2999-01-01T00:00:00Z' })).json).toEqual({ unread: 0 });
  expect((await inbox(ann, '?unread=true')).items).toEqual([]);
});

it('tells nobody of what they may not see, and hides what they may no longer see', async () => {
  await acme.admin.post(`${jira}/issue/WEB-1/comment`, { body: adf('Psst ', guest.account) });
  expect(await kinds(guest)).toEqual([]);
  const grants = `/api/v1/sites/${acme.site}/tracker/containers/WEB/access`;
  const open = async (level: 'read' | null) => acme.admin.put(grants, { items: [{ subject: { kind: 'account', id: acme.admin.account }, level: 'admin' }, ...(level === null ? [] : [{ subject: { kind: 'account', id: guest.account }, level }])] });
  expect((await open('read')).status).toBe(200);
  await acme.admin.post(`${jira}/issue/WEB-1/comment`, { body: adf('Hello ', guest.account) });
  expect(await kinds(guest)).toEqual(['mention 1 WEB-1']);
  await open(null);
  expect(await inbox(guest)).toMatchObject({ items: [], unread: 0 });
});

it('tells the author of a page that somebody commented on it', async () => {
  const wiki = `/ex/confluence/${acme.site}/wiki/api/v2`;
  const space = (await acme.admin.post(`${wiki}/spaces`, { key: 'HAND', name: 'Handbook' })).json;
  const body = (text: string) => ({ representation: 'atlas_doc_format', value: JSON.stringify(adf(text)) });
  const page = (await acme.admin.post(`${wiki}/pages`, { spaceId: space.id, status: 'current', title: 'Welcome', body: body('Hello') })).json;
  expect((await ann.post(`${wiki}/footer-comments`, { pageId: page.id, body: body('Nice') })).status).toBe(201);
  expect(await kinds(acme.admin)).toContain('comment 1 Welcome');
});
