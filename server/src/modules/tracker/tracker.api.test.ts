/** Tracker through the real edge: what people do with it, and what they may not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestReply } from '../../main/testing/test-client.ts';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let member: TestPerson;
let guest: TestPerson;
let api: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  member = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  guest = await platform.person(acme, 'gus', { organization: 'guest', site: 'guest' });
  api = `/ex/jira/${acme.site}/rest/api/3`;
});
afterAll(() => platform[Symbol.asyncDispose]());

const adf = (text: string) => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
let projects = 0;

async function newProject(by: TestPerson = member): Promise<string> {
  projects += 1;
  const key = `P${String(projects)}`;
  const made = await by.post(`${api}/project`, { key, name: `Project ${String(projects)}`, projectTypeKey: 'software', leadAccountId: by.account, description: 'What it is for' });
  expect(made.status, made.text).toBe(201);
  return key;
}

async function newIssue(key: string, fields: object = {}, by: TestPerson = member): Promise<{ id: string; key: string }> {
  const made = await by.post(`${api}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: 'Something to do', ...fields } });
  expect(made.status, made.text).toBe(201);
  return made.json;
}

async function fieldsOf(key: string, by: TestPerson = member): Promise<Record<string, unknown>> {
  const read = await by.get(`${api}/issue/${key}`);
  expect(read.status, read.text).toBe(200);
  return read.json.fields;
}

async function found(jql: string, by: TestPerson = member): Promise<string[]> {
  const reply = await by.post(`${api}/search/jql`, { jql, fields: ['summary'] });
  expect(reply.status, reply.text).toBe(200);
  return reply.json.issues.map((issue: { key: string }) => issue.key);
}

const multipart = (name: string, type: string, bytes: string) => ({
  body: Buffer.from(`--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${bytes}\r\n--x--\r\n`),
  headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-atlassian-token': 'no-check' },
});

describe('issues', () => {
  it('are created with all their fields and read back', async () => {
    const key = await newProject();
    await member.post(`${api}/component`, { project: key, name: 'Engine' });
    await member.post(`${api}/version`, { project: key, name: '1.0', releaseDate: '2030-01-02' });
    const made = await newIssue(key, {
      summary: 'Turbine squeaks', description: adf('Since **Tuesday**'), environment: adf('Hall 3'), priority: { name: 'High' }, assignee: { accountId: member.account }, labels: ['noise', 'hall-3'], components: [{ name: 'Engine' }],
      fixVersions: [{ name: '1.0' }], duedate: '2030-02-03', timetracking: { originalEstimate: '1d 2h' },
    });
    expect(made.key).toBe(`${key}-1`);
    const fields = await fieldsOf(made.key);
    expect(fields).toMatchObject({
      summary: 'Turbine squeaks', priority: { name: 'High' }, assignee: { accountId: member.account, displayName: 'mia' }, reporter: { accountId: member.account }, creator: { accountId: member.account }, labels: ['noise', 'hall-3'],
      components: [{ name: 'Engine' }], fixVersions: [{ name: '1.0', released: false, releaseDate: '2030-01-02' }], duedate: '2030-02-03', status: { name: 'To Do', statusCategory: { key: 'new' } }, issuetype: { name: 'Task', subtask: false },
      project: { key }, timetracking: { originalEstimate: '1d 2h', originalEstimateSeconds: 36_000 }, comment: { total: 0 }, watches: { watchCount: 1, isWatching: true }, resolution: null,
    });
    expect(fields['description']).toEqual(adf('Since **Tuesday**'));
    const rendered = await member.get(`${api}/issue/${made.key}?expand=renderedFields,names&fields=description,summary`);
    expect(Object.keys(rendered.json.fields).sort()).toEqual(['description', 'summary']);
    expect(rendered.json.renderedFields.description).toContain('Since **Tuesday**');
    expect(rendered.json.names).toEqual({ description: 'Description', summary: 'Summary' });
    expect((await member.get(`${api}/issue/${made.id}`)).json.key).toBe(made.key);
  });

  it('say everything that is wrong at once, in the shape that clients parse', async () => {
    const key = await newProject();
    const refused = await member.post(`${api}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: '', priority: { name: 'Enormous' }, duedate: 'tomorrow', labels: ['two words'], nothing: 1 } });
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.json.errors).sort()).toEqual(['duedate', 'labels', 'nothing', 'priority', 'summary']);
    expect(refused.json.code).toBe('tracker.fields_invalid');
    expect((await member.post(`${api}/issue`, { fields: { project: { key: 'NOPE' }, summary: 'x' } })).json.errors).toHaveProperty('project');
    expect((await member.post(`${api}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: 'x', description: { type: 'doc', version: 1, content: [{ type: 'script' }] } } })).status).toBe(400);
  });

  it('are edited with a history, and leave none when nothing changes', async () => {
    const key = await newProject();
    const issue = await newIssue(key, { labels: ['a'] });
    const edit = (body: object) => member.put(`${api}/issue/${issue.key}`, body);
    expect((await edit({ fields: { summary: 'Another thing', description: adf('Text'), priority: { name: 'Low' } }, update: { labels: [{ add: 'b' }, { remove: 'a' }] } })).status).toBe(204);
    expect((await edit({ fields: { summary: 'Another thing', labels: ['b'] } })).status).toBe(204);
    const history = await member.get(`${api}/issue/${issue.key}/changelog`);
    expect(history.json.total).toBe(1);
    expect(history.json.values[0].author.accountId).toBe(member.account);
    expect(history.json.values[0].items).toEqual(expect.arrayContaining([
      expect.objectContaining({ field: 'summary', fromString: 'Something to do', toString: 'Another thing' }), expect.objectContaining({ field: 'priority', fromString: 'Medium', toString: 'Low' }),
      expect.objectContaining({ field: 'labels', fromString: 'a', toString: 'b' }), expect.objectContaining({ field: 'description', fromString: null, toString: 'Text' }),
    ]));
  });

  it('move along their workflow only, and are resolved when done', async () => {
    const issue = await newIssue(await newProject());
    const offered = await member.get(`${api}/issue/${issue.key}/transitions`);
    expect(offered.json.transitions.map(({ name }: { name: string }) => name)).toEqual(['In Progress', 'Done']);
    const done = offered.json.transitions[1].id;
    expect((await member.post(`${api}/issue/${issue.key}/transitions`, { transition: { id: '999' } })).json.code).toBe('tracker.transition_invalid');
    expect((await member.post(`${api}/issue/${issue.key}/transitions`, { transition: { id: done } })).status).toBe(204);
    expect(await fieldsOf(issue.key)).toMatchObject({ status: { name: 'Done', statusCategory: { key: 'done' } }, resolution: { name: 'Done' } });
    const back = (await member.get(`${api}/issue/${issue.key}/transitions`)).json.transitions.find(({ name }: { name: string }) => name === 'To Do').id;
    await member.post(`${api}/issue/${issue.key}/transitions`, { transition: { id: back } });
    expect(await fieldsOf(issue.key)).toMatchObject({ status: { name: 'To Do' }, resolution: null, resolutiondate: null });
  });

  it('have sub-tasks, which go with them only when that is said', async () => {
    const key = await newProject();
    const parent = await newIssue(key);
    const child = await newIssue(key, { issuetype: { name: 'Sub-task' }, parent: { key: parent.key } });
    expect(await fieldsOf(parent.key)).toMatchObject({ subtasks: [{ key: child.key }] });
    expect(await fieldsOf(child.key)).toMatchObject({ parent: { key: parent.key, fields: { summary: 'Something to do' } } });
    expect((await member.post(`${api}/issue`, { fields: { project: { key }, issuetype: { name: 'Sub-task' }, summary: 'Alone' } })).json.errors).toHaveProperty('parent');
    expect((await member.delete(`${api}/issue/${parent.key}`)).json.code).toBe('tracker.has_subtasks');
    expect((await member.delete(`${api}/issue/${parent.key}?deleteSubtasks=true`)).status).toBe(204);
    expect((await member.get(`${api}/issue/${child.key}`)).status).toBe(404);
    expect((await newIssue(key)).key).toBe(`${key}-3`); // numbers are not given twice
  });

  it('are commented on, and only authors and administrators change what was said', async () => {
    const key = await newProject(acme.admin);
    const issue = await newIssue(key);
    const made = await member.post(`${api}/issue/${issue.key}/comment?expand=renderedBody`, { body: adf('First words') });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ author: { accountId: member.account }, body: adf('First words') });
    expect(made.json.renderedBody).toContain('First words');
    const other = await platform.person(acme, 'otto', { organization: 'member', site: 'member' });
    expect((await other.put(`${api}/issue/${issue.key}/comment/${made.json.id}`, { body: adf('x') })).json.code).toBe('tracker.comment_not_yours');
    expect((await member.put(`${api}/issue/${issue.key}/comment/${made.json.id}`, { body: adf('Better words') })).json.body).toEqual(adf('Better words'));
    expect((await member.get(`${api}/issue/${issue.key}/comment`)).json).toMatchObject({ total: 1, comments: [{ body: adf('Better words') }] });
    expect((await acme.admin.delete(`${api}/issue/${issue.key}/comment/${made.json.id}`)).status).toBe(204);
    expect((await member.get(`${api}/issue/${issue.key}/comment/${made.json.id}`)).status).toBe(404);
  });

  it('take work, watchers, votes and links', async () => {
    const key = await newProject();
    const [one, two] = [await newIssue(key, { timetracking: { originalEstimate: '4h', remainingEstimate: '4h' } }), await newIssue(key)];
    const logged = await member.post(`${api}/issue/${one.key}/worklog`, { timeSpentSeconds: 3_600, started: '2030-01-01T08:00:00.000+0000', comment: adf('Oiled') });
    expect(logged.status, logged.text).toBe(201);
    expect(logged.json).toMatchObject({ timeSpent: '1h', started: '2030-01-01T08:00:00.000+0000', comment: adf('Oiled') });
    expect(await fieldsOf(one.key)).toMatchObject({ timetracking: { timeSpentSeconds: 3_600, remainingEstimateSeconds: 10_800 }, worklog: { total: 1 } });
    expect((await member.put(`${api}/issue/${one.key}/worklog/${logged.json.id}`, { timeSpent: '2h' })).json.timeSpentSeconds).toBe(7_200);
    expect((await member.delete(`${api}/issue/${one.key}/worklog/${logged.json.id}`)).status).toBe(204);
    expect((await guest.post(`${api}/issue/${one.key}/votes`)).status).toBe(404);
    expect((await member.post(`${api}/issue/${one.key}/votes`)).status).toBe(204);
    expect((await member.get(`${api}/issue/${one.key}/votes`)).json).toMatchObject({ votes: 1, hasVoted: true });
    expect((await member.delete(`${api}/issue/${one.key}/watchers?accountId=${member.account}`)).status).toBe(204);
    expect((await member.get(`${api}/issue/${one.key}/watchers`)).json).toMatchObject({ watchCount: 0, isWatching: false });
    expect((await member.post(`${api}/issueLink`, { type: { name: 'Blocks' }, inwardIssue: { key: one.key }, outwardIssue: { key: two.key } })).status).toBe(201);
    const links = (await member.get(`${api}/issue/${one.key}`)).json.fields.issuelinks;
    expect(links).toMatchObject([{ type: { outward: 'blocks' }, outwardIssue: { key: two.key } }]);
    expect((await fieldsOf(two.key))['issuelinks']).toMatchObject([{ type: { inward: 'is blocked by' }, inwardIssue: { key: one.key } }]);
    expect((await member.delete(`${api}/issueLink/${links[0].id}`)).status).toBe(204);
    expect((await fieldsOf(one.key))['issuelinks']).toEqual([]);
  });

  it('keep files, and never show them inline', async () => {
    const issue = await newIssue(await newProject());
    const { body, headers } = multipart('../päge.svg', 'image/svg+xml', '<svg onload="alert(1)"/>');
    const attached = await member.post(`${api}/issue/${issue.key}/attachments`, body, headers);
    expect(attached.status, attached.text).toBe(200);
    expect(attached.json).toMatchObject([{ filename: 'päge.svg', size: 24, author: { accountId: member.account } }]);
    const address = `${api}/attachment/content/${attached.json[0].id}`;
    const whole = await member.get(address);
    expect(whole.text).toBe('<svg onload="alert(1)"/>');
    expect(whole.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff', 'content-length': '24' });
    expect(whole.headers['content-disposition']).toBe('attachment; filename="pa_ge.svg"; filename*=UTF-8\'\'p%C3%A4ge.svg');
    const part = await member.get(address, { range: 'bytes=1-3' });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, 'svg', 'bytes 1-3/24']);
    expect((await member.get(address, { range: 'bytes=99-' })).status).toBe(416);
    expect((await guest.get(address)).status).toBe(404);
    expect((await member.delete(`${api}/attachment/${attached.json[0].id}`)).status).toBe(204);
    expect((await member.get(address)).status).toBe(404);
  });
});

describe('people at the same time', () => {
  it('lose nothing of each other\'s edits, and never share a number', async () => {
    const key = await newProject();
    const issue = await newIssue(key);
    const replies = await Promise.all(Array.from({ length: 8 }, (_, index) => member.put(`${api}/issue/${issue.key}`, { update: { labels: [{ add: `label-${String(index)}` }] } })));
    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect((await fieldsOf(issue.key))['labels']).toHaveLength(8);
    expect((await member.get(`${api}/issue/${issue.key}/changelog`)).json.total).toBe(8);
    const made = await Promise.all(Array.from({ length: 8 }, () => newIssue(key)));
    expect(new Set(made.map(({ key: own }) => own)).size).toBe(8);
  });
});

describe('rendered text', () => {
  it('shows pictures that are attached, and runs nothing', async () => {
    const issue = await newIssue(await newProject());
    const { body, headers } = multipart('plan.png', 'image/png', 'not really');
    const [attached] = (await member.post(`${api}/issue/${issue.key}/attachments`, body, headers)).json;
    const media = { type: 'mediaSingle', attrs: { layout: 'center' }, content: [{ type: 'media', attrs: { type: 'file', id: attached.id, collection: '' } }] };
    const edited = await member.put(`${api}/issue/${issue.key}`, { fields: { description: { version: 1, type: 'doc', content: [media, ...adf('<script>alert(1)</script>').content] } } });
    expect(edited.status, edited.text).toBe(204);
    const html = (await member.get(`${api}/issue/${issue.key}?expand=renderedFields&fields=description`)).json.renderedFields.description;
    expect(html).toMatch(new RegExp(`<img[^>]* src="[^"]*/rest/api/3/attachment/content/${String(attached.id)}"`));
    expect(html).not.toContain('<script');
  });
});

