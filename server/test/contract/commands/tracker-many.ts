/** Commands on the trash, on many issues at once, and on one issue in depth. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';
import { newIssue, newProject } from './tracker.ts';

const jira = '/ex/jira/:site/rest/api/3';
const own = '/api/v1/sites/:site/tracker';
const ownOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/tracker`;

async function trashedIssue(scene: Scene): Promise<{ readonly id: string; readonly key: string }> {
  const issue = await newIssue(scene);
  await made(scene.admin.delete(`${scene.jira}/issue/${issue.key}`));
  return issue;
}
async function trashedProject(scene: Scene): Promise<{ readonly id: string; readonly key: string; readonly name: string }> {
  const project = await newProject(scene);
  await made(scene.admin.delete(`${scene.jira}/project/${project.key}`));
  return project;
}

// What is in the trash is seen by whoever may bring it back alone: only a token without the scope is refused.
const trashScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/trash/issues/:id/restore`, async (scene) => {
    const { id, key } = await trashedIssue(scene);
    return { url: `${ownOf(scene)}/trash/issues/${id}/restore`, again: 'nothing', refused: await scene.narrow(), tells: key };
  }),
  scenario(`DELETE ${own}/trash/issues/:id`, async (scene) => {
    const { id, key } = await trashedIssue(scene);
    return { url: `${ownOf(scene)}/trash/issues/${id}`, again: 'nothing', refused: await scene.narrow(), tells: key };
  }),
  scenario(`POST ${jira}/project/:project/restore`, async (scene) => {
    const { key, name } = await trashedProject(scene);
    return { url: `${scene.jira}/project/${key}/restore`, again: 'nothing', refused: await scene.narrow(), tells: name };
  }),
  scenario(`DELETE ${own}/trash/projects/:project`, async (scene) => {
    const { key, name } = await trashedProject(scene);
    return { url: `${ownOf(scene)}/trash/projects/${key}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${own}/settings`, async (scene) => ({ url: `${ownOf(scene)}/settings`, body: { trashDays: 60 + scene.number() }, again: 'nothing', refused: await scene.reader() })),
];

const startBulk = async (scene: Scene): Promise<string> => String((await made(scene.admin.post(`${ownOf(scene)}/bulk`, { issues: [(await newIssue(scene)).key], change: { fields: { summary: scene.text('summary') } } }))).taskId);

/** The same many issues in the words of each door. */
const submits: readonly (readonly [string, (scene: Scene) => Promise<object>])[] = [
  ['fields', async (scene) => ({ selectedIssueIdsOrKeys: [(await newIssue(scene)).key], editedFieldsInput: { singleLineTextFields: [{ fieldId: 'summary', text: scene.text('summary') }] } })],
  ['transition', async (scene) => ({ bulkTransitionInputs: [{ selectedIssueIdsOrKeys: [(await newIssue(scene)).key], transitionId: '31' }] })],
  ['delete', async (scene) => ({ selectedIssueIdsOrKeys: [(await newIssue(scene)).key] })],
  ['move', async (scene) => ({ targetToSourcesMapping: { [(await newProject(scene)).key]: { issueIdsOrKeys: [(await newIssue(scene)).key] } } })],
];
const bulkScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/bulk`, async (scene) => ({ url: `${ownOf(scene)}/bulk`, body: { issues: [(await newIssue(scene)).key], change: { fields: { summary: scene.text('summary') } } }, again: 'another', refused: await scene.reader() })),
  ...submits.map(([path, body]) => scenario(`POST ${jira}/bulk/issues/${path}`, async (scene) => ({ url: `${scene.jira}/bulk/issues/${path}`, body: await body(scene), again: 'another', refused: await scene.reader() }))),
  ...(['watch', 'unwatch'] as const).map((path) => scenario(`POST ${jira}/bulk/issues/${path}`, async (scene) => ({ url: `${scene.jira}/bulk/issues/${path}`, body: { selectedIssueIdsOrKeys: [(await newIssue(scene)).key] }, again: 'another', refused: await scene.narrow() }))),
];

/** A change that waits or runs is cancelled; with sixty issues it does so for long enough. */
async function longBulk(scene: Scene): Promise<string> {
  const project = await newProject(scene);
  const fields = { project: { key: project.key }, issuetype: { name: 'Task' }, summary: scene.text('summary') };
  await made(scene.admin.post(`${scene.jira}/issue/bulk`, { issueUpdates: Array.from({ length: 50 }, () => ({ fields })) }));
  return String((await made(scene.admin.post(`${ownOf(scene)}/bulk`, { jql: `project = ${project.key}`, change: { fields: { summary: scene.text('summary') } } }))).taskId);
}
const cancelScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/bulk/:task/cancel`, async (scene) => ({ url: `${ownOf(scene)}/bulk/${await longBulk(scene)}/cancel`, again: 'nothing', refused: await scene.narrow() })),
  scenario(`POST ${jira}/task/:task/cancel`, async (scene) => {
    await startBulk(scene);
    return { url: `${scene.jira}/task/${await longBulk(scene)}/cancel`, again: 'nothing', refused: await scene.narrow() };
  }),
];

