/** One issue in depth, through the real edge: copies, moves, taking back, links to elsewhere, who reads a comment and what it said before. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let member: TestPerson;
let other: TestPerson;
let api: string;
let own: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  member = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  other = await platform.person(acme, 'otto', { organization: 'member', site: 'member' });
  api = `/ex/jira/${acme.site}/rest/api/3`;
  own = `/api/v1/sites/${acme.site}/tracker`;
});
afterAll(() => platform[Symbol.asyncDispose]());

const adf = (text: string) => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
let projects = 0;
async function newProject(): Promise<string> {
  projects += 1;
  const key = `D${String(projects)}`;
  expect((await acme.admin.post(`${api}/project`, { key, name: `Depth ${String(projects)}`, projectTypeKey: 'software' })).status).toBe(201);
  return key;
}
async function newIssue(key: string, fields: object = {}): Promise<string> {
  const made = await member.post(`${api}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: 'Something to do', ...fields } });
  expect(made.status, made.text).toBe(201);
  return String(made.json.key);
}
const fieldsOf = async (key: string): Promise<Record<string, never>> => (await member.get(`${api}/issue/${key}`)).json.fields;

describe('an issue', () => {
  it('is copied with what was asked for, and says whose copy it is', async () => {
    const key = await newProject();
    const issue = await newIssue(key, { description: adf('Why'), labels: ['a'], priority: { name: 'High' } });
    await newIssue(key, { issuetype: { name: 'Sub-task' }, parent: { key: issue }, summary: 'Part' });
    const made = await member.post(`${own}/issues/${issue}/clone`, { summary: 'Copy', withSubtasks: true });
    expect(made.status, made.text).toBe(201);
    expect(await fieldsOf(made.json.key)).toMatchObject({ summary: 'Copy', description: adf('Why'), labels: ['a'], priority: { name: 'High' }, subtasks: [{ fields: { summary: 'Part' } }], issuelinks: [{ type: { outward: 'clones' }, outwardIssue: { key: issue } }] });
    const children = (await member.get(`${own}/issues/${String(made.json.key)}/children`)).json;
    expect(children).toMatchObject({ items: [{ fields: { summary: 'Part' } }], progress: { total: 1, done: 0, toDo: 1 } });
  });

  it('moves to another project with its sub-tasks; its old key leads to it', async () => {
    const [from, to] = [await newProject(), await newProject()];
    for (const [key, name] of [[from, 'Engine'], [to, 'engine'], [from, 'Only here']] as const) await acme.admin.post(`${api}/component`, { project: key, name });
    const issue = await newIssue(from, { components: [{ name: 'Engine' }, { name: 'Only here' }] });
    const part = await newIssue(from, { issuetype: { name: 'Sub-task' }, parent: { key: issue } });
    expect((await member.post(`${own}/issues/${part}/move`, { project: to })).json.code).toBe('tracker.fields_invalid');
    const moved = await member.post(`${own}/issues/${issue}/move`, { project: to });
    expect(moved.json).toEqual({ key: `${to}-1`, formerKey: issue });
    expect((await member.get(`${api}/issue/${issue}`)).json.key).toBe(`${to}-1`);
    expect(await fieldsOf(`${to}-1`)).toMatchObject({ project: { key: to }, components: [{ name: 'engine' }], subtasks: [{ key: `${to}-2` }] });
    expect((await member.get(`${api}/issue/${part}`)).json.key).toBe(`${to}-2`);
    const standalone = await member.post(`${own}/issues/${part}/convert`, { issueType: 'Task' });
    expect(standalone.status, standalone.text).toBe(204);
    expect((await fieldsOf(`${to}-2`))['parent']).toBeUndefined();
    expect((await member.post(`${own}/issues/${to}-2/convert`, { issueType: 'Sub-task', parent: `${to}-1` })).status).toBe(204);
  });

  it('gives back what it was before one\'s own last change, and only that', async () => {
    const key = await newProject();
    const field = (await acme.admin.post(`${api}/field`, { name: 'Points', type: 'com.atlassian.jira.plugin.system.customfieldtypes:float' })).json.id;
    const issue = await newIssue(key, { description: adf('Old'), labels: ['a', 'b'], [field]: 3, assignee: { accountId: member.account } });
    const before = await fieldsOf(issue);
    await member.put(`${api}/issue/${issue}`, { fields: { summary: 'New', description: adf('New'), labels: ['c'], [field]: 5, assignee: null, duedate: '2030-01-02' } });
    expect((await other.post(`${own}/issues/${issue}/undo`, {})).json.code).toBe('tracker.undo_impossible');
    const undone = await member.post(`${own}/issues/${issue}/undo`, {});
    expect(undone.status, undone.text).toBe(200);
    const same = ({ updated: _updated, ...fields }: Record<string, unknown>) => fields;
    expect(same(await fieldsOf(issue))).toEqual(same(before));
    const done = (await member.get(`${api}/issue/${issue}/transitions`)).json.transitions.find(({ name }: { name: string }) => name === 'Done').id;
    await member.post(`${api}/issue/${issue}/transitions`, { transition: { id: done } });
    await member.post(`${own}/issues/${issue}/undo`, {});
    expect(await fieldsOf(issue)).toMatchObject({ status: { name: 'To Do' }, resolution: null });
    expect((await member.put(`${api}/issue/${issue}`, { fields: { [field]: 3 } })).status).toBe(204);
    expect((await member.get(`${api}/issue/${issue}/changelog`)).json.total).toBe(4); // the same value is no change
  });

  it('keeps links to elsewhere and properties, one of each key', async () => {
    const issue = await newIssue(await newProject());
    const link = { globalId: 'system=x&id=1', object: { url: 'https://example.test/1', title: 'One' } };
    const made = await member.post(`${api}/issue/${issue}/remotelink`, link);
    expect(made.status, made.text).toBe(201);
    expect((await member.post(`${api}/issue/${issue}/remotelink`, { ...link, object: { ...link.object, title: 'Two' } })).status).toBe(200);
    expect((await member.get(`${api}/issue/${issue}/remotelink`)).json).toMatchObject([{ id: made.json.id, object: { title: 'Two' } }]);
    expect((await member.post(`${api}/issue/${issue}/remotelink`, { object: { url: 'javascript:alert(1)', title: 'x' } })).status).toBe(400);
    expect((await member.put(`${api}/issue/${issue}/properties/app.state`, { open: true })).status).toBe(201);
    expect((await member.put(`${api}/issue/${issue}/properties/app.state`, { open: false })).status).toBe(200);
    expect((await member.get(`${api}/issue/${issue}/properties/app.state`)).json).toEqual({ key: 'app.state', value: { open: false } });
    expect((await member.delete(`${api}/issue/${issue}/properties/app.state`)).status).toBe(204);
    expect((await member.get(`${api}/issue/${issue}/properties`)).json).toEqual({ keys: [] });
  });
});

describe('a comment', () => {
  it('is read by whom it is kept to, and remembers what it said', async () => {
    const key = await newProject();
    const issue = await newIssue(key);
    const role = (await acme.admin.get(`${api}/role`)).json.find(({ name }: { name: string }) => name === 'Members').id;
    const made = await member.post(`${api}/issue/${issue}/comment`, { body: adf('First'), visibility: { type: 'role', value: 'Members' } });
    expect(made.json, made.text).toMatchObject({ visibility: { type: 'role', value: 'Members' } });
    expect((await other.get(`${api}/issue/${issue}/comment`)).json.total).toBe(0);
    expect((await acme.admin.post(`${api}/project/${key}/role/${String(role)}`, { user: [other.account] })).status).toBe(200);
    expect((await other.get(`${api}/issue/${issue}/comment`)).json.total).toBe(1);
    await member.put(`${api}/issue/${issue}/comment/${String(made.json.id)}`, { body: adf('Second') });
    expect((await other.get(`${own}/issues/${issue}/comments/${String(made.json.id)}/history`)).json.items).toMatchObject([{ author: { accountId: member.account }, body: adf('First') }]);
    expect((await member.put(`${api}/issue/${issue}/comment/${String(made.json.id)}`, { body: adf('Second'), visibility: { type: 'role', value: 'Nobody' } })).json.code).toBe('tracker.fields_invalid');
  });
});