describe('search', () => {
  it('finds by fields, tokens and text, and pages by token', async () => {
    const key = await newProject();
    const [one, two, three] = [
      await newIssue(key, { summary: 'Pump leaks oil', labels: ['wet'], assignee: { accountId: member.account } }), await newIssue(key, { summary: 'Fan is loud', description: adf('A strange höwling'), priority: { name: 'Highest' } }),
      await newIssue(key, { summary: 'Door sticks', issuetype: { name: 'Bug' } }),
    ];
    await member.post(`${api}/issue/${three.key}/comment`, { body: adf('Oil the hinges') });
    const within = (jql: string) => found(`project = ${key} and ${jql}`);
    expect(await found(`project = ${key} order by key`)).toEqual([one.key, two.key, three.key]);
    expect(await within('labels = wet')).toEqual([one.key]);
    expect(await within('labels is empty order by key')).toEqual([two.key, three.key]);
    expect(await within('assignee = currentUser()')).toEqual([one.key]);
    expect(await within('assignee is empty and issuetype = Bug')).toEqual([three.key]);
    expect(await within(`reporter in (${member.account}, "${member.email}") order by key desc`)).toEqual([three.key, two.key, one.key]);
    expect(await within('text ~ "howling"')).toEqual([two.key]);
    expect(await within('text ~ oil order by key')).toEqual([one.key, three.key]);
    expect(await within('summary ~ "\\"leaks oil\\"" or priority = Highest order by priority desc')).toEqual([two.key, one.key]);
    expect(await within('not (text ~ oil) and created > -1d')).toEqual([two.key]);
    expect(await within(`key in (${one.key}, ${two.key}) and statusCategory = "To Do" order by priority`)).toEqual([two.key, one.key]);
    expect(await within('created >= startOfDay() and updated <= now() and due is empty order by created, key asc')).toHaveLength(3);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page: TestReply = await member.post(`${api}/search/jql`, { jql: `project = ${key} order by summary2`, maxResults: 1 });
      expect(page.json.code).toBe('tracker.jql_invalid');
      const next: TestReply = await member.post(`${api}/search/jql`, { jql: `project = ${key} order by priority desc, key`, maxResults: 1, ...(token === undefined ? {} : { nextPageToken: token }) });
      seen.push(...next.json.issues.map((issue: { id: string }) => issue.id));
      token = next.json.nextPageToken;
      expect(next.json.isLast).toBe(token === undefined);
    } while (token !== undefined);
    expect(seen).toEqual([two.id, one.id, three.id]);
    expect((await member.get(`${api}/search?jql=project%20%3D%20${key}&maxResults=2`)).json).toMatchObject({ total: 3, maxResults: 2, issues: [{}, {}] });
    expect((await member.post(`${api}/search/approximate-count`, { jql: `project = ${key} and text ~ oil` })).json).toEqual({ count: 2 });
    expect((await member.post(`${api}/search/jql`, { jql: `project = ${key}`, nextPageToken: 'AAAA' })).json.code).toBe('tracker.page_token_invalid');
  });

  it('points at the column that is wrong', async () => {
    for (const [jql, column] of [['project = NOPE', 11], ['status = "Not there"', 10], ['nofield = 1', 1], ['summary ~', 10], ['project = (', 12], ['labels > 3', 8], ['created > yesterday', 11]] as const) {
      const refused = await member.get(`${api}/search/jql?jql=${encodeURIComponent(jql)}`);
      expect(refused.status, jql).toBe(400);
      expect(refused.json.errorMessages[0], jql).toContain(`(column ${String(column)})`);
      expect(refused.json.position, jql).toEqual({ line: 1, column });
    }
  });

  it('offers words and values, and only what one may see', async () => {
    const key = await newProject();
    await newIssue(key, { labels: ['seaside'] });
    const closed = await newProject(acme.admin);
    await acme.admin.put(`/api/v1/sites/${acme.site}/tracker/containers/${closed}/access`, { items: [{ subject: { kind: 'account', id: acme.admin.account }, level: 'admin' }] });
    const offered = async (query: string, by: TestPerson = member): Promise<string[]> => (await by.get(`${api}/jql/autocompletedata/suggestions?${query}`)).json.results.map(({ value }: { value: string }) => value);
    const words = (await member.get(`${api}/jql/autocompletedata`)).json;
    expect(words.visibleFieldNames).toContainEqual(expect.objectContaining({ value: 'status', operators: expect.arrayContaining(['=', 'was', 'changed']), auto: 'true' }));
    expect(words.visibleFunctionNames).toContainEqual(expect.objectContaining({ value: 'membersOf()', isList: 'true' }));
    expect(await offered('fieldName=status&fieldValue=prog')).toEqual(['In Progress']);
    expect(await offered('fieldName=labels&fieldValue=sea')).toEqual(['seaside']);
    expect(await offered('fieldName=assignee&fieldValue=mia')).toEqual([member.account]);
    expect(await offered('fieldName=status&predicateName=by&predicateValue=mia')).toEqual([member.account]);
    expect(await offered(`fieldName=project&fieldValue=${closed}`)).toEqual([]);
    expect(await offered(`fieldName=project&fieldValue=${closed}`, acme.admin)).toEqual([closed]);
    expect(await offered('fieldName=summary&fieldValue=x')).toEqual([]);
  });

  it('says of a text whether it would be answered, and where not', async () => {
    const texts = ['status = Done or not assignee in (currentUser(), EMPTY) order by key desc', 'status = Nowhere', 'status =', 'status was Done by currentUser()'];
    const { queries } = (await member.post(`${api}/jql/parse`, { queries: texts })).json;
    expect(queries[0].structure).toEqual({
      where: { operator: 'or', clauses: [
        { field: { name: 'status' }, operator: '=', operand: { value: 'Done' } },
        { operator: 'not', clauses: [{ field: { name: 'assignee' }, operator: 'in', operand: { values: [{ function: 'currentUser', arguments: [] }, { keyword: 'empty' }] } }] },
      ] }, orderBy: { fields: [{ field: { name: 'key' }, direction: 'desc' }] },
    });
    expect(queries[1]).toMatchObject({ errors: [expect.stringContaining('Nowhere')], positions: [{ line: 1, column: 10 }] });
    expect(queries[2]).toMatchObject({ errors: [expect.stringContaining('a value')], positions: [{ line: 1, column: 9 }] });
    expect(queries[3].structure.where).toMatchObject({ operator: 'was', predicates: [{ operator: 'by', operand: { function: 'currentUser' } }] });
    expect((await member.post(`${api}/jql/parse?validation=none`, { queries: ['status = Nowhere'] })).json.queries[0].errors).toBeUndefined();
  });
});

