/** Commands of the Wiki, in a space that everybody may read and only its maker may change. */
import type { Scene } from './scene.ts';
import { adfOf, made, scenario, upload, type Scenario } from './scenario.ts';

interface Space {
  readonly id: string;
  readonly key: string;
  readonly homepageId: string;
  readonly name: string;
}

const body = (text: string): object => ({ representation: 'atlas_doc_format', value: JSON.stringify(adfOf(text)) });

const accessOf = (scene: Scene, key: string): string => `/api/v1/sites/${scene.site}/wiki/containers/${key}/access`;

export async function newSpace(scene: Scene): Promise<Space> {
  const name = scene.text('space');
  const space = await made(scene.admin.post(`${scene.wiki}/spaces`, { key: `SP${String(scene.number())}`, name, description: { representation: 'plain', value: scene.text('space description') } }));
  await made(scene.admin.put(accessOf(scene, space.key), { items: [{ subject: { kind: 'account', id: scene.admin.account }, level: 'admin' }, { subject: { kind: 'group', id: scene.readers }, level: 'read' }] }));
  return { id: String(space.id), key: String(space.key), homepageId: String(space.homepageId), name };
}

export const newContent = async (scene: Scene, collection: 'pages' | 'blogposts', title = scene.text('title')): Promise<{ id: string; title: string; version: { number: number }; spaceId: string }> =>
  made(scene.admin.post(`${scene.wiki}/${collection}`, { spaceId: (await newSpace(scene)).id, status: 'current', title, body: body(scene.text('body')) }));

async function newAttachment(scene: Scene): Promise<{ id: string; title: string; page: string }> {
  const page = await newContent(scene, 'pages');
  const title = `${scene.text('file')}.txt`;
  const { body: bytes, headers } = upload(title, scene.text('bytes'), { comment: scene.text('file comment') });
  const { results } = await made(scene.admin.post(`${scene.oldWiki}/content/${page.id}/child/attachment`, bytes, headers));
  return { id: String(results[0].id), title, page: page.id };
}

export const newComment = async (scene: Scene, subtype: string, page?: string): Promise<{ id: string; version: { number: number } }> =>
  made(scene.admin.post(`${scene.wiki}/${subtype}-comments`, { pageId: page ?? (await newContent(scene, 'pages')).id, body: body(scene.text('comment')), ...(subtype === 'inline' ? selected(scene) : {}) }));

const selected = (scene: Scene): object => ({ inlineCommentProperties: { textSelection: scene.text('selection') } });

function contentScenarios(collection: 'pages' | 'blogposts'): readonly Scenario[] {
  const address = `/ex/confluence/:site/wiki/api/v2/${collection}`;
  return [
    scenario(`POST ${address}`, async (scene) => {
      const space = await newSpace(scene);
      const title = scene.text('title');
      return { url: `${scene.wiki}/${collection}`, body: { spaceId: space.id, status: 'current', title, body: body(scene.text('body')) }, again: collection === 'pages' ? 'nothing' : 'another', refused: await scene.reader(), tells: title };
    }),
    scenario(`PUT ${address}/:id`, async (scene) => {
      const content = await newContent(scene, collection);
      const title = scene.text('title');
      const changed = { id: content.id, status: 'current', title, body: body(scene.text('body')), version: { number: content.version.number + 1, message: scene.text('message') } };
      return { url: `${scene.wiki}/${collection}/${content.id}`, body: changed, again: 'nothing', refused: await scene.reader(), tells: title };
    }),
    scenario(`PUT ${address}/:id`, async (scene) => {
      const content = await newContent(scene, collection);
      const draft = { id: content.id, status: 'draft', title: scene.text('draft title'), body: body(scene.text('draft')), version: { number: 1 } };
      return { url: `${scene.wiki}/${collection}/${content.id}`, body: draft, again: 'another', refused: await scene.reader() };
    }),
    scenario(`DELETE ${address}/:id`, async (scene) => {
      const content = await newContent(scene, collection);
      return { url: `${scene.wiki}/${collection}/${content.id}`, again: 'nothing', refused: await scene.reader(), tells: content.title };
    }),
  ];
}

