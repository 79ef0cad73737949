/** Commands behind the Wiki's own doors: drafts, publishing, versions and what else the compatible API has no words for. */
import { documentFrom, stateOf } from '../../../src/modules/wiki/together/shared-document.ts';
import type { Scene } from './scene.ts';
import { adfOf, made, scenario, type Scenario } from './scenario.ts';
import { newContent } from './wiki.ts';

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

export const ownWikiScenarios: readonly Scenario[] = [...editingScenarios, ...togetherScenarios];
