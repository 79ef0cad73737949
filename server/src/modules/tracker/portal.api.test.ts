/** The portal through the real edge: somebody outside of the team asks, sees their own request and nothing else. */
import { expect, it } from 'vitest';
import { createTestPlatform } from '../../main/testing/test-platform.ts';

const adf = (text: string) => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

it('takes requests by a form from whoever may not enter the project, and shows each person their own', async () => {
  await using platform = await createTestPlatform();
  const acme = await platform.organization('acme');
  const [gus, gil] = [await platform.person(acme, 'gus', { organization: 'guest', site: 'guest' }), await platform.person(acme, 'gil', { organization: 'guest', site: 'guest' })];
  const [api, own] = [`/ex/jira/${acme.site}/rest/api/3`, `/api/v1/sites/${acme.site}/tracker`];
  await acme.admin.post(`${api}/project`, { key: 'HELP', name: 'Help desk', projectTypeKey: 'service_desk' });
  expect((await gus.get(`${own}/portal`)).json.projects).toEqual([]);
  const types = [{ name: 'Get a laptop', issueType: 'Task', fields: [{ id: 'summary', required: true, help: 'Which one?' }, { id: 'description', required: false }] }];
  expect((await acme.admin.put(`${own}/projects/HELP/portal`, { open: true, types: [{ ...types[0], fields: [{ id: 'description', required: true }] }] })).json.code).toBe('tracker.fields_invalid');
  const set = await acme.admin.put(`${own}/projects/HELP/portal`, { open: true, types });
  expect(set.status, set.text).toBe(200);
  const id = String(set.json.types[0].id);
  expect((await gus.get(`${own}/portal/types/${id}`)).json).toMatchObject({ name: 'Get a laptop', fields: [{ id: 'summary', name: 'Summary', required: true, help: 'Which one?' }, { id: 'description' }] });
  expect((await gus.post(`${own}/portal/types/${id}/requests`, { fields: { assignee: { accountId: gus.account } } })).json.errors.map(({ field }: { field: string }) => field)).toEqual(['summary', 'assignee']);
  const asked = await gus.post(`${own}/portal/types/${id}/requests`, { fields: { summary: 'A light one', description: adf('For travelling') } });
  expect(asked.json, asked.text).toEqual({ key: 'HELP-1' });
  await acme.admin.post(`${api}/issue/HELP-1/comment`, { body: adf('On its way') });
  await acme.admin.post(`${api}/issue/HELP-1/comment`, { body: adf('Internal'), visibility: { type: 'role', value: 'Members' } });
  expect((await gus.post(`${own}/portal/requests/HELP-1/comments`, { body: adf('Thanks') })).status).toBe(201);
  const mine = (await gus.get(`${own}/portal/requests/HELP-1`)).json;
  expect(mine).toMatchObject({ summary: 'A light one', status: { name: 'To Do', category: 'new' }, type: 'Get a laptop', description: adf('For travelling'), comments: [{ body: adf('On its way'), mine: false }, { body: adf('Thanks'), mine: true }] });
  expect((await acme.admin.get(`${api}/issue/HELP-1`)).json.fields).toMatchObject({ reporter: { accountId: gus.account }, comment: { total: 3 } });
  expect((await gus.get(`${api}/issue/HELP-1`)).status).toBe(404);
  expect((await gil.get(`${own}/portal/requests/HELP-1`)).status).toBe(404);
  expect((await gil.get(`${own}/portal/requests`)).json.items).toEqual([]);
  expect((await gus.get(`${own}/portal/requests`)).json.items).toMatchObject([{ key: 'HELP-1' }]);
});
