/** The public client jira.js, over a real port, as its users would write it. It checks every answer against its own schemas. */
import { createCloudClient } from 'jira.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let jira: ReturnType<typeof createCloudClient>;
/** Answers that the client's schemas do not describe. */
const mismatches: string[] = [];

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  jira = createCloudClient({ host: `${await platform.listen()}/ex/jira/${acme.site}`, auth: { type: 'basic', email: acme.admin.email, apiToken: acme.admin.token }, onSchemaMismatch: (mismatch) => { mismatches.push(JSON.stringify(mismatch)); } });
});
afterAll(() => platform[Symbol.asyncDispose]());
afterEach(() => { expect(mismatches.splice(0)).toEqual([]); });

const text = (words: string) => ({ version: 1 as const, type: 'doc' as const, content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] });
/** The client's types leave everything optional; what the server must give is said here. */
function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('the answer lacks something');
  return value;
}

async function newIssue(key: string, summary: string): Promise<string> {
  return given((await jira.issues.createIssue({ fields: { project: { key }, issuetype: { name: 'Task' }, summary } })).key);
}

describe('jira.js', () => {
  it('knows where it is and who it is', async () => {
    expect(await jira.serverInfo.getServerInfo()).toMatchObject({ deploymentType: 'Cloud' });
    expect(await jira.myself.getCurrentUser({})).toMatchObject({ accountId: acme.admin.account, active: true });
    expect((await jira.issueTypes.getIssueAllTypes()).map(({ name }) => name)).toContain('Bug');
    expect((await jira.workflowStatuses.getStatuses()).length).toBe(3);
    expect((await jira.issueFields.getFields()).some(({ id }) => id === 'summary')).toBe(true);
  });

  it('creates, reads, changes, lists and deletes projects', async () => {
    const made = await jira.projects.createProject({ key: 'CLIENT', name: 'By a client', projectTypeKey: 'software', leadAccountId: acme.admin.account });
    expect(made.key).toBe('CLIENT');
    await jira.projects.updateProject({ projectIdOrKey: 'CLIENT', name: 'Renamed' });
    expect(await jira.projects.getProject({ projectIdOrKey: 'CLIENT' })).toMatchObject({ name: 'Renamed', lead: { accountId: acme.admin.account } });
    expect((await jira.projects.searchProjects({ query: 'renam' })).values).toMatchObject([{ key: 'CLIENT' }]);
    const component = await jira.projectComponents.createComponent({ project: 'CLIENT', name: 'Engine' });
    const version = await jira.projectVersions.createVersion({ projectId: made.id, name: '1.0', releaseDate: '2030-01-02' });
    expect((await jira.projectComponents.getProjectComponents({ projectIdOrKey: 'CLIENT' })).map(({ id }) => id)).toEqual([component.id]);
    expect((await jira.projectVersions.getProjectVersions({ projectIdOrKey: 'CLIENT' })).map(({ id }) => id)).toEqual([version.id]);
    await jira.projects.deleteProject({ projectIdOrKey: 'CLIENT' });
    await expect(jira.projects.getProject({ projectIdOrKey: 'CLIENT' })).rejects.toMatchObject({ status: 404 });
  });

  it('creates, reads, changes, moves, searches and deletes issues', async () => {
    await jira.projects.createProject({ key: 'ISSUES', name: 'Issues', projectTypeKey: 'software', leadAccountId: acme.admin.account });
    const key = await newIssue('ISSUES', 'Turbine squeaks');
    await jira.issues.editIssue({ issueIdOrKey: key, fields: { description: text('Since Tuesday'), labels: ['noise'] } });
    const read = await jira.issues.getIssue({ issueIdOrKey: key, expand: 'renderedFields,changelog' });
    expect(read).toMatchObject({ key, fields: { summary: 'Turbine squeaks', labels: ['noise'], status: { name: 'To Do' } } });
    const done = given(given((await jira.issues.getTransitions({ issueIdOrKey: key })).transitions).find(({ name }) => name === 'Done'));
    await jira.issues.doTransition({ issueIdOrKey: key, transition: { id: given(done.id) } });
    expect((await jira.issues.getChangeLogs({ issueIdOrKey: key })).values?.length).toBe(2);
    const found = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({ jql: 'project = ISSUES and text ~ turbine and status = Done', fields: ['summary'], maxResults: 10 });
    expect(found.issues).toMatchObject([{ key, fields: { summary: 'Turbine squeaks' } }]);
    expect((await jira.issueSearch.countIssues({ jql: 'project = ISSUES' })).count).toBe(1);
    await jira.issues.deleteIssue({ issueIdOrKey: key });
    await expect(jira.issues.getIssue({ issueIdOrKey: key })).rejects.toMatchObject({ status: 404 });
  });

  it('comments, logs work, attaches, links and keeps filters', async () => {
    await jira.projects.createProject({ key: 'WORK', name: 'Work', projectTypeKey: 'software', leadAccountId: acme.admin.account });
    const [one, two] = [await newIssue('WORK', 'One'), await newIssue('WORK', 'Two')];
    const comment = await jira.issueComments.addComment({ issueIdOrKey: one, body: text('First') });
    await jira.issueComments.updateComment({ issueIdOrKey: one, id: given(comment.id), body: { body: text('Second') } });
    expect(await jira.issueComments.getComments({ issueIdOrKey: one })).toMatchObject({ total: 1, comments: [{ id: comment.id }] });
    await jira.issueComments.deleteComment({ issueIdOrKey: one, id: given(comment.id) });
    await jira.issueWorklogs.addWorklog({ issueIdOrKey: one, timeSpentSeconds: 3_600, started: '2030-01-01T08:00:00.000+0000' });
    expect(await jira.issueWorklogs.getIssueWorklog({ issueIdOrKey: one })).toMatchObject({ total: 1, worklogs: [{ timeSpent: '1h' }] });
    const attached = await jira.issueAttachments.addAttachment({ issueIdOrKey: one, attachments: { filename: 'oil.txt', content: Buffer.from('oil') } });
    expect(attached).toMatchObject([{ filename: 'oil.txt', size: 3 }]);
    expect(await jira.issueAttachments.getAttachment({ id: given(given(attached[0]).id) })).toMatchObject({ filename: 'oil.txt' });
    await jira.issueLinks.linkIssues({ type: { name: 'Relates' }, inwardIssue: { key: one }, outwardIssue: { key: two } });
    expect((await jira.issueLinkTypes.getIssueLinkTypes()).issueLinkTypes?.length).toBe(4);
    await jira.issueWatchers.addWatcher({ issueIdOrKey: two, body: { accountId: acme.admin.account } });
    expect(await jira.issueWatchers.getIssueWatchers({ issueIdOrKey: two })).toMatchObject({ watchCount: 1 });
    const filter = await jira.filters.createFilter({ name: 'Mine', jql: 'project = WORK' });
    expect(await jira.filters.getFilter({ id: Number(filter.id) })).toMatchObject({ jql: 'project = WORK' });
  });
});