function commentScenarios(subtype: 'footer' | 'inline'): readonly Scenario[] {
  const address = `/ex/confluence/:site/wiki/api/v2/${subtype}-comments`;
  const url = (scene: Scene): string => `${scene.wiki}/${subtype}-comments`;
  return [
    scenario(`POST ${address}`, async (scene) => {
      const page = await newContent(scene, 'pages');
      return { url: url(scene), body: { pageId: page.id, body: body(scene.text('comment')), ...(subtype === 'inline' ? selected(scene) : {}) }, again: 'another', refused: await scene.reader() };
    }),
    scenario(`PUT ${address}/:id`, async (scene) => {
      const comment = await newComment(scene, subtype);
      return { url: `${url(scene)}/${comment.id}`, body: { body: body(scene.text('comment')), version: { number: comment.version.number + 1, message: scene.text('message') } }, again: 'nothing', refused: await scene.reader() };
    }),
    scenario(`DELETE ${address}/:id`, async (scene) => ({ url: `${url(scene)}/${(await newComment(scene, subtype)).id}`, again: 'nothing', refused: await scene.reader() })),
  ];
}

const owners: Readonly<Record<string, (scene: Scene) => Promise<string>>> = {
  pages: async (scene) => (await newContent(scene, 'pages')).id,
  blogposts: async (scene) => (await newContent(scene, 'blogposts')).id,
  attachments: async (scene) => (await newAttachment(scene)).id,
  comments: async (scene) => (await newComment(scene, 'footer')).id,
  spaces: async (scene) => (await newSpace(scene)).id,
};

const propertyScenarios: readonly Scenario[] = Object.entries(owners).flatMap(([collection, newOwner]) => {
  const address = `/ex/confluence/:site/wiki/api/v2/${collection}/:owner/properties`;
  const newProperty = async (scene: Scene) => {
    const url = `${scene.wiki}/${collection}/${await newOwner(scene)}/properties`;
    const key = scene.text('property');
    const property = await made(scene.admin.post(url, { key, value: { text: scene.text('value') } }));
    return { url: `${url}/${String(property.id)}`, key, number: Number(property.version.number) };
  };
  return [
    scenario(`POST ${address}`, async (scene) => {
      const key = scene.text('property');
      return { url: `${scene.wiki}/${collection}/${await newOwner(scene)}/properties`, body: { key, value: { text: scene.text('value') } }, again: 'nothing', refused: await scene.reader(), tells: key };
    }),
    scenario(`PUT ${address}/:property`, async (scene) => {
      const { url, key, number } = await newProperty(scene);
      return { url, body: { key, value: scene.text('value'), version: { number: number + 1 } }, again: 'nothing', refused: await scene.reader(), tells: key };
    }),
    scenario(`DELETE ${address}/:property`, async (scene) => {
      const { url, key } = await newProperty(scene);
      return { url, again: 'nothing', refused: await scene.reader(), tells: key };
    }),
  ];
});

const attachmentAddress = '/ex/confluence/:site/wiki/rest/api/content/:id/child/attachment';
const attachmentScenarios: readonly Scenario[] = [
  ...(['POST', 'PUT'] as const).map((method) => scenario(`${method} ${attachmentAddress}`, async (scene) => {
    const page = await newContent(scene, 'pages');
    const file = `${scene.text('file')}.txt`;
    return { url: `${scene.oldWiki}/content/${page.id}/child/attachment`, ...upload(file, scene.text('bytes'), { comment: scene.text('file comment') }), again: method === 'POST' ? 'nothing' : 'another', refused: await scene.reader(), tells: file };
  })),
  scenario(`POST ${attachmentAddress}/:attachment/data`, async (scene) => {
    const { id, title, page } = await newAttachment(scene);
    return { url: `${scene.oldWiki}/content/${page}/child/attachment/${id}/data`, ...upload(title, scene.text('new bytes')), again: 'another', refused: await scene.reader(), tells: title };
  }),
  scenario('DELETE /ex/confluence/:site/wiki/api/v2/attachments/:id', async (scene) => {
    const { id, title } = await newAttachment(scene);
    return { url: `${scene.wiki}/attachments/${id}`, again: 'nothing', refused: await scene.reader(), tells: title };
  }),
];