describe('projects', () => {
  it('are found by former keys, after theirs was changed', async () => {
    const key = await newProject();
    const issue = await newIssue(key);
    const changed = await member.put(`${api}/project/${key}`, { key: `${key}NEW`, name: 'Renamed' });
    expect(changed.json).toMatchObject({ key: `${key}NEW`, name: 'Renamed', description: 'What it is for', lead: { accountId: member.account } });
    expect((await member.get(`${api}/project/${key}`)).json.key).toBe(`${key}NEW`);
    expect((await member.get(`${api}/issue/${issue.key}`)).json.key).toBe(`${key}NEW-1`);
    expect((await member.post(`${api}/project`, { key, name: 'Thief' })).json.code).toBe('tracker.project_key_taken');
    expect((await member.get(`${api}/project/search?query=renam&expand=insight,lead`)).json).toMatchObject({ total: 1, values: [{ key: `${key}NEW`, insight: { totalIssueCount: 1 } }] });
  });

  it('are closed to whom they are not open', async () => {
    const key = await newProject();
    const issue = await newIssue(key, { summary: 'Secret plan' });
    expect((await guest.get(`${api}/project/${key}`)).status).toBe(404);
    expect((await guest.get(`${api}/issue/${issue.key}`)).status).toBe(404);
    expect(await found('text ~ secret', guest)).toEqual([]);
    const access = `/api/v1/sites/${acme.site}/tracker/containers/${key}/access`;
    expect((await member.get(access)).json.items).toEqual([{ subject: { kind: 'everyone' }, level: 'write' }, { subject: { kind: 'account', id: member.account, name: 'mia' }, level: 'admin' }]);
    const opened = await member.put(access, { items: [{ subject: { kind: 'account', id: member.account }, level: 'admin' }, { subject: { kind: 'account', id: guest.account }, level: 'read' }] });
    expect(opened.status, opened.text).toBe(200);
    expect((await guest.get(`${api}/issue/${issue.key}`)).status).toBe(200);
    expect((await guest.put(`${api}/issue/${issue.key}`, { fields: { summary: 'Mine' } })).status).toBe(403);
    expect((await guest.get(access)).status).toBe(403);
    const other = await platform.person(acme, 'olga', { organization: 'member', site: 'member' });
    expect((await other.get(`${api}/issue/${issue.key}`)).status).toBe(404);
    expect((await member.put(access, { items: [{ subject: { kind: 'everyone' }, level: 'read' }] })).json.code).toBe('tracker.last_project_admin');
  });

  it('go into the trash with everything that is in them', async () => {
    const key = await newProject();
    const issue = await newIssue(key);
    expect((await member.delete(`${api}/project/${key}`)).status).toBe(204);
    expect((await member.get(`${api}/project/${key}`)).status).toBe(404);
    expect((await member.get(`${api}/issue/${issue.key}`)).status).toBe(404);
  });
});

