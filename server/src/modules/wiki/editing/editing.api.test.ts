/** Drafts are one's own and survive; a publication that meets another loses nothing and shows both; old versions come back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let [ada, ben]: TestPerson[] = [];
let spaceId: string;
let own: string;
let v2: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  [ada, ben] = [await platform.person(acme, 'ada', { site: 'member' }), await platform.person(acme, 'ben', { site: 'member' })];
  v2 = `/ex/confluence/${acme.site}/wiki/api/v2`;
  own = `/api/v1/sites/${acme.site}/wiki`;
  spaceId = (await one(ada).post(`${v2}/spaces`, { key: 'ED', name: 'Editing' })).json.id;
});
afterAll(() => platform[Symbol.asyncDispose]());

const one = (person: TestPerson | undefined): TestPerson => person ?? acme.admin;
const doc = (...lines: string[]) => ({ version: 1, type: 'doc', content: lines.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) });
let count = 0;

async function page(...lines: string[]): Promise<{ id: string; title: string }> {
  count += 1;
  const made = await one(ada).post(`${v2}/pages`, { spaceId, status: 'current', title: `Page ${String(count)}`, body: { representation: 'atlas_doc_format', value: JSON.stringify(doc(...lines)) } });
  expect(made.status, made.text).toBe(200);
  return made.json;
}

describe('drafts', () => {
  it('are one for each person and page, seen by nobody else, and outlive other people\'s publications', async () => {
    const { id, title } = await page('one', 'two');
    const draft = `${own}/contents/${id}/draft`;
    expect((await one(ada).get(draft)).json.code).toBe('wiki.draft_not_found');
    expect((await one(ada).put(draft, { title, adf: doc('one', 'two', 'mine'), baseVersion: 1 })).json).toMatchObject({ stale: false, currentVersion: 1 });
    expect((await one(ben).put(draft, { title, adf: doc('bens'), baseVersion: 1 })).status).toBe(200);
    expect((await one(ada).get(draft)).json.adf).toEqual(doc('one', 'two', 'mine'));
    expect((await acme.admin.get(draft)).status).toBe(404);
    expect((await one(ben).post(`${own}/contents/${id}/publish`, { title, adf: doc('bens'), baseVersion: 1 })).json).toMatchObject({ version: 2, changed: true });
    expect((await one(ben).get(draft)).status).toBe(404);
    expect((await one(ada).get(draft)).json).toMatchObject({ baseVersion: 1, currentVersion: 2, stale: true });
    expect((await one(ada).get(`${own}/drafts`)).json.items).toMatchObject([{ contentId: id, stale: true, published: true, spaceKey: 'ED' }]);
    expect((await one(ada).delete(draft)).status).toBe(204);
    expect((await one(ada).get(`${own}/drafts`)).json.items).toEqual([]);
  });

  it('of something never published are the thing itself', async () => {
    const { id } = (await one(ada).post(`${v2}/pages`, { spaceId, status: 'draft', title: 'Begun' })).json;
    expect((await one(ada).put(`${own}/contents/${id}/draft`, { title: 'Begun well', adf: doc('x'), baseVersion: 1 })).status).toBe(200);
    expect((await one(ada).get(`${own}/drafts`)).json.items).toMatchObject([{ contentId: id, title: 'Begun well', published: false }]);
    expect((await one(ben).get(`${own}/contents/${id}/draft`)).status).toBe(404);
    expect((await one(ada).post(`${own}/contents/${id}/publish`, { title: 'Begun well', adf: doc('x'), baseVersion: 1 })).json).toMatchObject({ version: 1, changed: true });
    expect((await one(ben).get(`${v2}/pages/${id}`)).json).toMatchObject({ title: 'Begun well', status: 'current' });
  });

  it('refuse what is no document, and a version that does not exist', async () => {
    const { id, title } = await page('a');
    expect((await one(ada).put(`${own}/contents/${id}/draft`, { title, adf: { type: 'doc', version: 1, content: [{ type: 'script' }] }, baseVersion: 1 })).json.code).toBe('richtext.node_unknown');
    expect((await one(ada).put(`${own}/contents/${id}/draft`, { title, adf: doc('x'), baseVersion: 2 })).json.code).toBe('wiki.version_not_found');
  });
});

describe('publishing over somebody else\'s version', () => {
  it('writes nothing, shows both, and publishes what the person makes of it', async () => {
    const { id, title } = await page('the first line', 'the second line');
    const publish = (who: TestPerson | undefined, body: object) => one(who).post(`${own}/contents/${id}/publish`, body);
    expect((await publish(ben, { title, adf: doc('the first line of Ben', 'the second line'), baseVersion: 1 })).json.version).toBe(2);
    const mine = { title: 'My title', adf: doc('the first line of Ada', 'the second line', 'and a third'), baseVersion: 1 };
    const met = await publish(ada, mine);
    expect([met.status, met.headers['content-type'], met.json.code]).toEqual([409, expect.stringContaining('application/problem+json'), 'wiki.version_conflict']);
    expect(met.json.conflict).toMatchObject({
      base: { version: 1 }, theirs: { version: 2, adf: doc('the first line of Ben', 'the second line'), author: { accountId: one(ben).account } }, yours: { adf: mine.adf, author: { accountId: one(ada).account } },
      merged: { title: 'My title', adf: doc('the first line of Ben', 'the first line of Ada', 'the second line', 'and a third') }, conflicts: [{ kind: 'block', path: [0] }],
    });
    expect((await publish(ada, { ...mine, resolves: 'merge' })).status).toBe(409);
    expect((await publish(ada, { title: 'My title', adf: met.json.conflict.merged.adf, baseVersion: 2 })).json).toMatchObject({ version: 3 });
  });

  it('merges by itself when asked, where nobody changed the same words', async () => {
    const { id, title } = await page('alpha', 'beta', 'gamma');
    await one(ben).post(`${own}/contents/${id}/publish`, { title, adf: doc('alpha', 'beta', 'gamma of Ben'), baseVersion: 1 });
    const mine = { title, adf: doc('alpha of Ada', 'beta', 'gamma'), baseVersion: 1 };
    expect((await one(ada).post(`${own}/contents/${id}/merge`, mine)).json).toMatchObject({ upToDate: false, conflict: { conflicts: [] } });
    expect((await one(ada).post(`${own}/contents/${id}/publish`, { ...mine, resolves: 'merge' })).json).toMatchObject({ version: 3, changed: true });
    const shown = await one(ada).get(`${v2}/pages/${id}?body-format=atlas_doc_format`);
    expect(JSON.parse(shown.json.body.atlas_doc_format.value)).toEqual(doc('alpha of Ada', 'beta', 'gamma of Ben'));
  });

  it('is no new version when nothing changed', async () => {
    const { id, title } = await page('same');
    expect((await one(ada).post(`${own}/contents/${id}/publish`, { title, adf: doc('same'), baseVersion: 1 })).json).toMatchObject({ version: 1, changed: false });
  });
});

describe('versions', () => {
  it('are compared block by block and brought back as a new one', async () => {
    const { id, title } = await page('Heading', 'the cat sat');
    await one(ada).post(`${own}/contents/${id}/publish`, { title: `${title} renamed`, adf: doc('Heading', 'the dog sat', 'more'), baseVersion: 1, message: 'dogs' });
    const compared = await one(ben).get(`${own}/contents/${id}/compare?from=1&to=2`);
    expect(compared.json).toMatchObject({
      from: { number: 1, title }, to: { number: 2, message: 'dogs', author: { accountId: one(ada).account } }, counts: { added: 1, removed: 0, changed: 1, same: 1 },
      blocks: [{ change: 'same', text: 'Heading' }, { change: 'changed', words: [{ change: 'same', text: 'the ' }, { change: 'removed', text: 'cat' }, { change: 'added', text: 'dog' }, { change: 'same', text: ' sat' }] }, { change: 'added', text: 'more' }],
    });
    expect((await one(ben).post(`${own}/contents/${id}/versions/1/restore`, {})).json).toMatchObject({ version: 3, title, changed: true });
    expect((await one(ben).post(`${own}/contents/${id}/versions/1/restore`, {})).json).toMatchObject({ version: 3, changed: false });
    expect((await one(ben).get(`${own}/contents/${id}/compare?from=9`)).json.code).toBe('wiki.version_not_found');
  });
});
