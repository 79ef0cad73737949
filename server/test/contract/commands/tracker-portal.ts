/** Commands of the portal: set up by a project's administrator, used by somebody who may not even read the project's other issues. */
import type { Scene } from './scene.ts';
import { adfOf, made, scenario, type Scenario } from './scenario.ts';
import { newProject } from './tracker.ts';

const own = '/api/v1/sites/:site/tracker';
const ownOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/tracker`;
const typesOf = (scene: Scene): object => ({ open: true, types: [{ name: scene.text('request type'), description: scene.text('description'), issueType: 'Task', fields: [{ id: 'summary', required: true, help: scene.text('help') }, { id: 'description', required: false }] }] });

async function newType(scene: Scene): Promise<{ readonly id: string; readonly project: string }> {
  const { key } = await newProject(scene);
  const { types } = await made(scene.admin.put(`${ownOf(scene)}/projects/${key}/portal`, typesOf(scene)));
  return { id: String(types[0].id), project: key };
}

export const trackerPortalScenarios: readonly Scenario[] = [
  scenario(`PUT ${own}/projects/:project/portal`, async (scene) => {
    const { key } = await newProject(scene);
    return { url: `${ownOf(scene)}/projects/${key}/portal`, body: typesOf(scene), again: 'nothing', refused: await scene.reader(), tells: key };
  }),
  scenario(`POST ${own}/portal/types/:id/requests`, async (scene) => {
    const [{ id, project }, reader] = [await newType(scene), await scene.reader()];
    return { url: `${ownOf(scene)}/portal/types/${id}/requests`, body: { fields: { summary: scene.text('summary'), description: adfOf(scene.text('description')) } }, by: reader, actor: reader.account, again: 'another', refused: await scene.narrow(), tells: project };
  }),
  scenario(`POST ${own}/portal/requests/:key/comments`, async (scene) => {
    const [{ id }, reader] = [await newType(scene), await scene.reader()];
    const { key } = await made(reader.post(`${ownOf(scene)}/portal/types/${id}/requests`, { fields: { summary: scene.text('summary') } }));
    return { url: `${ownOf(scene)}/portal/requests/${String(key)}/comments`, body: { body: adfOf(scene.text('comment')) }, by: reader, actor: reader.account, again: 'another', refused: await scene.narrow(), tells: String(key) };
  }),
];