const link = (scene: Scene): object => ({ globalId: scene.text('global id'), object: { url: 'https://example.test/x', title: scene.text('link title') } });

/** Something done to an issue that was just made, by a door of one issue in depth. */
const deep = (door: string, play: (scene: Scene, issue: { readonly key: string; readonly url: string; readonly own: string }) => Promise<{ readonly url: string; readonly body?: unknown; readonly again?: 'nothing' | 'another' }>): Scenario => scenario(door, async (scene) => {
  const { key } = await newIssue(scene);
  const played = await play(scene, { key, url: `${scene.jira}/issue/${key}`, own: `${ownOf(scene)}/issues/${key}` });
  return { again: 'nothing', ...played, refused: await scene.reader(), tells: key };
});

const depthScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/issues/:issue/clone`, async (scene) => {
    const { key, project } = await newIssue(scene);
    return { url: `${ownOf(scene)}/issues/${key}/clone`, body: { summary: scene.text('summary') }, again: 'another', refused: await scene.reader(), tells: project.key };
  }),
  scenario(`POST ${own}/issues/:issue/move`, async (scene) => {
    const [{ key }, target] = [await newIssue(scene), await newProject(scene)];
    return { url: `${ownOf(scene)}/issues/${key}/move`, body: { project: target.key }, again: 'nothing', refused: await scene.reader(), tells: target.key };
  }),
  deep(`POST ${own}/issues/:issue/convert`, async (scene, { key, own: url }) => {
    const { id } = await made(scene.admin.get(`${scene.jira}/issue/${key}`));
    const fields = (await made(scene.admin.get(`${scene.jira}/issue/${String(id)}?fields=project`))).fields;
    const parent = await made(scene.admin.post(`${scene.jira}/issue`, { fields: { project: { key: fields.project.key }, issuetype: { name: 'Task' }, summary: scene.text('summary') } }));
    return { url: `${url}/convert`, body: { issueType: 'Sub-task', parent: String(parent.key) } };
  }),
  deep(`POST ${own}/issues/:issue/undo`, async (scene, { url, own: doors }) => {
    await made(scene.admin.put(url, { fields: { summary: scene.text('summary') } }));
    const { values } = await made(scene.admin.get(`${url}/changelog`));
    return { url: `${doors}/undo`, body: { change: String(values.at(-1).id) } };
  }),
  deep('POST /ex/jira/:site/rest/api/3/issue/:issue/remotelink', (scene, { url }) => Promise.resolve({ url: `${url}/remotelink`, body: link(scene) })),
  ...(['PUT', 'DELETE'] as const).map((method) => deep(`${method} ${jira}/issue/:issue/remotelink/:link`, async (scene, { url }) => {
    const { id } = await made(scene.admin.post(`${url}/remotelink`, link(scene)));
    return { url: `${url}/remotelink/${String(id)}`, ...(method === 'PUT' ? { body: link(scene) } : {}) };
  })),
  deep(`DELETE ${jira}/issue/:issue/remotelink`, async (scene, { url }) => {
    const body = link(scene) as { globalId: string };
    await made(scene.admin.post(`${url}/remotelink`, body));
    return { url: `${url}/remotelink?globalId=${body.globalId}` };
  }),
  deep(`PUT ${jira}/issue/:issue/properties/:key`, (scene, { url }) => Promise.resolve({ url: `${url}/properties/${scene.text('property')}`, body: { secret: scene.text('value') } })),
  deep(`DELETE ${jira}/issue/:issue/properties/:key`, async (scene, { url }) => {
    const address = `${url}/properties/${scene.text('property')}`;
    await made(scene.admin.put(address, { secret: scene.text('value') }));
    return { url: address };
  }),
];

async function newRole(scene: Scene): Promise<{ readonly id: string; readonly name: string }> {
  const name = scene.text('role');
  return { id: String((await made(scene.admin.post(`${scene.jira}/role`, { name, description: scene.text('description') }))).id), name };
}
async function twoVersions(scene: Scene): Promise<{ readonly one: string; readonly two: string; readonly name: string }> {
  const project = await newProject(scene);
  const name = scene.text('version');
  const one = await made(scene.admin.post(`${scene.jira}/version`, { project: project.key, name }));
  const two = await made(scene.admin.post(`${scene.jira}/version`, { project: project.key, name: scene.text('version') }));
  return { one: String(one.id), two: String(two.id), name };
}

const projectSetupScenarios: readonly Scenario[] = [
  scenario(`POST ${jira}/role`, async (scene) => {
    const name = scene.text('role');
    return { url: `${scene.jira}/role`, body: { name }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${jira}/role/:id`, async (scene) => {
    const name = scene.text('role');
    return { url: `${scene.jira}/role/${(await newRole(scene)).id}`, body: { name }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${jira}/role/:id`, async (scene) => {
    const { id, name } = await newRole(scene);
    return { url: `${scene.jira}/role/${id}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${jira}/project/:project/role/:id`, async (scene) => {
    const [project, role] = [await newProject(scene), await newRole(scene)];
    return { url: `${scene.jira}/project/${project.key}/role/${role.id}`, body: { user: [scene.admin.account] }, again: 'nothing', refused: await scene.reader(), tells: role.name };
  }),
  scenario(`DELETE ${jira}/project/:project/role/:id`, async (scene) => {
    const [project, role] = [await newProject(scene), await newRole(scene)];
    await made(scene.admin.post(`${scene.jira}/project/${project.key}/role/${role.id}`, { user: [scene.admin.account] }));
    return { url: `${scene.jira}/project/${project.key}/role/${role.id}?user=${scene.admin.account}`, again: 'nothing', refused: await scene.reader(), tells: role.name };
  }),
  scenario(`POST ${jira}/version/:id/move`, async (scene) => {
    const { one, name } = await twoVersions(scene);
    return { url: `${scene.jira}/version/${one}/move`, body: { position: 'Last' }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${jira}/version/:id/mergeto/:to`, async (scene) => {
    const { one, two, name } = await twoVersions(scene);
    return { url: `${scene.jira}/version/${one}/mergeto/${two}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${jira}/version/:id/removeAndSwap`, async (scene) => {
    const { one, two, name } = await twoVersions(scene);
    return { url: `${scene.jira}/version/${one}/removeAndSwap`, body: { moveFixIssuesTo: Number(two) }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
];

export const trackerManyScenarios: readonly Scenario[] = [...trashScenarios, ...bulkScenarios, ...cancelScenarios, ...depthScenarios, ...projectSetupScenarios];
