/** The tree level by level, the trash with all below, restrictions that inherit, reading without signing in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let ada: TestPerson;
let ben: TestPerson;
let own: string;
let v2: string;
let old: string;
let open: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  ada = await platform.person(acme, 'ada', { site: 'member' });
  ben = await platform.person(acme, 'ben', { site: 'member' });
  v2 = `/ex/confluence/${acme.site}/wiki/api/v2`;
  old = `/ex/confluence/${acme.site}/wiki/rest/api`;
  own = `/api/v1/sites/${acme.site}/wiki`;
  open = `/api/v1/public/sites/${acme.site}/wiki`;
});
afterAll(() => platform[Symbol.asyncDispose]());

let count = 0;
async function newSpace(): Promise<{ id: string; key: string; homepageId: string }> {
  count += 1;
  return (await ada.post(`${v2}/spaces`, { key: `T${String(count)}`, name: `Tree ${String(count)}` })).json;
}
async function newPage(spaceId: string, title: string, parentId?: string): Promise<string> {
  const made = await ada.post(`${v2}/pages`, { spaceId, status: 'current', title, ...(parentId === undefined ? {} : { parentId }), body: { representation: 'storage', value: `<p>About ${title}</p>` } });
  expect(made.status, made.text).toBe(200);
  return String(made.json.id);
}
const level = async (who: TestPerson, key: string, parent: string) => (await who.get(`${own}/spaces/${key}/tree?parent=${parent}`)).json.items.map((one: { title: string; childCount: number }) => [one.title, one.childCount]);

describe('the tree', () => {
  it('is read level by level with counts, moved in bulk, and copied', async () => {
    const space = await newSpace();
    const [a, b, c] = [await newPage(space.id, 'A'), await newPage(space.id, 'B'), await newPage(space.id, 'C')];
    await newPage(space.id, 'A1', a);
    expect(await level(ben, space.key, space.homepageId)).toEqual([['A', 1], ['B', 0], ['C', 0]]);
    const first = await ben.get(`${own}/spaces/${space.key}/tree?parent=${space.homepageId}&limit=2`);
    expect((await ben.get(`${own}/spaces/${space.key}/tree?parent=${space.homepageId}&limit=2&cursor=${String(first.json.next)}`)).json.items).toMatchObject([{ title: 'C' }]);
    expect((await ben.post(`${own}/spaces/${space.key}/tree/moves`, { pages: [b, c], position: 'first', target: a })).json).toEqual({ moved: 2 });
    expect(await level(ben, space.key, a)).toEqual([['B', 0], ['C', 0], ['A1', 0]]);
    expect((await ben.get(`${own}/spaces/${space.key}/tree/path?to=${c}`)).json.items.map((one: { title: string }) => one.title)).toEqual([expect.stringMatching(/^Tree/), 'A', 'C']);
    expect((await ben.post(`${own}/spaces/${space.key}/tree/moves`, { pages: [a], position: 'append', target: b })).json.code).toBe('wiki.parent_invalid');
    expect((await ben.post(`${own}/contents/${a}/copy`, { descendants: true })).json).toMatchObject({ title: 'A (2)', pages: 4 });
    expect((await ada.get(`${own}/spaces/${space.key}/overview`)).json).toMatchObject({ level: 'admin', counts: { pages: 9, blogposts: 0 }, contributors: [{ person: { accountId: ada.account } }, { person: { accountId: ben.account } }] });
  });

  it('goes to the trash with all below it, and comes back with its order, labels and restrictions', async () => {
    const space = await newSpace();
    const top = await newPage(space.id, 'Top');
    const below = await newPage(space.id, 'Below', top);
    await ada.post(`${old}/content/${below}/label`, [{ name: 'kept' }]);
    expect((await ben.delete(`${own}/contents/${top}?descendants=true`)).status).toBe(204);
    expect((await ben.get(`${v2}/pages/${below}`)).status).toBe(404);
    expect((await ben.get(`${own}/spaces/${space.key}/trash`)).json.items).toMatchObject([{ id: top, title: 'Top', pages: 2, trashedBy: { accountId: ben.account } }]);
    await newPage(space.id, 'Below');
    expect((await ben.post(`${own}/contents/${top}/restore`, {})).json).toMatchObject({ pages: 2, renamed: true, title: 'Top' });
    expect(await level(ben, space.key, top)).toEqual([['Below (2)', 0]]);
    expect((await ben.get(`${v2}/pages/${below}/labels`)).json.results).toMatchObject([{ name: 'kept' }]);
    await ada.put(`${old}/content/${below}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: ada.account }] } }]);
    expect((await ben.delete(`${own}/contents/${top}?descendants=true`)).status).toBe(403);
  });

  it('keeps a space in the trash until it is brought back or purged', async () => {
    const space = await newSpace();
    await ada.patch(`${own}/spaces/${space.key}`, { name: 'Renamed', description: 'What for' });
    expect((await ben.patch(`${own}/spaces/${space.key}`, { name: 'Mine' })).status).toBe(403);
    expect((await ada.delete(`${own}/spaces/${space.key}`)).status).toBe(204);
    expect((await ada.get(`${v2}/pages/${space.homepageId}`)).status).toBe(404);
    expect((await ada.get(`${own}/trash/spaces`)).json.items).toMatchObject([{ key: space.key, name: 'Renamed' }]);
    expect((await ben.get(`${own}/trash/spaces`)).json.items).toEqual([]);
    expect((await ada.post(`${own}/spaces/${space.key}/restore`, {})).json).toMatchObject({ name: 'Renamed' });
    expect((await ada.get(`${v2}/pages/${space.homepageId}`)).status).toBe(200);
    await ada.delete(`${own}/spaces/${space.key}`);
    expect((await ben.delete(`${own}/spaces/${space.key}?purge=true`)).status).toBe(404);
    expect((await ada.delete(`${own}/spaces/${space.key}?purge=true`)).status).toBe(204);
    expect((await ada.get(`${own}/trash/spaces`)).json.items).toEqual([]);
  });
});

it('lets restrictions of editing inherit', async () => {
  const space = await newSpace();
  const top = await newPage(space.id, 'Guarded');
  const below = await newPage(space.id, 'Inside', top);
  await ada.put(`${old}/content/${top}/restriction`, [{ operation: 'update', restrictions: { user: [{ accountId: ada.account }] } }]);
  expect((await ben.get(`${v2}/pages/${below}`)).status).toBe(200);
  expect((await ben.put(`${own}/contents/${below}/draft`, { title: 'x', adf: { version: 1, type: 'doc', content: [] }, baseVersion: 1 })).status).toBe(403);
  expect((await ada.put(`${own}/contents/${below}/draft`, { title: 'x', adf: { version: 1, type: 'doc', content: [] }, baseVersion: 1 })).status).toBe(200);
});

it('takes reactions, watches and views, each once', async () => {
  const space = await newSpace();
  await ben.put(`${own}/contents/${space.homepageId}/reactions/heart`);
  expect((await ada.put(`${own}/contents/${space.homepageId}/reactions/heart`)).json.items).toMatchObject([{ reaction: 'heart', count: 2, mine: true, people: [{ accountId: ben.account }, { accountId: ada.account }] }]);
  expect((await ada.delete(`${own}/contents/${space.homepageId}/reactions/heart`)).json.items).toMatchObject([{ count: 1, mine: false }]);
  expect((await ben.put(`${own}/watches/space/${space.key}`)).json).toEqual({ watching: true, watchers: 1 });
  for (let look = 0; look < 2; look += 1) await ben.post(`${own}/contents/${space.homepageId}/views`, {});
  expect((await ada.get(`${own}/contents/${space.homepageId}/views`)).json).toMatchObject({ views: 1, people: 1 });
});

describe('without signing in', () => {
  const closed = async (url: string) => [(await platform.anonymous.get(url)).status, (await platform.anonymous.get(url)).json?.code];
  const notThere = [404, 'tenant.context_missing'];

  it('nothing is read until the site and then the space are opened, and never what is restricted', async () => {
    const space = await newSpace();
    const page = await newPage(space.id, 'For all');
    const secret = await newPage(space.id, 'Secret');
    await ada.put(`${old}/content/${secret}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: ada.account }] } }]);
    expect(await closed(`${open}/pages/${page}`)).toEqual(notThere);
    expect((await ada.put(`${own}/spaces/${space.key}/public-access`, { anonymous: true })).json.code).toBe('wiki.site_switch_off');
    expect((await ada.put(`${own}/settings`, { anonymousAccess: true })).status).toBe(403);
    expect((await acme.admin.put(`${own}/settings`, { anonymousAccess: true })).status).toBe(200);
    expect(await closed(`${open}/pages/${page}`)).toEqual(notThere);
    expect((await ada.put(`${own}/spaces/${space.key}/public-access`, { anonymous: true })).status).toBe(200);
    expect((await platform.anonymous.get(`${open}/pages/${page}`)).json).toMatchObject({ title: 'For all', html: expect.stringContaining('About For all') });
    expect((await platform.anonymous.get(`${open}/spaces`)).json.items).toMatchObject([{ key: space.key }]);
    expect((await platform.anonymous.get(`${open}/spaces/${space.key}/tree?parent=${space.homepageId}`)).json.items.map((one: { title: string }) => one.title)).toEqual(['For all']);
    expect(await closed(`${open}/pages/${secret}`)).toEqual(notThere);
    expect((await platform.anonymous.get(`${v2}/pages/${page}`)).status).toBe(401);
    expect((await ada.get(`/api/v1/sites/${acme.site}/wiki/containers/${space.key}/access`)).json.items).toHaveLength(2);
    await acme.admin.put(`${own}/settings`, { anonymousAccess: false });
    expect(await closed(`${open}/pages/${page}`)).toEqual(notThere);
  });

  it('a link opens one page until it is revoked, over or the page is restricted', async () => {
    const space = await newSpace();
    const page = await newPage(space.id, 'Linked');
    expect((await ada.post(`${own}/contents/${page}/public-links`, {})).json.code).toBe('wiki.public_links_off');
    await acme.admin.put(`${own}/settings`, { publicLinks: true });
    await ada.put(`${own}/spaces/${space.key}/public-access`, { publicLinks: true });
    const link = (await ada.post(`${own}/contents/${page}/public-links`, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() })).json;
    const url = `${open}/links/${String(link.token)}`;
    expect((await platform.anonymous.get(url)).json.page).toMatchObject({ title: 'Linked', path: [] });
    expect((await ada.get(`${own}/contents/${page}/public-links`)).json.items).toMatchObject([{ id: link.id, opened: 1, createdBy: { accountId: ada.account } }]);
    expect(await closed(`${open}/links/${'x'.repeat(43)}`)).toEqual(notThere);
    await ada.put(`${old}/content/${page}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: ada.account }] } }]);
    expect(await closed(url)).toEqual(notThere);
    await ada.delete(`${old}/content/${page}/restriction`);
    expect((await platform.anonymous.get(url)).status).toBe(200);
    expect((await ada.delete(`${own}/contents/${page}/public-links/${String(link.id)}`)).status).toBe(204);
    expect(await closed(url)).toEqual(notThere);
  });
});
