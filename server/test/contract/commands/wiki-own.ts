/** Commands behind the Wiki's own doors: drafts, publishing, versions and what else the compatible API has no words for. */
import { documentFrom, stateOf } from '../../../src/modules/wiki/together/live-document.ts';
import type { Scene } from './scene.ts';
import { adfOf, made, scenario, type Scenario } from './scenario.ts';
import { newContent, newSpace } from './wiki.ts';

const own = '/api/v1/sites/:site/wiki';
const at = (scene: Scene, path: string): string => `/api/v1/sites/${scene.site}/wiki${path}`;

const edit = (scene: Scene, baseVersion = 1): { title: string; adf: object; baseVersion: number } => ({ title: scene.text('title'), adf: adfOf(scene.text('body')), baseVersion });

const editingScenarios: readonly Scenario[] = [
  scenario(`PUT ${own}/contents/:id/draft`, async (scene) => {
    const page = await newContent(scene, 'pages');
    return { url: at(scene, `/contents/${page.id}/draft`), body: edit(scene), again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
  scenario(`DELETE ${own}/contents/:id/draft`, async (scene) => {
    const page = await newContent(scene, 'pages');
    const url = at(scene, `/contents/${page.id}/draft`);
    await made(scene.admin.put(url, edit(scene)));
    return { url, again: 'nothing', refused: 'nobody', tells: page.title };
  }),
  scenario(`POST ${own}/contents/:id/publish`, async (scene) => {
    const page = await newContent(scene, 'pages');
    const published = edit(scene);
    return { url: at(scene, `/contents/${page.id}/publish`), body: published, again: 'nothing', refused: await scene.reader(), tells: published.title };
  }),
  scenario(`POST ${own}/contents/:id/versions/:number/restore`, async (scene) => {
    const page = await newContent(scene, 'pages');
    await made(scene.admin.post(at(scene, `/contents/${page.id}/publish`), edit(scene)));
    return { url: at(scene, `/contents/${page.id}/versions/1/restore`), body: {}, again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
];

async function shared(scene: Scene): Promise<{ page: { id: string; title: string }; url: string; change: { session: string; updates: string[] } }> {
  const page = await newContent(scene, 'pages');
  const url = at(scene, `/contents/${page.id}/together`);
  const { document, session } = await made(scene.admin.post(url, {}));
  const doc = documentFrom([Buffer.from(document, 'base64')]);
  doc.getMap('page').set('title', scene.text('title'));
  return { page, url, change: { session, updates: [stateOf(doc).toString('base64')] } };
}

const togetherScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/contents/:id/together/updates`, async (scene) => {
    const { page, url, change } = await shared(scene);
    return { url: `${url}/updates`, body: change, again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
  scenario(`POST ${own}/contents/:id/together/publish`, async (scene) => {
    const { url, change } = await shared(scene);
    await made(scene.admin.post(`${url}/updates`, change));
    return { url: `${url}/publish`, body: { baseVersion: 1 }, again: 'nothing', refused: await scene.reader() };
  }),
  scenario(`DELETE ${own}/contents/:id/together`, async (scene) => {
    const { page, url, change } = await shared(scene);
    await made(scene.admin.post(`${url}/updates`, change));
    return { url, again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
];

const newPageBeside = async (scene: Scene, spaceId: string): Promise<{ id: string; title: string }> =>
  made(scene.admin.post(`${scene.wiki}/pages`, { spaceId, status: 'current', title: scene.text('title'), body: { representation: 'storage', value: '<p>x</p>' } }));

const treeScenarios: readonly Scenario[] = [
  scenario(`POST ${own}/contents/:id/move`, async (scene) => {
    const page = await newContent(scene, 'pages');
    const target = await newPageBeside(scene, page.spaceId);
    return { url: at(scene, `/contents/${page.id}/move`), body: { position: 'first', target: target.id }, again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
  scenario(`POST ${own}/spaces/:key/tree/moves`, async (scene) => {
    const space = await newSpace(scene);
    const [one, other, target] = [await newPageBeside(scene, space.id), await newPageBeside(scene, space.id), await newPageBeside(scene, space.id)];
    return { url: at(scene, `/spaces/${space.key}/tree/moves`), body: { pages: [one.id, other.id], position: 'first', target: target.id }, again: 'another', refused: await scene.reader(), tells: space.name };
  }),
  scenario(`POST ${own}/contents/:id/copy`, async (scene) => {
    const page = await newContent(scene, 'pages');
    const title = scene.text('title');
    return { url: at(scene, `/contents/${page.id}/copy`), body: { title }, again: 'another', refused: await scene.reader(), tells: title };
  }),
  scenario(`PATCH ${own}/spaces/:key`, async (scene) => {
    const space = await newSpace(scene);
    const name = scene.text('space');
    return { url: at(scene, `/spaces/${space.key}`), body: { name, description: scene.text('description') }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${own}/spaces/:key`, async (scene) => {
    const space = await newSpace(scene);
    return { url: at(scene, `/spaces/${space.key}`), again: 'nothing', refused: await scene.reader(), tells: space.name };
  }),
  scenario(`POST ${own}/spaces/:key/restore`, async (scene) => {
    const space = await newSpace(scene);
    await made(scene.admin.delete(at(scene, `/spaces/${space.key}`)));
    return { url: at(scene, `/spaces/${space.key}/restore`), body: {}, again: 'nothing', refused: 'nobody', tells: space.name };
  }),
  scenario(`DELETE ${own}/contents/:id`, async (scene) => {
    const page = await newContent(scene, 'pages');
    return { url: at(scene, `/contents/${page.id}?descendants=true`), again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
  scenario(`POST ${own}/contents/:id/restore`, async (scene) => {
    const page = await newContent(scene, 'pages');
    await made(scene.admin.delete(at(scene, `/contents/${page.id}?descendants=true`)));
    return { url: at(scene, `/contents/${page.id}/restore`), body: {}, again: 'nothing', refused: 'nobody', tells: page.title };
  }),
];

const socialScenarios: readonly Scenario[] = [
  scenario(`PUT ${own}/contents/:id/reactions/:reaction`, async (scene) => {
    const page = await newContent(scene, 'pages');
    return { url: at(scene, `/contents/${page.id}/reactions/rocket`), again: 'nothing', refused: 'nobody', tells: page.title };
  }),
  scenario(`DELETE ${own}/contents/:id/reactions/:reaction`, async (scene) => {
    const page = await newContent(scene, 'pages');
    await made(scene.admin.put(at(scene, `/contents/${page.id}/reactions/like`)));
    return { url: at(scene, `/contents/${page.id}/reactions/like`), again: 'nothing', refused: 'nobody', tells: page.title };
  }),
  scenario(`PUT ${own}/watches/:kind/:id`, async (scene) => {
    const page = await newContent(scene, 'pages');
    await made(scene.admin.post(at(scene, `/contents/${page.id}/views`), {}));
    return { url: at(scene, `/watches/content/${page.id}`), again: 'nothing', refused: 'nobody', tells: page.title };
  }),
  scenario(`DELETE ${own}/watches/:kind/:id`, async (scene) => {
    const space = await newSpace(scene);
    await made(scene.admin.put(at(scene, `/watches/blog/${space.key}`)));
    return { url: at(scene, `/watches/blog/${space.key}`), again: 'nothing', refused: 'nobody', tells: space.name };
  }),
];

const exportScenario = scenario(`POST ${own}/contents/:id/exports`, async (scene) => {
  const page = await newContent(scene, 'pages');
  return { url: at(scene, `/contents/${page.id}/exports`), body: { format: 'html' }, again: 'another', refused: 'nobody', tells: page.title };
});

const opened = async (scene: Scene): Promise<{ id: string; title: string }> => {
  const page = await newContent(scene, 'pages');
  const { key } = await made(scene.admin.get(`${scene.wiki}/spaces/${page.spaceId}`));
  await made(scene.admin.put(at(scene, '/settings'), { publicLinks: true, anonymousAccess: true }));
  await made(scene.admin.put(at(scene, `/spaces/${String(key)}/public-access`), { publicLinks: true }));
  return page;
};
const publicScenarios: readonly Scenario[] = [
  scenario(`PUT ${own}/settings`, async (scene) => {
    const { trashRetentionDays } = await made(scene.admin.get(at(scene, '/settings')));
    return { url: at(scene, '/settings'), body: { trashRetentionDays: trashRetentionDays === 30 ? 31 : 30 }, again: 'nothing', refused: await scene.reader() };
  }),
  scenario(`PUT ${own}/spaces/:key/public-access`, async (scene) => {
    await made(scene.admin.put(at(scene, '/settings'), { publicLinks: true, anonymousAccess: true }));
    const space = await newSpace(scene);
    return { url: at(scene, `/spaces/${space.key}/public-access`), body: { anonymous: true }, again: 'nothing', refused: await scene.reader(), tells: space.name };
  }),
  scenario(`POST ${own}/contents/:id/public-links`, async (scene) => {
    const page = await opened(scene);
    return { url: at(scene, `/contents/${page.id}/public-links`), body: {}, again: 'another', refused: await scene.reader(), tells: page.title };
  }),
  scenario(`DELETE ${own}/contents/:id/public-links/:link`, async (scene) => {
    const page = await opened(scene);
    const { id } = await made(scene.admin.post(at(scene, `/contents/${page.id}/public-links`), {}));
    return { url: at(scene, `/contents/${page.id}/public-links/${String(id)}`), again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
];

export const ownWikiScenarios: readonly Scenario[] = [...editingScenarios, ...togetherScenarios, ...treeScenarios, ...socialScenarios, ...publicScenarios, exportScenario];
