/** Commands with which administrators set a tracker up: workflows and their schemes, types, statuses, fields, layouts. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';
import { newProject } from './tracker.ts';

const jira = '/ex/jira/:site/rest/api/3';
const own = '/api/v1/sites/:site/tracker';
const ownOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/tracker`;

async function newWorkflow(scene: Scene): Promise<{ readonly url: string; readonly name: string; readonly id: string; readonly content: { statuses: { id: string }[]; transitions: object[] } }> {
  const name = scene.text('workflow');
  const workflow = await made(scene.admin.post(`${ownOf(scene)}/workflows`, { name, description: scene.text('description') }));
  return { url: `${ownOf(scene)}/workflows/${String(workflow.id)}`, name, id: String(workflow.id), content: workflow };
}

async function newDraft(scene: Scene): Promise<{ readonly url: string; readonly name: string }> {
  const { url, name, content } = await newWorkflow(scene);
  const more = { name: scene.text('transition'), type: 'global', to: content.statuses[0]?.id, conditions: [{ type: 'assignee' }] };
  await made(scene.admin.put(`${url}/draft`, { name, statuses: content.statuses, transitions: [...content.transitions, more] }));
  return { url, name };
}

const workflowScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/workflows`, async (scene) => {
    const name = scene.text('workflow');
    return { url: `${ownOf(scene)}/workflows`, body: { name }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${own}/workflows/:id/draft`, async (scene) => {
    const { url, name, content } = await newWorkflow(scene);
    return { url: `${url}/draft`, body: { name, statuses: content.statuses.map(({ id }) => ({ id, x: 10, y: 20 })), transitions: content.transitions }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${own}/workflows/:id/draft`, async (scene) => {
    const { url, name } = await newDraft(scene);
    return { url: `${url}/draft`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${own}/workflows/:id/publish`, async (scene) => {
    const { url, name } = await newDraft(scene);
    await newDraft(scene); // one stays a draft
    return { url: `${url}/publish`, body: {}, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${own}/workflows/:id`, async (scene) => {
    const { url, name } = await newWorkflow(scene);
    return { url, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
];

async function newScheme(scene: Scene): Promise<{ readonly url: string; readonly id: string; readonly name: string }> {
  const name = scene.text('scheme');
  const { id } = await made(scene.admin.post(`${scene.jira}/workflowscheme`, { name, description: scene.text('description'), defaultWorkflow: (await newWorkflow(scene)).name }));
  return { url: `${scene.jira}/workflowscheme/${String(id)}`, id: String(id), name };
}

const schemeScenarios: readonly Scenario[] = [
  scenario(`POST ${jira}/workflowscheme`, async (scene) => {
    const name = scene.text('scheme');
    return { url: `${scene.jira}/workflowscheme`, body: { name }, again: 'another', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${jira}/workflowscheme/:id`, async (scene) => {
    const name = scene.text('scheme');
    return { url: (await newScheme(scene)).url, body: { name }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${jira}/workflowscheme/:id`, async (scene) => {
    const { url, name } = await newScheme(scene);
    return { url, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${jira}/workflowscheme/project`, async (scene) => {
    const [project, scheme] = [await newProject(scene), await newScheme(scene)];
    return { url: `${scene.jira}/workflowscheme/project`, body: { projectId: project.id, workflowSchemeId: scheme.id }, again: 'nothing', refused: await scene.reader(), tells: project.key };
  }),
  scenario(`POST ${own}/projects/:project/workflow-scheme`, async (scene) => {
    const [project, scheme] = [await newProject(scene), await newScheme(scene)];
    return { url: `${ownOf(scene)}/projects/${project.key}/workflow-scheme`, body: { schemeId: scheme.id }, again: 'nothing', refused: await scene.reader(), tells: project.key };
  }),
];

interface Kind { readonly path: string; readonly body: (scene: Scene) => { readonly name: string } }
const kinds: readonly Kind[] = [
  { path: 'issuetype', body: (scene) => ({ name: scene.text('type'), description: scene.text('description') }) }, { path: 'priority', body: (scene) => ({ name: scene.text('priority'), description: scene.text('description'), statusColor: '#123456' }) },
  { path: 'resolution', body: (scene) => ({ name: scene.text('resolution'), description: scene.text('description') }) }, { path: 'issueLinkType', body: (scene) => ({ name: scene.text('link type'), inward: scene.text('inward'), outward: scene.text('outward') }) },
  { path: 'projectCategory', body: (scene) => ({ name: scene.text('category'), description: scene.text('description') }) },
];

/** The kinds of configuration have the same doors. */
const kindScenarios = ({ path, body }: Kind): readonly Scenario[] => {
  const newItem = async (scene: Scene): Promise<{ readonly url: string; readonly name: string }> => {
    const input = body(scene);
    const { id } = await made(scene.admin.post(`${scene.jira}/${path}`, input));
    return { url: `${scene.jira}/${path}/${String(id)}`, name: input.name };
  };
  return [
    scenario(`POST ${jira}/${path}`, async (scene) => {
      const input = body(scene);
      return { url: `${scene.jira}/${path}`, body: input, again: 'nothing', refused: await scene.reader(), tells: input.name };
    }),
    scenario(`PUT ${jira}/${path}/:id`, async (scene) => {
      const input = body(scene);
      return { url: (await newItem(scene)).url, body: input, again: 'nothing', refused: await scene.reader(), tells: input.name };
    }),
    scenario(`DELETE ${jira}/${path}/:id`, async (scene) => {
      const { url, name } = await newItem(scene);
      return { url, again: 'nothing', refused: await scene.reader(), tells: name };
    }),
  ];
};

