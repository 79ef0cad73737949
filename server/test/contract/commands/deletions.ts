/** Commands of deletion: places, holds, plans, the end of keys. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';

const orgOf = ({ organization }: Scene): string => `/api/v1/orgs/${organization}`;
const newSite = async (scene: Scene): Promise<string> => String((await made(scene.admin.post(`${orgOf(scene)}/sites`, { name: 'To be deleted', slug: `deleted-${String(scene.number())}` }))).id);

async function guestOn(scene: Scene, site: string) {
  const reader = await scene.reader();
  await made(scene.admin.put(`/api/v1/sites/${site}/access/${reader.account}`, { role: 'guest' }));
  return reader;
}

const newHold = (scene: Scene, target: object) => made(scene.admin.post(`${orgOf(scene)}/holds`, { kind: 'legal_hold', target, reason: scene.text('hold') }));
const newPlan = async (scene: Scene, at: string) => made(scene.admin.post(`${at}/deletion-plans`, { sites: [await newSite(scene)], reason: 'moving house' }));
const plansAt = { own: (scene: Scene) => orgOf(scene), all: () => '/api/v1/operator' } as const;

const planScenarios = (['own', 'all'] as const).flatMap((which): Scenario[] => {
  const door = which === 'own' ? '/api/v1/orgs/:org/deletion-plans' : '/api/v1/operator/deletion-plans';
  const at = plansAt[which];
  return [
    scenario(`POST ${door}`, async (scene) => ({ url: `${at(scene)}/deletion-plans`, body: { sites: [await newSite(scene)], reason: 'moving house' }, again: 'another', refused: await scene.reader(), tells: 'moving house' })),
    scenario(`POST ${door}/:plan/approve`, async (scene) => {
      // Somebody else of the organization planned it; operators are one, who waits a day instead.
      const second = which === 'own' ? await secondAdmin(scene) : scene.admin;
      const { id } = await made(second.post(`${at(scene)}/deletion-plans`, { sites: [await newSite(scene)] }));
      return { url: `${at(scene)}/deletion-plans/${String(id)}/approve`, again: 'nothing', refused: await scene.reader() };
    }),
    scenario(`POST ${door}/:plan/run`, async (scene) => ({ url: `${at(scene)}/deletion-plans/${String((await newPlan(scene, at(scene))).id)}/run`, again: 'nothing', refused: await scene.reader() })),
    scenario(`POST ${door}/:plan/stop`, async (scene) => {
      // The first site goes at once; before the second the plan rests, and can be stopped.
      const { id } = await made(scene.admin.post(`${at(scene)}/deletion-plans`, { sites: [await newSite(scene), await newSite(scene)] }));
      await made(scene.admin.post(`${at(scene)}/deletion-plans/${String(id)}/run`));
      return { url: `${at(scene)}/deletion-plans/${String(id)}/stop`, again: 'nothing', refused: await scene.reader() };
    }),
  ];
});

const secondAdmin = (scene: Scene) => scene.person({ role: 'admin' });

export const deletionScenarios: readonly Scenario[] = [
  scenario('POST /api/v1/sites/:site/delete', async (scene) => {
    const site = await newSite(scene);
    return { url: `/api/v1/sites/${site}/delete`, body: { reason: 'over' }, again: 'nothing', refused: await guestOn(scene, site), tells: 'To be deleted' };
  }),
  scenario('POST /api/v1/sites/:site/undelete', async (scene) => {
    const site = await newSite(scene);
    const refused = await guestOn(scene, site);
    await made(scene.admin.post(`/api/v1/sites/${site}/delete`, {}));
    return { url: `/api/v1/sites/${site}/undelete`, again: 'nothing', refused, tells: 'To be deleted' };
  }),
  scenario('POST /api/v1/sites/:site/products/:product/delete', async (scene) => {
    const site = await newSite(scene);
    return { url: `/api/v1/sites/${site}/products/wiki/delete`, body: {}, again: 'nothing', refused: await guestOn(scene, site), tells: 'To be deleted' };
  }),
  scenario('POST /api/v1/sites/:site/products/:product/undelete', async (scene) => {
    const site = await newSite(scene);
    const refused = await guestOn(scene, site);
    await made(scene.admin.post(`/api/v1/sites/${site}/products/wiki/delete`, {}));
    return { url: `/api/v1/sites/${site}/products/wiki/undelete`, again: 'nothing', refused, tells: 'To be deleted' };
  }),
  scenario('POST /api/v1/orgs/:org/deletions/:deletion/undo', async (scene) => {
    const site = await newSite(scene);
    const { id } = await made(scene.admin.post(`/api/v1/sites/${site}/delete`, {}));
    return { url: `${orgOf(scene)}/deletions/${String(id)}/undo`, again: 'nothing', refused: await scene.reader(), tells: 'To be deleted' };
  }),
  scenario('PUT /api/v1/orgs/:org/deletion-settings', async (scene) => ({ url: `${orgOf(scene)}/deletion-settings`, body: { graceDays: 7 + (scene.number() % 80), keyGraceDays: 7 }, again: 'nothing', refused: await scene.reader() })),

  scenario('POST /api/v1/orgs/:org/holds', async (scene) => {
    const reason = scene.text('hold');
    return { url: `${orgOf(scene)}/holds`, body: { kind: 'deletion_lock', target: { kind: 'site', site: await newSite(scene) }, reason }, again: 'another', refused: await scene.reader(), tells: reason };
  }),
  scenario('POST /api/v1/orgs/:org/holds/:hold/open', async (scene) => {
    const { id } = await newHold(scene, { kind: 'site', site: await newSite(scene) });
    return { url: `${orgOf(scene)}/holds/${String(id)}/open`, again: 'nothing', refused: await scene.reader() };
  }),
  scenario('POST /api/v1/orgs/:org/holds/:hold/approve', async (scene) => {
    const { id } = await newHold(scene, { kind: 'site', site: await newSite(scene) });
    await made((await secondAdmin(scene)).post(`${orgOf(scene)}/holds/${String(id)}/open`));
    return { url: `${orgOf(scene)}/holds/${String(id)}/approve`, again: 'nothing', refused: await scene.reader() };
  }),
  scenario('POST /api/v1/orgs/:org/holds/:hold/keep', async (scene) => {
    const { id } = await newHold(scene, { kind: 'container', site: scene.site, product: 'tracker', container: 999_999_999 + scene.number() });
    await made(scene.admin.post(`${orgOf(scene)}/holds/${String(id)}/open`));
    return { url: `${orgOf(scene)}/holds/${String(id)}/keep`, again: 'nothing', refused: await scene.reader() };
  }),
  ...planScenarios,
];
