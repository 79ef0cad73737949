/** Setting a tracker up, the trash and changes of many issues, through the real edge: what takes effect, what is refused, what stays. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';
import { purgeExpired } from './purge-trash.ts';
import { noAccess, systemActor, systemFacts } from '../../kernel/service/index.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let admin: TestPerson;
let member: TestPerson;
let api: string;
let own: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  admin = acme.admin;
  member = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  api = `/ex/jira/${acme.site}/rest/api/3`;
  own = `/api/v1/sites/${acme.site}/tracker`;
});
afterAll(() => platform[Symbol.asyncDispose]());

let projects = 0;
async function newProject(by: TestPerson = admin): Promise<{ readonly key: string; readonly id: string }> {
  projects += 1;
  const key = `S${String(projects)}`;
  const made = await by.post(`${api}/project`, { key, name: `Set-up ${String(projects)}`, projectTypeKey: 'software' });
  expect(made.status, made.text).toBe(201);
  return { key, id: String(made.json.id) };
}
async function newIssue(key: string, fields: object = {}, by: TestPerson = member): Promise<string> {
  const made = await by.post(`${api}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: 'Something to do', ...fields } });
  expect(made.status, made.text).toBe(201);
  return String(made.json.key);
}
const transitionsOf = async (key: string, by: TestPerson): Promise<{ id: string; name: string }[]> => (await by.get(`${api}/issue/${key}/transitions`)).json.transitions;
const fieldsOf = async (key: string): Promise<Record<string, never>> => (await member.get(`${api}/issue/${key}`)).json.fields;

describe('a workflow', () => {
  it('takes effect when its draft is published: who may, what must be filled in, what is done, and where issues go', async () => {
    const [{ key, id }, statuses] = [await newProject(), (await admin.get(`${api}/status`)).json];
    const [review] = (await admin.post(`${api}/statuses`, { statuses: [{ name: 'In Review', statusCategory: 'IN_PROGRESS' }] })).json;
    const idOf = (name: string): string => statuses.find((status: { name: string }) => status.name === name).id;
    const made = await admin.post(`${own}/workflows`, { name: 'Reviewed' });
    expect(made.status, made.text).toBe(201);
    const workflow = `${own}/workflows/${String(made.json.id)}`;
    const scheme = await admin.post(`${api}/workflowscheme`, { name: 'Reviewed', defaultWorkflow: 'Reviewed' });
    expect((await admin.put(`${api}/workflowscheme/project`, { projectId: id, workflowSchemeId: String(scheme.json.id) })).status).toBe(204);
    const issue = await newIssue(key, { assignee: { accountId: member.account } });
    const start = (await transitionsOf(issue, member)).find(({ name }) => name === 'In Progress')?.id;
    await member.post(`${api}/issue/${issue}/transitions`, { transition: { id: start } });

    const draft = (statusIds: readonly string[], transitions: readonly object[]) => admin.put(`${workflow}/draft`, { name: 'Reviewed', statuses: statusIds.map((status) => ({ id: status })), transitions });
    const begin = { id: '1', name: 'Create', type: 'initial', to: idOf('To Do') };
    await draft([idOf('To Do'), review.id, idOf('Done')], [begin]);
    expect((await admin.post(`${workflow}/publish`, {})).json).toMatchObject({ code: 'tracker.workflow_invalid', errors: [{ code: 'status_unreachable' }, { code: 'status_unreachable' }] });
    const saved = await draft([idOf('To Do'), review.id, idOf('Done')], [
      begin, { name: 'Review', type: 'directed', from: [idOf('To Do')], to: review.id, validators: [{ type: 'field-required', field: 'duedate' }], postFunctions: [{ type: 'assign', to: 'reporter' }] },
      { name: 'Approve', type: 'directed', from: [review.id], to: idOf('Done'), conditions: [{ type: 'reporter' }], postFunctions: [{ type: 'clear-field', field: 'duedate' }] },
    ]);
    expect(saved.json.draft.version).toBe(2);
    expect((await admin.put(`${workflow}/draft`, { name: 'Late', version: 1, statuses: [], transitions: [] })).json.code).toBe('tracker.version_conflict');
    expect((await admin.post(`${workflow}/check`)).json).toEqual({ problems: [], removed: [{ status: idOf('In Progress'), issues: 1 }] });
    expect((await admin.post(`${workflow}/publish`, {})).json.code).toBe('tracker.migration_needed');
    expect((await transitionsOf(issue, member)).length).toBe(2); // nothing of it is in effect
    const published = await admin.post(`${workflow}/publish`, { migrations: [{ from: idOf('In Progress'), to: idOf('To Do') }] });
    expect(published.json, published.text).toMatchObject({ draft: null, version: 2 });
    expect(await fieldsOf(issue)).toMatchObject({ status: { name: 'To Do' } });
    expect((await member.get(`${api}/issue/${issue}/changelog`)).json.values.at(-1).items).toMatchObject([{ field: 'status', fromString: 'In Progress', toString: 'To Do' }]);

    const [toReview] = await transitionsOf(issue, admin);
    expect((await admin.post(`${api}/issue/${issue}/transitions`, { transition: { id: toReview?.id } })).json.errors).toEqual({ duedate: 'The workflow asks for this field here.' });
    expect((await admin.post(`${api}/issue/${issue}/transitions`, { transition: { id: toReview?.id }, fields: { duedate: '2030-01-02', assignee: { accountId: admin.account } } })).status).toBe(204);
    expect(await fieldsOf(issue)).toMatchObject({ status: { name: 'In Review' }, assignee: { accountId: member.account }, duedate: '2030-01-02' });
    expect(await transitionsOf(issue, admin)).toEqual([]); // the reporter is another
    const [approve] = await transitionsOf(issue, member);
    await member.post(`${api}/issue/${issue}/transitions`, { transition: { id: approve?.id } });
    expect(await fieldsOf(issue)).toMatchObject({ status: { name: 'Done' }, duedate: null, resolution: { name: 'Done' } });
    expect((await admin.delete(workflow)).json.code).toBe('tracker.in_use');
    expect((await member.post(`${own}/workflows`, { name: 'Mine' })).status).toBe(403);
  });
});

describe('what is set up', () => {
  it('goes only when something takes its place, and the place is taken everywhere', async () => {
    const { key } = await newProject();
    const { id } = (await admin.post(`${api}/priority`, { name: 'Burning', statusColor: '#ff0000' })).json;
    const type = (await admin.post(`${api}/issuetype`, { name: 'Incident' })).json;
    const issue = await newIssue(key, { priority: { name: 'Burning' }, issuetype: { name: 'Incident' } });
    expect((await admin.delete(`${api}/priority/${String(id)}`)).json.code).toBe('tracker.in_use');
    const [highest] = (await admin.get(`${api}/priority`)).json;
    expect((await admin.delete(`${api}/priority/${String(id)}?replaceWith=${String(highest.id)}`)).status).toBe(204);
    const task = (await admin.get(`${api}/issuetype`)).json.find(({ name }: { name: string }) => name === 'Task');
    const subtask = (await admin.get(`${api}/issuetype`)).json.find((item: { subtask: boolean }) => item.subtask);
    expect((await admin.delete(`${api}/issuetype/${String(type.id)}?alternativeIssueTypeId=${String(subtask.id)}`)).json.code).toBe('tracker.fields_invalid');
    expect((await admin.delete(`${api}/issuetype/${String(type.id)}?alternativeIssueTypeId=${String(task.id)}`)).status).toBe(204);
    expect(await fieldsOf(issue)).toMatchObject({ priority: { name: highest.name }, issuetype: { name: 'Task' } });
    expect((await admin.post(`${api}/priority`, { name: ' high ' })).json.code).toBe('tracker.name_taken');
  });

  it('shows a field where its context says, with the options that hold there', async () => {
    const [here, there] = [await newProject(), await newProject()];
    const field = (await admin.post(`${api}/field`, { name: 'Region', type: 'com.atlassian.jira.plugin.system.customfieldtypes:select' })).json.id;
    const standard = (await admin.get(`${api}/field/${String(field)}/context`)).json.values[0];
    await admin.post(`${api}/field/${String(field)}/context/${String(standard.id)}/option`, { options: [{ value: 'World' }] });
    const narrow = (await admin.post(`${api}/field/${String(field)}/context`, { name: 'Here', projectIds: [here.id] })).json;
    const { options } = (await admin.post(`${api}/field/${String(field)}/context/${String(narrow.id)}/option`, { options: [{ value: 'North' }, { value: 'South' }] })).json;
    const issue = await newIssue(here.key, { [field]: { value: 'North' } });
    const refused = await member.post(`${api}/issue`, { fields: { project: { key: there.key }, issuetype: { name: 'Task' }, summary: 'x', [field]: { value: 'North' } } });
    expect(refused.json.errors).toHaveProperty(field);
    const meta = (await member.get(`${api}/issue/createmeta/${there.key}/issuetypes/${'10003'}`)).json.fields.find(({ fieldId }: { fieldId: string }) => fieldId === field);
    expect(meta.allowedValues.map(({ value }: { value: string }) => value)).toEqual(['World']);
    const path = `${api}/field/${String(field)}/context/${String(narrow.id)}/option`;
    expect((await admin.delete(`${path}/${String(options[0].id)}`)).json.code).toBe('tracker.in_use');
    expect((await admin.delete(`${path}/${String(options[0].id)}?replaceWith=${String(options[1].id)}`)).status).toBe(204);
    expect(await fieldsOf(issue)).toMatchObject({ [field]: { value: 'South' } });
    expect((await admin.put(`${own}/projects/${here.key}/layouts/default`, { fields: [{ id: 'duedate', required: true, hidden: false, section: 'main' }, { id: 'environment', required: false, hidden: true, section: 'side' }] })).status).toBe(200);
    expect((await member.post(`${api}/issue`, { fields: { project: { key: here.key }, issuetype: { name: 'Task' }, summary: 'x', environment: 'Hall' } })).json.errors).toMatchObject({ duedate: 'The field must be filled in.', environment: 'The field is not shown for this type of issue here.' });
  });
});

describe('the trash', () => {
  it('gives back what one put there, with what went with it, until its time is over', async () => {
    const { key } = await newProject();
    const parent = await newIssue(key);
    const child = await newIssue(key, { issuetype: { name: 'Sub-task' }, parent: { key: parent } });
    await member.post(`${api}/issue/${parent}/comment`, { body: { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Stays' }] }] } });
    await member.delete(`${api}/issue/${parent}?deleteSubtasks=true`);
    const other = await platform.person(acme, 'otto', { organization: 'member', site: 'member' });
    expect((await other.get(`${own}/trash/issues`)).json.items).toEqual([]);
    const [item] = (await member.get(`${own}/trash/issues`)).json.items;
    expect(item).toMatchObject({ key: parent, withIt: 1, summary: 'Something to do' });
    expect((await other.post(`${own}/trash/issues/${String(item.id)}/restore`)).status).toBe(404);
    expect((await member.post(`${own}/trash/issues/${String(item.id)}/restore`)).json).toEqual({ key: parent });
    expect(await fieldsOf(parent)).toMatchObject({ comment: { total: 1 }, subtasks: [{ key: child }] });
    await admin.delete(`${api}/project/${key}`);
    expect((await admin.get(`${own}/trash/projects`)).json.items).toMatchObject([{ key, issueCount: 2 }]);
    expect((await admin.post(`${api}/project/${key}/restore`)).json.key).toBe(key);
    await member.delete(`${api}/issue/${parent}?deleteSubtasks=true`);
    expect((await admin.put(`${own}/settings`, { trashDays: 366 })).json.code).toBe('tracker.fields_invalid');
    await admin.put(`${own}/settings`, { trashDays: 7 });
    const tenant = platform.catalogue.tenantsOf(acme.siteId).find(({ product }) => product === 'tracker');
    if (tenant === undefined) throw new Error('the site has a tracker');
    const at = (days: number) => platform.contexts.tenant('tracker', systemFacts(systemActor, new Date(Date.now() + days * 86_400_000), new AbortController().signal), tenant, noAccess);
    expect(await purgeExpired(at(6))).toBe(0);
    expect(await purgeExpired(at(8))).toBe(1);
    expect((await member.get(`${own}/trash/issues`)).json.items).toEqual([]);
  });
});

describe('a change of many issues', () => {
  it('is previewed as it will be, done one by one with a record each, and tells what was refused', async () => {
    const [{ key }, closed] = [await newProject(), await newProject()];
    await admin.put(`${own}/containers/${closed.key}/access`, { items: [{ subject: { kind: 'account', id: admin.account }, level: 'admin' }, { subject: { kind: 'everyone' }, level: 'read' }] });
    const [one, two] = [await newIssue(key), await newIssue(key, { labels: ['urgent'] })];
    const readable = await newIssue(closed.key, {}, admin);
    const ask = { issues: [one, two, readable, 'NOPE-1'], change: { update: { labels: [{ add: 'urgent' }] } } };
    const preview = await member.post(`${own}/bulk/preview`, ask);
    expect(preview.json, preview.text).toMatchObject({ total: 4, allowed: 1, unchanged: 1, refused: 2 });
    expect(preview.json.items).toMatchObject([
      { key: one, outcome: 'change', changes: [{ field: 'labels', to: 'urgent' }] }, { key: two, outcome: 'unchanged' }, { key: readable, outcome: 'refused', reason: 'access.forbidden' }, { id: null, outcome: 'refused', reason: 'tracker.issue_not_found' },
    ]);
    expect((await member.get(`${api}/issue/${one}/changelog`)).json.total).toBe(0);
    const { taskId } = (await member.post(`${own}/bulk`, ask)).json;
    await vi.waitFor(async () => { expect((await member.get(`${own}/bulk/${String(taskId)}`)).json.state).toBe('done'); }, { timeout: 30_000, interval: 100 });
    expect((await member.get(`${own}/bulk/${String(taskId)}`)).json).toMatchObject({ total: 3, changed: 1, unchanged: 1, failed: 1, progress: 100, failures: [{ key: readable, reason: 'access.forbidden' }] });
    const [entry] = (await member.get(`${api}/issue/${one}/changelog`)).json.values;
    expect(entry).toMatchObject({ author: { accountId: member.account }, items: [{ field: 'labels', toString: 'urgent' }] });
    expect((await admin.get(`${api}/bulk/queue/${String(taskId)}`)).json).toMatchObject({ status: 'COMPLETE', progressPercent: 100, totalIssueCount: 3 });
    expect((await (await platform.person(acme, 'olga', { site: 'member' })).get(`${own}/bulk/${String(taskId)}`)).status).toBe(404);
    const move = await member.post(`${own}/bulk/preview`, { jql: `project = ${key}`, change: { moveTo: { project: closed.key } } });
    expect(move.json).toMatchObject({ refused: 2, items: [{ reason: 'access.forbidden' }, { reason: 'access.forbidden' }] });
  });
});