const orderScenarios = (['priority', 'resolution'] as const).flatMap((path): readonly Scenario[] => {
  const newId = async (scene: Scene): Promise<{ readonly id: string; readonly name: string }> => {
    const name = scene.text(path);
    return { id: String((await made(scene.admin.post(`${scene.jira}/${path}`, { name }))).id), name };
  };
  return [
    scenario(`PUT ${jira}/${path}/move`, async (scene) => {
      const { id, name } = await newId(scene);
      return { url: `${scene.jira}/${path}/move`, body: { ids: [id], position: 'First' }, again: 'nothing', refused: await scene.reader(), tells: name };
    }),
    scenario(`PUT ${jira}/${path}/default`, async (scene) => {
      const { id, name } = await newId(scene);
      return { url: `${scene.jira}/${path}/default`, body: { id }, again: 'nothing', refused: await scene.reader(), tells: name };
    }),
  ];
});

async function newStatus(scene: Scene): Promise<{ readonly id: string; readonly name: string }> {
  const name = scene.text('status');
  const [status] = await made(scene.admin.post(`${scene.jira}/statuses`, { statuses: [{ name, statusCategory: 'TODO', description: scene.text('description') }] }));
  return { id: String(status.id), name };
}

const statusScenarios: readonly Scenario[] = [
  scenario(`POST ${jira}/statuses`, async (scene) => {
    const name = scene.text('status');
    return { url: `${scene.jira}/statuses`, body: { statuses: [{ name, statusCategory: 'DONE' }] }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${jira}/statuses`, async (scene) => {
    const name = scene.text('status');
    return { url: `${scene.jira}/statuses`, body: { statuses: [{ id: (await newStatus(scene)).id, name, statusCategory: 'DONE' }] }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${jira}/statuses`, async (scene) => {
    const { id, name } = await newStatus(scene);
    return { url: `${scene.jira}/statuses?id=${id}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
];

const select = 'com.atlassian.jira.plugin.system.customfieldtypes:select';
async function newField(scene: Scene): Promise<{ readonly url: string; readonly name: string }> {
  const name = scene.text('field');
  const { id } = await made(scene.admin.post(`${scene.jira}/field`, { name, description: scene.text('description'), type: select }));
  return { url: `${scene.jira}/field/${String(id)}`, name };
}
async function newContext(scene: Scene): Promise<{ readonly url: string; readonly field: string }> {
  const { url, name } = await newField(scene);
  const { id } = await made(scene.admin.post(`${url}/context`, { name: scene.text('context'), description: scene.text('description'), projectIds: [(await newProject(scene)).id] }));
  return { url: `${url}/context/${String(id)}`, field: name };
}
async function newOption(scene: Scene): Promise<{ readonly url: string; readonly id: string; readonly value: string; readonly field: string }> {
  const { url, field } = await newContext(scene);
  const value = scene.text('option');
  const { options } = await made(scene.admin.post(`${url}/option`, { options: [{ value: scene.text('option') }, { value }] }));
  return { url: `${url}/option`, id: String(options[1].id), value, field };
}

type Play = (scene: Scene) => Promise<{ readonly url: string; readonly body?: object; readonly tells: string; readonly again?: 'nothing' | 'another' }>;
const fieldPlay = (door: string, play: Play): Scenario => scenario(door, async (scene) => ({ again: 'nothing', ...(await play(scene)), refused: await scene.reader() }));
const field = `${jira}/field/:field`;
const fieldScenarios: readonly Scenario[] = [
  fieldPlay(`POST ${jira}/field`, (scene) => {
    const name = scene.text('field');
    return Promise.resolve({ url: `${scene.jira}/field`, body: { name, type: select }, tells: name });
  }),
  fieldPlay(`PUT ${field}`, async (scene) => {
    const name = scene.text('field');
    return { url: (await newField(scene)).url, body: { name }, tells: name };
  }),
  fieldPlay(`DELETE ${field}`, async (scene) => {
    const { url, name } = await newField(scene);
    return { url, tells: name };
  }),
  fieldPlay(`POST ${field}/context`, async (scene) => {
    const { url, name } = await newField(scene);
    return { url: `${url}/context`, body: { name: scene.text('context') }, tells: name, again: 'another' };
  }),
  fieldPlay(`PUT ${field}/context/:context`, async (scene) => {
    const name = scene.text('context');
    return { url: (await newContext(scene)).url, body: { name }, tells: name };
  }),
  ...(['project', 'issuetype'] as const).map((kind) => fieldPlay(`PUT ${field}/context/:context/${kind}`, async (scene) => {
    const { url, field: name } = await newContext(scene);
    return { url: `${url}/${kind}`, body: kind === 'project' ? { projectIds: [] } : { issueTypeIds: ['10002'] }, tells: name };
  })),
  fieldPlay(`DELETE ${field}/context/:context`, async (scene) => {
    const { url, field: name } = await newContext(scene);
    return { url, tells: name };
  }),
  fieldPlay(`POST ${field}/context/:context/option`, async (scene) => {
    const value = scene.text('option');
    return { url: `${(await newContext(scene)).url}/option`, body: { options: [{ value }] }, tells: value };
  }),
  fieldPlay(`PUT ${field}/context/:context/option`, async (scene) => {
    const { url, id } = await newOption(scene);
    const value = scene.text('option');
    return { url, body: { options: [{ id, value }] }, tells: value };
  }),
  fieldPlay(`PUT ${field}/context/:context/option/move`, async (scene) => {
    const { url, id, field: name } = await newOption(scene);
    return { url: `${url}/move`, body: { customFieldOptionIds: [id], position: 'First' }, tells: name };
  }),
  fieldPlay(`DELETE ${field}/context/:context/option/:option`, async (scene) => {
    const { url, id, value } = await newOption(scene);
    return { url: `${url}/${id}`, tells: value };
  }),
  fieldPlay(`PUT ${own}/projects/:project/layouts/:type`, async (scene) => {
    const { key } = await newProject(scene);
    return { url: `${ownOf(scene)}/projects/${key}/layouts/default`, body: { fields: [{ id: 'summary', required: true, hidden: false, section: 'main' }, { id: 'environment', required: false, hidden: true, section: 'side' }] }, tells: key };
  }),
  fieldPlay(`PUT ${own}/projects/:project/issue-types`, async (scene) => {
    const { key } = await newProject(scene);
    return { url: `${ownOf(scene)}/projects/${key}/issue-types`, body: { items: [{ id: '10003' }], default: '10003' }, tells: key };
  }),
];

export const trackerSetupScenarios: readonly Scenario[] = [...workflowScenarios, ...schemeScenarios, ...kinds.flatMap(kindScenarios), ...orderScenarios, ...statusScenarios, ...fieldScenarios];
