/** Commands of the Tracker on what people keep for themselves: stars and owners of filters, dashboards, columns. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';

const filters = '/ex/jira/:site/rest/api/3/filter';
const dashboards = '/ex/jira/:site/rest/api/3/dashboard';

async function newFilter(scene: Scene): Promise<{ readonly url: string; readonly name: string }> {
  const name = scene.text('filter');
  const { id } = await made(scene.admin.post(`${scene.jira}/filter`, { name, jql: `text ~ "${scene.text('jql')}"` }));
  return { url: `${scene.jira}/filter/${String(id)}`, name };
}

async function newDashboard(scene: Scene): Promise<{ readonly url: string; readonly name: string }> {
  const name = scene.text('dashboard');
  const { id } = await made(scene.admin.post(`${scene.jira}/dashboard`, { name, description: scene.text('description'), sharePermissions: [{ type: 'loggedin' }], editPermissions: [] }));
  return { url: `${scene.jira}/dashboard/${String(id)}`, name };
}

async function newGadget(scene: Scene): Promise<{ readonly url: string; readonly gadget: string; readonly name: string }> {
  const { url, name } = await newDashboard(scene);
  const { id } = await made(scene.admin.post(`${url}/gadget`, { moduleKey: 'age', title: scene.text('gadget') }));
  return { url, gadget: String(id), name };
}

export const trackerListScenarios: readonly Scenario[] = [
  scenario(`PUT ${filters}/:id/favourite`, async (scene) => {
    const { url, name } = await newFilter(scene);
    return { url: `${url}/favourite`, again: 'nothing', refused: await scene.narrow(), tells: name };
  }),
  scenario(`DELETE ${filters}/:id/favourite`, async (scene) => {
    const { url, name } = await newFilter(scene);
    await made(scene.admin.put(`${url}/favourite`, {}));
    return { url: `${url}/favourite`, again: 'nothing', refused: await scene.narrow(), tells: name };
  }),
  scenario(`PUT ${filters}/:id/owner`, async (scene) => {
    const { url, name } = await newFilter(scene);
    return { url: `${url}/owner`, body: { accountId: (await scene.person()).account }, again: 'nothing', refused: await scene.narrow(), tells: name };
  }),
  scenario(`POST ${dashboards}`, async (scene) => {
    const name = scene.text('dashboard');
    return { url: `${scene.jira}/dashboard`, body: { name, description: scene.text('description'), sharePermissions: [{ type: 'loggedin' }], editPermissions: [] }, again: 'another', refused: await scene.narrow(), tells: name };
  }),
  scenario(`POST ${dashboards}/:id/copy`, async (scene) => {
    const { url } = await newGadget(scene);
    const name = scene.text('copy');
    return { url: `${url}/copy`, body: { name, sharePermissions: [], editPermissions: [] }, again: 'another', refused: await scene.narrow(), tells: name };
  }),
  scenario(`PUT ${dashboards}/:id`, async (scene) => {
    const { url } = await newDashboard(scene);
    const name = scene.text('dashboard');
    return { url, body: { name, description: scene.text('description'), sharePermissions: [], editPermissions: [] }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${dashboards}/:id`, async (scene) => {
    const { url, name } = await newDashboard(scene);
    return { url, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${dashboards}/:id/gadget`, async (scene) => {
    const { url, name } = await newDashboard(scene);
    return { url: `${url}/gadget`, body: { moduleKey: 'distribution', title: scene.text('gadget'), color: 'blue' }, again: 'another', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${dashboards}/:id/gadget/:gadget`, async (scene) => {
    const { url, gadget, name } = await newGadget(scene);
    return { url: `${url}/gadget/${gadget}`, body: { title: scene.text('gadget'), color: 'red' }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${dashboards}/:id/gadget/:gadget`, async (scene) => {
    const { url, gadget, name } = await newGadget(scene);
    return { url: `${url}/gadget/${gadget}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${dashboards}/:id/items/:gadget/properties/settings`, async (scene) => {
    const { url, gadget, name } = await newGadget(scene);
    return { url: `${url}/items/${gadget}/properties/settings`, body: { jql: `text ~ "${scene.text('jql')}"` }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario('PUT /ex/jira/:site/rest/api/3/user/columns', async (scene) => {
    const by = await scene.person();
    return { url: `${scene.jira}/user/columns`, by, actor: by.account, body: { columns: ['issuekey', 'summary', 'duedate'] }, again: 'nothing', refused: await scene.narrow() };
  }),
];