const labelAddress = '/ex/confluence/:site/wiki/rest/api/content/:id/label';
const labelled = async (scene: Scene): Promise<{ url: string; label: string }> => {
  const url = `${scene.oldWiki}/content/${(await newContent(scene, 'pages')).id}/label`;
  const label = scene.text('label');
  await made(scene.admin.post(url, [{ prefix: 'global', name: label }]));
  return { url, label };
};
const labelScenarios: readonly Scenario[] = [
  scenario(`POST ${labelAddress}`, async (scene) => {
    const label = scene.text('label');
    return { url: `${scene.oldWiki}/content/${(await newContent(scene, 'pages')).id}/label`, body: [{ prefix: 'global', name: label }], again: 'nothing', refused: await scene.reader(), tells: label };
  }),
  scenario(`DELETE ${labelAddress}/:name`, async (scene) => {
    const { url, label } = await labelled(scene);
    return { url: `${url}/${label}`, again: 'nothing', refused: await scene.reader(), tells: label };
  }),
  scenario(`DELETE ${labelAddress}`, async (scene) => {
    const { url, label } = await labelled(scene);
    return { url: `${url}?name=${label}`, again: 'nothing', refused: await scene.reader(), tells: label };
  }),
];

const restrictionAddress = '/ex/confluence/:site/wiki/rest/api/content/:id/restriction';
const restriction = (operation: string, accountId: string): object => ({ operation, restrictions: { user: [{ accountId }] } });
const restrictionScenarios: readonly Scenario[] = [
  scenario(`PUT ${restrictionAddress}`, async (scene) => {
    const page = await newContent(scene, 'pages');
    return { url: `${scene.oldWiki}/content/${page.id}/restriction`, body: [restriction('read', scene.admin.account)], again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
  ...(['POST', 'PUT'] as const).map((method) => scenario(`${method} ${restrictionAddress}`, async (scene) => {
    const page = await newContent(scene, 'pages');
    return { url: `${scene.oldWiki}/content/${page.id}/restriction`, body: [restriction('update', scene.admin.account)], again: 'nothing', refused: await scene.reader(), tells: page.title };
  })),
  scenario(`DELETE ${restrictionAddress}`, async (scene) => {
    const page = await newContent(scene, 'pages');
    const url = `${scene.oldWiki}/content/${page.id}/restriction`;
    await made(scene.admin.put(url, [restriction('update', scene.admin.account)]));
    return { url, again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
];

export const wikiScenarios: readonly Scenario[] = [
  scenario('POST /ex/confluence/:site/wiki/api/v2/spaces', async (scene) => {
    const name = scene.text('space');
    return { url: `${scene.wiki}/spaces`, body: { key: `SP${String(scene.number())}`, name, description: { representation: 'plain', value: scene.text('description') } }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario('PUT /api/v1/sites/:site/wiki/containers/:key/access', async (scene) => {
    const space = await newSpace(scene);
    const items = [{ subject: { kind: 'account', id: scene.admin.account }, level: 'admin' }, { subject: { kind: 'group', id: scene.readers }, level: 'read' }, { subject: { kind: 'everyone' }, level: 'read' }];
    return { url: accessOf(scene, space.key), body: { items }, again: 'nothing', refused: await scene.reader(), tells: space.name };
  }),
  ...contentScenarios('pages'),
  ...contentScenarios('blogposts'),
  scenario('PUT /ex/confluence/:site/wiki/rest/api/content/:id/move/:position/:target', async (scene) => {
    const page = await newContent(scene, 'pages');
    const target = await made(scene.admin.post(`${scene.wiki}/pages`, { spaceId: page.spaceId, status: 'current', title: scene.text('title'), body: body(scene.text('body')) }));
    return { url: `${scene.oldWiki}/content/${page.id}/move/append/${String(target.id)}`, again: 'nothing', refused: await scene.reader(), tells: page.title };
  }),
  ...commentScenarios('footer'),
  ...commentScenarios('inline'),
  ...attachmentScenarios,
  ...labelScenarios,
  ...propertyScenarios,
  ...restrictionScenarios,
];