it('answers what clients ask first', async () => {
  expect((await member.get(`${api}/myself`)).json).toMatchObject({ accountId: member.account, displayName: 'mia', emailAddress: member.email, active: true });
  expect((await member.get(`${api}/serverInfo`)).json).toMatchObject({ deploymentType: 'Cloud' });
  expect((await member.get(`${api}/issuetype`)).json.map(({ name }: { name: string }) => name)).toEqual(['Epic', 'Story', 'Task', 'Bug', 'Sub-task']);
  expect((await member.get(`${api}/status`)).json).toHaveLength(3);
  expect((await member.get(`${api}/priority`)).json).toHaveLength(5);
  expect((await member.get(`${api}/field`)).json.length).toBeGreaterThan(25);
  expect((await member.get(`${api}/user/search?query=mia`)).json).toMatchObject([{ accountId: member.account }]);
  expect((await member.get(`${api}/mypermissions`)).json.permissions.BROWSE_PROJECTS.havePermission).toBe(true);
  const filter = await member.post(`${api}/filter`, { name: 'Mine', jql: 'assignee = currentUser()' });
  expect((await member.get(`${api}/filter/my`)).json).toMatchObject([{ id: filter.json.id, jql: 'assignee = currentUser()' }]);
  expect((await guest.get(`${api}/filter/${filter.json.id}`)).status).toBe(404);
});
