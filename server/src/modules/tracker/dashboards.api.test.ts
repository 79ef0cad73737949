/** Dashboards, figures, stars and columns through the real edge: what is counted, and who sees what. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let mia: TestPerson;
let max: TestPerson;
let api: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  mia = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  max = await platform.person(acme, 'max', { organization: 'member', site: 'member' });
  api = `/ex/jira/${acme.site}/rest/api/3`;
  const made = await mia.post(`${api}/project`, { key: 'DASH', name: 'Dash', projectTypeKey: 'software' });
  expect(made.status, made.text).toBe(201);
  for (const fields of [{ summary: 'Leaking pump', labels: ['sea', 'oil'], assignee: { accountId: mia.account }, priority: { name: 'High' } }, { summary: 'Oil', labels: ['oil'] }, { summary: 'Done thing', resolution: { name: 'Done' } }]) {
    const reply = await mia.post(`${api}/issue`, { fields: { project: { key: 'DASH' }, issuetype: { name: 'Task' }, ...fields } });
    expect(reply.status, reply.text).toBe(201);
  }
});
afterAll(() => platform[Symbol.asyncDispose]());

const figures = (what: string, by: TestPerson = mia) => by.get(`/api/v1/sites/${acme.site}/tracker/figures/${what}`);

it('counts what a query finds, by field, day and age, and opens texts for it', async () => {
  expect((await figures('distribution?by=label&jql=project%20%3D%20DASH%20order%20by%20priority')).json).toEqual({ total: 4, slices: [{ value: 'oil', name: 'oil', count: 2 }, { value: 'sea', name: 'sea', count: 1 }, { value: null, name: null, count: 1 }].sort((left, right) => right.count - left.count) });
  expect((await figures('distribution?by=assignee&jql=project%20%3D%20DASH')).json).toMatchObject({ total: 3, slices: [{ name: null, count: 2 }, { value: mia.account, name: 'mia', count: 1 }] });
  expect((await figures('distribution?by=status&jql=text%20~%20pump')).json).toEqual({ total: 1, slices: [{ value: 'To Do', name: 'To Do', count: 1 }] });
  const days = (await figures('created-resolved?days=7&jql=project%20%3D%20DASH')).json;
  expect(days).toMatchObject({ created: 3, resolved: 1 });
  expect(days.days).toHaveLength(7);
  expect(days.days.at(-1)).toMatchObject({ created: 3, resolved: 1 });
  expect((await figures('age?jql=project%20%3D%20DASH')).json).toMatchObject({ total: 2, buckets: [{ fromDays: 0, toDays: 7, count: 2 }, { count: 0 }, { count: 0 }, { count: 0 }, { toDays: null }] });
  expect((await figures('distribution?by=status&jql=nonsense')).json).toMatchObject({ code: 'tracker.jql_invalid', position: { line: 1, column: 9 } });
  const guest = await platform.person(acme, 'gus', { organization: 'guest', site: 'guest' });
  expect((await figures('distribution?by=status', guest)).json).toEqual({ total: 0, slices: [] });
});

it('counts also where an order is asked for that binds values', async () => {
  expect((await mia.post(`${api}/search/approximate-count`, { jql: 'project = DASH order by priority, status' })).json).toEqual({ count: 3 });
});

it('shows a dashboard to whom it is shared with, and lets its owner alone change it', async () => {
  const made = await mia.post(`${api}/dashboard`, { name: 'Week', description: '', sharePermissions: [], editPermissions: [] });
  expect(made.json).toMatchObject({ name: 'Week', isWritable: true, owner: { accountId: mia.account }, sharePermissions: [] });
  const url = `${api}/dashboard/${String(made.json.id)}`;
  const first = await mia.post(`${url}/gadget`, { moduleKey: 'created-resolved', title: 'How it goes' });
  const second = await mia.post(`${url}/gadget`, { moduleKey: 'age', position: { 'The column position of the gadget.': 0, 'The row position of the gadget.': 0 } });
  expect((await mia.put(`${url}/items/${String(first.json.id)}/properties/settings`, { jql: 'project = DASH', days: 14 })).status).toBe(204);
  const { gadgets } = (await mia.get(`${url}/gadget`)).json;
  expect(gadgets).toMatchObject([{ id: second.json.id, moduleKey: 'age', title: 'Age of open issues' }, { id: first.json.id, settings: { jql: 'project = DASH', days: 14 } }]);
  expect((await max.get(url)).status).toBe(404);
  expect((await max.get(`${url}/gadget`)).status).toBe(404);
  expect((await mia.put(url, { name: 'Week', sharePermissions: [{ type: 'user', user: { accountId: max.account } }], editPermissions: [] })).json.sharePermissions).toMatchObject([{ type: 'user', user: { displayName: 'max' } }]);
  expect((await max.get(url)).json).toMatchObject({ name: 'Week', isWritable: false });
  expect((await max.put(url, { name: 'Mine', sharePermissions: [], editPermissions: [] })).status).toBe(403);
  const copy = await max.post(`${url}/copy`, { name: 'My week', sharePermissions: [], editPermissions: [] });
  expect(copy.json).toMatchObject({ name: 'My week', isWritable: true });
  expect((await max.get(`${api}/dashboard/${String(copy.json.id)}/gadget`)).json.gadgets).toHaveLength(2);
  expect((await mia.put(url, { name: 'Week', sharePermissions: [{ type: 'user', user: { accountId: 'nobody' } }], editPermissions: [] })).json).toMatchObject({ code: 'tracker.fields_invalid' });
  expect((await max.get(`${api}/dashboard/search?dashboardName=week`)).json.values.map(({ name }: { name: string }) => name)).toEqual(['My week', 'Week']);
});

it('stars, shares and gives away a filter', async () => {
  const filter = await mia.post(`${api}/filter`, { name: 'Mine', jql: 'assignee = currentUser()', sharePermissions: [{ type: 'loggedin' }] });
  const url = `${api}/filter/${String(filter.json.id)}`;
  expect((await max.put(`${url}/favourite`, {})).json).toMatchObject({ favourite: true, favouritedCount: 1, isWritable: false });
  expect((await max.get(`${api}/filter/favourite`)).json).toHaveLength(1);
  expect((await max.delete(`${url}/favourite`)).json).toMatchObject({ favourite: false, favouritedCount: 0 });
  expect((await max.put(`${url}/owner`, { accountId: max.account })).status).toBe(403);
  expect((await mia.put(`${url}/owner`, { accountId: max.account })).status).toBe(204);
  expect((await max.put(url, { name: 'His', jql: 'project = DASH', sharePermissions: [] })).json).toMatchObject({ name: 'His', sharePermissions: [] });
  expect((await mia.get(url)).status).toBe(404);
});

it('keeps the columns that somebody chose, for them alone', async () => {
  expect((await mia.get(`${api}/user/columns`)).json[0]).toEqual({ value: 'issuetype', label: 'Issue Type' });
  expect((await mia.put(`${api}/user/columns`, { columns: ['issuekey', 'duedate'] })).status).toBe(204);
  expect((await mia.get(`${api}/user/columns`)).json).toEqual([{ value: 'issuekey', label: 'Key' }, { value: 'duedate', label: 'Due date' }]);
  expect((await max.get(`${api}/user/columns`)).json[0].value).toBe('issuetype');
  expect((await mia.put(`${api}/user/columns`, { columns: ['nothing'] })).json.code).toBe('tracker.fields_invalid');
});
