/** Commands of tenancy and the directory: organizations, sites, people, groups, roles on sites. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';

const newSite = (scene: Scene) => made(scene.admin.post(`/api/v1/orgs/${scene.organization}/sites`, { name: 'A site', slug: `site-${String(scene.number())}` }));
const newGroup = (scene: Scene) => made(scene.admin.post(`/api/v1/orgs/${scene.organization}/groups`, { name: scene.text('group'), description: scene.text('description') }));
const orgOf = ({ organization }: Scene): string => `/api/v1/orgs/${organization}`;

/** On a new site of the organization, where only its maker is anybody; the reader gets in as a guest. */
async function guestOn(scene: Scene, site: string) {
  const reader = await scene.reader();
  await made(scene.admin.put(`/api/v1/sites/${site}/access/${reader.account}`, { role: 'guest' }));
  return reader;
}

export const organizationScenarios: readonly Scenario[] = [
  scenario('POST /api/v1/orgs', async (scene) => ({ url: '/api/v1/orgs', body: { name: 'Another', slug: `another-${String(scene.number())}` }, again: 'nothing', refused: await scene.reader(), tells: 'Another' })),
  scenario('PATCH /api/v1/orgs/:org', async (scene) => ({ url: orgOf(scene), body: { name: `Scene ${String(scene.number())}` }, again: 'nothing', refused: await scene.reader(), tells: 'Scene' })),
  scenario('PUT /api/v1/orgs/:org/plan', async (scene) => ({ url: `${orgOf(scene)}/plan`, body: { plan: 'premium' }, again: 'nothing', refused: await scene.reader(), tells: 'premium' })),
  scenario('PUT /api/v1/operator/orgs/:org/plan', async (scene) => ({ url: `/api/v1/operator/orgs/${scene.organization}/plan`, body: { plan: 'enterprise', features: { 'nested-groups': true } }, again: 'nothing', refused: await scene.reader(), tells: 'enterprise' })),
  scenario('POST /api/v1/orgs/:org/sites', async (scene) => ({ url: `${orgOf(scene)}/sites`, body: { name: 'New site', slug: `new-${String(scene.number())}` }, again: 'nothing', refused: await scene.reader(), tells: 'New site' })),
  scenario('PATCH /api/v1/sites/:site', async (scene) => ({ url: `/api/v1/sites/${scene.site}`, body: { name: `Renamed ${String(scene.number())}` }, again: 'nothing', refused: await scene.reader(), tells: 'Renamed' })),
  scenario('POST /api/v1/sites/:site/suspend', async (scene) => {
    const { id } = await newSite(scene);
    return { url: `/api/v1/sites/${String(id)}/suspend`, body: { reason: 'unpaid' }, again: 'nothing', refused: await guestOn(scene, id), tells: 'A site' };
  }),
  scenario('POST /api/v1/sites/:site/resume', async (scene) => {
    const { id } = await newSite(scene);
    const refused = await guestOn(scene, id);
    await made(scene.admin.post(`/api/v1/sites/${String(id)}/suspend`, { reason: 'unpaid' }));
    return { url: `/api/v1/sites/${String(id)}/resume`, again: 'nothing', refused, tells: 'A site' };
  }),

  scenario('PATCH /api/v1/orgs/:org/people/:account', async (scene) => ({ url: `${orgOf(scene)}/people/${(await scene.person()).account}`, body: { role: 'admin' }, again: 'nothing', refused: await scene.reader() })),
  scenario('PATCH /api/v1/orgs/:org/people/:account', async (scene) => ({ url: `${orgOf(scene)}/people/${(await scene.person()).account}`, body: { state: 'suspended' }, again: 'nothing', refused: await scene.reader() })),
  scenario('DELETE /api/v1/orgs/:org/people/:account', async (scene) => ({ url: `${orgOf(scene)}/people/${(await scene.person()).account}`, again: 'nothing', refused: await scene.reader() })),

  scenario('POST /api/v1/orgs/:org/groups', async (scene) => {
    const name = scene.text('group');
    return { url: `${orgOf(scene)}/groups`, body: { name, description: scene.text('description') }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario('PATCH /api/v1/orgs/:org/groups/:group', async (scene) => {
    const name = scene.text('group');
    return { url: `${orgOf(scene)}/groups/${String((await newGroup(scene)).id)}`, body: { name, description: scene.text('description') }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario('DELETE /api/v1/orgs/:org/groups/:group', async (scene) => {
    const group = await newGroup(scene);
    return { url: `${orgOf(scene)}/groups/${String(group.id)}`, again: 'nothing', refused: await scene.reader(), tells: group.name };
  }),
  scenario('PUT /api/v1/orgs/:org/groups/:group/members/:account', async (scene) => {
    const group = await newGroup(scene);
    return { url: `${orgOf(scene)}/groups/${String(group.id)}/members/${(await scene.person()).account}`, again: 'nothing', refused: await scene.reader(), tells: group.name };
  }),
  scenario('DELETE /api/v1/orgs/:org/groups/:group/members/:account', async (scene) => {
    const group = await newGroup(scene);
    const person = await scene.person({ groups: [group.id] });
    return { url: `${orgOf(scene)}/groups/${String(group.id)}/members/${person.account}`, again: 'nothing', refused: await scene.reader(), tells: group.name };
  }),

  scenario('PUT /api/v1/orgs/:org/groups/:group/groups/:member', async (scene) => {
    const [group, member] = [await newGroup(scene), await newGroup(scene)];
    return { url: `${orgOf(scene)}/groups/${String(group.id)}/groups/${String(member.id)}`, again: 'nothing', refused: await scene.reader(), tells: group.name };
  }),
  scenario('DELETE /api/v1/orgs/:org/groups/:group/groups/:member', async (scene) => {
    const [group, member] = [await newGroup(scene), await newGroup(scene)];
    await made(scene.admin.put(`${orgOf(scene)}/groups/${String(group.id)}/groups/${String(member.id)}`));
    return { url: `${orgOf(scene)}/groups/${String(group.id)}/groups/${String(member.id)}`, again: 'nothing', refused: await scene.reader(), tells: member.name };
  }),

  scenario('PUT /api/v1/orgs/:org/roles/:role/:subject', async (scene) => ({ url: `${orgOf(scene)}/roles/auditor/${String((await newGroup(scene)).id)}`, again: 'nothing', refused: await scene.reader() })),
  scenario('DELETE /api/v1/orgs/:org/roles/:role/:subject', async (scene) => {
    const url = `${orgOf(scene)}/roles/user-access-admin/${(await scene.person()).account}`;
    await made(scene.admin.put(url));
    return { url, again: 'nothing', refused: await scene.reader() };
  }),
  scenario('PUT /api/v1/sites/:site/products/:product/access/:subject', async (scene) => ({ url: `/api/v1/sites/${scene.site}/products/wiki/access/${(await scene.person()).account}`, body: { role: 'admin' }, again: 'nothing', refused: await scene.reader() })),
  scenario('DELETE /api/v1/sites/:site/products/:product/access/:subject', async (scene) => {
    const url = `/api/v1/sites/${scene.site}/products/tracker/access/${(await scene.person()).account}`;
    await made(scene.admin.put(url, { role: 'member' }));
    return { url, again: 'nothing', refused: await scene.reader() };
  }),

  scenario('PUT /api/v1/sites/:site/access/:subject', async (scene) => ({ url: `/api/v1/sites/${scene.site}/access/${(await scene.person()).account}`, body: { role: 'guest' }, again: 'nothing', refused: await scene.reader() })),
  scenario('DELETE /api/v1/sites/:site/access/:subject', async (scene) => ({ url: `/api/v1/sites/${scene.site}/access/${(await scene.person()).account}`, again: 'nothing', refused: await scene.reader() })),
];
