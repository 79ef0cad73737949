/** Commands of the Tracker, in a project that the readers may read and only its maker may change. */
import type { Scene } from './scene.ts';
import { adfOf, made, scenario, upload, type Command, type Scenario } from './scenario.ts';

export interface Project {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

const accessOf = (scene: Scene, key: string): string => `/api/v1/sites/${scene.site}/tracker/containers/${key}/access`;

export async function newProject(scene: Scene): Promise<Project> {
  const name = scene.text('project');
  const { id, key } = await made(scene.admin.post(`${scene.jira}/project`, { key: `PR${String(scene.number())}`, name, description: scene.text('project description'), url: `https://example.test/${scene.text('project address')}`, projectTypeKey: 'software', leadAccountId: scene.admin.account }));
  await made(scene.admin.put(accessOf(scene, key), { items: [{ subject: { kind: 'account', id: scene.admin.account }, level: 'admin' }, { subject: { kind: 'group', id: scene.readers }, level: 'read' }] }));
  return { id: String(id), key: String(key), name };
}

const fieldsOf = (scene: Scene, project: Project): object => ({
  project: { key: project.key }, issuetype: { name: 'Task' }, summary: scene.text('summary'), description: adfOf(scene.text('description')), environment: adfOf(scene.text('environment')), labels: [scene.text('label')],
});

export async function newIssue(scene: Scene): Promise<{ key: string; id: string; project: Project }> {
  const project = await newProject(scene);
  const { id, key } = await made(scene.admin.post(`${scene.jira}/issue`, { fields: fieldsOf(scene, project) }));
  return { id: String(id), key: String(key), project };
}

type OnIssue = (scene: Scene, url: string) => Promise<Omit<Command, 'refused' | 'url'> & { readonly tail?: string; readonly refused?: Command['refused'] }>;

/** Something done to an issue that was just made; whoever may only read the project is refused. */
const onIssue = (door: string, play: OnIssue): Scenario => scenario(door, async (scene) => {
  const issue = await newIssue(scene);
  const url = `${scene.jira}/issue/${issue.key}`;
  const { tail = '', ...command } = await play(scene, url);
  return { refused: await scene.reader(), tells: issue.key, ...command, url: `${url}${tail}` };
});

const issueAddress = '/ex/jira/:site/rest/api/3/issue/:issue';
const issueScenarios: readonly Scenario[] = [
  scenario('POST /ex/jira/:site/rest/api/3/issue', async (scene) => {
    const project = await newProject(scene);
    return { url: `${scene.jira}/issue`, body: { fields: fieldsOf(scene, project) }, again: 'another', refused: await scene.reader(), tells: project.key };
  }),
  scenario('POST /ex/jira/:site/rest/api/3/issue/bulk', async (scene) => {
    const project = await newProject(scene);
    return { url: `${scene.jira}/issue/bulk`, body: { issueUpdates: [{ fields: fieldsOf(scene, project) }] }, again: 'another', refused: await scene.reader(), tells: project.key };
  }),
  onIssue(`PUT ${issueAddress}`, (scene) => Promise.resolve({
    body: { fields: { summary: scene.text('summary'), description: adfOf(scene.text('description')), labels: [scene.text('label')] } }, again: 'nothing',
  })),
  scenario(`PUT ${issueAddress}`, async (scene) => {
    const { key, project } = await newIssue(scene);
    const [component, version] = [scene.text('component'), scene.text('version')];
    await made(scene.admin.post(`${scene.jira}/component`, { project: project.key, name: component }));
    await made(scene.admin.post(`${scene.jira}/version`, { project: project.key, name: version }));
    return { url: `${scene.jira}/issue/${key}`, body: { fields: { components: [{ name: component }], fixVersions: [{ name: version }] } }, again: 'nothing', refused: await scene.reader(), tells: key };
  }),
  onIssue(`PUT ${issueAddress}/assignee`, (scene) => Promise.resolve({ tail: '/assignee', body: { accountId: scene.admin.account }, again: 'nothing' })),
  onIssue(`POST ${issueAddress}/transitions`, async (scene, url) => {
    const { transitions } = await made(scene.admin.get(`${url}/transitions`));
    return { tail: '/transitions', body: { transition: { id: transitions.at(-1).id } }, again: 'nothing' };
  }),
  onIssue(`DELETE ${issueAddress}`, () => Promise.resolve({ again: 'nothing' })),
];

const newComment = async (scene: Scene, url: string): Promise<string> => String((await made(scene.admin.post(`${url}/comment`, { body: adfOf(scene.text('comment')) }))).id);
const newWorklog = async (scene: Scene, url: string): Promise<string> => String((await made(scene.admin.post(`${url}/worklog`, { timeSpentSeconds: 3600, comment: adfOf(scene.text('worklog')) }))).id);
const newAttachment = async (scene: Scene, url: string): Promise<{ id: string; file: string }> => {
  const file = `${scene.text('file')}.txt`;
  const { body, headers } = upload(file, scene.text('bytes'));
  const [attachment] = await made(scene.admin.post(`${url}/attachments`, body, headers));
  return { id: String(attachment.id), file };
};

const activityScenarios: readonly Scenario[] = [
  onIssue(`POST ${issueAddress}/comment`, (scene) => Promise.resolve({ tail: '/comment', body: { body: adfOf(scene.text('comment')) }, again: 'another' })),
  onIssue(`PUT ${issueAddress}/comment/:id`, async (scene, url) => ({ tail: `/comment/${await newComment(scene, url)}`, body: { body: adfOf(scene.text('comment')) }, again: 'nothing' })),
  onIssue(`DELETE ${issueAddress}/comment/:id`, async (scene, url) => ({ tail: `/comment/${await newComment(scene, url)}`, again: 'nothing' })),
  onIssue(`POST ${issueAddress}/worklog`, (scene) => Promise.resolve({ tail: '/worklog', body: { timeSpentSeconds: 60, comment: adfOf(scene.text('worklog')) }, again: 'another' })),
  onIssue(`PUT ${issueAddress}/worklog/:id`, async (scene, url) => ({ tail: `/worklog/${await newWorklog(scene, url)}`, body: { timeSpentSeconds: 7200, comment: adfOf(scene.text('worklog')) }, again: 'nothing' })),
  onIssue(`DELETE ${issueAddress}/worklog/:id`, async (scene, url) => ({ tail: `/worklog/${await newWorklog(scene, url)}`, again: 'nothing' })),
  // Whoever may see an issue may watch it and vote for it: only a token without the scope is refused.
  onIssue(`POST ${issueAddress}/watchers`, async (scene) => {
    const reader = await scene.reader();
    return { tail: '/watchers', by: reader, actor: reader.account, again: 'nothing', refused: await scene.narrow() };
  }),
  onIssue(`DELETE ${issueAddress}/watchers`, async (scene, url) => {
    const reader = await scene.reader();
    await made(reader.post(`${url}/watchers`));
    return { tail: '/watchers', by: reader, actor: reader.account, again: 'nothing', refused: await scene.narrow() };
  }),
  onIssue(`POST ${issueAddress}/votes`, async (scene) => {
    const reader = await scene.reader();
    return { tail: '/votes', by: reader, actor: reader.account, again: 'nothing', refused: await scene.narrow() };
  }),
  onIssue(`DELETE ${issueAddress}/votes`, async (scene, url) => {
    const reader = await scene.reader();
    await made(reader.post(`${url}/votes`));
    return { tail: '/votes', by: reader, actor: reader.account, again: 'nothing', refused: await scene.narrow() };
  }),
  onIssue(`POST ${issueAddress}/attachments`, (scene) => Promise.resolve({ tail: '/attachments', ...upload(`${scene.text('file')}.txt`, scene.text('bytes')), again: 'another' })),
  scenario('DELETE /ex/jira/:site/rest/api/3/attachment/:id', async (scene) => {
    const { key } = await newIssue(scene);
    const { id, file } = await newAttachment(scene, `${scene.jira}/issue/${key}`);
    return { url: `${scene.jira}/attachment/${id}`, again: 'nothing', refused: await scene.reader(), tells: file };
  }),
  scenario('POST /api/v1/sites/:site/tracker/trash/attachments/:id/restore', async (scene) => {
    const { key } = await newIssue(scene);
    const { id, file } = await newAttachment(scene, `${scene.jira}/issue/${key}`);
    await made(scene.admin.delete(`${scene.jira}/attachment/${id}`));
    // Whoever may not see it in the trash is told that there is none.
    return { url: `/api/v1/sites/${scene.site}/tracker/trash/attachments/${id}/restore`, again: 'nothing', refused: await scene.narrow(), tells: file };
  }),
];

const link = (from: string, to: string): object => ({ type: { name: 'Blocks' }, inwardIssue: { key: from }, outwardIssue: { key: to } });
const linkScenarios: readonly Scenario[] = [
  scenario('POST /ex/jira/:site/rest/api/3/issueLink', async (scene) => {
    const [one, two] = [await newIssue(scene), await newIssue(scene)];
    return { url: `${scene.jira}/issueLink`, body: link(one.key, two.key), again: 'nothing', refused: await scene.reader(), tells: one.key };
  }),
  scenario('DELETE /ex/jira/:site/rest/api/3/issueLink/:id', async (scene) => {
    const [one, two] = [await newIssue(scene), await newIssue(scene)];
    await made(scene.admin.post(`${scene.jira}/issueLink`, link(one.key, two.key)));
    const issue = await made(scene.admin.get(`${scene.jira}/issue/${one.key}`));
    return { url: `${scene.jira}/issueLink/${String(issue.fields.issuelinks[0].id)}`, again: 'nothing', refused: await scene.reader() };
  }),
];

/** Components and versions have the same doors. */
const itemScenarios = (kind: 'component' | 'version'): readonly Scenario[] => {
  const address = `/ex/jira/:site/rest/api/3/${kind}`;
  const newItem = async (scene: Scene): Promise<{ url: string; name: string }> => {
    const name = scene.text(kind);
    const item = await made(scene.admin.post(`${scene.jira}/${kind}`, { project: (await newProject(scene)).key, name, description: scene.text('description') }));
    return { url: `${scene.jira}/${kind}/${String(item.id)}`, name };
  };
  return [
    scenario(`POST ${address}`, async (scene) => {
      const name = scene.text(kind);
      return { url: `${scene.jira}/${kind}`, body: { project: (await newProject(scene)).key, name, description: scene.text('description') }, again: 'nothing', refused: await scene.reader(), tells: name };
    }),
    scenario(`PUT ${address}/:id`, async (scene) => {
      const { url } = await newItem(scene);
      const name = scene.text(kind);
      return { url, body: { name, description: scene.text('description') }, again: 'nothing', refused: await scene.reader(), tells: name };
    }),
    scenario(`DELETE ${address}/:id`, async (scene) => {
      const { url, name } = await newItem(scene);
      return { url, again: 'nothing', refused: await scene.reader(), tells: name };
    }),
  ];
};

const filterOf = (scene: Scene): { name: string; description: string; jql: string } => ({ name: scene.text('filter'), description: scene.text('description'), jql: `text ~ "${scene.text('jql')}"` });
const filterScenarios: readonly Scenario[] = [
  scenario('POST /ex/jira/:site/rest/api/3/filter', async (scene) => {
    const body = filterOf(scene);
    return { url: `${scene.jira}/filter`, body, again: 'another', refused: await scene.narrow(), tells: body.name };
  }),
  scenario('PUT /ex/jira/:site/rest/api/3/filter/:id', async (scene) => {
    const { id } = await made(scene.admin.post(`${scene.jira}/filter`, filterOf(scene)));
    const body = filterOf(scene);
    return { url: `${scene.jira}/filter/${String(id)}`, body, again: 'nothing', refused: await scene.narrow(), tells: body.name };
  }),
  scenario('DELETE /ex/jira/:site/rest/api/3/filter/:id', async (scene) => {
    const { id, name } = await made(scene.admin.post(`${scene.jira}/filter`, filterOf(scene)));
    return { url: `${scene.jira}/filter/${String(id)}`, again: 'nothing', refused: await scene.narrow(), tells: name };
  }),
];

const projectAddress = '/ex/jira/:site/rest/api/3/project';
export const trackerScenarios: readonly Scenario[] = [
  scenario(`POST ${projectAddress}`, async (scene) => {
    const name = scene.text('project');
    return { url: `${scene.jira}/project`, body: { key: `PR${String(scene.number())}`, name, description: scene.text('description'), projectTypeKey: 'software' }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${projectAddress}/:project`, async (scene) => {
    const name = scene.text('project');
    return { url: `${scene.jira}/project/${(await newProject(scene)).key}`, body: { name, description: scene.text('description') }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${projectAddress}/:project`, async (scene) => {
    const project = await newProject(scene);
    return { url: `${scene.jira}/project/${project.key}`, again: 'nothing', refused: await scene.reader(), tells: project.name };
  }),
  scenario(`POST ${projectAddress}/:project/archive`, async (scene) => {
    const project = await newProject(scene);
    return { url: `${scene.jira}/project/${project.key}/archive`, again: 'nothing', refused: await scene.reader(), tells: project.name };
  }),
  scenario('PUT /api/v1/sites/:site/tracker/containers/:key/access', async (scene) => {
    const project = await newProject(scene);
    const items = [{ subject: { kind: 'account', id: scene.admin.account }, level: 'admin' }, { subject: { kind: 'group', id: scene.readers }, level: 'read' }, { subject: { kind: 'everyone' }, level: 'read' }];
    return { url: accessOf(scene, project.key), body: { items }, again: 'nothing', refused: await scene.reader(), tells: project.name };
  }),
  ...issueScenarios,
  ...activityScenarios,
  ...linkScenarios,
  ...itemScenarios('component'),
  ...itemScenarios('version'),
  ...filterScenarios,
];
